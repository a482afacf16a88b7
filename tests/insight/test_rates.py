"""A rate carries what it is made of, says how sure it is, and does not let three cases lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.domain.rates import Rate, nearest_rank, ranked, verdicts, wilson

halves = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, 2 * n).map(lambda h: h / 2), st.just(n)))


@given(halves)
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(pair: tuple[float, int]) -> None:
    numerator, denominator = pair
    low, high = wilson(numerator, denominator)
    assert 0 <= low <= high <= 1
    if denominator:
        assert low <= numerator / denominator <= high


@given(halves, st.integers(2, 50))
def test_more_cases_of_the_same_share_are_known_better(pair: tuple[float, int], times: int) -> None:
    numerator, denominator = pair
    if denominator:
        low, high = wilson(numerator, denominator)
        closer_low, closer_high = wilson(numerator * times, denominator * times)
        assert closer_high - closer_low < high - low


@given(halves)
def test_the_interval_of_what_failed_mirrors_that_of_what_succeeded(pair: tuple[float, int]) -> None:
    numerator, denominator = pair
    low, high = wilson(numerator, denominator)
    other_low, other_high = wilson(denominator - numerator, denominator)
    assert low == pytest.approx(1 - other_high) and high == pytest.approx(1 - other_low)


def test_the_interval_agrees_with_published_values() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, Wilson without correction
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="4/3"):
        wilson(4, 3)


def test_a_partly_is_half_a_vote() -> None:
    assert verdicts(yes=3, partly=1, evaluated=5) == Rate(3.5, 5)
    assert verdicts(3, 1, 5).as_dict()["numerator"] == 3.5
    assert verdicts(2, 2, 4).as_dict()["numerator"] == 3


def test_nothing_counted_has_no_rate() -> None:
    assert Rate().as_dict() == {"numerator": 0, "denominator": 0, "value": None, "low": None, "high": None}


def test_a_grid_of_three_cases_does_not_lead() -> None:
    grids = {
        "three of three": Rate(3, 3),
        "ninety of a hundred": Rate(90, 100),
        "nobody asked": Rate(),
        "none of ten": Rate(0, 10),
    }
    assert ranked(grids, grids.__getitem__) == ["ninety of a hundred", "three of three", "none of ten", "nobody asked"]


@given(st.lists(st.integers(0, 1000), min_size=1), st.floats(0.01, 1))
def test_the_nearest_rank_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], share: float) -> None:
    values.sort()
    place = nearest_rank(len(values), share)
    assert place is not None
    assert sum(value <= values[place] for value in values) >= share * len(values)
    assert sum(value < values[place] for value in values) < share * len(values)


def test_of_nothing_there_is_no_median() -> None:
    assert nearest_rank(0, 0.5) is None
    with pytest.raises(ValueError, match="share"):
        nearest_rank(3, 0)
