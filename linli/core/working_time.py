"""When is "in two working hours"? Arithmetic on the hours in which an office is open.

Working time is the place's hours on working days, with published holidays and make-up days (case rules,
"Clocks"; story 4). A moment is counted on the half-open span [opens, closes): what is submitted at 12:00 sharp waits
for 14:00, and what takes until 12:00 sharp is due at 12:00, not at 14:00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from chinese_calendar import is_workday

MAX_CLOSED_DAYS = 400
"""So many days without one working day mean that the calendar is wrong, not that people are on leave."""

MAX_AMOUNT = timedelta(days=3660)
"""More working time than this (about fifty years of offices) is a slip of the finger, and slow to count."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
_ZERO = timedelta(0)
_DAY = timedelta(days=1)

WorkingDayRule = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The spans of a day in which work is done, local time, in order, within one day.

    Args:
        spans: (opens, closes) pairs without time zone; default 8:30-12:00 and 14:00-17:30 (case rules, "Clocks").

    Raises:
        ValueError: no span, a span that ends before it starts, or spans that overlap or are out of order.
    """

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("working hours need at least one span")
        moments = [moment for span in self.spans for moment in span]
        if any(moment.tzinfo for moment in moments):
            raise ValueError("working hours are local times: the calendar gives the time zone")
        if any(opens >= closes for opens, closes in self.spans) or moments != sorted(moments):
            raise ValueError(f"working hours must be in order and must not overlap: {self.spans}")

    @property
    def day_length(self) -> timedelta:
        """How long one working day is, 7 hours by default."""
        today = date.min
        lengths = (datetime.combine(today, closes) - datetime.combine(today, opens) for opens, closes in self.spans)
        return sum(lengths, _ZERO)


@lru_cache(maxsize=8192)
def published_working_day(day: date) -> bool:
    """Say whether people work on `day`: weekdays, less published holidays, plus published make-up days.

    The library ends with the last year that the State Council has announced; other years are Monday to Friday.
    """
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def with_overrides(overrides: Mapping[date, bool], rule: WorkingDayRule = published_working_day) -> WorkingDayRule:
    """Lay a place's own table (date → works or not) on top of a rule."""
    table = dict(overrides)

    def is_working_day(day: date) -> bool:
        own = table.get(day)
        return rule(day) if own is None else own

    return is_working_day


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a place works: its hours, its time zone, its working days."""

    hours: WorkingHours = field(default_factory=WorkingHours)
    zone: tzinfo = SHANGHAI
    is_working_day: WorkingDayRule = published_working_day

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans that end after `moment`, in order, in UTC; the first may have begun before it.

        Raises:
            ValueError: no working day follows within `MAX_CLOSED_DAYS`.
        """
        day = moment.astimezone(self.zone).date()
        closed = 0
        while closed < MAX_CLOSED_DAYS:
            if self.is_working_day(day):
                closed = 0
                for opens, closes in self.hours.spans:
                    ends = datetime.combine(day, closes, self.zone).astimezone(UTC)
                    if ends > moment:
                        yield datetime.combine(day, opens, self.zone).astimezone(UTC), ends
            else:
                closed += 1
            day += _DAY
        raise ValueError(f"the working calendar has no working day in the {MAX_CLOSED_DAYS} days before {day}")


def working_days(count: float, calendar: Calendar) -> timedelta:
    """Return `count` working days as working time: one is the length of one day's hours."""
    return calendar.hours.day_length * count


def add_working(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """Return the moment by which `amount` of working time has passed since `start`, in the zone of `start`.

    Nothing added returns `start` itself, even at night. An amount that is used up exactly at closing time ends at
    closing time of that day, not at the next opening.

    Args:
        start: an aware datetime.
        amount: working time, zero or more; see `working_days`.

    Raises:
        ValueError: `start` without time zone, an amount below zero or above `MAX_AMOUNT`, or a calendar without
            working days.
    """
    _check_aware(start)
    if not _ZERO <= amount <= MAX_AMOUNT:
        raise ValueError(f"working time is added, from nothing to {MAX_AMOUNT.days} days of it: {amount}")
    if not amount:
        return start
    moment = start.astimezone(UTC)
    begins, left = moment, amount
    for opens, closes in calendar.spans_from(moment):
        begins = max(opens, moment)
        if left <= closes - begins:
            break
        left -= closes - begins
    return (begins + left).astimezone(start.tzinfo)


def working_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """Return the working time from `a` to `b`, negative when `b` comes first.

    Raises:
        ValueError: `a` or `b` without time zone, or a calendar without working days.
    """
    _check_aware(a)
    _check_aware(b)
    if b < a:
        return -working_between(b, a, calendar)
    first, last = a.astimezone(UTC), b.astimezone(UTC)
    total = _ZERO
    for opens, closes in calendar.spans_from(first):
        if opens >= last:
            break
        total += min(closes, last) - max(opens, first)
    return total


def _check_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} carries no time zone")
