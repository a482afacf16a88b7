"""Notices to a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.notify.models import Notice
from linli.notify.selectors import notices_for
from linli.notify.services import notice_end, notice_post
from tests.cast import Cast

PAGE = "/staff/notices/"


def titles(cast: Cast, grid: str) -> list[str]:
    found = cast.grids[grid]
    return [notice.title for notice in notices_for(found.community, found)]


def test_a_community_tells_all_its_grids_a_grid_only_its_own_and_the_next_community_hears_nothing(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    notice_post(acting=director, place=cast.community, grid=None, title="停水通知")
    worker = cast.acting("grid_worker").standing
    notice_post(acting=worker, place=cast.community, grid=cast.grids["one"], title="网格会议")
    assert titles(cast, "one") == ["网格会议", "停水通知"]
    assert titles(cast, "two") == ["停水通知"]
    assert titles(cast, "other") == []
    assert [notice.title for notice in notices_for(cast.community)] == ["停水通知"]


def test_a_street_tells_all_below_it(cast: Cast) -> None:
    notice_post(acting=cast.acting("street_officer").standing, place=cast.places["street"], grid=None, title="防汛")
    assert titles(cast, "two") == ["防汛"]
    assert titles(cast, "other") == []


def test_a_notice_is_signed_by_the_organisation_and_ends_when_it_is_taken_down(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    notice = notice_post(
        acting=director, place=cast.community, grid=None, title="停水", ends_at=clock.now() + timedelta(hours=1)
    )
    assert notice.signed == "青和居社区居委会"
    with clock.at(clock.now() + timedelta(hours=2)):
        assert titles(cast, "one") == []
    notice_end(notice, acting=director)
    assert titles(cast, "one") == []


@pytest.mark.parametrize(
    ("who", "grid"),
    [
        ("grid_worker", None),
        ("grid_worker", "two"),
        ("next_grid_worker", "one"),
        ("former_grid_worker", "one"),
        ("other_community_director", None),
        ("building_leader", "one"),
        ("property_manager", None),
        ("water_contact", None),
        ("resident", None),
    ],
)
def test_nobody_speaks_to_a_place_that_is_not_theirs(cast: Cast, who: str, grid: str | None) -> None:
    with pytest.raises(Refused):
        notice_post(
            acting=cast.acting(who).standing,
            place=cast.community,
            grid=cast.grids[grid] if grid else None,
            title="通知",
        )


def test_a_grid_of_another_community_cannot_be_slipped_in(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    with pytest.raises(Refused):
        notice_post(acting=director, place=cast.community, grid=cast.grids["other"], title="通知")


def test_a_notice_without_title_or_with_an_end_in_the_past_gets_words(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    with pytest.raises(Invalid):
        notice_post(acting=director, place=cast.community, grid=None, title="  ")
    with pytest.raises(Invalid):
        notice_post(
            acting=director, place=cast.community, grid=None, title="通知", ends_at=clock.now() - timedelta(hours=1)
        )


def test_the_page_offers_own_places_only_posts_and_takes_down(cast: Cast) -> None:
    client = cast.client("grid_worker")
    where = dict(client.get(PAGE).context["form"].fields["where"].choices)
    assert list(where) == [f"grid-{cast.grids['one'].pk}"]
    assert client.post(PAGE, {"where": f"place-{cast.community.pk}", "title": "越权"}).status_code == 422
    assert client.post(PAGE, {"where": next(iter(where)), "title": "开会", "body": "<b>七点</b>"}).status_code == 302
    assert "&lt;b&gt;七点" in client.get(PAGE).content.decode()
    notice = Notice.objects.get()
    assert cast.client("next_grid_worker").post(f"{PAGE}{notice.pk}/end/").status_code == 404
    client.post(f"{PAGE}{notice.pk}/end/")
    assert titles(cast, "one") == []


@pytest.mark.parametrize("who", ["resident", "building_leader", "former_grid_worker", "property_manager"])
def test_who_is_on_no_desk_has_no_such_page(cast: Cast, who: str) -> None:
    assert cast.client(who).get(PAGE).status_code == 403


def test_three_notices_cost_as_many_queries_as_thirty(cast: Cast) -> None:
    client, counts = cast.client("community_director"), []
    for many in (3, 27):
        for number in range(many):
            notice_post(
                acting=cast.acting("community_director").standing,
                place=cast.community,
                grid=cast.grids["one"] if number % 2 else None,
                title=f"通知{number}",
            )
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1]
