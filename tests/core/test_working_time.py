"""The office opens at half past eight, closes for lunch, and works on some Saturdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.working_time import (
    Calendar,
    WorkingHours,
    add_working,
    published_working_day,
    with_overrides,
    working_between,
    working_days,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar()


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_what_comes_in_on_friday_at_1720_is_due_on_monday_at_1020() -> None:
    assert add_working(at("2024-05-17", "17:20"), hours(2), OFFICE) == at("2024-05-20", "10:20")


def test_before_a_published_make_up_saturday_it_is_due_on_saturday() -> None:
    # Saturday 11 May 2024 made up for the Labour Day week.
    assert add_working(at("2024-05-10", "17:20"), hours(2), OFFICE) == at("2024-05-11", "10:20")


def test_a_make_up_saturday_of_the_place_itself_counts_too() -> None:
    calendar = Calendar(is_working_day=with_overrides({date(2024, 5, 18): True}))
    assert add_working(at("2024-05-17", "17:20"), hours(2), calendar) == at("2024-05-18", "10:20")


def test_a_day_that_the_place_takes_off_is_skipped() -> None:
    calendar = Calendar(is_working_day=with_overrides({date(2024, 5, 20): False}))
    assert add_working(at("2024-05-17", "17:20"), hours(2), calendar) == at("2024-05-21", "10:20")


def test_on_the_first_night_of_national_day_the_next_working_time_is_a_week_away() -> None:
    assert add_working(at("2024-10-01", "23:00"), hours(2), OFFICE) == at("2024-10-08", "10:30")


def test_lunch_does_not_count() -> None:
    assert add_working(at("2024-05-15", "11:30"), hours(1), OFFICE) == at("2024-05-15", "14:30")
    assert working_between(at("2024-05-15", "11:30"), at("2024-05-15", "14:30"), OFFICE) == hours(1)


def test_what_is_used_up_at_closing_time_is_due_at_closing_time() -> None:
    assert add_working(at("2024-05-17", "15:30"), hours(2), OFFICE) == at("2024-05-17", "17:30")
    assert add_working(at("2024-05-17", "11:00"), hours(1), OFFICE) == at("2024-05-17", "12:00")


def test_adding_nothing_changes_nothing_even_at_closing_time_or_at_night() -> None:
    for clock in ("12:00", "17:30", "23:00"):
        assert add_working(at("2024-05-17", clock), timedelta(0), OFFICE) == at("2024-05-17", clock)


def test_at_closing_time_the_next_minute_is_the_next_opening() -> None:
    assert add_working(at("2024-05-17", "17:30"), timedelta(minutes=1), OFFICE) == at("2024-05-20", "08:31")


def test_one_working_day_is_seven_hours_and_ends_at_the_same_time_of_the_next() -> None:
    assert working_days(1, OFFICE) == hours(7)
    assert working_days(0.5, OFFICE) == hours(3.5)
    assert add_working(at("2024-05-17", "09:10"), working_days(1, OFFICE), OFFICE) == at("2024-05-20", "09:10")


def test_a_place_with_its_own_hours_has_its_own_day() -> None:
    evening = Calendar(WorkingHours(((time(18), time(21)),)))
    assert working_days(1, evening) == hours(3)
    assert add_working(at("2024-05-17", "20:00"), hours(2), evening) == at("2024-05-20", "19:00")


def test_the_answer_comes_in_the_zone_of_the_question() -> None:
    start = at("2024-05-17", "17:20").astimezone(UTC)
    answer = add_working(start, hours(2), OFFICE)
    assert answer == at("2024-05-20", "10:20")
    assert answer.tzinfo is UTC


def test_where_clocks_change_in_the_night_an_hour_stays_an_hour() -> None:
    night = Calendar(WorkingHours(((time(0), time(6)),)), ZoneInfo("Europe/Berlin"), lambda day: True)
    start = datetime(2024, 3, 31, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert working_between(start, start + timedelta(hours=8), night) == hours(5)


def test_how_late_something_is_has_a_sign() -> None:
    early, late = at("2024-05-17", "17:00"), at("2024-05-20", "09:00")
    assert working_between(early, late, OFFICE) == hours(1)
    assert working_between(late, early, OFFICE) == -hours(1)
    assert working_between(at("2024-05-18", "03:00"), at("2024-05-19", "22:00"), OFFICE) == timedelta(0)


def test_years_that_nobody_has_announced_yet_are_monday_to_friday() -> None:
    assert published_working_day(date(2099, 10, 1))  # a Thursday
    assert not published_working_day(date(2099, 10, 3))
    assert published_working_day(date(1999, 12, 31))


def test_published_holidays_and_make_up_days() -> None:
    assert not published_working_day(date(2024, 10, 1))
    assert published_working_day(date(2024, 10, 12))
    assert not published_working_day(date(2024, 10, 13))


def test_a_calendar_without_a_working_day_is_refused_instead_of_searched_for_ever() -> None:
    never = Calendar(is_working_day=lambda day: False)
    with pytest.raises(ValueError, match="no working day"):
        add_working(at("2024-05-17", "09:00"), hours(1), never)
    with pytest.raises(ValueError, match="no working day"):
        working_between(at("2024-05-17", "09:00"), at("2026-05-17", "09:00"), never)


def test_a_year_off_is_long_but_allowed() -> None:
    sabbatical = Calendar(is_working_day=lambda day: day >= date(2025, 5, 20))
    assert add_working(at("2024-05-17", "09:00"), hours(1), sabbatical) == at("2025-05-20", "09:30")


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(17))),
        ((time(14), time(17)), (time(8), time(12))),
        ((time(8, tzinfo=UTC), time(12, tzinfo=UTC)),),
    ],
)
def test_hours_that_make_no_day_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingHours(spans)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_working(datetime.fromisoformat("2024-05-17"), hours(1), OFFICE)
    with pytest.raises(ValueError, match="time zone"):
        working_between(at("2024-05-17", "09:00"), datetime.fromisoformat("2024-05-17"), OFFICE)


@pytest.mark.parametrize("amount", [hours(-1), timedelta(days=36_500)])
def test_working_time_is_not_taken_away_nor_counted_in_centuries(amount: timedelta) -> None:
    with pytest.raises(ValueError, match="working time is added"):
        add_working(at("2024-05-17", "09:00"), amount, OFFICE)


moments = st.datetimes(
    datetime.fromisoformat("2019-01-01"), datetime.fromisoformat("2026-06-01"), timezones=st.just(UTC)
)
amounts = st.timedeltas(timedelta(0), timedelta(hours=120))


@given(moments, amounts)
def test_what_was_added_lies_between(start: datetime, amount: timedelta) -> None:
    assert working_between(start, add_working(start, amount, OFFICE), OFFICE) == amount


@given(moments, amounts, amounts)
def test_waiting_twice_is_waiting_once_for_both(start: datetime, first: timedelta, second: timedelta) -> None:
    in_steps = add_working(add_working(start, first, OFFICE), second, OFFICE)
    assert in_steps == add_working(start, first + second, OFFICE)


@given(moments, moments, amounts)
def test_whoever_starts_later_is_never_done_earlier(one: datetime, other: datetime, amount: timedelta) -> None:
    early, late = sorted((one, other))
    assert add_working(early, amount, OFFICE) <= add_working(late, amount, OFFICE)


@given(moments, amounts, amounts)
def test_whatever_takes_longer_is_never_done_earlier(start: datetime, one: timedelta, other: timedelta) -> None:
    short, long = sorted((one, other))
    assert start <= add_working(start, short, OFFICE) <= add_working(start, long, OFFICE)


@given(moments, moments, moments)
def test_a_stretch_is_the_sum_of_its_parts(a: datetime, b: datetime, c: datetime) -> None:
    assert working_between(a, c, OFFICE) == working_between(a, b, OFFICE) + working_between(b, c, OFFICE)
