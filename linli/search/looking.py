"""Newest first, without reading all there is: recent days, then months, then years, then the rest.

A word that thousands of rows have fills a page from the last few days; a rare one costs four small questions. Each row
carries marks of its day, month and year among its terms, so that the index itself leaves out what lies outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from linli.core import clock
from linli.text.query import Condition, Term, every, some

STEP = 200
"""Hits that are read at once; most of a page's are among the first."""
MOST_LOOKED_AT = 2_000
"""Hits that are looked at for one page: what is left is said to be older, and looked for when asked again."""

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row after which a list goes on."""

    at: datetime
    row: int

    def __str__(self) -> str:
        return f"{int((self.at - _EPOCH).total_seconds() * 1e6)}-{self.row}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Return the cursor that an address names; None where it names none."""
        micros, _, row = text.partition("-")
        if not (micros.isdecimal() and row.isdecimal() and len(micros) < 18 and len(row) < 19):
            return None
        return cls(_EPOCH + timedelta(microseconds=int(micros)), int(row))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time: the marks its rows have one of, and its beginning; neither for all there is."""

    marks: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found, newest first, and where the next goes on; None where nothing older is left."""

    keys: list[Key]
    older: Cursor | None


def marks_of(at: datetime) -> set[str]:
    """Return the marks of a row's day, month and year."""
    at = at.astimezone(UTC)
    return {f"__d{at:%Y%m%d}", f"__m{at:%Y%m}", f"__y{at:%Y}"}


def windows(before: datetime) -> Iterator[Window]:
    """Yield the stretches of time before a moment, the newest and shortest first, each ending where the last began."""
    end = before.astimezone(UTC)
    for sign, beginning in (("__d%Y%m%d", _day), ("__m%Y%m", _month), ("__y%Y", _year)):
        last = beginning(end)
        first = beginning(last - timedelta(days=1))
        yield Window((last.strftime(sign), first.strftime(sign)), first)
        end = first - timedelta(microseconds=1)
    yield Window()


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _month(at: datetime) -> datetime:
    return _day(at).replace(day=1)


def _year(at: datetime) -> datetime:
    return _month(at).replace(month=1)


def look(
    rows: QuerySet[Any],
    condition: Condition,
    key: Sequence[str],
    keep: Callable[[list[Key]], set[Key]],
    *,
    before: Cursor | None = None,
    most: int,
) -> Seen:
    """Return the newest rows that meet a condition and are kept.

    Args:
        rows: of a `Searchable` table with a column `at`.
        condition: what the terms must meet.
        key: the two columns that name the thing a row stands for.
        keep: of some things, those that whoever asks may see and wants to.
        before: where an earlier look ended.
        most: how many at most.
    """
    found: list[tuple[Key, Cursor]] = []
    at, looked = before, 0
    for window in windows(at.at if at else clock.now()):
        marks = [some(map(Term, window.marks))] if window.marks else []
        hits = rows.filter(terms__meet=every([condition, *marks])).order_by("-at", "-id").values_list(*key, "at", "id")
        while True:
            older = hits.filter(Q(at__lt=at.at) | Q(at=at.at, id__lt=at.row)) if at else hits
            step = list(older[:STEP])
            looked += len(step)
            kept = keep([(row[0], row[1]) for row in step]) if step else set()
            found += (((row[0], row[1]), Cursor(row[2], row[3])) for row in step if (row[0], row[1]) in kept)
            if len(found) > most:
                return Seen([one for one, _ in found[:most]], found[most - 1][1])
            if step:
                at = Cursor(step[-1][2], step[-1][3])
            if len(step) < STEP:
                break
            if looked >= MOST_LOOKED_AT:
                return Seen([one for one, _ in found], at)
        if window.since:
            at = Cursor(window.since, 0)
    return Seen([one for one, _ in found], None)
