"""What lay open to an account that was lost: each room registers at start whose data staff read in it (PIPL art. 57)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.people.domain import Right, Standing
from linli.people.models import Account, Post

Shown = tuple[datetime, str]
"""That something was shown: when, and what of it where only a part was."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which nothing changed of what somebody held: the posts and what was lent to them, from - until."""

    standing: Standing
    since: datetime
    until: datetime

    def territories(self, right: Right) -> list[tuple[str, int | None]]:
        """Return (lineage, grid or None for all of it) of what the desks with a right answered for."""
        hats = [hat for hat in self.standing.hats_with(right) if hat.is_desk]
        return list(dict.fromkeys((hat.path, hat.grid_id if hat.organisation_kind == "grid" else None) for hat in hats))


@dataclass(frozen=True, slots=True)
class Period:
    """An account between two moments, with the posts it held in that time and what came of them, stretch by stretch."""

    account: Account
    first: datetime
    last: datetime
    posts: tuple[Post, ...]
    stretches: tuple[Stretch, ...]

    @property
    def post_ids(self) -> list[int]:
        """The posts."""
        return [post.pk for post in self.posts]


@dataclass(frozen=True, slots=True)
class Open:
    """A row that lay open, and one person whose data is in it; a row about nobody who is known counts all the same.

    Args:
        row: what it is, the same in every stretch.
        account_id, phone, name: the person; without all three nobody.
        about: what operators call the row, such as a case's number.
        shown: when it was shown in full, or taken out.
        marks: what is counted of it besides.
        rows: how many it stands for.
    """

    row: Hashable
    account_id: int | None = None
    phone: str = ""
    name: str = ""
    about: str = ""
    shown: tuple[Shown, ...] = ()
    marks: tuple[str, ...] = ()
    rows: int = 1

    @property
    def of_somebody(self) -> bool:
        """Whether it says whose data it is."""
        return bool(self.account_id or self.phone or self.name)


@dataclass(frozen=True, slots=True)
class Exposed:
    """One kind of thing that staff read.

    Args:
        name: of its key in JSON.
        title: what people call it.
        models: the tables that it answers for; the registry of what is held says which must have one.
        find: yields what lay open in a period; the same row may come again.
    """

    name: str
    title: Any
    models: tuple[str, ...]
    find: Callable[[Period], Iterable[Open]]


EXPOSED: dict[str, Exposed] = {}


def register(*kinds: Exposed) -> None:
    """Add some.

    Raises:
        ValueError: the name is taken.
    """
    for kind in kinds:
        if kind.name in EXPOSED:
            raise ValueError(f"{kind.name} is registered twice")
        EXPOSED[kind.name] = kind
