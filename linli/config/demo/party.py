"""The five levels of party organisation of the demo's first community, beside its line of administration (G3)."""

from __future__ import annotations

from datetime import datetime

from linli.config.demo.crowd import Crowd
from linli.config.demo.organisations import short_name
from linli.config.demo.places import Neighbourhood
from linli.people.models import Organisation, OrganisationKind, PostKind
from linli.places.models import Level

K = OrganisationKind
NUMBERS = "1990003"
HOUSEHOLDS = 3  # member's households of a building group


def party_make(built: Neighbourhood, since: datetime) -> int:
    """Make the working committee of the street, the general branch, a branch a grid, a group a building, some households."""
    community, street = built.division, built.division.parent
    assert street is not None
    top = Organisation.objects.create(
        kind=K.PARTY_STREET, name=f"{short_name(street.name)}党工委", level=Level.STREET, place=street
    )
    name = short_name(community.name)
    general = Organisation.objects.create(
        kind=K.PARTY_COMMUNITY, name=f"{name}党总支", level=Level.COMMUNITY, place=community, parent=top
    )
    branches = Organisation.objects.bulk_create(
        Organisation(
            kind=K.PARTY_GRID,
            name=f"{name}{grid.name}党支部",
            level=Level.GRID,
            place=community,
            parent=general,
            within=grid,
        )
        for grid in built.grids
    )
    by_grid = {branch.within_id: branch for branch in branches}
    groups = Organisation.objects.bulk_create(
        Organisation(
            kind=K.PARTY_BUILDING,
            name=f"{building.name}党小组",
            level=Level.GRID,
            place=community,
            parent=by_grid[building.grid_id],
            within=building.grid,
        )
        for building in built.buildings
    )
    households = Organisation.objects.bulk_create(
        Organisation(
            kind=K.PARTY_HOUSEHOLD,
            name=f"{group.name.removesuffix('党小组')}第{number}党员中心户",
            level=Level.GRID,
            place=community,
            parent=group,
            within=group.within,
        )
        for group in groups
        for number in range(1, HOUSEHOLDS + 1)
    )
    people = Crowd(NUMBERS, since)
    for one in (top, general, *branches, *groups):
        people.post(one, PostKind.BRANCH_SECRETARY)
    for one in households:
        people.post(one, PostKind.HOST)
    people.save()
    return 2 + len(branches) + len(groups) + len(households)
