"""Adding up faces, and writing sums into the table of tallies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from linli.core.chunks import chunks
from linli.insight.domain.tallies import (
    MEASURES,
    Face,
    Facet,
    Mark,
    Span,
    marks_of,
    month_of,
    tally_id,
)
from linli.insight.models import Tally
from linli.people.domain import DESK_KINDS
from linli.people.models import Organisation

Counts = dict[str, int]
Sums = dict[tuple[Facet, int, int], Counts]
"""Facet, key, day → measure → how many."""

TOGETHER = 1000
_COLUMNS = ("community_id", "id", "span", "facet", "day", "key", *MEASURES)
_TABLE = Tally._meta.db_table
_ADD = f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES "
_OR_ADD = " ON CONFLICT (community_id, id) DO UPDATE SET " + ", ".join(
    f"{name} = {_TABLE}.{name} + EXCLUDED.{name}" for name in MEASURES
)


class Units:
    """Which organisations are units and departments, and no desks: asked for once each."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def learn(self, leads: Iterable[int]) -> None:
        """Read those that are not known yet: one query, or none."""
        if new := {lead for lead in leads if lead not in self._known}:
            kinds = Organisation.objects.filter(pk__in=new).values_list("pk", "kind")
            self._known |= dict.fromkeys(new, False) | {pk: kind not in DESK_KINDS for pk, kind in kinds}

    def __call__(self, lead: int) -> bool:
        """Whether an organisation that was learnt is one."""
        return self._known[lead]


def face_read(written: list[Any] | None) -> Face | None:
    """Return a face as it was before it was written as JSON."""
    if written is None:
        return None
    face = Face._make(written)
    return face._replace(verdicts=tuple((day, solved, satisfied) for day, solved, satisfied in face.verdicts))


def marks_add(sums: Sums, marks: Iterable[Mark], sign: int) -> None:
    """Add marks to sums, or take them away."""
    for facet, key, day, measure in marks:
        counts = sums.setdefault((facet, key, day), {})
        counts[measure] = counts.get(measure, 0) + sign


def sums_of_changes(notes: Iterable[tuple[int, Any, Any]]) -> dict[int, Sums]:
    """Return what noted deeds add to sums and take away from them, by the place that each note names.

    Args:
        notes: place, and the case's face before and after as they were written.
    """
    faces = [(place, face_read(before), face_read(after)) for place, before, after in notes]
    units = Units()
    units.learn(face.lead for _, *both in faces for face in both if face is not None)
    found: dict[int, Sums] = {}
    for place, before, after in faces:
        sums = found.setdefault(place, {})
        if before is not None:
            marks_add(sums, marks_of(before, units), -1)
        if after is not None:
            marks_add(sums, marks_of(after, units), 1)
    return found


def sums_add(whole: Sums, part: Sums, below: int, sign: int = 1) -> None:
    """Add the sums of a smaller place to those of a larger one, in which its key is `below`."""
    for (facet, key, day), counts in part.items():
        into = whole.setdefault((facet, below if facet == Facet.PLACE else key, day), {})
        for measure, count in counts.items():
            into[measure] = into.get(measure, 0) + sign * count


def with_months(sums: Sums) -> dict[tuple[Span, Facet, int, int], Counts]:
    """Return sums by day together with those by month: span, facet, key, day → counts; what is nothing is left out."""
    found: dict[tuple[Span, Facet, int, int], Counts] = {}
    for (facet, key, day), counts in sums.items():
        if any(counts.values()):
            found[Span.DAY, facet, key, day] = counts
            whole = found.setdefault((Span.MONTH, facet, key, month_of(day)), {})
            for measure, count in counts.items():
                whole[measure] = whole.get(measure, 0) + count
    return {key: counts for key, counts in found.items() if any(counts.values())}


def tallies_add(by_place: Mapping[int, Sums]) -> int:
    """Add sums to the tallies of places; return how many tallies that were.

    In the order of their keys, whoever writes: two that write at once wait for one another, and never in a circle.
    """
    rows = iter(
        sorted(
            (place, tally_id(span, facet, day, key), span, facet, day, key, *(counts.get(name, 0) for name in MEASURES))
            for place, sums in by_place.items()
            for (span, facet, key, day), counts in with_months(sums).items()
        )
    )
    written = 0
    with connection.cursor() as cursor:
        for some in chunks(rows, TOGETHER):
            # Nothing but whole numbers, written as they are: taking apart 20,000 parameters cost more than all the rest.
            cursor.execute(_ADD + ", ".join(f"({', '.join(map(str, map(int, row)))})" for row in some) + _OR_ADD)
            written += len(some)
    return written
