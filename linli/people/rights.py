"""The registry of rights: what each kind of post may do where, and how far. Everything that asks who may, asks this.

A right stands here once, with the posts that carry it and their reach; `registry` joins the deeds of cases and of hot issues to
it, which stay in tables of their own. Unknown names raise: a misspelt right is nobody's, and must not look like a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a post may do beyond looking after its own things."""

    HANDLE = "handle"  # act on the cases its organisation leads or handles
    INTAKE = "intake"  # report on a resident's behalf
    FIGURES = "figures"  # dashboard and ledgers of its place
    PLACES = "places"  # grids, buildings, door codes of its place
    NOTICES = "notices"  # post a notice to its place
    DRAFT = "draft"  # write articles of knowledge for its place; a unit for what it answers for
    PUBLISH = "publish"  # publish and withdraw the articles of its place
    ADMIN = "admin"  # limits, calendar, responsibilities, posts of its place


class Reach(StrEnum):
    """How far a right goes, from the nearest."""

    OWN = "own"  # what one did, reported or is oneself
    HOUSEHOLD = "household"  # the households of the neighbourhood that one leads
    ORGANISATION = "organisation"  # what one's organisation leads or is called to
    GRID = "grid"  # the grid of one's post
    SUBTREE = "subtree"  # the division of one's post and everything below it


class Family(StrEnum):
    """Organisations that have the same kinds of post."""

    GRID = "grid"
    DESK = "desk"
    OWNERS = "owners"
    PROPERTY = "property"
    UNIT = "unit"
    HOUSE = "party_household"
    PARTY = "party"


DESK_KINDS = frozenset({"grid", "community", "street", "district", "city"})

# Organisations that answer for no territory but are called on; heads add and close them.
CALLED_KINDS = ("department", "property", "owners", "residents", "unit", "social")

# The five levels of the party's organisation beside the line of administration, from the top (G3), and a unit's branch (L1).
# They lead no case: what is to be done goes along the line of administration.
PARTY_KINDS = ("party_street", "party_community", "party_grid", "party_building", "party_household", "party_unit")

# Whoever serves by profession and not by rank (S2, P4): doctor, judge, police officer, lawyer, mediator.
PROFESSIONS = ("mediator", "doctor", "judge", "police_officer", "lawyer")

# The three leaders (G2, G4), and what each of them leads.
LEADS = {"area_leader": "area", "group_leader": "group", "neighbour_leader": "neighbourhood"}

# Which posts an organisation has; a post elsewhere would carry rights that nobody meant.
KINDS_OF: dict[str, tuple[str, ...]] = {
    Family.GRID: ("grid_worker", "building_leader", *LEADS, "secretary", *PROFESSIONS),
    Family.DESK: (
        "secretary",
        "deputy_secretary",
        "director",
        "deputy_director",
        "officer",
        "duty_officer",
        "part_time_member",
        *PROFESSIONS,
    ),
    Family.OWNERS: ("chair", "contact", "manager"),
    Family.PROPERTY: ("manager", "steward", "contact"),
    Family.UNIT: ("contact", "manager", *PROFESSIONS),
    Family.HOUSE: ("host",),
    Family.PARTY: ("branch_secretary", "branch_officer"),
}


def family_of(organisation_kind: str) -> Family:
    """Return which posts an organisation of this kind has.

    Raises:
        KeyError: no such kind of organisation.
    """
    if organisation_kind in (Family.GRID, Family.OWNERS, Family.PROPERTY, Family.HOUSE):
        return Family(organisation_kind)
    if organisation_kind in DESK_KINDS:
        return Family.DESK
    if organisation_kind in PARTY_KINDS:
        return Family.PARTY
    if organisation_kind in CALLED_KINDS:
        return Family.UNIT
    raise KeyError(f"no kind of organisation {organisation_kind!r}")


Seat = tuple[str, str]  # (family, kind of post)
RESIDENT: Seat = ("", "resident")  # whoever has signed in or shows the code of their request
ANYONE: Seat = ("", "anyone")

_HEADS = ("secretary", "deputy_secretary", "director", "deputy_director")
_OFFICERS = (*_HEADS, "officer", "duty_officer")
_TEAM = ("grid_worker", "secretary")
_CALLED = ("contact", "manager", "chair", "steward")
_UNITS = (Family.OWNERS, Family.PROPERTY, Family.UNIT)
_ALL = tuple(Family)


def seats(families: Iterable[Family], kinds: Iterable[str] | None = None) -> tuple[Seat, ...]:
    """Return the seats of these kinds in these families; every kind they have, where None."""
    wanted = None if kinds is None else set(kinds)
    return tuple((family, kind) for family in families for kind in KINDS_OF[family] if wanted is None or kind in wanted)


def _reach(*cells: tuple[Iterable[Seat], Reach]) -> dict[Seat, Reach]:
    return {seat: reach for found, reach in cells for seat in found}


