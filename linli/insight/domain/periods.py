"""Spans of days as people name them, and the half-open spans of moments that queries need."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from linli.core.working_time import SHANGHAI

DAY, WEEK, MONTH = "day", "week", "month"
EARLIEST = date(2000, 1, 1)
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, as days in China (one time zone, UTC+8).

    Raises:
        ValueError: the first day comes after the last.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the first day of a period comes after its last")

    @property
    def start(self) -> datetime:
        """The first moment, in UTC."""
        return datetime.combine(self.first, time.min, SHANGHAI).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return datetime.combine(self.last + _ONE, time.min, SHANGHAI).astimezone(UTC)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        """How a trend over it is cut: at most 31 days, 27 weeks, else months."""
        return DAY if self.days <= 31 else WEEK if self.days <= 184 else MONTH

    def previous(self) -> Period:
        """Return the span before it to compare with: as many whole months, else as many days."""
        last = self.first - _ONE
        if self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            index = self.first.year * 12 + self.first.month - 1 - months
            return Period(date(index // 12, index % 12 + 1, 1), last)
        return Period(self.first - timedelta(days=self.days), last)

    def steps(self) -> Iterator[date]:
        """Yield the first day of each day, Monday week or month that the period touches, in order."""
        day = step_of(self.first, self.step)
        while day <= self.last:
            yield day
            day = step_of(day + timedelta(days={DAY: 1, WEEK: 7, MONTH: 32}[self.step]), self.step)


def step_of(day: date, step: str) -> date:
    """Return the first day of the day, week (Monday) or month in which `day` lies."""
    if step == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == MONTH else day


def local_day(moment: datetime) -> date:
    """Return the day in China on which an aware moment falls."""
    return moment.astimezone(SHANGHAI).date()


def named(name: str, today: date) -> Period:
    """Return the period that a choice stands for, seen from `today`.

    Raises:
        KeyError: no such choice; "month", "last_month", "90_days" and "year" are.
    """
    first = today.replace(day=1)
    if name == "month":
        return Period(first, today)
    if name == "last_month":
        return Period((first - _ONE).replace(day=1), first - _ONE)
    if name == "90_days":
        return Period(today - timedelta(days=89), today)
    if name == "year":
        return Period(today - timedelta(days=364), today)
    raise KeyError(name)
