"""Who may vote: the households of an area, group or neighbourhood, and which of them is somebody's."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from linli.core import personal
from linli.homes.domain import door_plain
from linli.homes.models import Membership
from linli.homes.selectors import home_of
from linli.leaders.models import Roll, Vote
from linli.people.models import Account
from linli.places.models import Household, Neighbourhood


def households_in(place: Neighbourhood) -> QuerySet[Household]:
    """Return the households of a neighbourhood, with those of what lies in it."""
    inside = Q(neighbourhood=place) | Q(neighbourhood__parent=place) | Q(neighbourhood__parent__parent=place)
    return Household.objects.filter(inside, community=place.community_id)


def household_mark(vote: Vote, household_id: int) -> bytes:
    """Return what stands in the roll for a household: it tells nobody which door, and nothing in another vote."""
    return personal.digest(f"vote:{vote.id}:household:{household_id}")


def voter_mark(vote_id: int, account_id: int) -> bytes:
    """Return what stands in the roll for whoever voted for a household."""
    return personal.digest(f"vote:{vote_id}:voter:{account_id}")


def household_behind(community_id: int, entrance_id: int, door: str) -> int | None:
    """Return the id of the household of a door; None where the list of doors has none such."""
    rows = Household.objects.filter(community=community_id, entrance=entrance_id).order_by("id")
    wanted = door_plain(door)
    found = (pk for pk, text in rows.values_list("id", "door") if wanted and door_plain(text) == wanted)
    return next(found, None)


def household_of(account: Account) -> tuple[Membership | None, int | None]:
    """Return where somebody is confirmed to live, and the id of that household in the list of doors."""
    home = home_of(account)
    return home, household_behind(home.community_id, home.entrance_id, home.door) if home is not None else None


def roll_of(vote: Vote, household_id: int) -> Roll | None:
    """Return a household's line in the roll; None where it is not on it."""
    return Roll.objects.filter(
        community=vote.community_id, vote_id=vote.id, household=household_mark(vote, household_id)
    ).first()


def accounts_in(place: Neighbourhood) -> list[Account]:
    """Return who is confirmed to live in a neighbourhood now: two queries and one for each two hundred entrances."""
    doors = list(households_in(place).values_list("entrance", "door"))
    wanted = {
        (entrance, bytes(mark))
        for entrance, door in doors
        if (plain := door_plain(door))
        for mark in personal.blind_any(plain)
    }
    found: dict[int, Account] = {}
    for entrances in _some({entrance for entrance, _door in doors}):
        rows = Membership.objects.current().filter(community=place.community_id, entrance__in=entrances)
        for home in rows.select_related("account"):
            if (home.entrance_id, bytes(home.door_index or b"")) in wanted:
                found[home.account_id] = home.account
    return list(found.values())


def _some(ids: Iterable[int], size: int = 200) -> Iterable[list[int]]:
    rows = sorted(ids)
    return (rows[at : at + size] for at in range(0, len(rows), size))
