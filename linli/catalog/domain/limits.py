"""Time limits as data: which clocks there are, how long each runs, and when one that starts now is due.

Source: the product's case description, "Clocks"; sourcebook R4. Every default can be overridden for a place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.core.working_time import Calendar, add_working, working_days

DANGER, UTILITY, ORDINARY, COMPLEX = "danger", "utility", "ordinary", "complex"
URGENCIES = (DANGER, UTILITY, ORDINARY, COMPLEX)
REMIND_AT = 0.75  # of the span, for act_by and resolve_by


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a clock runs: minutes of clock time, or of working time where `working`.

    `days` counts whole working days instead; how long a working day is depends on the place's hours.
    """

    minutes: int = 0
    working: bool = False
    days: int = 0


HOUR, DAY = 60, 24 * 60

# (clock, urgency or "" for all) → limit
DEFAULT_LIMITS: Mapping[tuple[str, str], Limit] = {
    ("accept_by", ""): Limit(2 * HOUR, working=True),
    ("contact_by", ""): Limit(days=1, working=True),
    ("object_by", ""): Limit(days=1, working=True),
    ("act_by", DANGER): Limit(2 * HOUR),
    ("act_by", UTILITY): Limit(DAY),
    ("act_by", ORDINARY): Limit(days=2, working=True),
    ("act_by", COMPLEX): Limit(days=5, working=True),
    ("arrive_by", DANGER): Limit(2 * HOUR),
    ("arrive_by", ""): Limit(days=1, working=True),
    ("resolve_by", DANGER): Limit(2 * HOUR),
    ("resolve_by", UTILITY): Limit(DAY),
    ("resolve_by", ORDINARY): Limit(7 * DAY),
    ("resolve_by", COMPLEX): Limit(15 * DAY),
    ("ask_until", ""): Limit(3 * DAY),
    ("evaluate_by", ""): Limit(7 * DAY),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits and the calendar that hold in one place."""

    calendar: Calendar = field(default_factory=Calendar)
    limits: Mapping[tuple[str, str], Limit] = field(default_factory=lambda: DEFAULT_LIMITS)

    def limit(self, clock: str, urgency: str = "") -> Limit:
        """Return the limit of a clock, for the urgency where one is set for it, else for all.

        Raises:
            KeyError: no such clock.
        """
        found = self.limits.get((clock, urgency)) or self.limits.get((clock, ""))
        if found is None:
            raise KeyError(f"no time limit named {clock!r} for urgency {urgency!r}")
        return found

    def due(self, clock: str, start: datetime, urgency: str = "", share: float = 1.0) -> datetime:
        """Return when a clock started at `start` (aware) runs out, or has run `share` of its span."""
        limit = self.limit(clock, urgency)
        span = working_days(limit.days, self.calendar) if limit.days else timedelta(minutes=limit.minutes)
        add: Callable[[datetime, timedelta], datetime] = (
            (lambda at, amount: add_working(at, amount, self.calendar))
            if limit.working
            else (lambda at, amount: at + amount)
        )
        return add(start, span * share)

    def remind(self, clock: str, start: datetime, urgency: str = "") -> datetime:
        """Return when a reminder is due: at three quarters of the span."""
        return self.due(clock, start, urgency, REMIND_AT)
