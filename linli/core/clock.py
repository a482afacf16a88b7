"""What time it is. One place, so that a replay or a test can live in another hour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("linli_moment", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC; inside `at(...)` the moment given there."""
    return _moment.get() or datetime.now(UTC)


def today() -> date:
    """Return the day it is here."""
    return timezone.localdate(now())


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins here, aware."""
    return timezone.make_aware(datetime.combine(day, time.min))


def stored(value: datetime | str) -> datetime:
    """Return a moment as raw SQL gives it back, aware: SQLite keeps it as words or without its zone, which is UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` return `moment` inside the block.

    Args:
        moment: an aware datetime, past or future.

    Raises:
        ValueError: `moment` carries no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(token)
