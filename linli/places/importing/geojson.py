"""Reading lists that are drawn: a GeoJSON FeatureCollection, each feature a row."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.places.importing.columns import Column, header_key, tidy
from linli.places.importing.sheets import MAX_UNPACKED, SheetRow, SheetTable, decoded

GEOMETRY = "geometry"
"""Key under which a row carries its geometry."""


def is_geojson(file: BinaryIO) -> bool:
    """Say whether a file begins as JSON does."""
    head = file.read(64)
    file.seek(0)
    if head[:2] == b"\x1f\x8b":
        with gzip.open(file) as packed:
            try:
                head = packed.read(64)
            except (OSError, EOFError):
                head = b""
        file.seek(0)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_features(file: BinaryIO, columns: Sequence[Column]) -> SheetTable:
    """Read the features of a GeoJSON file as rows; a feature's number counts from 1.

    A reference system named in the file's `crs` counts for each row that names none.

    Raises:
        Invalid: it is no FeatureCollection.
    """
    content = file.read(MAX_UNPACKED + 1)
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            raise Invalid(_("压缩文件损坏。请重新下载或重新压缩后再试。")) from None
    if len(content) > MAX_UNPACKED:
        raise Invalid(_("文件太大，无法读取。请分成几个文件。"))
    try:
        data = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise Invalid(_("这个文件不是完好的 GeoJSON。请重新导出后再试。")) from None
    features = data.get("features") if isinstance(data, Mapping) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not all(isinstance(feature, Mapping) for feature in features):
        raise Invalid(_("这个文件不是 GeoJSON 的 FeatureCollection。请重新导出后再试。"))
    by_name = {name: column.key for column in columns for name in column.names}
    titles: dict[str, None] = {}
    for feature in features:
        titles.update(dict.fromkeys(str(name) for name in _properties(feature)))
    keys = {title: by_name.get(header_key(title)) for title in titles}
    return SheetTable(
        header=list(titles),
        ignored=[title for title, key in keys.items() if key is None],
        found={key for key in keys.values() if key},
        rows=_rows(features, keys, _named_crs(data)),
    )


def _rows(features: list[Mapping[str, Any]], keys: dict[str, str | None], named_crs: str) -> Iterator[SheetRow]:
    for number, feature in enumerate(features, start=1):
        properties = _properties(feature)
        values: dict[str, Any] = {"crs": named_crs}
        for title, value in properties.items():
            key = keys.get(str(title))
            if key and not isinstance(value, Mapping):
                value = "、".join(map(str, value)) if isinstance(value, list) else value
                values[key] = tidy(value)
        values[GEOMETRY] = feature.get("geometry")
        yield SheetRow(number, values, [tidy(str(properties.get(title, ""))) for title in keys])


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, Mapping) else {}


def _named_crs(data: Mapping[str, Any]) -> str:
    """Return what the file says of its reference system: {"crs": "GCJ-02"} or the older {"crs": {"properties": …}}."""
    named = data.get("crs")
    if isinstance(named, Mapping):
        named = (named.get("properties") or {}).get("name")
    if not isinstance(named, str):
        return ""
    # "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490"
    last = named.rsplit(":", 1)[-1]
    return f"EPSG:{last}" if last.isdigit() else last
