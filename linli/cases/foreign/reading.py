"""What one row of a foreign file tells: a request of the past, or what keeps it from being one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite

from django.utils.translation import gettext as _

from linli.cases.domain.submission import MOST_CHARACTERS
from linli.cases.foreign.mapping import SourceMap
from linli.cases.services.past import Past
from linli.catalog.models import Category
from linli.core.errors import Missing
from linli.people.selectors import ladder_of
from linli.places.importing.results import CellFault
from linli.places.models import Division
from linli.places.selectors import Located, PointLocator
from linli.text.characters import tidied

CHANNEL = "replay"
"""How such a case came in: by an import of another time."""
AMERICAN = "%m/%d/%Y %I:%M:%S %p"
"""How most of these files write a time; read by hand, as `strptime` takes ten times as long."""
EARLIEST = 1990
LONGEST_ID = 64


class Reader:
    """Reads rows.

    Args:
        source: the map.
        where: what is wanted → its places in a row.
        now: nothing is later.
        within: a division where all of it is taken to have happened; points and places are not looked at then.
    """

    def __init__(self, source: SourceMap, where: dict[str, list[int]], now: datetime, within: Division | None) -> None:
        self.source, self.where, self.now = source, where, now
        self.within = Located(within) if within else None
        self.locate = PointLocator() if source.crs and not within else None
        self.answered: dict[int, bool] = {}

    def foreign_id(self, cells: Sequence[str]) -> str:
        """Return source and id.

        Raises:
            CellFault: it has none, or a longer one than there is room for.
        """
        told = self._cell(cells, "id")
        found = f"{self.source.source}:{told}"
        if not told or len(found) > LONGEST_ID:
            raise CellFault(_("没有编号，或编号太长。"), "", "id")
        return found

    def past(self, cells: Sequence[str], foreign_id: str) -> Past | None:
        """Return the request that a row tells of; None where the map says that such rows are passed over.

        Raises:
            CellFault: what is wrong, and in which column.
        """
        closed_at = self._moment(cells, "closed")
        fate = self._fate(cells, closed_at)
        if fate == "skip":
            return None
        opened_at = self._moment(cells, "opened")
        if opened_at is None:
            raise CellFault(_("没有填写。"), "", "opened")
        accepted_at, promised_by = self._moment(cells, "accepted"), self._moment(cells, "due", future=True)
        ended_at = closed_at if fate != "open" else None
        if fate != "open" and ended_at is None:
            raise CellFault(_("写着已经结束，却没有结束的时间。"), "", "closed")
        for name, at in (("closed", ended_at), ("due", promised_by), ("accepted", accepted_at)):
            if at is not None and at < opened_at:
                raise CellFault(_("比提交时间还早。"), "", name)
        if accepted_at and ended_at and accepted_at > ended_at:
            raise CellFault(_("比办结时间还晚。"), "", "accepted")
        words, category = self._category(cells)
        title = self._text(cells, "title", " · ") or words
        body = self._text(cells, "text", "\n") or title
        located, point = self._place(cells)
        return Past(
            at=opened_at,
            title=title[:120],
            body=body[:MOST_CHARACTERS],
            located=located,
            category=category,
            channel=CHANNEL,
            key=_key(foreign_id),
            foreign_id=foreign_id,
            kind=self.source.kind,
            address=self._text(cells, "address", " "),
            point=point,
            promised_by=promised_by,
            accepted_at=accepted_at,
            ended_at=ended_at,
            outcome=self.source.outcome,
            answer=self._text(cells, "answer", "\n")[:MOST_CHARACTERS] or _("原始数据没有写明答复。"),
            contact=_("按原始数据的办结时间登记。"),
            rejected=fate == "rejected",
        )

    # --- cells ---

    def _cell(self, cells: Sequence[str], name: str) -> str:
        found = self.where.get(name)
        return _tidy(cells[found[0]]) if found else ""

    def _text(self, cells: Sequence[str], name: str, between: str) -> str:
        parts = (_tidy(cells[place]) for place in self.where.get(name, ()))
        return between.join(part for part in parts if part)

    def _moment(self, cells: Sequence[str], name: str, future: bool = False) -> datetime | None:
        told = self._cell(cells, name)
        if not told:
            return None
        found = self._parsed(told)
        if found is None:
            raise CellFault(_("看不懂这个时间。"), "", name)
        found = (found if found.tzinfo else found.replace(tzinfo=self.source.zone)).astimezone(UTC)
        if found.year < EARLIEST:
            raise CellFault(_("时间早于 1990 年"), "", name)
        if found > self.now and not future:
            raise CellFault(_("时间在将来"), "", name)
        return found

    def _parsed(self, told: str) -> datetime | None:
        for written in self.source.formats:
            try:
                if written == AMERICAN:
                    return _american(told)
                return datetime.strptime(told, written)  # noqa: DTZ007 - the map says in which zone
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(told)
        except ValueError:
            return None

    def _fate(self, cells: Sequence[str], closed_at: datetime | None) -> str:
        if "status" not in self.where:
            return "closed" if closed_at else "open"
        fate = self.source.fates.get(self._cell(cells, "status").casefold())
        if fate is None:
            raise CellFault(_("对照表里没有这个状态。"), "", "status")
        return fate

    def _category(self, cells: Sequence[str]) -> tuple[str, Category]:
        """Return what a row calls its matter, and the category of that: of all its words, or of the first column's."""
        words = self._text(cells, "category", " / ")
        known = self.source.categories
        for told in dict.fromkeys((words.casefold(), self._cell(cells, "category").casefold())):
            if told and (found := known.get(told)):
                return words, found
            starts = [each for each in known if each.endswith("*") and told.startswith(each[:-1])]
            if starts and (told or "*" in known):
                return words or _("（未写明）"), known[max(starts, key=len)]
        raise CellFault(_("对照表里没有这个类别。"), "", "category")

    # --- places ---

    def _place(self, cells: Sequence[str]) -> tuple[Located, tuple[float, float] | None]:
        if self.within is not None:
            return self.within, None
        point = self._point(cells)
        outside = False
        if point and self.locate:
            try:
                located = self.locate(*point, self.source.crs)
            except (Missing, ValueError):
                raise CellFault(_("这个坐标不在任何社区附近。"), "", "lon") from None
            outside = located.values.get("metres", 0) > self.source.farthest
            if not outside:
                return self._desk(located, "lon"), point
        if found := self.source.places.get(self._cell(cells, "place").casefold()):
            return self._desk(Located(found), "place"), None
        if outside:
            raise CellFault(_("这个坐标不在任何社区附近。"), "", "lon")
        if self.source.default:
            return self._desk(Located(self.source.default, reason="unknown_place", confidence=0.0), "place"), None
        raise CellFault(
            _("看不出在哪里：没有坐标，对照表里也没有这个地点。"), "", "place" if "place" in self.where else "lon"
        )

    def _desk(self, located: Located, column: str) -> Located:
        place = located.community
        if place.pk not in self.answered:
            self.answered[place.pk] = bool(ladder_of(place, None))
        if not self.answered[place.pk]:
            raise CellFault(_("“%(place)s”没有可以受理的单位。") % {"place": place.name}, "", column)
        return located

    def _point(self, cells: Sequence[str]) -> tuple[float, float] | None:
        told = [self._cell(cells, name) for name in ("lon", "lat")]
        if not any(told):
            return None
        try:
            lon, lat = float(told[0]), float(told[1])
        except ValueError:
            raise CellFault(_("坐标应是两个数。"), "", "lon") from None
        if not (isfinite(lon) and isfinite(lat)):
            raise CellFault(_("坐标应是两个数。"), "", "lon")
        return (lon, lat) if lon or lat else None  # nought, nought is how many systems write "nowhere"


_PARTS = re.compile(r"(\d\d?)/(\d\d?)/(\d{4}) (\d\d?):(\d\d):(\d\d) ([AaPp])[Mm]")


def _american(told: str) -> datetime:
    found = _PARTS.fullmatch(told)
    if found is None:
        raise ValueError(told)
    month, day, year, hour, minute, second = map(int, found.groups()[:6])
    if not 1 <= hour <= 12:
        raise ValueError(told)
    afternoon = 12 if found[7] in "Pp" else 0
    return datetime(year, month, day, hour % 12 + afternoon, minute, second)  # noqa: DTZ001 - the map says in which zone


@lru_cache(maxsize=4096)
def _tidy(cell: str) -> str:
    """Most cells are one of a few words, or a time or a number with nothing to tidy."""
    return tidied(cell)[0]


def _key(foreign_id: str) -> str:
    """Return the key of a row's first event; its others are this and a number, within the column's 64 characters."""
    key = f"311:{foreign_id}"
    return key if len(key) <= 56 else "311:" + hashlib.sha256(foreign_id.encode()).hexdigest()[:48]
