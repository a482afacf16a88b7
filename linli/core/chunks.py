"""Many rows, some at a time: what a database takes in one statement is limited, and so is what memory should hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield the rows in their order, `most` together; the last time what is left. No rows, no chunk."""
    left = iter(rows)
    while some := list(islice(left, most)):
        yield some
