"""Posts begin, are stood in for, and end; access follows in the same second."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.models import Account, Post
from linli.people.selectors import standing_of
from linli.people.services import account_get_or_create, post_deputise, post_end, post_start
from tests.cast import Cast

PAGE = "/staff/posts/"
NEW = "13900003333"


def test_an_ended_post_loses_access_in_the_same_second_on_an_open_page(cast: Cast) -> None:
    successor, director = cast.client("community_director"), cast.client("street_director")
    assert successor.get(PAGE).status_code == 200
    director.post(f"{PAGE}{cast.posts['community_director'].pk}/end/")
    assert successor.get(PAGE).status_code == 403
    assert not standing_of(cast.community_director).is_staff


def test_a_former_worker_holds_nothing_and_somebody_new_holds_the_post_at_once(cast: Cast) -> None:
    account = account_get_or_create(NEW, "新人")
    assert not standing_of(cast.former_grid_worker).is_staff
    post_start(organisation=cast.organisations["one"], kind="grid_worker", account=account, public_name="新人")
    assert standing_of(account).is_staff


def test_a_deputy_has_the_rights_from_until_and_not_a_minute_longer(cast: Cast) -> None:
    start = clock.now()
    account = account_get_or_create(NEW)
    post_deputise(
        cast.posts["grid_worker"],
        account=account,
        public_name="代班",
        starts_at=start + timedelta(hours=1),
        ends_at=start + timedelta(hours=2),
        acting=cast.acting("community_director").standing,
    )
    assert [standing_of(account, start + timedelta(minutes=m)).is_staff for m in (59, 60, 119, 120)] == [
        False,
        True,
        True,
        False,
    ]


def test_who_stands_in_leaves_with_the_post(cast: Cast) -> None:
    now = clock.now()
    account = account_get_or_create(NEW)
    deputy = {"account": account, "public_name": "代班", "starts_at": now, "ends_at": now + timedelta(days=3)}
    post_deputise(cast.posts["grid_worker"], **deputy)
    post_end(cast.posts["grid_worker"])
    assert not standing_of(account).is_staff
    assert not standing_of(cast.grid_worker).is_staff


@pytest.mark.parametrize(
    "who", ["other_community_director", "community_officer", "grid_worker", "property_manager", "resident"]
)
def test_only_a_head_of_the_territory_arranges_its_posts(cast: Cast, who: str) -> None:
    acting = cast.acting(who).standing
    with pytest.raises(Refused):
        post_end(cast.posts["grid_worker"], acting=acting)
    with pytest.raises(Refused):
        post_start(
            organisation=cast.organisations["one"],
            kind="grid_worker",
            account=cast.resident,
            public_name="王秀兰",
            acting=acting,
        )


def test_a_community_does_not_appoint_to_its_street(cast: Cast) -> None:
    with pytest.raises(Refused):
        post_start(
            organisation=cast.organisations["street"],
            kind="director",
            account=cast.resident,
            public_name="王秀兰",
            acting=cast.acting("community_director").standing,
        )


def test_nobody_ends_their_own_post_or_one_that_has_ended(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    with pytest.raises(Invalid, match="自己"):
        post_end(cast.posts["community_director"], acting=director)
    with pytest.raises(Invalid, match="已经结束"):
        post_end(cast.posts["former_grid_worker"], acting=director)


def test_a_post_that_cannot_be_gets_words(cast: Cast) -> None:
    now, one = clock.now(), cast.organisations["one"]
    with pytest.raises(Invalid, match="没有"):
        post_start(organisation=one, kind="director", account=cast.resident, public_name="王秀兰")
    with pytest.raises(Invalid, match="早于"):
        post_start(
            organisation=one,
            kind="grid_worker",
            account=cast.resident,
            public_name="王秀兰",
            starts_at=now,
            ends_at=now - timedelta(days=1),
        )
    with pytest.raises(Invalid, match="已经任此岗位"):
        post_start(organisation=one, kind="grid_worker", account=cast.grid_worker, public_name="陈晓燕")
    with pytest.raises(Invalid, match="本人"):
        post_deputise(
            cast.posts["grid_worker"],
            account=cast.grid_worker,
            public_name="陈晓燕",
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )


def test_the_page_shows_masked_phones_only(cast: Cast) -> None:
    client = cast.client("community_director")
    assert "陈晓燕" in client.get(PAGE).content.decode()
    shown = client.get(f"{PAGE}{cast.posts['grid_worker'].pk}/").content.decode()
    assert "陈晓燕" in shown
    assert cast.grid_worker.phone not in shown
    assert "199****0003" in shown


@pytest.mark.parametrize(
    "who", ["resident", "grid_worker", "former_grid_worker", "community_officer", "other_community_director"]
)
def test_others_do_not_see_the_page_of_a_place(cast: Cast, who: str) -> None:
    assert cast.client(who).get(f"{PAGE}?place={cast.community.code}").status_code == 403


def test_a_head_appoints_deputises_and_ends_on_the_page(cast: Cast) -> None:
    client = cast.client("community_director")
    one = cast.id_of("one")
    given = {"kind": "grid_worker", "public_name": "新人", "phone": NEW}
    assert client.get(f"{PAGE}{one}/start/").status_code == 200
    assert client.post(f"{PAGE}{one}/start/", {**given, "phone": "12"}).status_code == 422
    assert client.post(f"{PAGE}{one}/start/", given).status_code == 302
    post = Post.objects.get(public_name="新人")
    times = {"starts_at": "2026-01-01T08:00", "ends_at": "2099-01-01T08:00"}
    assert client.get(f"{PAGE}{post.pk}/deputise/").status_code == 200
    answer = client.post(f"{PAGE}{post.pk}/deputise/", {"public_name": "代班", "phone": "13900004444", **times})
    assert answer.status_code == 302
    client.post(f"{PAGE}{post.pk}/end/")
    assert not standing_of(Account.objects.get(pk=post.account_id)).is_staff


def test_a_neighbouring_head_cannot_tell_whether_a_post_exists(cast: Cast) -> None:
    client = cast.client("other_community_director")
    for pk in (cast.posts["grid_worker"].pk, 999_999):
        assert client.post(f"{PAGE}{pk}/end/").status_code == 404
        assert client.get(f"{PAGE}{pk}/deputise/").status_code == 404
        assert client.get(f"{PAGE}{pk}/").status_code == 404
    assert client.get(f"{PAGE}{cast.id_of('one')}/start/").status_code == 404


def test_three_posts_cost_as_many_queries_as_thirty(cast: Cast) -> None:
    client, counts = cast.client("community_director"), []
    for number in range(2):
        for each in range(27 * number):
            post_start(
                organisation=cast.organisations["one"],
                kind="building_leader",
                account=account_get_or_create(f"139{each:08d}"),
                public_name=f"楼长{each}",
            )
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_street_goes_down_to_its_community_and_back_up(cast: Cast) -> None:
    client = cast.client("street_director")
    shown = client.get(PAGE).content.decode()
    assert f"?place={cast.community.code}" in shown
    assert f"?place={cast.places['street'].code}" in client.get(f"{PAGE}?place={cast.community.code}").content.decode()
    assert client.get(f"{PAGE}?place=nowhere").status_code == 404


def test_standing_of_the_signed_in_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        standing_of(cast.grid_worker)


def test_each_post_has_a_page_with_its_deeds_deputies_and_those_before(cast: Cast) -> None:
    client, post = cast.client("community_director"), cast.posts["grid_worker"]
    assert f'href="{PAGE}{post.pk}/"' in client.get(PAGE).content.decode()
    times = {"starts_at": "2026-01-01T08:00", "ends_at": "2099-01-01T08:00"}
    answer = client.post(f"{PAGE}{post.pk}/deputise/", {"public_name": "孙代班", "phone": NEW, **times})
    assert answer.headers["Location"] == f"{PAGE}{post.pk}/"
    shown = client.get(f"{PAGE}{post.pk}/").content.decode()
    for deed in ("hand-over", "move", "deputise", "end"):
        assert f"{PAGE}{post.pk}/{deed}/" in shown
    assert "孙代班" in shown
    assert "吴敏" in shown  # who held it before
    ended = client.get(f"{PAGE}{cast.posts['former_grid_worker'].pk}/").content.decode()
    assert "已结束" in ended
    assert "hand-over" not in ended and f"{cast.posts['former_grid_worker'].pk}/end/" not in ended


def test_the_own_post_offers_no_end(cast: Cast) -> None:
    pk = cast.posts["community_director"].pk
    shown = cast.client("community_director").get(f"{PAGE}{pk}/").content.decode()
    assert f"{PAGE}{pk}/hand-over/" in shown
    assert f"{PAGE}{pk}/end/" not in shown


def test_a_post_page_costs_the_same_however_many_held_it(cast: Cast) -> None:
    client, post, counts = cast.client("community_director"), cast.posts["grid_worker"], []
    for number in range(2):
        for each in range(15 * number):
            account = account_get_or_create(f"138{each:08d}")
            post_start(organisation=post.organisation, kind=post.kind, account=account, public_name=f"网格{each}")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{PAGE}{post.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
