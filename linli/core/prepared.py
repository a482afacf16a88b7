"""Statements that are put together once and run many times.

Django writes the SQL of a query anew each time it is asked: about a millisecond of processor time, ten times what a small
database needs to answer. Reads on the path of every deed are kept here as text, and only their values change
(decision 051). What comes back is what the queryset itself would give. How rows are written stands in `core.writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from linli.core import clock
from linli.core.rows import Rows, rows_of

T = TypeVar("T")
Build = Callable[..., QuerySet[Any, Any]]

# Two sets of stand-ins for the values: what differs between the two texts is a value, and nothing else may differ.
_FIRST, _SECOND = 11_003, 21_007
_LONG_AGO = datetime(1977, 1, 1, tzinfo=UTC)


class Prepared(Generic[T]):
    """A queryset whose text is kept. Called with its values, it returns the list of what it finds.

    Values are numbers, texts, bytes, moments, and lists of these for `__in`; None and booleans are part of the text, as
    they are in SQL. Everything else that the queryset asks for must be the same at each call; a moment read from the clock
    inside it is refused at the first call, when the text is made.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        update_wrapper(self, build)

    def __call__(self, *values: Any) -> list[T]:
        """Run it.

        Raises:
            TypeError: the queryset does something to a value, or reads the clock, so that its text cannot be kept.
        """
        values = tuple(
            _padded(value) if isinstance(value, list | tuple | set | frozenset) else value for value in values
        )
        kept = kept_for(self)
        shape = tuple(map(_shape, values))
        text = kept.get(shape)
        if text is None:
            text = kept[shape] = _text_of(self._build, values)
        return text.run(values)

    def one(self, *values: Any) -> T | None:
        """Return the first of what it finds, or None."""
        return next(iter(self(*values)), None)


def prepared(build: Build) -> Prepared[Any]:
    """Keep the text of the queryset that a function builds of its arguments."""
    return Prepared(build)


def own_connection() -> Any:
    """Return this thread's connection itself: `django.db.connection` looks for it at every word."""
    return connections[DEFAULT_DB_ALIAS]


def kept_for(owner: object) -> dict[Any, Any]:
    """Return what is kept for `owner` on this thread's connection: a text belongs to the database it was made for."""
    shelves: dict[object, dict[Any, Any]] = own_connection().__dict__.setdefault("linli_prepared", {})
    return shelves.setdefault(owner, {})


def _padded(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values, the last one repeated, so that their number is a power of two: a list has few texts."""
    found = tuple(values)
    size = 1 << max(len(found) - 1, 0).bit_length()
    return found + found[-1:] * (size - len(found)) if found else ()


def _shape(value: Any) -> Any:
    if isinstance(value, tuple):
        return (len(value), *map(_shape, value[:1]))
    if value is None or isinstance(value, bool):
        return value
    for kind in (int, str, bytes, datetime):
        if isinstance(value, kind):
            return kind
    raise TypeError(f"a prepared statement takes no {type(value).__name__}")


def _stand_in(kind: Any, number: int) -> Any:
    if kind is int:
        return number
    if kind is str:
        return f"linli-{number}"
    if kind is bytes:
        return f"linli-{number}".encode()
    return _LONG_AGO + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text: at which places its values go in, and what its rows become; None where it can find nothing."""

    sql: str
    values: tuple[Any, ...]
    slots: tuple[tuple[int, int, int | None], ...]
    rows: Rows | None

    def run(self, values: Sequence[Any]) -> list[Any]:
        if self.rows is None:
            return []
        filled = list(self.values)
        for place, number, inner in self.slots:
            filled[place] = _adapted(values[number] if inner is None else values[number][inner])
        with own_connection().cursor() as cursor:
            cursor.execute(self.sql, filled)
            return self.rows(cursor.fetchall())


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return own_connection().ops.adapt_datetimefield_value(value)
    return own_connection().Database.Binary(value) if isinstance(value, bytes) else value


def _text_of(build: Build, values: tuple[Any, ...]) -> _Text:
    first, place_of = _marked(values, _FIRST)
    second, place_again = _marked(values, _SECOND)
    with clock.at(_LONG_AGO):
        queryset = build(*first)
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return _Text("", (), (), None)
    with clock.at(_LONG_AGO + timedelta(days=1)):
        _, other = build(*second).query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    if getattr(queryset, "_prefetch_related_lookups", ()):
        raise TypeError("a prepared statement reads one list of rows: prefetch nothing")
    slots = []
    for place, (one, two) in enumerate(zip(params, other, strict=True)):
        if _plain(one) == _plain(two):
            continue
        slot = place_of.get(_plain(one))
        if slot is None or slot != place_again.get(_plain(two)):
            raise TypeError("what this queryset asks for is not one of its values as it was given: pass it as a value")
        slots.append((place, *slot))
    if set(place_of.values()) != {slot[1:] for slot in slots}:
        raise TypeError("this queryset does not use each of its values")
    return _Text(sql, tuple(params), tuple(slots), rows_of(queryset, compiler, own_connection()))


def _plain(value: Any) -> Any:
    """Return a value that can be compared: drivers wrap bytes, each in its own way."""
    inner = getattr(value, "obj", value)
    return bytes(inner) if isinstance(inner, bytes | bytearray | memoryview) else value


def _marked(values: tuple[Any, ...], number: int) -> tuple[list[Any], dict[Any, tuple[int, int | None]]]:
    """Return stand-ins of the same shapes as the values, and of each whose it is."""
    marks: list[Any] = []
    whose: dict[Any, tuple[int, int | None]] = {}

    def mark(value: Any, place: int, inner: int | None) -> Any:
        shape = _shape(value)
        if shape is None or isinstance(shape, bool):
            return value
        stand_in = _stand_in(shape, number + len(whose))
        whose[_plain(_adapted(stand_in))] = (place, inner)
        return stand_in

    for place, value in enumerate(values):
        if isinstance(value, tuple):
            marks.append([mark(one, place, inner) for inner, one in enumerate(value)])
        else:
            marks.append(mark(value, place, None))
    return marks, whose


def relate(row: Model, name: str, related: list[Any]) -> None:
    """Let a row's relation hold what was read of it, as prefetching does.

    Args:
        name: of a relation to many.
        related: all that belongs to the row, in the order of the relation.
    """
    found = getattr(row, name).all()
    found._result_cache, found._prefetch_done = related, True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    row._prefetched_objects_cache[name] = found  # type: ignore[attr-defined]
