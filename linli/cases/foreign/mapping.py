"""The map from a foreign file to cases: which column says what, in whose time, by which words. One TOML file a source."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from linli.cases.domain.submission import KINDS
from linli.cases.models import Outcome
from linli.catalog.models import Category
from linli.core.errors import Invalid
from linli.places.domain import Crs
from linli.places.models import Division

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "maps"
COLUMNS = (
    *("id", "opened", "accepted", "due", "closed", "status", "category", "title", "text", "address", "answer"),
    *("place", "lon", "lat"),
)
NEEDED = ("id", "opened", "category")
SEVERAL = frozenset({"category", "title", "text", "address", "answer"})
"""What may be put together from several columns."""
FATES = ("open", "closed", "rejected", "skip")
FARTHEST = 2000.0
"""Metres beyond the ground of the nearest community that a point may lie, unless the map says otherwise."""


@dataclass(frozen=True, slots=True)
class SourceMap:
    """How one source's files are read.

    Args:
        source: its short name; with a row's id it tells whether the row is here already.
        columns: what is wanted → the columns that say it, each as the names it may have in turn.
        encoding, delimiter: "" where they are to be told from the file.
        zone: of times that carry none.
        formats: of times, as `strptime` takes them, tried in order before ISO 8601.
        fates: status, in small letters → one of `FATES`.
        categories: word, in small letters → category; one that ends in "*" stands for all that begin like it.
        places: word, in small letters → division.
        default: the division of rows that tell no place; None: such rows are not taken.
        crs: reference system of points; "" where there are none.
    """

    source: str
    columns: Mapping[str, tuple[tuple[str, ...], ...]]
    encoding: str
    delimiter: str
    zone: ZoneInfo
    formats: tuple[str, ...]
    fates: Mapping[str, str]
    categories: Mapping[str, Category]
    places: Mapping[str, Division]
    default: Division | None
    crs: str
    farthest: float
    kind: str
    outcome: str


def map_path(name: str) -> Path:
    """Return the file of a map: a path, or the name of one that ships.

    Raises:
        Invalid: there is neither.
    """
    path, shipped = Path(name), SHIPPED / f"{name}.toml"
    if path.is_file():
        return path
    if shipped.parent == SHIPPED and shipped.is_file():
        return shipped
    names = "、".join(sorted(each.stem for each in SHIPPED.glob("*.toml")))
    raise Invalid(
        _("没有对照表 %(name)s。自带的有：%(names)s；也可以给出 TOML 文件的路径。") % {"name": name, "names": names}
    )


def map_read(path: Path) -> SourceMap:
    """Read a map.

    Raises:
        Invalid: the file cannot be read, or says something that does not exist here; with what.
    """
    try:
        return _read(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(_("对照表 %(path)s 读不了：%(error)s。") % {"path": path, "error": error}) from None
    except _Wrong as wrong:
        raise Invalid(_("对照表 %(path)s：%(what)s") % {"path": path, "what": wrong}) from None


class _Wrong(Exception):
    pass


def _read(told: Mapping[str, Any]) -> SourceMap:
    parts = ("file", "columns", "time", "status", "categories", "places", "point")
    for name in parts:
        if not isinstance(told.get(name, {}), dict):
            raise _Wrong(_("[%(name)s] 应是一节。") % {"name": name})
    if strange := sorted(set(told) - {"source", "kind", "outcome", "default", *parts}):
        raise _Wrong(_("不认识“%(name)s”。") % {"name": strange[0]})
    source = str(told.get("source", ""))
    if not (source.isascii() and source.isalnum() and len(source) <= 16):
        raise _Wrong(_("source 应是不超过 16 个的字母和数字。"))
    file, time, point = told.get("file", {}), told.get("time", {}), told.get("point", {})
    kind, outcome = str(told.get("kind", "help")), str(told.get("outcome", "explained"))
    if kind not in KINDS or outcome not in Outcome.values:
        raise _Wrong(_("不认识“%(name)s”。") % {"name": kind if kind not in KINDS else outcome})
    columns = _columns(told.get("columns", {}))
    if ("lon" in columns) != ("lat" in columns):
        raise _Wrong(_("经度和纬度要一起给。"))
    places, default = _places(told.get("places", {}), told.get("default"))
    try:
        crs = Crs.parse(str(point["crs"])).value if "lon" in columns else ""
    except (KeyError, ValueError):
        raise _Wrong(_("有坐标就要在 [point] 写明 crs，例如 WGS-84。")) from None
    return SourceMap(
        source=source,
        columns=columns,
        encoding=_encoding(str(file.get("encoding", ""))),
        delimiter=str(file.get("delimiter", ""))[:1],
        zone=_zone(time.get("zone")),
        formats=tuple(map(str, time.get("formats", ()))),
        fates=_fates(told.get("status", {})),
        categories=_categories(told.get("categories", {})),
        places=places,
        default=default,
        crs=crs,
        farthest=float(point.get("farthest", FARTHEST)),
        kind=kind,
        outcome=outcome,
    )


def _columns(told: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], ...]]:
    if strange := sorted(set(told) - set(COLUMNS)):
        raise _Wrong(_("不认识“%(name)s”。") % {"name": strange[0]})
    if missing := [name for name in NEEDED if name not in told]:
        raise _Wrong(_("[columns] 缺少 %(name)s。") % {"name": missing[0]})
    found = {}
    for name, said in told.items():
        several = list(said) if isinstance(said, list) else [said]
        if not several or (len(several) > 1 and name not in SEVERAL):
            raise _Wrong(_("%(name)s 只能来自一列。") % {"name": name})
        found[name] = tuple(tuple(part.strip() for part in str(each).split("|")) for each in several)
    return found


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Wrong(_("[time] 的 zone 应是时区名，例如 America/New_York。")) from None


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        raise _Wrong(_("没有“%(name)s”这种编码。") % {"name": name}) from None


def _fates(told: Mapping[str, Any]) -> dict[str, str]:
    if strange := sorted(set(told) - set(FATES)):
        raise _Wrong(_("不认识“%(name)s”。") % {"name": strange[0]})
    return {str(word).strip().casefold(): fate for fate, words in told.items() for word in words}


def _categories(told: Mapping[str, Any]) -> dict[str, Category]:
    known = {each.code: each for each in Category.objects.filter(active=True)}
    if strange := sorted(set(map(str, told.values())) - set(known)):
        raise _Wrong(_("没有代码为 %(code)s 的类别。") % {"code": strange[0]})
    return {word.strip().casefold(): known[str(code)] for word, code in told.items()}


def _places(told: Mapping[str, Any], default: Any) -> tuple[dict[str, Division], Division | None]:
    codes: Iterable[str] = {*map(str, told.values()), *([str(default)] if default else [])}
    known = {each.code: each for each in Division.objects.filter(code__in=codes).defer("outline")} if codes else {}
    if missing := sorted(set(codes) - set(known)):
        raise _Wrong(_("没有代码为 %(code)s 的区划。") % {"code": missing[0]})
    places = {word.strip().casefold(): known[str(code)] for word, code in told.items()}
    return places, known[str(default)] if default else None
