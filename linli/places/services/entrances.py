"""Writes about entrances and the doors behind them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.core.loading import instances_load
from linli.places.models import Entrance, Household, Revision
from linli.places.records import EntranceRecord, HouseholdsRecord, Tally
from linli.places.services.rows import BATCH, revision_bump, rows_upsert

DOORS_A_FLOOR = 4
"""Taken where a list gives no more than the number of households."""
MAX_DOORS = 2_000
"""Behind one entrance; the tallest towers of flats have under a thousand."""


@transaction.atomic
def entrances_upsert(records: Sequence[EntranceRecord]) -> Tally:
    """Create the entrances that are not there yet; an entrance is known by its name in the building."""
    buildings = {record.building.pk for record in records}
    known = {(row.building_id, row.name): row for row in Entrance.objects.filter(building__in=buildings)}
    return rows_upsert(
        Entrance,
        [
            (
                known.get((record.building.pk, record.name)),
                {"building_id": record.building.pk, "name": record.name},
            )
            for record in records
        ],
    )


def doors_by_floor(floors: int, per_floor: int) -> tuple[str, ...]:
    """Return the doors of an entrance as they are numbered in nearly every building: 101, 102, 201 …

    Raises:
        Invalid: no floor or door, or more than `MAX_DOORS`.
    """
    if floors < 1 or not 1 <= per_floor <= 99 or floors * per_floor > MAX_DOORS:
        raise Invalid(
            _("一个单元应有 1 至 %(most)s 户；现为 %(floors)s 层，每层 %(doors)s 户。请核对。")
            % {"most": MAX_DOORS, "floors": floors, "doors": per_floor}
        )
    return tuple(f"{floor}{door:02d}" for floor in range(1, floors + 1) for door in range(1, per_floor + 1))


def doors_by_count(count: int, floors: int | None = None) -> tuple[str, ...]:
    """Return `count` doors from 101 up, over `floors` where they are known, else `DOORS_A_FLOOR` on each.

    Raises:
        Invalid: see `doors_by_floor`.
    """
    if not 1 <= count <= MAX_DOORS:
        raise Invalid(
            _("一个单元应有 1 至 %(most)s 户；现为 %(count)s 户。请核对。") % {"most": MAX_DOORS, "count": count}
        )
    per_floor = -(-count // floors) if floors else DOORS_A_FLOOR
    return doors_by_floor(-(-count // per_floor), per_floor)[:count]


def households_insert(new: Sequence[Household]) -> None:
    """Write doors that are not there yet, and tell those who count them."""
    if new:
        instances_load(Household, new)
        revision_bump(Revision.DOORS)


@transaction.atomic
def households_add(records: Sequence[HouseholdsRecord]) -> Tally:
    """Add the doors that are not there yet; none is taken away, as people may be registered behind it."""
    known = set(
        Household.objects.filter(
            community__in={record.community_id for record in records},
            entrance__in={record.entrance.pk for record in records}
            if len(records) <= BATCH
            else Entrance.objects.all(),
        ).values_list("entrance_id", "door")
    )
    wanted = dict.fromkeys(
        (record.community_id, record.entrance.pk, door) for record in records for door in record.doors
    )
    new = [
        Household(community_id=community, entrance_id=entrance, door=door)
        for community, entrance, door in wanted
        if (entrance, door) not in known
    ]
    households_insert(new)
    return Tally(created=len(new), unchanged=len(wanted) - len(new))
