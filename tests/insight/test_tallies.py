"""Figures added up from tallies are those counted from the cases: after any deeds, at any moment, for any period."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.domain import facts as domain
from linli.cases.domain.projection import fold
from linli.cases.models import Case
from linli.core import clock
from linli.insight.domain.periods import Period, local_day
from linli.insight.domain.tallies import Facet, Span, face_of, marks_of
from linli.insight.models import Book, Change, Tally
from linli.insight.selectors import Figures, counted, figures, tallied
from linli.insight.selectors.rows import Rows
from linli.insight.selectors.scope import Scope
from linli.insight.selectors.tallied import Tallied
from linli.insight.tallying.adding import Sums, marks_add, sums_add, sums_of_changes
from linli.insight.tallying.folding import tallies_fold
from linli.insight.tallying.rebuilding import tallies_keep, tallies_rebuild
from linli.insight.tallying.verifying import tallies_verify
from linli.people.domain import DESK_KINDS, Standing
from linli.people.models import Organisation
from linli.people.selectors import standing_of
from tests.cast import MORNING, Cast
from tests.insight.rows import case, local, verdict
from tests.insight.test_recount import cases_drawn, write
from tests.insight.walk import Walk

ABOVE = ("street", "district", "city")
TODAY = MORNING.date()
PERIODS = (
    (TODAY, TODAY),
    (TODAY - timedelta(days=1), TODAY + timedelta(days=3)),
    (TODAY.replace(day=1), date(2026, 5, 31)),
    (date(2026, 4, 20), date(2026, 7, 3)),
    (date(2025, 6, 1), date(2026, 12, 31)),
)


def both(cast: Cast, place: str, period: tuple[date, date], now: datetime, viewer: Standing | None = None) -> list[Any]:
    """The figures, once counted and once added up, as JSON shows them."""
    scope, chosen = Scope(cast.places[place], viewer=viewer), Period(*period)
    with clock.at(now):
        return [
            json.loads(json.dumps(counted(scope, chosen, way(scope, chosen, now)).as_dict())) for way in (Rows, Tallied)
        ]


def assert_alike(cast: Cast, now: datetime, periods: Any = PERIODS) -> None:
    named = standing_of(cast.accounts["street_officer"])
    for number, period in enumerate(periods):
        for place, viewer in ((ABOVE[number % 3], None), ("street", named)):
            rows, tallies = both(cast, place, period, now, viewer)
            assert tallies == rows, f"{place} {period} at {now} for {viewer}"


@pytest.fixture(autouse=True)
def made(db: Any) -> None:
    tallies_rebuild()


@pytest.mark.parametrize("seed", range(2))
def test_after_any_deeds_the_tallies_say_what_counting_says(cast: Cast, seed: int) -> None:
    walk = Walk(cast, seed)
    for turn in range(3):
        walk.go(20)
        if turn != 1:
            with clock.at(walk.now):
                tallies_fold(limit=1)
        assert_alike(cast, walk.now, [walk.dice.choice(PERIODS)])
    assert Change.objects.exists() or Tally.objects.exists()
    with clock.at(walk.now):
        tallies_fold()
    assert not Change.objects.exists()
    assert_alike(cast, walk.now)
    assert list(tallies_verify()) == []


def test_the_tallies_are_what_the_events_amount_to(cast: Cast) -> None:
    walk = Walk(cast, 7)
    walk.go(40)
    units = set(Organisation.objects.exclude(kind__in=DESK_KINDS).values_list("pk", flat=True))
    from_events: dict[int, Sums] = {}
    for each in Case.objects.prefetch_related("events"):
        told = fold(event.content for event in each.events.all())
        face = face_of(_thawed(told), _thawed_reporters(told), each.channel_id)
        if face is not None:
            marks_add(from_events.setdefault(each.community_id, {}), marks_of(face, units.__contains__), 1)
    for name, communities in (("street", ["community"]), ("other_street", ["other_community"])):
        expected: Sums = {}
        for community in communities:
            sums_add(expected, from_events.get(cast.places[community].pk, {}), cast.places[community].pk)
        assert stored(cast, name) == {key: counts for key, counts in expected.items() if any(counts.values())}
    tallies_fold()
    city = {
        (row.facet, row.key, row.day): row.cases
        for row in Tally.objects.filter(community=cast.places["city"], span=Span.DAY, cases__gt=0)
    }
    districts = sum(n for (facet, key, _), n in city.items() if facet == Facet.PLACE)
    assert districts == Case.objects.filter(parent_id=None).count()


def stored(cast: Cast, place: str) -> Sums:
    """The tallies of a place by day, with what has been noted and not yet folded."""
    whole: Sums = {}
    for row in Tally.objects.filter(community=cast.places[place], span=Span.DAY):
        whole[Facet(row.facet), row.key, row.day] = {
            name: getattr(row, name) for name in tallied.MEASURES if getattr(row, name)
        }
    notes = Change.objects.filter(community__parent=cast.places[place]).values_list("community_id", "before", "after")
    for community, sums in sums_of_changes(notes).items():
        sums_add(whole, sums, community)
    clean = {key: {name: n for name, n in counts.items() if n} for key, counts in whole.items()}
    return {key: counts for key, counts in clean.items() if counts}


class _Thawed:
    """What folding events gave, with its moments as moments."""

    def __init__(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            moment = name.endswith(("_at", "_by", "_until")) and isinstance(value, str)
            setattr(self, name, datetime.fromisoformat(value) if moment else value)


def _thawed(told: dict[str, Any]) -> Any:
    assert set(told) >= set(domain.Case.__dataclass_fields__)
    return _Thawed({name: value for name, value in told.items() if name not in ("handlers", "reporters")})


def _thawed_reporters(told: dict[str, Any]) -> Iterator[Any]:
    return (_Thawed(row) for _, row in sorted(told["reporters"].items()))


@given(st.lists(cases_drawn, max_size=8), st.integers(4, 11), st.integers(0, 23), st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_whatever_the_cases_are_tallies_made_from_them_say_the_same(
    cast: Cast, drawn: list[dict[str, Any]], day: int, hour: int, data: Any
) -> None:
    first = data.draw(st.dates(date(2026, 4, 1), date(2026, 5, 12)))
    last = data.draw(st.dates(first, date(2026, 6, 2)))
    with transaction.atomic():
        write(cast, drawn)
        tallies_rebuild()
        rows, tallies = both(cast, data.draw(st.sampled_from(ABOVE)), (first, last), local(day, hour))
        differences = list(tallies_verify())
        transaction.set_rollback(True)
    assert tallies == rows
    assert differences == []


def test_time_alone_makes_a_contact_due_and_a_promise_late(cast: Cast) -> None:
    with clock.at(MORNING):
        cast.submit()
    tallies_fold()
    hours = [0, 0.4, 0.6, 2, 5, 12, 24, 24 * 3, 24 * 8, 24 * 20]
    seen = []
    for after in hours:
        now = MORNING + timedelta(hours=after)
        period = (TODAY, local_day(now))
        rows, tallies = both(cast, "city", period, now)
        assert tallies == rows
        seen.append((tallies["response_rate"]["denominator"], tallies["overdue"]))
    assert seen[0] == (0, 0) and seen[-1] == (1, 1)


def test_a_deed_that_no_figure_sees_is_not_noted(cast: Cast) -> None:
    one = cast.submit()
    assert Change.objects.count() == 1
    cast.act(one, "note", "grid_worker", text="记一笔")
    cast.act(one, "accept", "grid_worker", category_id=None, urgency="")
    assert Change.objects.count() == 2  # a state is seen, a note is not


def test_noting_a_new_case_is_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        cast.submit()
    assert len([query for query in queries if "insight_" in query["sql"]]) == 1


def test_many_times_are_told_to_one_per_cent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        hours = 1 + number**2 / 10
        case(
            cast.community, cast.organisations["one"], submitted_at=local(10), contacted_at=local(10, 9 + hours),
            resolved_at=local(11, 9 + 3 * hours), state="resolved",
        )  # fmt: skip
    tallies_rebuild()
    exact, same = both(cast, "district", PERIODS[-1], local(5, 9, 12))
    monkeypatch.setattr(tallied, "EXACT_UP_TO", 5)
    _, near = both(cast, "district", PERIODS[-1], local(5, 9, 12))
    for name in ("time_to_contact", "time_to_resolve"):
        assert exact[name] == same[name] and near[name]["count"] == 30
        for share in ("median_seconds", "p90_seconds"):
            assert near[name][share] == pytest.approx(exact[name][share], rel=0.01)


def test_until_tallies_are_made_figures_are_counted_and_nothing_is_folded(cast: Cast) -> None:
    Book.objects.all().delete()
    cast.submit()
    assert tallies_fold() == 0 and Change.objects.count() == 1
    assert month(cast).summary.cases == 1
    assert tallies_keep() == 1  # the worker's next turn makes them
    assert Book.objects.get().made and not Change.objects.exists()
    assert month(cast).summary.cases == 1


def month(cast: Cast) -> Figures:
    today = local_day(clock.now())
    return figures(cast.places["city"], today.replace(day=1), today)


def test_whoever_begins_to_make_them_later_goes_on_and_the_other_stops(cast: Cast) -> None:
    cast.submit()
    Book.objects.update(made=False, touched_at=clock.now())
    assert tallies_keep() == 0  # somebody is at it
    Book.objects.update(touched_at=clock.now() - timedelta(hours=1))
    assert tallies_keep() == 1  # whoever it was is gone


def test_the_dashboard_of_a_city_reads_no_cases_but_those_time_has_changed(cast: Cast) -> None:
    for _ in range(3):
        cast.submit()
    tallies_fold()
    with CaptureQueriesContext(connection) as queries:
        month(cast)
    told = [query["sql"] for query in queries if 'FROM "cases_case"' in query["sql"]]
    assert len(told) == 2 and all("contact_by" in sql or "promised_by" in sql for sql in told)


def test_a_tally_that_was_changed_is_named_and_made_anew(cast: Cast) -> None:
    cast.submit()
    tallies_fold()
    Tally.objects.filter(community=cast.places["street"], facet=Facet.CHANNEL, span=Span.DAY).update(cases=3)
    found = list(tallies_verify())
    # the street's own, and the district's, which is no longer the sum of its streets
    assert [(one.place, one.facet, one.measure, one.stored, one.counted) for one in found] == [
        (cast.places["street"].pk, Facet.CHANNEL, "cases", 3, 1),
        (cast.places["district"].pk, Facet.CHANNEL, "cases", -2, 0),
    ]
    with pytest.raises(CommandError, match="2"):
        call_command("figures", "verify", stdout=StringIO())
    call_command("figures", "rebuild", stdout=StringIO())
    assert list(tallies_verify()) == []


def test_a_case_that_was_changed_past_the_services_is_found_in_the_figures(cast: Cast) -> None:
    one = cast.submit()
    verdict(one, "yes", True, local(14))
    assert {(each.facet, each.measure) for each in tallies_verify()} >= {
        (Facet.PLACE, "yes"),
        (Facet.CATEGORY, "satisfied"),
    }


def test_what_is_noted_while_tallies_are_made_is_not_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.insight.tallying import rebuilding

    cast.submit()
    real, seen = rebuilding._sum_up, []

    def meanwhile(place: int, below: list[int]) -> None:
        if not seen:
            cast.submit()
            cast.submit(grid="other")
        seen.append(place)
        real(place, below)

    monkeypatch.setattr(rebuilding, "_sum_up", meanwhile)
    tallies_rebuild()
    assert Change.objects.count() == 2
    assert_alike(cast, clock.now(), [(local_day(clock.now()), local_day(clock.now()))])
    tallies_fold()
    assert list(tallies_verify()) == []
