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

# The rights of each kind of post. Labels are in `models.PostKind`.
RIGHTS: dict[str, frozenset[Right]] = {
    "grid_worker": _DESK,
    "building_leader": frozenset({Right.INTAKE}),
    "area_leader": frozenset({Right.INTAKE}),
    "group_leader": frozenset({Right.INTAKE}),
    "neighbour_leader": frozenset({Right.INTAKE}),
    "secretary": _HEAD,
    "director": _HEAD,
    "officer": _DESK,
    "duty_officer": _DESK,
    "contact": _UNIT,
    "manager": _UNIT,
}

# Posts whose holder can act on a case: an organisation with none of them filled answers for nothing.
HANDLING_KINDS = frozenset(kind for kind, rights in RIGHTS.items() if Right.HANDLE in rights)

DESK_KINDS = frozenset({"grid", "community", "street", "district", "city"})

# Organisations that answer for no territory but are called on; heads add and close them.
CALLED_KINDS = ("department", "property", "owners", "unit", "social")


@dataclass(frozen=True, slots=True)
class Hat:
    """One post somebody holds now; without a `post_id`, what the operator's shell enters for an organisation.

    `path` is the lineage of the organisation's division ("4201…/420107…/"); `grid_id` is set for a grid's own post.
    A desk answers for a territory; a unit or department only for what it is called to.
    """

    post_id: int | None
    post_kind: str
    organisation_id: int
    organisation_kind: str
    level: int
    place_id: int
    path: str
    grid_id: int | None

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
