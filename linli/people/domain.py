"""Who somebody is when they act: the posts they hold now and what those posts allow (sourcebook G3, G6)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.people.rights import (
    CALLED_KINDS,
    DESK_KINDS,
    HANDLING_KINDS,
    KINDS_OF,
    LEADS,
    NOTHING_LENT,
    PARTY_KINDS,
    PROFESSIONS,
    RIGHTS,
    Lent,
    Right,
    family_of,
    right_named,
    rights_of,
)

__all__ = [
    "ADDED_KINDS",
    "CALLED_KINDS",
    "DESK_KINDS",
    "HANDLING_KINDS",
    "LEADS",
    "NOBODY",
    "PARTY_ABOVE",
    "PARTY_KINDS",
    "PARTY_LEVEL",
    "PROFESSIONS",
    "RIGHTS",
    "Hat",
    "Right",
    "Standing",
    "kinds_in",
]


def kinds_in(organisation_kind: str) -> tuple[str, ...]:
    """Return the kinds of post that an organisation of this kind has, the usual one first.

    Raises:
        KeyError: no such kind of organisation.
    """
    return KINDS_OF[family_of(organisation_kind)]


PARTY_ABOVE: dict[str, tuple[str, ...]] = {
    "party_street": (),
    "party_community": ("party_street",),
    "party_grid": ("party_community",),
    "party_building": ("party_grid", "party_community"),
    "party_household": ("party_building", "party_grid"),
    "party_unit": ("party_street", "party_community", "party_unit"),  # a unit's general branch over its branches (L1)
}
PARTY_LEVEL = {"party_street": 3, "party_community": 2, "party_grid": 1, "party_building": 1, "party_household": 1}
ADDED_KINDS = (*CALLED_KINDS, *PARTY_KINDS)


@dataclass(frozen=True, slots=True)
class Hat:
    """One post somebody holds now; without a `post_id`, what the operator's shell enters for an organisation.

    `path` is the lineage of the organisation's division ("4201…/420107…/"); `grid_id` is set for a grid's own post.
    A desk answers for a territory; a unit or department only for what it is called to. `for_vacant`: nobody is on a post
    of the organisation that could act, so that whoever sits on the desk above acts for it, in the name of that post.
    `lent`: what heads have given to this post or taken from it (decision 062).
    `factor_required`: its place wants a second factor of its heads.
    """

    post_id: int | None
    post_kind: str
    organisation_id: int
    organisation_kind: str
    level: int
    place_id: int
    path: str
    grid_id: int | None
    factor_required: bool = False
    for_vacant: bool = False
    lent: Lent = NOTHING_LENT

    @property
    def is_desk(self) -> bool:
        """Whether the organisation answers for a territory."""
        return self.organisation_kind in DESK_KINDS

    def may(self, right: Right) -> bool:
        """Whether this post carries `right` now: by the table of `rights`, and by what is lent to it or taken from it.

        Raises:
            KeyError: no such right, kind of post or kind of organisation.
        """
        return right_named(right) in self.lent.applied(rights_of(self.post_kind, self.organisation_kind))

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
