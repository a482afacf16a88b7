"""Writes about compounds and buildings."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from linli.places.models import Building, Compound
from linli.places.records import BuildingRecord, CompoundRecord, Tally
from linli.places.services.rows import NO_POINT, point_values, revision_bump, rows_upsert


@transaction.atomic
def compounds_upsert(records: Sequence[CompoundRecord]) -> Tally:
    """Bring compounds to what `records` say; a compound is known by its name in the community."""
    communities = {record.community.pk for record in records}
    known = {(row.community_id, row.name): row for row in Compound.objects.filter(community__in=communities)}
    tally = rows_upsert(
        Compound,
        [
            (
                known.get((record.community.pk, record.name)),
                {
                    "community_id": record.community.pk,
                    "name": record.name,
                    "aliases": list(record.aliases),
                    "address": record.address,
                },
            )
            for record in records
        ],
    )
    if tally.created or tally.updated:
        revision_bump()
    return tally


@transaction.atomic
def buildings_upsert(records: Sequence[BuildingRecord]) -> Tally:
    """Bring buildings to what `records` say.

    A building of a compound is known by its name there, so that a redrawn grid takes its buildings over; one without
    compound is known by its name in the grid.
    """
    known: dict[tuple[int | None, int | None, str], Building] = {}
    communities = {record.grid.community_id for record in records}
    for row in Building.objects.filter(grid__community__in=communities):
        known[_key(row.grid_id, row.compound_id, row.name)] = row
    wanted = []
    for record in records:
        compound = record.compound.pk if record.compound else None
        found = known.get(_key(record.grid.pk, compound, record.name))
        place = point_values(record.point) or ({} if found is not None else NO_POINT)
        values = {"grid_id": record.grid.pk, "compound_id": compound, "name": record.name, "address": record.address}
        wanted.append((found, values | place))
    tally = rows_upsert(Building, wanted)
    if tally.created or tally.updated:
        revision_bump()
    return tally


def _key(grid: int | None, compound: int | None, name: str) -> tuple[int | None, int | None, str]:
    return (None, compound, name) if compound else (grid, None, name)
