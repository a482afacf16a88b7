"""Finds a tally that is not what the cases amount to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from linli.cases.models import Case
from linli.core.snapshot import snapshot
from linli.insight.domain.tallies import MEASURES, Facet, Span
from linli.insight.models import Change, Tally
from linli.insight.tallying.adding import Counts, sums_add, sums_of_changes, with_months
from linli.insight.tallying.recounting import HEAD, SUMS, TABLE, parts_below, sums_of_cases, tree_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that is not what the cases amount to."""

    place: int
    span: Span
    facet: Facet
    key: int
    day: int
    measure: str
    stored: int
    counted: int


def tallies_verify() -> Iterator[Difference]:
    """Compare every tally with the cases and yield what differs, place by place, each as it is at one moment."""
    every = set(Case.objects.order_by().values_list("community_id", flat=True).distinct())
    tree = tree_of(every)
    stray = Tally.objects.exclude(community__in=tree.order).order_by().values_list("community_id", flat=True).distinct()
    for place in (*tree.order, *stray):
        communities = tree.communities.get(place, [])
        with snapshot():
            own = _beyond(place, tree.places.get(place, []))
            notes = Change.objects.filter(community__in=communities).values_list("community_id", "before", "after")
            noted = sums_of_changes(notes)
            counted = sums_of_cases(communities)
        for community, sums in noted.items():
            sums_add(counted, sums, community, sign=-1)
        due = with_months(counted)
        for key in sorted({*own, *due}):
            stored, expected = own.get(key, {}), due.get(key, {})
            for name in MEASURES:
                if stored.get(name, 0) != expected.get(name, 0):
                    yield Difference(place, *key, name, stored.get(name, 0), expected.get(name, 0))


def _beyond(place: int, below: list[int]) -> dict[tuple[Span, Facet, int, int], Counts]:
    """Return what the tallies of a place hold beyond the sums of those below."""
    own = f"SELECT {HEAD}, {', '.join(MEASURES)} FROM {TABLE} WHERE community_id = {int(place)}"
    parts = f"{own} UNION ALL {parts_below(below, '-')}" if below else own
    differ = " OR ".join(f"SUM({name}) <> 0" for name in MEASURES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HEAD}, {SUMS} FROM ({parts}) AS parts GROUP BY {HEAD} HAVING {differ}")
        return {
            (Span(span), Facet(facet), key, day): {name: int(n) for name, n in zip(MEASURES, counts, strict=True) if n}
            for _, span, facet, day, key, *counts in cursor.fetchall()
        }