_TEAM_SEATS, _OFFICE_SEATS = seats((Family.GRID,), _TEAM), seats((Family.DESK,), _OFFICERS)
_HEAD_SEATS, _CALLED_SEATS = seats((Family.DESK,), _HEADS), seats(_UNITS, _CALLED)
_TERRITORY = ((_TEAM_SEATS, Reach.GRID), (_OFFICE_SEATS, Reach.SUBTREE))
# Units and those on them write to residents by the cases they are called to, and report nothing for others.
_REPORTING = tuple(seat for seat in seats(_ALL) if seat not in _CALLED_SEATS)

# The table: right → seat → how far. Grids' posts take reports of their whole community and write for it (decision 029).
REACH: Mapping[Right, Mapping[Seat, Reach]] = {
    Right.HANDLE: _reach(*_TERRITORY, (_CALLED_SEATS, Reach.ORGANISATION)),
    Right.INTAKE: _reach((_REPORTING, Reach.SUBTREE)),
    Right.FIGURES: _reach(*_TERRITORY),
    Right.PLACES: _reach((_HEAD_SEATS, Reach.SUBTREE)),
    Right.NOTICES: _reach(*_TERRITORY),
    Right.DRAFT: _reach((_TEAM_SEATS + _OFFICE_SEATS, Reach.SUBTREE), (_CALLED_SEATS, Reach.ORGANISATION)),
    Right.PUBLISH: _reach((_HEAD_SEATS, Reach.SUBTREE)),
    Right.ADMIN: _reach((seats((Family.GRID,), ("secretary",)), Reach.GRID), (_HEAD_SEATS, Reach.SUBTREE)),
}

# What a head may lend and take: everything but handling cases and arranging posts. Those come with a post, and a post is
# begun, stood in for and ended; so no delegation leaves a case without a holder or gives it a reader (decision 062).
LENDABLE = frozenset(Right) - {Right.HANDLE, Right.ADMIN}

# The rights of each kind of post, wherever it sits, and those of each seat.
KINDS = tuple(dict.fromkeys(kind for kinds in KINDS_OF.values() for kind in kinds))
RIGHTS: dict[str, frozenset[Right]] = {
    kind: frozenset(right for right, cells in REACH.items() if any(seat[1] == kind for seat in cells)) for kind in KINDS
}
_OF_SEAT = {seat: frozenset(right for right, cells in REACH.items() if seat in cells) for seat in seats(_ALL)}

# Posts whose holder can act on a case: an organisation with none of them filled answers for nothing.
HANDLING_KINDS = frozenset(kind for kind, rights in RIGHTS.items() if Right.HANDLE in rights)


def right_named(name: str) -> Right:
    """Return the right of that name.

    Raises:
        KeyError: there is none.
    """
    try:
        return Right(name)
    except ValueError:
        raise KeyError(f"no right {name!r}; there are {', '.join(Right)}") from None


def reach_named(name: str) -> Reach:
    """Return the reach of that name.

    Raises:
        KeyError: there is none.
    """
    try:
        return Reach(name)
    except ValueError:
        raise KeyError(f"no reach {name!r}; there are {', '.join(Reach)}") from None


def rights_of(kind: str, organisation_kind: str) -> frozenset[Right]:
    """Return what a post carries by the table.

    A post that acts for an organisation which has no such post (nobody is there; decision 047) carries its own.

    Raises:
        KeyError: no such kind of post or of organisation.
    """
    if kind not in RIGHTS:
        raise KeyError(f"no kind of post {kind!r}")
    return _OF_SEAT.get((family_of(organisation_kind), kind), RIGHTS[kind])


def reach_of(right: str, kind: str, organisation_kind: str) -> Reach | None:
    """Return how far a kind of post in a kind of organisation carries a right by the table; None where it does not.

    Raises:
        KeyError: no such right, kind of post or kind of organisation.
    """
    if kind not in RIGHTS:
        raise KeyError(f"no kind of post {kind!r}")
    return REACH[right_named(right)].get((family_of(organisation_kind), kind))


def lendable_kinds() -> tuple[str, ...]:
    """Return the kinds of post whose rights may be changed all at once: those of heads are changed one by one."""
    return tuple(kind for kind in KINDS if Right.ADMIN not in RIGHTS[kind])


def lent_reach(right: str, organisation_kind: str) -> Reach | None:
    """Return how far a right goes that is lent to a post in such an organisation; None where it would mean nothing there.

    It goes as far as that of whoever has it there by the table: nothing that is lent reaches further than what is carried.

    Raises:
        KeyError: no such right or kind of organisation.
    """
    family = family_of(organisation_kind)
    return next((reach for seat, reach in REACH[right_named(right)].items() if seat[0] == family), None)


@dataclass(frozen=True, slots=True)
class Lent:
    """What delegations change about a post now: rights given to it, and rights taken from it. Taking wins."""

    given: frozenset[Right] = frozenset()
    taken: frozenset[Right] = frozenset()

    def applied(self, rights: frozenset[Right]) -> frozenset[Right]:
        """Return the rights that are left of these; what may not be lent is never changed."""
        return (rights | (self.given & LENDABLE)) - (self.taken & LENDABLE)


NOTHING_LENT = Lent()
