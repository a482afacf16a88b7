"""Households by the thousand, from a ledger: a door a row, with the neighbourhood it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from linli.core.planned import Change, Planned
from linli.core.writing import gathered, update
from linli.places.models import Division, Entrance, Grid, Household, Neighbourhood
from linli.places.records import NeighbourhoodRecord
from linli.places.services.entrances import households_insert
from linli.places.services.neighbourhoods import neighbourhoods_make


@dataclass(frozen=True, slots=True)
class DoorRecord:
    """A household as a ledger tells of it.

    Args:
        path: area, group and name of its neighbourhood; empty leaves it where it is.
    """

    community: Division
    grid: Grid
    entrance: Entrance
    door: str
    path: tuple[str, str, str] | None = None


def doors_plan(records: Sequence[DoorRecord]) -> list[Planned]:
    """Return what the records come to, one by one; nothing is written. Two queries for each community."""
    communities = {record.community.pk for record in records}
    entrances = {record.entrance.pk for record in records}
    rows = Household.objects.filter(community__in=communities, entrance__in=entrances)
    columns = rows.values_list("entrance", "door", "id", "neighbourhood")
    there = {(entrance, door): (pk, own) for entrance, door, pk, own in columns}
    paths = _paths(communities)
    return [_plan(record, there, paths) for record in records]


def _paths(communities: set[int]) -> dict[tuple[int, tuple[str, str, str]], int]:
    rows = Neighbourhood.objects.filter(community__in=communities).values_list("pk", "community", "name", "parent")
    by_pk = {pk: (name, parent) for pk, _community, name, parent in rows}
    found = {}
    for pk, community, name, parent in rows:
        group, area_pk = by_pk.get(parent or 0, ("", None))
        area, _above = by_pk.get(area_pk or 0, ("", None))
        if area:
            found[community, (area, group, name)] = pk
    return found


def _plan(
    record: DoorRecord,
    there: Mapping[tuple[int, str], tuple[int, int | None]],
    paths: Mapping[tuple[int, tuple[str, str, str]], int],
) -> Planned:
    key = (record.entrance.pk, record.door)
    if key not in there:
        return Planned(Change.NEW)
    pk, own = there[key]
    if record.path is None or (own is not None and paths.get((record.community.pk, record.path)) == own):
        return Planned(Change.SAME, pk)
    return Planned(Change.CHANGED, pk)


@transaction.atomic
def doors_put(records: Sequence[DoorRecord]) -> list[Planned]:
    """Add the doors that are not there and put households into the neighbourhoods that records name.

    None is taken away, as people may be registered behind it; a neighbourhood that is named and not there is made.
    """
    planned = doors_plan(records)
    changing = [(one, plan) for one, plan in zip(records, planned, strict=True) if plan.change != Change.SAME]
    named = {(one.community.pk, one.path): one for one, _plan in changing if one.path is not None}
    own: dict[tuple[int, tuple[str, str, str]], int] = {}
    if named:
        some = [
            NeighbourhoodRecord(r.community, r.grid, *path, r.entrance, ()) for (_c, path), r in named.items() if path
        ]
        made, _new = neighbourhoods_make(some)
        own = {(community, (area, group, name)): pk for (community, area, group, name), pk in made.items()}
    households_insert(
        [
            Household(
                community=one.community,
                entrance=one.entrance,
                door=one.door,
                neighbourhood_id=own[one.community.pk, one.path] if one.path else None,
            )
            for one, plan in changing
            if plan.change == Change.NEW
        ]
    )
    with gathered():
        for one, plan in changing:
            if plan.change == Change.CHANGED and one.path is not None:
                update(Household, (one.community.pk, plan.row), {"neighbourhood_id": own[one.community.pk, one.path]})
    return planned
