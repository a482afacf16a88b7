"""Reads about households: somebody's own home, what waits for a grid's worker, who is confirmed behind a door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import personal
from linli.core.errors import Missing
from linli.homes.family import Authority, AuthorityState, Ground
from linli.homes.models import HomeState, Membership
from linli.homes.policies import grid_hats, grids_of
from linli.people.domain import Standing
from linli.people.models import Account
from linli.places.models import Entrance, Household
from linli.places.selectors import Located

MOST_WAITING = 200
MOST_OF_ONE = 50


def _with_place(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    found = rows.select_related("entrance__building__compound", "entrance__building__grid__community")
    return found.defer("entrance__building__grid__community__outline", "entrance__building__grid__outline")


def home_of(account: Account) -> Membership | None:
    """Return where somebody is confirmed to live now."""
    return _with_place(Membership.objects.current().filter(account=account)).order_by("-starts_at").first()


def homes_of(account: Account) -> QuerySet[Membership]:
    """Return everything somebody has said of where they live, newest first."""
    return _with_place(Membership.objects.filter(account=account))


def entrance_shown(pk: int) -> Entrance:
    """Return an entrance with where it lies.

    Raises:
        Missing: no such entrance, or of a grid no longer in use.
    """
    found = Entrance.objects.filter(pk=pk, building__grid__active=True, building__grid__community__active=True)
    row = found.select_related("building__compound", "building__grid__community").first()
    if row is None:
        raise Missing(_("没有这个单元，请重新选择。"))
    return row


def located_home(home: Membership) -> Located:
    """Return the place of a home, as a report carries it: down to the entrance; the door is the report's address."""
    building = home.entrance.building
    values = {"building": f"{building.compound.name if building.compound else ''}{building.name}"}
    return Located(building.grid.community, building.grid, building, home.entrance, "chosen", 1.0, values)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim as the grid's worker decides it: how many are confirmed behind that door, and whether the list has it."""

    home: Membership
    others: int
    listed: bool


def _mine(standing: Standing) -> QuerySet[Membership]:
    places = {hat.place_id for hat in grid_hats(standing)}
    return Membership.objects.filter(community_id__in=places, entrance__building__grid__in=grids_of(standing))


def waiting_count(standing: Standing) -> int:
    """Return how many claims wait for somebody; one query, none for whoever answers for no grid."""
    if not grid_hats(standing):
        return 0
    homes = _mine(standing).filter(state=HomeState.WAITING).order_by().values_list("id")
    return homes.union(_papers(standing).order_by().values_list("id"), all=True).count()


def homes_waiting(standing: Standing) -> list[Waiting]:
    """Return the claims that wait for somebody, oldest first: three queries however many there are."""
    rows = list(
        _with_place(_mine(standing).filter(state=HomeState.WAITING))
        .select_related("account")
        .order_by("asked_at", "id")[:MOST_WAITING]
    )
    entrances = {row.entrance_id for row in rows}
    there = Membership.objects.current().filter(
        community_id__in={row.community_id for row in rows},
        entrance__in=entrances,
        door_index__in={bytes(row.door_index) for row in rows if row.door_index},
    )
    others = Counter((entrance, bytes(index or b"")) for entrance, index in there.values_list("entrance", "door_index"))
    doors = Household.objects.filter(
        community_id__in={row.community_id for row in rows}, entrance__in=entrances, door__in={row.door for row in rows}
    )
    listed = set(doors.values_list("entrance", "door"))
    return [
        Waiting(
            row,
            others[row.entrance_id, bytes(row.door_index or b"")],
            (row.entrance_id, row.door) in listed,
        )
        for row in rows
    ]


def _papers(standing: Standing) -> QuerySet[Authority]:
    return Authority.objects.filter(grid__in=grids_of(standing), ground=Ground.PAPER, state=AuthorityState.WAITING)


def papers_waiting(standing: Standing) -> QuerySet[Authority]:
    """Return who waits to have a paper looked at, oldest first."""
    rows = _papers(standing).select_related("actor", "grid").defer("grid__outline")
    return rows.order_by("asked_at", "pk")[:MOST_WAITING]


def authority_decidable(standing: Standing, pk: int) -> Authority:
    """Return an authority of a grid that somebody answers for.

    Raises:
        Missing: no such one, or another grid's; both sound the same.
    """
    row = Authority.objects.filter(pk=pk, grid__in=grids_of(standing)).first()
    if row is None:
        raise Missing(_("没有这条授权，或不归您核实。"))
    return row


def authorities_of(account: Account) -> list[Authority]:
    """Return whom somebody acts for, newest first."""
    return list(Authority.objects.filter(actor=account).select_related("seen_by__organisation")[:MOST_OF_ONE])


def authorities_over(account: Account) -> list[Authority]:
    """Return who acts for somebody: by their account, or by the number that their sign-in has proved."""
    mine = Q(served=account)
    if account.phone:
        mine |= Q(phone_index__in=personal.blind_any(account.phone))
    valid = Authority.objects.filter(mine).exclude(state=AuthorityState.DECLINED)
    return list(valid.select_related("actor")[:MOST_OF_ONE])


def authorities_valid(account: Account) -> QuerySet[Authority]:
    """Return for whom somebody may act now."""
    return Authority.objects.current().filter(actor=account).select_related("served")


def home_decidable(standing: Standing, home_id: int) -> Membership:
    """Return one membership of a grid that somebody answers for.

    Raises:
        Missing: no such one, or another grid's; both sound the same.
    """
    row = _with_place(_mine(standing).filter(id=home_id)).first()
    if row is None:
        raise Missing(_("没有这条住户信息，或不归您核实。"))
    return row


def entrances_of(standing: Standing) -> list[Entrance]:
    """Return the entrances of the grids somebody answers for."""
    found = Entrance.objects.filter(building__grid__in=grids_of(standing))
    return list(found.select_related("building__compound").order_by("building_id", "id"))


def members_of_door(standing: Standing, entrance_id: int, door: str) -> list[Membership]:
    """Return who is confirmed behind a door of one's own grid: asked for by its number, never as a list of all."""
    found = _mine(standing).filter(entrance=entrance_id, door_index__in=personal.blind_any(door))
    current = _with_place(found.current()).select_related("account").order_by("starts_at", "id")  # type: ignore[attr-defined]
    return list(current)
