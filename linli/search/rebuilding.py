"""Making rows again that are missing or were made by older rules, batch by batch; it may stop anywhere and go on later.

A room registers each of its kinds when the application starts; `linli search rebuild` goes over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from linli.search.models import Searchable

BATCH = 500
"""Things that are looked at in one transaction: others who write wait less than a second for it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction did: how many things it looked at, how many rows it made, after which thing to go on."""

    looked: int
    made: int
    after: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is found.

    Args:
        name: as it is named on the command line.
        tables: where its terms are.
        index: makes the rows that are missing of the next things: (after which, how many) → Batch; `after` is None
            at first, and in the batch that is the last.
    """

    name: str
    tables: tuple[type[Searchable], ...]
    index: Callable[[Any, int], Batch]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let `linli search rebuild` know of a kind.

    Raises:
        ValueError: the name is taken.
    """
    if kind.name in KINDS:
        raise ValueError(f"a kind {kind.name!r} is registered twice")
    KINDS[kind.name] = kind


def rebuild(kind: Kind, size: int = BATCH) -> Iterator[Batch]:
    """Make what is missing, and yield after each transaction what it did."""
    after: Any = None
    while True:
        with transaction.atomic():
            done = kind.index(after, size)
        yield done
        if done.after is None:
            return
        after = done.after


def rebuild_all() -> None:
    """Make what is missing of every kind."""
    for kind in KINDS.values():
        for _done in rebuild(kind):
            pass


def outdate(kind: Kind, size: int = 20 * BATCH) -> None:
    """Let every row count as made by older rules, so that the next rebuild makes each again."""
    for table in kind.tables:
        rows = table._default_manager
        last = rows.order_by("-id").values_list("id", flat=True).first() or 0
        for first in range(0, last + 1, size):
            rows.filter(id__gte=first, id__lt=first + size).update(rules=0)
