"""What each room keeps of one person: rooms above register here at start, so that this room need not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from linli.people.models import Account


def _nothing(account: Account) -> Iterable[Any]:
    return ()


@dataclass(frozen=True, slots=True)
class Reading:
    """That somebody looked behind a mask: when, who (an office, or a person to colleagues), what about, and why."""

    at: datetime
    who: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Stay:
    """What stays when an account goes, until when in words, and by which rule."""

    what: str
    until: str
    rule: str


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that a room keeps of somebody.

    Args:
        name: of its file in a copy: letters, digits, hyphens.
        title: what people call it.
        columns: titles of what `rows` yields.
        rows: everything of one account, for its copy (PIPL art. 45).
        files: (name, how to open it) of photos and the like that go into the copy.
        readings: who read it and why.
        leave: takes it away when the account goes (art. 47); called in one transaction.
        stays: what cannot go yet.
    """

    name: str
    title: Any
    columns: tuple[Any, ...]
    rows: Callable[[Account], Iterable[Sequence[Any]]]
    files: Callable[[Account], Iterable[tuple[str, Callable[[], IO[bytes]]]]] = _nothing
    readings: Callable[[Account], Iterable[Reading]] = _nothing
    leave: Callable[[Account], object] = _nothing
    stays: Callable[[Account], Iterable[Stay]] = _nothing


HOLDINGS: dict[str, Holding] = {}

Sweeper = Callable[[int], int]
SWEEPERS: dict[str, Sweeper] = {}
"""By name: takes away at most so many things past their time, and returns how many it took."""


def register(holding: Holding) -> None:
    """Add one.

    Raises:
        ValueError: the name is taken.
    """
    if holding.name in HOLDINGS:
        raise ValueError(f"{holding.name} is registered twice")
    HOLDINGS[holding.name] = holding
