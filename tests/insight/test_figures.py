"""May 2026 in one community, every figure worked out on paper.

Case  submitted  contact_by  contacted  resolved  promise  state      verdict            what it shows
A     10th  9h   11th  9h    10th 11h   12th  9h  17th     closed     yes, satisfied     all as it should be
B     10th  9h   11th  9h    11th 10h   18th  9h  17th     closed     partly, not        contacted 1 h late, resolved a day late
C     10th  9h   11th  9h    -          -         17th     submitted  -                  nobody called; past its promise now
D     30 Apr     3rd   9h    3rd   9h   4th   9h  7 May    closed     no (1 June)        due in May, judged in June; submitted in April
E     11th  9h   12th  9h    -          -         18th     withdrawn 11th 10h            withdrawn before a contact was due
F     11th  9h   12th  9h    -          -         18th     rejected 12th 10h             rejected only after the contact was due
G     12th  9h   13th  9h    12th 12h   13th  9h  19th     resolved   -                  the last two hours of nobody's verdict
H     12th  9h   -           -          13th  9h  19th     resolved   -                  a part of G: not counted
I     12th  9h   13th  9h    12th 10h   14th  9h  19th     closed     - (unevaluated)    closed on the 21st without a verdict
J     31st 23h   2 June      -          -         7 June   submitted  -                  the last hour of the period
K     1 June 0h  2 June      -          -         8 June   submitted  -                  the first moment after it
L     15th  9h   16th  9h    15th 10h   16th  9h  22nd     in_progress no, not (17th)    reopened: not resolved any more
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases.models import Case
from linli.core import clock
from linli.insight.domain.rates import Rate
from linli.insight.selectors import Figures, figures
from tests.cast import Cast
from tests.insight.rows import case, local, verdict

MAY = (date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture
def may(cast: Cast) -> dict[str, Case]:
    lead = cast.organisations["one"]

    def add(**columns: Any) -> Case:
        return case(cast.community, lead, cast.grids["one"], **columns)

    def times(day: int, **more: Any) -> dict[str, Any]:
        return {"submitted_at": local(day), "contact_by": local(day + 1), "promised_by": local(day + 7)} | more

    made = {
        "A": add(**times(10), contacted_at=local(10, 11), resolved_at=local(12), state="closed", closed_at=local(13)),
        "B": add(**times(10), contacted_at=local(11, 10), resolved_at=local(18), state="closed", closed_at=local(19)),
        "C": add(**times(10)),
        "D": add(
            submitted_at=local(30, 9, 4), contact_by=local(3), promised_by=local(7), contacted_at=local(3),
            resolved_at=local(4), state="closed", closed_at=local(1, 9, 6),
        ),
        "E": add(**times(11), state="withdrawn", closed_at=local(11, 10)),
        "F": add(**times(11), state="rejected", closed_at=local(12, 10)),
        "G": add(**times(12), contacted_at=local(12, 12), resolved_at=local(13), state="resolved"),
        "I": add(
            **times(12), contacted_at=local(12, 10), resolved_at=local(14), state="closed", closed_at=local(21), unevaluated=True
        ),
        "J": add(submitted_at=local(31, 23), contact_by=local(2, 9, 6), promised_by=local(7, 9, 6)),
        "K": add(submitted_at=local(1, 0, 6), contact_by=local(2, 9, 6), promised_by=local(8, 9, 6)),
        "L": add(**times(15), contacted_at=local(15, 10), resolved_at=local(16), state="in_progress", reopens=1),
    }  # fmt: skip
    made["H"] = add(**times(12, contact_by=None), resolved_at=local(13), state="resolved", parent_id=made["G"].id)
    verdict(made["A"], "yes", True, local(13))
    verdict(made["B"], "partly", False, local(19))
    verdict(made["D"], "no", False, local(1, 9, 6))
    verdict(made["L"], "no", False, local(17))
    return made


def figures_of(cast: Cast, **kw: Any) -> Figures:
    with clock.at(local(5, 9, 6)):
        return figures(cast.community, *MAY, **kw)


def test_cases_are_those_submitted_in_the_period_parts_not_counted_again(cast: Cast, may: Any) -> None:
    # A B C E F G I J L; D came in April, K in June, H is a part of G
    assert figures_of(cast).summary.cases == 9


def test_response_is_contacted_in_time_of_those_due(cast: Cast, may: Any) -> None:
    # due A B C D F G I L: E was withdrawn before anybody had to call, J and K are due in June. In time: A D G I L; D to the second.
    assert figures_of(cast).summary.response == Rate(5, 8)


def test_resolution_counts_a_partly_half_and_a_verdict_when_it_is_given(cast: Cast, may: Any) -> None:
    # in May: A yes, B partly, L no; D's no is June's
    found = figures_of(cast)
    assert found.summary.resolution == Rate(1.5, 3)
    assert found.summary.satisfaction == Rate(1, 3)
    assert found.evaluations == {"evaluated": 3, "yes": 1, "partly": 1, "no": 1, "satisfied": 1}


def test_on_time_is_resolved_by_the_promise_of_those_resolved(cast: Cast, may: Any) -> None:
    # resolved in May: A B D G I; L was reopened, H is a part. Late: B
    assert figures_of(cast).summary.on_time == Rate(4, 5)


def test_what_the_rates_do_not_say_stands_beside_them(cast: Cast, may: Any) -> None:
    # overdue: B (resolved late), C and L (open, promise past on 5 June); J is promised for the 7th
    assert figures_of(cast).beside == {
        "unevaluated": 1, "withdrawn": 1, "rejected": 1, "merged": 0, "reopened": 1, "overdue": 3,
    }  # fmt: skip


def test_times_are_those_that_half_and_nine_of_ten_did_not_exceed(cast: Cast, may: Any) -> None:
    found = figures_of(cast)
    # contacts in May, hours: I 1, L 1, A 2, G 3, B 25, D 72 → the 3rd and the 6th of six
    assert (found.time_to_contact.count, found.time_to_contact.median, found.time_to_contact.p90) == (
        6, timedelta(hours=2), timedelta(hours=72),
    )  # fmt: skip
    # resolutions, days: G 1, A 2, I 2, D 4, B 8 → the 3rd and the 5th of five
    assert (found.time_to_resolve.count, found.time_to_resolve.median, found.time_to_resolve.p90) == (
        5, timedelta(days=2), timedelta(days=8),
    )  # fmt: skip


def test_the_breakdowns_add_up(cast: Cast, may: Any) -> None:
    found = figures_of(cast)
    states = {cell.code: cell.cases for cell in found.mixture["state"]}
    assert states == {
        "submitted": 2, "accepted": 0, "in_progress": 1, "resolved": 1, "closed": 3, "rejected": 1, "withdrawn": 1, "merged": 0,
    }  # fmt: skip
    assert [(cell.code, cell.cases) for cell in found.mixture["channel"]] == [("scan", 9)]
    one, two = found.places
    assert (one.cases, two.cases) == (9, 0)
    assert one.rates["response"] == Rate(5, 8) and one.rates["resolution"] == Rate(1.5, 3)
    assert [(cell.code, cell.cases) for cell in found.categories] == [("", 9)]


def test_the_trend_knows_the_days_of_china(cast: Cast, may: Any) -> None:
    trend = {point.day: (point.submitted, point.resolved) for point in figures_of(cast).trend}
    assert len(trend) == 31
    assert trend[date(2026, 5, 10)] == (3, 0)
    assert trend[date(2026, 5, 13)] == (0, 1)
    assert trend[date(2026, 5, 31)] == (1, 0)  # 23:00 in China is the afternoon of the same day in UTC
    assert sum(came for came, _ in trend.values()) == 9 and sum(done for _, done in trend.values()) == 5


def test_may_compares_with_april(cast: Cast, may: Any) -> None:
    # of April only D's submission
    previous = figures_of(cast).previous
    assert previous.cases == 1 and previous.response == Rate() and previous.on_time == Rate()


def test_a_contact_that_is_not_yet_due_is_not_counted_as_missed(cast: Cast) -> None:
    case(cast.community, cast.organisations["one"], submitted_at=local(10), contact_by=local(11))
    for hour, due in ((8, 0), (10, 1)):
        with clock.at(local(11, hour)):
            assert figures(cast.community, *MAY).summary.response == Rate(0, due)


def test_a_street_sums_its_communities_and_a_grid_is_a_part_of_them(cast: Cast, may: Any) -> None:
    case(cast.community, cast.organisations["two"], cast.grids["two"])
    case(cast.places["other_community"], cast.organisations["other"], cast.grids["other"])
    with clock.at(local(5, 9, 6)):
        street = figures(cast.places["street"], *MAY)
        district = figures(cast.places["district"], *MAY)
        grid = figures(cast.community, *MAY, grid=cast.grids["two"])
    assert (street.summary.cases, district.summary.cases, grid.summary.cases) == (10, 11, 1)
    assert [(cell.name, cell.cases) for cell in street.places] == [("青和居社区", 10)]
    assert sorted((cell.name, cell.cases) for cell in district.places) == [("工人村街", 10), ("红卫路街", 1)]
    assert grid.places == ()


def test_a_unit_is_counted_for_what_it_leads_or_was_called_to_and_not_let_off(cast: Cast) -> None:
    water = cast.organisations["water"]
    case(cast.community, water, cast.grids["one"])
    called = case(cast.community, cast.organisations["one"], cast.grids["one"])
    let_off = case(cast.community, cast.organisations["one"], cast.grids["one"])
    part = {"organisation": water, "part": "dispatched", "by": cast.organisations["one"], "given_at": local(10)}
    called.handlers.create(community_id=called.community_id, case_id=called.id, **part)
    let_off.handlers.create(
        community_id=let_off.community_id, case_id=let_off.id, **part, objected_at=local(10), ended_at=local(11)
    )
    assert figures_of(cast, organisation=water).summary.cases == 2
    assert [(cell.name, cell.cases) for cell in figures_of(cast).units] == [("青山区水务局", 1)]


def test_a_category_holds_its_subcategories(cast: Cast) -> None:
    top, other = cast.category(), cast.category()
    low = cast.category(parent=top)
    for category in (top, low, low, other, None):
        case(cast.community, cast.organisations["one"], category=category)
    assert figures_of(cast, category=top).summary.cases == 3
    found = figures_of(cast).categories
    assert [(cell.cases, [part.cases for part in cell.parts]) for cell in found] == [(3, [2]), (1, []), (1, [])]
    assert found[-1].code == ""  # not classified comes last


def test_a_category_and_a_place_are_asked_with_the_same_queries_whatever_they_hold(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    def ask() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            clock.at(local(5, 9, 6)),
        ):
            figures(cast.community, *MAY)
        return len(queries)

    def add(count: int) -> None:
        for number in range(count):
            one = case(
                cast.community, cast.organisations["water"], cast.grids["one" if number % 2 else "two"], category=cast.category(),
                contacted_at=local(11), resolved_at=local(12), state="resolved",
            )  # fmt: skip
            verdict(one, "yes", True, local(13))

    add(3)
    few = ask()
    add(27)
    assert ask() == few <= 30


def test_the_stock_of_a_place_is_what_stands_there(cast: Cast) -> None:
    found = figures_of(cast).stock
    assert (found["communities"], found["grids"], found["buildings"], found["compounds"]) == (1, 2, 2, 1)
    grid = figures_of(cast, grid=cast.grids["one"]).stock
    # the grid's team: its worker; the former one's post has ended, the building leader's runs
    assert (grid["grids"], grid["buildings"], grid["posts"]) == (1, 1, 2)


def test_the_json_has_the_keys_that_others_read(cast: Cast, may: Any) -> None:
    found = json.loads(json.dumps(figures_of(cast).as_dict()))
    assert found["place"] == {"code": "420107005008", "name": "青和居社区"}
    assert found["cases"] == 9 and found["grids"] == 2
    assert found["response_rate"] == {"numerator": 5, "denominator": 8, "value": 0.625, "low": 0.3057, "high": 0.8632}
    assert found["time_to_contact"] == {"count": 6, "median_seconds": 7200, "p90_seconds": 259200}
    assert found["by_grid"][0]["on_time_rate"]["denominator"] == 5
    assert found["previous"]["from"] == "2026-04-01"
