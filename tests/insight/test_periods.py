"""Days are China's days; both ends count; a period compares with the one before it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.domain.periods import Period, local_day, named, step_of

days = st.dates(date(2000, 3, 1), date(2099, 12, 31))
spans = st.tuples(days, st.integers(0, 800)).map(lambda p: Period(p[0], date.fromordinal(p[0].toordinal() + p[1])))


def test_the_last_day_counts_until_midnight_in_china() -> None:
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert may.start == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert may.end == datetime(2026, 5, 31, 16, tzinfo=UTC)


def test_a_period_turned_round_is_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        Period(date(2026, 5, 2), date(2026, 5, 1))


def test_a_month_compares_with_the_month_before_and_other_spans_with_as_many_days() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 31)).previous() == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert Period(date(2026, 1, 1), date(2026, 3, 31)).previous() == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert Period(date(2026, 3, 1), date(2026, 3, 10)).previous() == Period(date(2026, 2, 19), date(2026, 2, 28))


@given(spans)
def test_the_period_before_ends_where_this_one_begins(period: Period) -> None:
    assert period.previous().end == period.start


@given(spans, st.integers(0, 800))
def test_every_day_of_a_period_falls_into_one_step_of_its_trend(period: Period, offset: int) -> None:
    day = date.fromordinal(period.first.toordinal() + offset % period.days)
    steps = list(period.steps())
    assert steps.count(step_of(day, period.step)) == 1
    assert steps == sorted(set(steps)) and len(steps) <= 31


@given(days)
def test_every_choice_ends_today_or_with_last_month(today: date) -> None:
    for choice in ("month", "90_days", "year"):
        assert named(choice, today).last == today
    assert named("last_month", today).last.toordinal() == named("month", today).first.toordinal() - 1


def test_half_past_seven_in_the_evening_in_london_is_tomorrow_in_china() -> None:
    assert local_day(datetime(2026, 5, 31, 19, 30, tzinfo=UTC)) == date(2026, 6, 1)
