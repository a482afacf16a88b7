"""The settings pages of a place."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.catalog.models import CalendarDay, Category, Responsibility, TimeLimit
from tests.cast import MORNING, Cast, at

PAGES = ["/staff/settings/limits/", "/staff/settings/calendar/", "/staff/settings/responsibilities/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_head_of_a_community_sees_its_rules(cast: Cast, page: str) -> None:
    answer = cast.client("community_director").get(page)
    assert answer.status_code == 200
    assert "青和居社区" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "who",
    [
        "resident",
        "grid_worker",
        "former_grid_worker",
        "community_officer",
        "property_manager",
        "other_community_director",
    ],
)
def test_others_do_not(cast: Cast, page: str, who: str) -> None:
    assert cast.client(who).get(f"{page}?place={cast.community.code}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_the_unsigned_are_asked_to_sign_in(cast: Cast, page: str) -> None:
    assert cast.client().get(page).url.startswith("/sign-in/?next=")  # type: ignore[attr-defined]


def test_a_street_sets_a_limit_for_one_of_its_communities_and_takes_it_back(cast: Cast) -> None:
    client = cast.client("street_director")
    page = f"/staff/settings/limits/act_by/of/ordinary/?place={cast.community.code}"
    assert client.get(page).status_code == 200
    assert client.post(page, {"amount": "3", "unit": "working_days"}).status_code == 302
    assert TimeLimit.objects.get().days == 3
    assert "3 个工作日" in client.get(f"/staff/settings/limits/?place={cast.community.code}").content.decode()
    client.post(f"/staff/settings/limits/act_by/of/ordinary/remove/?place={cast.community.code}")
    assert not TimeLimit.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-3", "x", "", "999999999"])
def test_a_limit_that_cannot_be_gets_words_and_changes_nothing(cast: Cast, amount: str) -> None:
    page = "/staff/settings/limits/accept_by/"
    answer = cast.client("community_director").post(page, {"amount": amount, "unit": "days"})
    assert answer.status_code == 422
    assert not TimeLimit.objects.exists()


def test_an_unknown_limit_is_not_found(cast: Cast) -> None:
    assert cast.client("community_director").get("/staff/settings/limits/whenever/").status_code == 404


def test_hours_and_days_are_set_on_one_page_each_by_its_own_form(cast: Cast) -> None:
    client = cast.client("community_director")
    page = "/staff/settings/calendar/"
    with at(0):
        assert client.post(page, {"hours": "9:00-17:00"}).status_code == 302
        assert client.post(page, {"date": "2026-06-01", "working": "0", "name": "社区开放日"}).status_code == 302
        assert client.post(page, {"date": "2020-06-01", "working": "0"}).status_code == 422
        assert client.post(page, {"hours": "随便"}).status_code == 422
        shown = client.get(page).content.decode()
    assert "09:00-17:00" in shown
    assert "社区开放日" in shown
    client.post(f"/staff/settings/calendar/{CalendarDay.objects.get().pk}/remove/")
    assert not CalendarDay.objects.exists()


def test_a_neighbouring_head_cannot_delete_by_guessing_a_number(cast: Cast) -> None:
    day = CalendarDay.objects.create(place=cast.community, date=MORNING.date(), working=False)
    cast.client("other_community_director").post(f"/staff/settings/calendar/{day.pk}/remove/")
    assert CalendarDay.objects.filter(pk=day.pk).exists()


def test_who_answers_for_what_is_set_and_taken_back(cast: Cast) -> None:
    client = cast.client("community_director")
    page = "/staff/settings/responsibilities/"
    lamp = Category.objects.get(code="road-lamp")
    assert client.post(page, {"category": lamp.pk, "organisation": cast.id_of("property")}).status_code == 302
    assert "安居物业" in client.get(page).content.decode()
    assert client.post(page, {"category": lamp.pk, "organisation": cast.id_of("other")}).status_code == 422
    client.post(f"/staff/settings/responsibilities/{Responsibility.objects.get().pk}/remove/")
    assert not Responsibility.objects.current().exists()


def test_three_responsibilities_cost_as_many_queries_as_thirty(cast: Cast) -> None:
    client = cast.client("community_director")
    counts = []
    rows = list(Category.objects.exclude(parent=None)[:30])
    for some in (rows[:3], rows[3:]):
        for category in some:
            Responsibility.objects.create(
                category=category, place=cast.community, organisation=cast.organisations["property"]
            )
        with CaptureQueriesContext(connection) as seen:
            client.get("/staff/settings/responsibilities/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_settings_does_not_read_the_outlines_of_places(cast: Cast, page: str) -> None:
    client = cast.client("street_director")
    Responsibility.objects.create(
        category=Category.objects.get(code="road-lamp"), place=cast.places["street"], organisation=cast.organisations["water"]
    )  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        client.get(page)
    assert not [query["sql"] for query in seen if "outline" in query["sql"]]
