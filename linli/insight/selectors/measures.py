"""What is counted, as SQL: each measure by the moment that makes it, in one half-open span of time.

- cases: submitted in the period. Their states, kinds, categories … are those of now.
- response = contacted by contact_by / contact_by fell in the period and has passed. A case that was withdrawn, rejected
  or merged before its contact_by, without a contact, is no longer due a contact and is left out; ended after it,
  it counts as missed.
- on time = resolved by the promise / resolved in the period and not reopened since. The promise is the one that held at
  the resolution: as extended and paused, and after a reopening the second one.
- resolution = (yes + ½ partly) / evaluated and satisfaction = satisfied / evaluated: the last verdict of each reporter,
  counted by evaluated_at. A verdict belongs to the period in which the resident gave it, whenever the case began: a
  month that is over then keeps its rates, but for residents who change their mind.
- beside them: unevaluated (closed in the period, nobody judged the answer); and of the cases submitted in the
  period those withdrawn, rejected, merged, reopened, and overdue (past their promise, whether or not the sweep ran).

Source: case description, "Rates in a period".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from linli.cases.models import Solved, State
from linli.insight.domain.periods import Period
from linli.insight.domain.rates import Rate, verdicts

OPEN = (State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS)
ANSWERED = (State.RESOLVED, State.CLOSED)
APART = (State.WITHDRAWN, State.REJECTED, State.MERGED)


def within(column: str, period: Period) -> Q:
    """Return the condition that a moment falls in the period."""
    return Q(**{f"{column}__gte": period.start, f"{column}__lt": period.end})


def _counts(conditions: dict[str, Q], period: Period, prefix: str) -> dict[str, Any]:
    # n_: the names must not be those of columns, which later conditions of the same query mean
    return {f"n_{prefix}{name}": Count("id", filter=condition) for name, condition in conditions.items()}


def counted(row: dict[str, Any]) -> dict[str, int]:
    """Return the counts of an aggregated row by the names given in this module."""
    return {name[2:]: value for name, value in row.items() if name.startswith("n_")}


def awaited(period: Period) -> Q:
    """Return the condition that a contact falls due in the period, be it later than now."""
    ended = Q(state__in=APART, contacted_at=None, closed_at__lte=F("contact_by"))
    return within("contact_by", period) & ~ended


def unmarked(now: datetime) -> Q:
    """Return the condition that a promise has passed and no deed has said so yet."""
    return Q(state__in=OPEN, overdue_at=None, ask_until=None, promised_by__lt=now)


def rated(period: Period, now: datetime) -> dict[str, Q]:
    """Return the conditions behind the case count and the rates that cases themselves make."""
    due = awaited(period) & Q(contact_by__lte=now)
    resolved = within("resolved_at", period) & Q(state__in=ANSWERED)
    return {
        "cases": within("submitted_at", period),
        "due": due,
        "contacted": due & Q(contacted_at__lte=F("contact_by")),
        "resolved": resolved,
        "on_time": resolved & Q(resolved_at__lte=F("promised_by")),
    }


def beside(period: Period, now: datetime) -> dict[str, Q]:
    """Return the conditions of what stands beside the rates, and of how many durations there are."""
    submitted = within("submitted_at", period)
    late = Q(overdue_at__isnull=False) | Q(state__in=ANSWERED, resolved_at__gt=F("promised_by"))
    late |= unmarked(now)
    return {
        "unevaluated": within("closed_at", period) & Q(state=State.CLOSED, unevaluated=True),
        "withdrawn": submitted & Q(state=State.WITHDRAWN),
        "rejected": submitted & Q(state=State.REJECTED),
        "merged": submitted & Q(state=State.MERGED),
        "reopened": submitted & Q(reopens__gt=0),
        "overdue": submitted & late,
        "contacts": within("contacted_at", period),
    }


def case_counts(period: Period, now: datetime, prefix: str = "", full: bool = False) -> dict[str, Any]:
    """Return aggregates over cases by name: of the rates, and in `full` of what stands beside them."""
    conditions = rated(period, now) | (beside(period, now) if full else {})
    return _counts(conditions, period, prefix)


def verdict_counts(period: Period, prefix: str = "") -> dict[str, Any]:
    """Return aggregates over reporters by name."""
    evaluated = within("evaluated_at", period)
    conditions = {
        "evaluated": evaluated,
        "yes": evaluated & Q(solved=Solved.YES),
        "partly": evaluated & Q(solved=Solved.PARTLY),
        "no": evaluated & Q(solved=Solved.NO),
        "satisfied": evaluated & Q(satisfied=True),
    }
    return _counts(conditions, period, prefix)


def touched(period: Period) -> Q:
    """Return the condition that a case has anything to count for the rates of a period."""
    return within("submitted_at", period) | within("contact_by", period) | within("resolved_at", period)


def rates_of(counts: dict[str, int]) -> dict[str, Rate]:
    """Return the four rates of counted rows; what is missing was not there to count."""
    found = {name: counts.get(name) or 0 for name in NAMES}
    return {
        "response": Rate(found["contacted"], found["due"]),
        "resolution": verdicts(found["yes"], found["partly"], found["evaluated"]),
        "satisfaction": Rate(found["satisfied"], found["evaluated"]),
        "on_time": Rate(found["on_time"], found["resolved"]),
    }


NAMES: Iterable[str] = ("contacted", "due", "yes", "partly", "evaluated", "satisfied", "on_time", "resolved")
