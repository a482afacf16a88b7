"""What a case adds to tallies, and which tallies make up a period: rules without a database."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.models import Kind, State
from linli.catalog.models import Urgency
from linli.insight.domain.periods import Period
from linli.insight.domain.tallies import (
    EPOCH_DAY,
    KINDS,
    MEASURES,
    MOST_KEY,
    STATES,
    URGENCIES,
    Face,
    Facet,
    Span,
    bucket_of,
    marks_of,
    month_of,
    ranked_seconds,
    seconds_of,
    stretches,
    tally_id,
)
from linli.insight.models import Tally

days = st.dates(date(2000, 1, 1), date(2049, 12, 31))
PLAIN = Face(
    told=True, category=7, lead=3, kind="help", urgency="ordinary", channel=1, state="submitted", submitted=20_000,
    due=20_001, in_time=False, contacted=None, contact_took=0, resolved=None, on_time=False, resolve_took=0,
    unevaluated=None, reopened=False, late=False, verdicts=(),
)  # fmt: skip


def marks(face: Face, unit: bool = False) -> Counter[tuple[Any, ...]]:
    return Counter(marks_of(face, lambda lead: unit))


@given(days, st.integers(0, 1500))
def test_the_stretches_of_a_period_are_its_days_each_once(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    found: list[int] = []
    for span, begin, end in stretches(Period(first, last)):
        assert begin <= end
        if span == Span.MONTH:
            assert month_of(begin) == begin and month_of(end + 1) == end + 1
        found += range(begin, end + 1)
    assert found == [first.toordinal() - EPOCH_DAY + n for n in range(more + 1)]


@given(days, st.integers(0, 1500))
def test_nearly_all_of_a_long_period_is_months(first: date, more: int) -> None:
    by_day = [
        end - begin + 1 for span, begin, end in stretches(Period(first, first + timedelta(days=more))) if not span
    ]
    assert sum(by_day) <= 60
    assert all(span == Span.DAY for span, *_ in stretches(Period(first, first), whole_months=False))


keys = st.integers(0, MOST_KEY)
tallies = st.tuples(st.sampled_from(Span), st.sampled_from(Facet), st.integers(0, 60_000), keys)


@given(tallies, tallies)
def test_the_number_of_a_tally_says_what_it_counts_and_sorts_likewise(one: Any, other: Any) -> None:
    assert (tally_id(*one) < tally_id(*other)) == (one < other)
    assert 0 <= tally_id(*one) < 2**63


@given(st.integers(0, 10**8))
def test_a_time_is_told_to_within_one_per_cent(seconds: int) -> None:
    assert abs(seconds_of(bucket_of(seconds)) - seconds) <= seconds * 0.01
    assert bucket_of(seconds) <= bucket_of(seconds + 1)


def test_a_short_time_is_told_to_the_second() -> None:
    assert [seconds_of(bucket_of(n)) for n in range(100)] == list(range(100))


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40), st.sampled_from([0.5, 0.9]))
def test_the_median_of_tallied_times_is_the_median_told_to_one_per_cent(times: list[int], share: float) -> None:
    exact = sorted(times)[-int(-share * len(times) // 1) - 1]
    assert ranked_seconds(Counter(map(bucket_of, times)), share) == seconds_of(bucket_of(exact))
    assert ranked_seconds({}, share) is None


def test_the_words_of_tallies_are_those_of_cases() -> None:
    assert (set(STATES), set(KINDS), set(URGENCIES)) == (set(State.values), set(Kind.values), set(Urgency.values))
    assert set(MEASURES) < {column.name for column in Tally._meta.get_fields()}


def test_a_request_is_counted_where_and_as_what_it_came() -> None:
    found = marks(PLAIN)
    assert found[Facet.PLACE, 0, 20_000, "cases"] == found[Facet.CATEGORY, 7, 20_000, "cases"] == 1
    assert found[Facet.PLACE, 0, 20_001, "due"] == 1
    assert {mark[0] for mark in found} == {
        Facet.PLACE, Facet.CATEGORY, Facet.STATE, Facet.KIND, Facet.URGENCY, Facet.CHANNEL
    }  # fmt: skip
    assert (Facet.UNIT, 3, 20_000, "cases") in marks(PLAIN, unit=True)


def test_a_confidential_case_leaves_no_mark_smaller_than_its_place() -> None:
    whole = PLAIN._replace(told=False, contacted=20_001, contact_took=60, resolved=20_003, resolve_took=90, late=True)
    assert {mark[0] for mark in marks(whole, unit=True)} == {Facet.PLACE, Facet.CONTACT, Facet.RESOLVE}


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "merged"])
def test_what_ended_without_an_answer_stands_apart(state: str) -> None:
    assert marks(PLAIN._replace(state=state))[Facet.PLACE, 0, 20_000, state] == 1


def test_every_reporter_is_heard_on_their_own_day() -> None:
    found = marks(PLAIN._replace(verdicts=((20_005, "yes", True), (20_005, "no", False), (20_009, "partly", False))))
    heard = {mark[2:]: n for mark, n in found.items() if mark[0] == Facet.PLACE and mark[2] > 20_001}
    assert heard == {
        (20_005, "evaluated"): 2, (20_005, "yes"): 1, (20_005, "no"): 1, (20_005, "satisfied"): 1,
        (20_009, "evaluated"): 1, (20_009, "partly"): 1,
    }  # fmt: skip
