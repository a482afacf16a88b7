"""Reading once what a whole batch needs: limits, desks, owners do not change between two lines of a replay.

Outside a batch every read goes to the database, so that a page never acts on what was true a minute ago.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("linli_batch", default=None)


@contextmanager
def batch() -> Iterator[None]:
    """Keep what `once_a_batch` functions return until the block ends. A batch inside a batch is part of it."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def in_batch() -> bool:
    """Whether a batch is under way."""
    return _kept.get() is not None


def once_a_batch(reading: Callable[P, T]) -> Callable[P, T]:
    """Let a function be read once for the same arguments within a batch.

    Its arguments must be hashable, and what it returns must not be changed by whoever gets it. Model instances count
    as the same by their primary key.
    """

    @wraps(reading)
    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return reading(*args, **kwargs)
        key = (reading, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = reading(*args, **kwargs)
        result: T = kept[key]
        return result

    return read
