"""Which limits and which calendar hold in a place: the nearest place's word goes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from linli.catalog import selectors, services
from linli.catalog.domain import DEFAULT_LIMITS, Limit, hours_read
from linli.catalog.models import CalendarDay, Category, Responsibility, Route
from linli.catalog.settings_shown import hours_shown, limits_shown
from linli.core.errors import Invalid, Refused
from linli.people.models import Organisation
from tests.cast import MORNING, SHANGHAI, Cast, at

KEY = ("act_by", "ordinary")


def test_the_catalog_is_there_after_migration_and_seeding_again_adds_nothing(db: Any) -> None:
    assert services.catalog_seed() == 0
    assert Route.objects.count() == 6
    assert Category.objects.filter(parent=None).count() >= 12
    assert 60 <= Category.objects.exclude(parent=None).count() <= 130
    assert selectors.channel("scan").by_staff is False


def test_a_category_that_a_place_put_to_rest_stays_at_rest(db: Any) -> None:
    Category.objects.filter(code="pets-dog").update(active=False, words=["狗"])
    Category.objects.filter(code="pets-noise").delete()
    assert services.catalog_seed() == 1
    assert Category.objects.get(code="pets-dog").active is False


def test_without_overrides_the_defaults_hold(cast: Cast) -> None:
    assert dict(selectors.rules_for(cast.community).limits) == dict(DEFAULT_LIMITS)


def test_the_nearest_place_wins_and_the_next_street_is_not_touched(cast: Cast) -> None:
    services.limit_set(
        cast.places["street"], *KEY, Limit(days=3, working=True), acting=cast.acting("street_director").standing
    )
    services.limit_set(cast.community, *KEY, Limit(60), acting=cast.acting("community_director").standing)
    assert selectors.rules_for(cast.community).limit(*KEY) == Limit(60)
    assert selectors.rules_for(cast.places["street"]).limit(*KEY) == Limit(days=3, working=True)
    assert selectors.rules_for(cast.places["other_community"]).limit(*KEY) == DEFAULT_LIMITS[KEY]
    services.limit_remove(cast.community, *KEY, acting=cast.acting("community_director").standing)
    assert selectors.rules_for(cast.community).limit(*KEY) == Limit(days=3, working=True)


def test_rules_cost_three_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        selectors.rules_for(cast.community)


def test_a_place_may_close_on_a_day_that_others_work_and_the_nearest_word_on_a_day_goes(cast: Cast) -> None:
    friday = date(2026, 5, 15)
    CalendarDay.objects.create(place=None, date=friday, working=False)
    CalendarDay.objects.create(place=cast.places["street"], date=friday, working=True)
    assert selectors.rules_for(cast.community).calendar.is_working_day(friday)
    assert not selectors.rules_for(cast.places["other_community"]).calendar.is_working_day(friday)
    assert selectors.rules_for(cast.community).calendar.is_working_day(date(2026, 5, 14))


def test_office_hours_move_a_limit(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    services.hours_set(cast.community, "9:00-12:00，13:00至17:00", acting=director)
    rules = selectors.rules_for(cast.community)
    assert rules.calendar.hours.spans[0] == (time(9), time(12))
    assert rules.due("accept_by", datetime(2026, 5, 13, 11, 0, tzinfo=SHANGHAI)) == datetime(
        2026, 5, 13, 14, 0, tzinfo=SHANGHAI
    )
    services.hours_set(cast.community, "", acting=director)
    assert hours_shown(cast.community).source is None


@pytest.mark.parametrize(
    "text", ["9-5", "12:00-08:00", "8:00-12:00, 11:00-13:00", "25:00-26:00", "8:00-8:30", "不知道"]
)
def test_office_hours_that_cannot_be_are_refused_with_words(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid, match="08:30-12:00"):
        services.hours_set(cast.community, text, acting=cast.acting("community_director").standing)


def test_office_hours_are_read_as_people_write_them() -> None:
    assert hours_read("8:30—12:00、14：00～17：30") == [["08:30", "12:00"], ["14:00", "17:30"]]


def test_danger_to_life_never_waits_more_than_a_day(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    for limit in (Limit(2 * 24 * 60), Limit(60, working=True), Limit(days=1, working=True)):
        with pytest.raises(Invalid):
            services.limit_set(cast.community, "resolve_by", "danger", limit, acting=director)


@pytest.mark.parametrize(
    "who", ["other_community_director", "community_officer", "grid_worker", "resident", "property_manager"]
)
def test_who_does_not_head_the_place_changes_nothing_in_it(cast: Cast, who: str) -> None:
    acting = cast.acting(who).standing
    with pytest.raises(Refused):
        services.limit_set(cast.community, *KEY, Limit(60), acting=acting)
    with pytest.raises(Refused):
        services.day_set(cast.community, date(2030, 1, 1), False, acting=acting)
    with pytest.raises(Refused):
        services.hours_set(cast.community, "8:00-12:00", acting=acting)


def test_a_community_does_not_set_its_streets_rules(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.limit_set(cast.places["street"], *KEY, Limit(60), acting=cast.acting("community_director").standing)


def test_yesterday_cannot_become_a_holiday(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    with at(0), pytest.raises(Invalid):
        services.day_set(cast.community, MORNING.date().replace(day=12), False, acting=director)
    with at(0):
        services.day_set(cast.community, MORNING.date(), False, acting=director)


def test_who_answers_for_a_category_is_asked_nearest_first_and_by_category_before_subject(cast: Cast) -> None:
    lamp = Category.objects.get(code="road-lamp")

    def add(category: Category, place: str, organisation: str) -> None:
        Responsibility.objects.create(
            category=category, place=cast.places[place], organisation=cast.organisations[organisation]
        )

    assert lamp.parent is not None
    add(lamp.parent, "district", "housing")
    add(lamp, "district", "water")
    add(lamp, "community", "property")
    names = [owner.pk for owner in selectors.owners_of(lamp, cast.community)]
    assert names == [cast.id_of("property"), cast.id_of("water"), cast.id_of("housing")]
    assert [o.pk for o in selectors.owners_of(lamp, cast.places["other_community"])] == names[1:]
    Organisation.objects.filter(pk=cast.id_of("property")).update(active=False)
    assert [o.pk for o in selectors.owners_of(lamp, cast.community)] == names[1:]


def test_an_organisation_of_the_next_street_cannot_be_made_to_answer_here(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.responsibility_set(
            cast.community,
            Category.objects.get(code="road-lamp"),
            cast.organisations["other_community"],
            acting=cast.acting("community_director").standing,
        )


def test_every_limit_is_shown_with_where_it_comes_from(cast: Cast) -> None:
    services.limit_set(
        cast.places["street"], *KEY, Limit(days=3, working=True), acting=cast.acting("street_director").standing
    )
    shown = {(each.clock, each.urgency): each for each in limits_shown(cast.community)}
    assert set(shown) == set(DEFAULT_LIMITS)
    assert shown[KEY].source == cast.places["street"]
    assert not shown[KEY].own
    assert shown[KEY].words == "3 个工作日"
    assert shown[KEY].default_words == "2 个工作日"
    assert shown["resolve_by", "ordinary"].source is None
