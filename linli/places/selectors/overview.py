"""What there is in a community, counted: grids, buildings, entrances, households, door codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from linli.places.models import Building, Compound, Division, DoorCode, Entrance, Grid, Household


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """The rows of a division, all levels below it included."""

    grids: int
    compounds: int
    buildings: int
    entrances: int
    households: int
    door_codes: int


@dataclass(frozen=True, slots=True)
class GridCounts:
    """A grid, and how much there is in it."""

    grid: Grid
    buildings: int
    entrances: int
    households: int
    door_codes: int


@dataclass(frozen=True, slots=True)
class BuildingCounts:
    """A building, and how much there is in it."""

    building: Building
    entrances: int
    households: int
    door_codes: int


def place_counts(division: Division) -> PlaceCounts:
    """Count everything in a division (I1): one query each."""
    under = {"community__path__startswith": division.path}
    return PlaceCounts(
        grids=Grid.objects.filter(active=True, **under).count(),
        compounds=Compound.objects.filter(**under).count(),
        buildings=Building.objects.filter(grid__community__path__startswith=division.path).count(),
        entrances=Entrance.objects.filter(building__grid__community__path__startswith=division.path).count(),
        households=Household.objects.filter(**under).count(),
        door_codes=DoorCode.objects.filter(
            revoked_at=None, entrance__building__grid__community__path__startswith=division.path
        ).count(),
    )


def building_counts(community: Division) -> list[BuildingCounts]:
    """Return a community's buildings with what is in them: three queries, whatever their number."""
    buildings = (
        Building.objects.filter(grid__community=community)
        .select_related("grid", "compound")
        .defer("grid__outline")
        .annotate(
            entrance_count=Count("entrances", distinct=True),
            code_count=Count("entrances__door_codes", filter=Q(entrances__door_codes__revoked_at=None), distinct=True),
        )
        .order_by("grid__code", "compound__name", "id")
    )
    households = _households_by("entrance__building_id", community)
    return [BuildingCounts(row, row.entrance_count, households[row.pk], row.code_count) for row in buildings]


def grid_counts(community: Division, buildings: list[BuildingCounts] | None = None) -> list[GridCounts]:
    """Return a community's grids with what is in them.

    Args:
        community: whose grids.
        buildings: `building_counts` where they were read already.
    """
    counts: dict[int, list[int]] = {}
    for row in building_counts(community) if buildings is None else buildings:
        sums = counts.setdefault(row.building.grid_id, [0, 0, 0, 0])
        for place, value in enumerate((1, row.entrances, row.households, row.door_codes)):
            sums[place] += value
    grids = Grid.objects.filter(community=community).order_by("code")
    return [GridCounts(grid, *counts.get(grid.pk, (0, 0, 0, 0))) for grid in grids]


def grids_without_team_count(community: Division) -> int:
    """Count the grids in use that nobody can hold a post on yet; teams live a floor above and are asked for by name."""
    without = Q(organisation=None) | Q(organisation__active=False)
    return Grid.objects.filter(without, community=community, active=True).count()


def _households_by(column: str, community: Division) -> Counter[int]:
    rows = Household.objects.filter(community=community).values_list(column).annotate(n=Count("id"))
    return Counter(dict(rows))


def door_plates(
    community: Division, *, grid: Grid | None = None, building: Building | None = None
) -> QuerySet[Entrance]:
    """Return a community's entrances with grid, building, compound and, as `valid_codes`, the code that works now."""
    found = Entrance.objects.filter(building__grid__community=community)
    if grid is not None:
        found = found.filter(building__grid=grid)
    if building is not None:
        found = found.filter(building=building)
    valid = Prefetch("door_codes", DoorCode.objects.filter(revoked_at=None), to_attr="valid_codes")
    return (
        found.select_related("building__grid", "building__compound")
        .defer("building__grid__outline")
        .prefetch_related(valid)
        .order_by("building__grid__code", "building__compound__name", "building_id", "id")
    )
