"""Wulipai street at its published size (G2; WLP): 63 areas, 307 groups, 1,554 neighbourhoods with their leaders, 21,323 households.

The list of divisions has a street of that name in Changsha; its three communities carry the figures. All people are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from linli.config.demo.crowd import Crowd
from linli.config.demo.organisations import desk_make, short_name
from linli.config.demo.plan import Lattice, Point
from linli.people.models import Organisation, OrganisationKind, PostKind
from linli.people.services.organisations import parents_fill
from linli.places.models import (
    Building,
    Compound,
    Crs,
    Division,
    DoorCode,
    Entrance,
    Grid,
    Household,
    Level,
    Neighbourhood,
    NeighbourhoodKind,
)

STREET = "430102008000"
AREAS, GROUPS, NEIGHBOURHOODS, HOUSEHOLDS = 63, 307, 1554, 21_323
DOORS_A_FLOOR = 4
ORIGIN, APART, COLUMNS, ROWS = (113.0040, 28.1920), 0.0105, 7, 3
NUMBERS = "1990002"
K = NeighbourhoodKind
PROMISES = {
    PostKind.AREA_LEADER: "政策问我，公告我来贴。",
    PostKind.GROUP_LEADER: "组里的事，当天问清楚。",
    PostKind.NEIGHBOUR_LEADER: "左邻右舍，有事敲门。",
}


def shares(whole: int, among: int) -> list[int]:
    """Return `whole` in `among` shares that differ by one at most."""
    each, more = divmod(whole, among)
    return [each + 1] * more + [each] * (among - more)


def wulipai_make(since: datetime) -> int:
    """Make the street with its desks, grids, households and leaders, by the thousand; return how many leaders."""
    street = Division.objects.filter(code=STREET).first()
    if street is None:
        return 0
    communities = list(Division.objects.filter(parent=street).order_by("code"))
    desks = [desk_make(street), *(desk_make(community) for community in communities)]
    people = Crowd(NUMBERS, since)
    for desk in desks:
        people.post(desk, PostKind.DIRECTOR, "件件有着落，事事有回音。")
    homes = [
        community
        for community, number in zip(communities, shares(AREAS, len(communities)), strict=True)
        for _n in range(number)
    ]
    compounds = {
        community.pk: Compound.objects.create(community=community, name=f"{short_name(community.name)}小区")
        for community in communities
    }
    blocks = _blocks(communities)
    numbers = {community.pk: count(1) for community in communities}
    drawn = [(home, *next(blocks[home.pk])) for home in homes]
    grids = Grid.objects.bulk_create(
        Grid(
            community=home,
            code=f"{home.code}{(number := next(numbers[home.pk])):03d}",
            name=f"第{number}网格",
            outline=outline,
            origin_crs=Crs.WGS84,
        )
        for home, outline, _spot in drawn
    )
    teams = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.GRID,
            name=f"{short_name(grid.community.name)}{grid.name}",
            level=Level.GRID,
            place=grid.community,
            grid=grid,
        )
        for grid in grids
    )
    parents_fill()
    areas = Neighbourhood.objects.bulk_create(
        Neighbourhood(community=grid.community, grid=grid, kind=K.AREA, name=f"第{number}片")
        for number, grid in enumerate(grids, 1)
    )
    buildings = Building.objects.bulk_create(
        Building(
            grid=grid,
            compound=compounds[grid.community_id],
            name=f"{number}栋",
            lon=spot[0],
            lat=spot[1],
            origin_crs=Crs.WGS84,
        )
        for number, (grid, (_home, _outline, spot)) in enumerate(zip(grids, drawn, strict=True), 1)
    )
    groups = Neighbourhood.objects.bulk_create(
        Neighbourhood(community=area.community, grid=area.grid, kind=K.GROUP, name=f"第{number}组", parent=area)
        for area, share in zip(areas, shares(GROUPS, AREAS), strict=True)
        for number in range(1, share + 1)
    )
    building_of = {building.grid_id: building for building in buildings}
    entrances = Entrance.objects.bulk_create(
        Entrance(building=building_of[group.grid_id or 0], name=f"{group.name[1:-1]}单元") for group in groups
    )
    ones = Neighbourhood.objects.bulk_create(
        Neighbourhood(
            community=group.community, grid=group.grid, kind=K.NEIGHBOURHOOD, name=f"第{number}邻", parent=group
        )
        for group, share in zip(groups, shares(NEIGHBOURHOODS, GROUPS), strict=True)
        for number in range(1, share + 1)
    )
    DoorCode.objects.bulk_create(DoorCode(entrance=entrance) for entrance in entrances)
    entrance_of = {group.pk: entrance for group, entrance in zip(groups, entrances, strict=True)}
    Household.objects.bulk_create(_households(ones, entrance_of), batch_size=2000)
    team_of = {team.grid_id: team for team in teams}
    for team in teams:
        people.post(team, PostKind.GRID_WORKER, "小事不出网格，当天回应。")
    for kind, rows in (
        (PostKind.AREA_LEADER, areas),
        (PostKind.GROUP_LEADER, groups),
        (PostKind.NEIGHBOUR_LEADER, ones),
    ):
        for row in rows:
            people.post(team_of[row.grid_id], kind, PROMISES[kind], row)
    people.save()
    return len(areas) + len(groups) + len(ones)


def _blocks(communities: list[Division]) -> dict[int, Iterator[tuple[dict[str, Any], Point]]]:
    """Draw each community as blocks beside the next one's; yield each block's outline and the place of its building."""
    found = {}
    for number, community in enumerate(communities):
        plan = Lattice((ORIGIN[0] + APART * number, ORIGIN[1]), columns=COLUMNS, rows=ROWS, wide=110, deep=120)
        community.lon, community.lat = plan.centre()
        community.outline, community.origin_crs = plan.border(), Crs.WGS84
        community.save()
        found[community.pk] = iter(
            [(plan.outline(column, row), plan.point(column + 0.5, row + 0.5)) for column, row in plan.blocks()]
        )
    return found


def _households(ones: list[Neighbourhood], entrance_of: dict[int, Entrance]) -> Iterator[Household]:
    doors: dict[int, Iterator[int]] = {}
    for one, share in zip(ones, shares(HOUSEHOLDS, NEIGHBOURHOODS), strict=True):
        entrance = entrance_of[one.parent_id or 0]
        numbers = doors.setdefault(entrance.pk, count())
        for _each in range(share):
            floor, place = divmod(next(numbers), DOORS_A_FLOOR)
            door = f"{floor + 1}{place + 1:02d}"
            yield Household(community_id=one.community_id, entrance=entrance, door=door, neighbourhood=one)
