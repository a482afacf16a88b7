"""Who somebody is when they act: the posts they hold now and what those posts allow (sourcebook G3, G6)."""

from __future__ import annotations

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


_DESK = frozenset({Right.HANDLE, Right.INTAKE, Right.FIGURES, Right.NOTICES, Right.DRAFT})
_HEAD = _DESK | {Right.PLACES, Right.ADMIN, Right.PUBLISH}
_UNIT = frozenset({Right.HANDLE, Right.DRAFT})
_NEIGHBOUR = frozenset({Right.INTAKE})

# The rights of each kind of post. Labels are in `models.PostKind`.
RIGHTS: dict[str, frozenset[Right]] = {
    "grid_worker": _DESK,
    "building_leader": _NEIGHBOUR,
    "area_leader": _NEIGHBOUR,
    "group_leader": _NEIGHBOUR,
    "neighbour_leader": _NEIGHBOUR,
    "secretary": _HEAD,
    "deputy_secretary": _HEAD,
    "director": _HEAD,
    "deputy_director": _HEAD,
    "officer": _DESK,
    "duty_officer": _DESK,
    "part_time_member": _NEIGHBOUR,
    "mediator": _NEIGHBOUR,
    "doctor": _NEIGHBOUR,
    "judge": _NEIGHBOUR,
    "police_officer": _NEIGHBOUR,
    "lawyer": _NEIGHBOUR,
    "contact": _UNIT,
    "manager": _UNIT,
    "chair": _UNIT,
    "steward": _UNIT,
    "branch_secretary": _NEIGHBOUR,
    "branch_officer": _NEIGHBOUR,
    "host": _NEIGHBOUR,
}

# The three leaders (G2, G4), and what each of them leads.
LEADS = {"area_leader": "area", "group_leader": "group", "neighbour_leader": "neighbourhood"}

# Whoever serves by profession and not by rank (S2, P4): doctor, judge, police officer, lawyer, mediator.
PROFESSIONS = ("mediator", "doctor", "judge", "police_officer", "lawyer")

# Which posts an organisation has; a post elsewhere would carry rights that nobody meant.
KINDS_OF: dict[str, tuple[str, ...]] = {
    "grid": (
        "grid_worker",
        "building_leader",
        "area_leader",
        "group_leader",
        "neighbour_leader",
        "secretary",
        *PROFESSIONS,
    ),
    "desk": (
        "secretary",
        "deputy_secretary",
        "director",
        "deputy_director",
        "officer",
        "duty_officer",
        "part_time_member",
        *PROFESSIONS,
    ),
    "owners": ("chair", "contact", "manager"),
    "property": ("manager", "steward", "contact"),
    "unit": ("contact", "manager", *PROFESSIONS),
    "party_household": ("host",),
    "party": ("branch_secretary", "branch_officer"),
}


def kinds_in(organisation_kind: str) -> tuple[str, ...]:
    """Return the kinds of post that an organisation of this kind has, the usual one first."""
    if organisation_kind in KINDS_OF:
        return KINDS_OF[organisation_kind]
    family = "desk" if organisation_kind in DESK_KINDS else "party" if organisation_kind in PARTY_KINDS else "unit"
    return KINDS_OF[family]


# Posts whose holder can act on a case: an organisation with none of them filled answers for nothing.
HANDLING_KINDS = frozenset(kind for kind, rights in RIGHTS.items() if Right.HANDLE in rights)

DESK_KINDS = frozenset({"grid", "community", "street", "district", "city"})

# Organisations that answer for no territory but are called on; heads add and close them.
CALLED_KINDS = ("department", "property", "owners", "residents", "unit", "social")

# The five levels of the party's organisation beside the line of administration, from the top (G3), and a unit's branch (L1).
# They lead no case: what is to be done goes along the line of administration.
PARTY_KINDS = ("party_street", "party_community", "party_grid", "party_building", "party_household", "party_unit")
PARTY_ABOVE: dict[str, tuple[str, ...]] = {
    "party_street": (),
    "party_community": ("party_street",),
    "party_grid": ("party_community",),
    "party_building": ("party_grid", "party_community"),
    "party_household": ("party_building", "party_grid"),
    "party_unit": ("party_street", "party_community"),
}
PARTY_LEVEL = {"party_street": 3, "party_community": 2, "party_grid": 1, "party_building": 1, "party_household": 1}
ADDED_KINDS = (*CALLED_KINDS, *PARTY_KINDS)


@dataclass(frozen=True, slots=True)
class Hat:
    """One post somebody holds now; without a `post_id`, what the operator's shell enters for an organisation.

    `path` is the lineage of the organisation's division ("4201…/420107…/"); `grid_id` is set for a grid's own post.
    A desk answers for a territory; a unit or department only for what it is called to. `for_vacant`: nobody is on a post
    of the organisation that could act, so that whoever sits on the desk above acts for it, in the name of that post.
    """

    post_id: int | None
    post_kind: str
    organisation_id: int
    organisation_kind: str
    level: int
    place_id: int
    path: str
    grid_id: int | None
    for_vacant: bool = False

    @property
    def is_desk(self) -> bool:
        """Whether the organisation answers for a territory."""
        return self.organisation_kind in DESK_KINDS

    def may(self, right: Right) -> bool:
        """Whether this post carries `right`.

        Raises:
            KeyError: the post's kind is not in the registry.
        """
        return right in RIGHTS[self.post_kind]

    def covers(self, path: str, grid_id: int | None) -> bool:
        """Whether a place (division path, grid) lies in this desk's territory."""
        if not self.is_desk:
            return False
        if self.organisation_kind == "grid":
            return grid_id is not None and grid_id == self.grid_id
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody (or nobody: account None) with every post held at this moment."""

    account_id: int | None = None
    hats: tuple[Hat, ...] = ()

    @property
    def is_staff(self) -> bool:
        """Whether any post is held at all."""
        return bool(self.hats)

    def may(self, right: Right) -> bool:
        """Whether any post carries `right`."""
        return any(hat.may(right) for hat in self.hats)

    def hats_with(self, right: Right) -> tuple[Hat, ...]:
        """The posts that carry `right`."""
        return tuple(hat for hat in self.hats if hat.may(right))


NOBODY = Standing()
