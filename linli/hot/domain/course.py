"""The course of a hot issue as data: who may do what, from which state to which. Buttons, checks and pages follow from it.

found → confirmed → answered → closed; dismissed where it is none; handed_to_deliberation where it becomes a topic (R8, D1);
joined where a wider search found that it is part of another, before anybody had confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linli.people.domain import Right, Standing


class State(StrEnum):
    """Where an issue stands."""

    FOUND = "found"  # by the task; staff see it, residents do not
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    HANDED = "handed_to_deliberation"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    JOINED = "joined"


PUBLIC = (State.CONFIRMED, State.ANSWERED, State.HANDED, State.CLOSED)
GROWING = (State.FOUND, State.CONFIRMED, State.ANSWERED, State.HANDED)
"""Further requests join these. A closed one that comes back is another issue."""

MARKEDLY = 2
"""A dismissed issue comes back once so many times as many people speak of it: what was weighed then is another thing now."""


class Role(StrEnum):
    """What somebody is to an issue: a desk whose territory holds all of it, or a post of the organisation that owns it."""

    DESK = "desk"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Deed:
    """One row: an empty `to` leaves the state as it is."""

    name: str
    who: frozenset[Role]
    from_: frozenset[State]
    to: State | None = None


def _row(name: str, who: Iterable[Role], from_: Iterable[State], to: State | None = None) -> tuple[str, Deed]:
    return name, Deed(name, frozenset(who), frozenset(from_), to)


_DESK, _BOTH = (Role.DESK,), (Role.DESK, Role.OWNER)
_AT_WORK = (State.CONFIRMED, State.ANSWERED, State.HANDED)

DEEDS: dict[str, Deed] = dict(
    (
        _row("confirm", _DESK, (State.FOUND,), State.CONFIRMED),
        _row("dismiss", _DESK, (State.FOUND, State.CONFIRMED), State.DISMISSED),
        _row("answer", _BOTH, _AT_WORK, State.ANSWERED),
        _row("retry", _BOTH, (State.ANSWERED, State.HANDED)),
        _row("add", _BOTH, GROWING),
        _row("remove", _BOTH, GROWING),
        _row("describe", _BOTH, _AT_WORK),
        _row("assign", _DESK, GROWING),
        _row("hand_over", _DESK, (State.CONFIRMED, State.ANSWERED), State.HANDED),
        _row("close", _DESK, (State.ANSWERED,), State.CLOSED),
    )
)


def roles_of(standing: Standing, path: str, grid_id: int | None, owner_id: int | None) -> frozenset[Role]:
    """Return what somebody is to an issue.

    Args:
        path, grid_id: the smallest place that holds all of it.
    """
    hats = standing.hats_with(Right.HANDLE)
    found = set()
    if any(hat.covers(path, grid_id) for hat in hats):
        found.add(Role.DESK)
    if owner_id is not None and any(hat.organisation_id == owner_id for hat in hats):
        found.add(Role.OWNER)
    return frozenset(found)


def offered(state: str, roles: frozenset[Role]) -> list[str]:
    """Return the deeds somebody may do now, in the table's order."""
    return [name for name, deed in DEEDS.items() if State(state) in deed.from_ and deed.who & roles]


def comes_back(people: int, people_then: int) -> bool:
    """Whether a dismissed issue has grown markedly since."""
    return people >= MARKEDLY * max(people_then, 1)
