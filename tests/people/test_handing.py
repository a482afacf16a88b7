"""A post changes hands: one deed hands its cases over, deputies have the duties, and a desk acts where nobody is left."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.acting import Acting
from linli.cases.models import Case, Event, Follower
from linli.cases.selectors.timeline import timeline
from linli.cases.selectors.visible import cases_visible
from linli.cases.verify import verify_all
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.core.ids import new_id
from linli.hot.models import HotIssue, State, Step
from linli.notify.models import Delivery
from linli.notify.services import message_send
from linli.people.domain import RIGHTS, kinds_in
from linli.people.models import Account, OrganisationKind, Post, PostKind
from linli.people.plates import plates_of
from linli.people.selectors import standing_of
from linli.people.services import (
    account_get_or_create,
    organisation_close,
    post_deputise,
    post_end,
    post_hand_over,
    post_move,
    post_start,
)
from tests.api.conftest import Program
from tests.cast import Cast, at, photo

PAGE = "/staff/posts/"
NEW = "13900003333"


def handed(
    cast: Cast, who: str = "grid_worker", by: str = "community_director"
) -> tuple[Account, Post, dict[str, int]]:
    account = account_get_or_create(NEW, "赵接任")
    post, counts = post_hand_over(
        cast.posts[who], account=account, public_name="赵接任", acting=cast.acting(by).standing
    )
    return account, post, counts


def test_every_kind_of_post_has_its_rights_and_its_organisations() -> None:
    assert set(RIGHTS) == set(PostKind.values)
    assert {kind for organisation in OrganisationKind.values for kind in kinds_in(organisation)} == set(PostKind.values)


def test_the_successor_has_the_open_cases_and_each_history_names_both(cast: Cast) -> None:
    with at(0):
        opened, closed = cast.submit("楼道灯坏了"), cast.submit("路灯不亮")
        cast.act(closed, "accept", "grid_worker")
        cast.act(closed, "answer", "grid_worker", answer="已经换好。")
        elsewhere = cast.submit("井盖松了", grid="two")
    with at(1):
        account, post, counts = handed(cast)
        assert counts["cases"] == 1
        event = Event.objects.get(name="take_over")
        assert (event.case_id, event.post_id) == (opened.id, cast.posts["community_director"].pk)
        course = timeline(Case.objects.get(id=opened.id), Acting(standing_of(account)), resident=False)
        assert course[-1].text == "由陈晓燕移交给赵接任"
        assert post.follows_id == cast.posts["grid_worker"].pk
        assert not standing_of(cast.grid_worker).is_staff
        assert set(cases_visible(standing_of(account)).values_list("id", flat=True)) == {opened.id, closed.id}
        assert elsewhere.id not in cases_visible(standing_of(account)).values_list("id", flat=True)
        assert list(verify_all()) == []


def test_of_a_shared_desk_only_what_the_leaver_had_in_hand_is_handed_over(cast: Cast) -> None:
    with at(0):
        hers, his, untouched = (cast.submit(f"第{number}件", grid="") for number in range(3))
        for case in (hers, his, untouched):
            Case.objects.filter(id=case.id).update(lead=cast.id_of("community"), level=2, above=cast.id_of("street"))
        cast.act(hers, "accept", "community_officer")
        cast.act(his, "accept", "community_director")
        _account, post, counts = handed(cast, "community_officer")
        assert counts["cases"] == 1
        assert Event.objects.get(name="take_over").case_id == hers.id
        again, counts = post_hand_over(post, account=account_get_or_create("13900003334"), public_name="钱再接")
        assert (counts["cases"], again.public_name) == (1, "钱再接")


def test_what_lapsed_before_the_hand_over_stands_before_it(cast: Cast) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
    with at(days=3):
        handed(cast)
        assert list(Event.objects.filter(case_id=case.id).order_by("seq").values_list("name", flat=True))[-2:] == [
            "remind",
            "take_over",
        ]
        assert list(verify_all()) == []


def test_followings_and_hot_issues_go_along(cast: Cast) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        Follower.objects.create(community_id=case.community_id, id=new_id(), case_id=case.id, account=cast.grid_worker)
        issue = HotIssue.objects.create(
            place=cast.community,
            grid=cast.grids["one"],
            title="楼道灯",
            state=State.CONFIRMED,
            owner=cast.organisations["one"],
        )
        account, _post, counts = handed(cast)
        assert (counts["followings"], counts["issues"]) == (1, 1)
        assert Follower.objects.filter(account=account, case_id=case.id).exists()
        assert Step.objects.get(issue=issue).note == "陈晓燕 → 赵接任"


@pytest.mark.parametrize("who", ["other_community_director", "community_officer", "grid_worker", "next_grid_worker"])
def test_only_a_head_of_the_territory_hands_over_or_moves(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        handed(cast, by=who)
    with pytest.raises(Refused):
        post_move(cast.posts["grid_worker"], cast.organisations["two"], acting=cast.acting(who).standing)


def test_a_hand_over_that_cannot_be_gets_words_and_changes_nothing(cast: Cast) -> None:
    director = cast.acting("community_director").standing
    with pytest.raises(Invalid, match="本人"):
        post_hand_over(cast.posts["grid_worker"], account=cast.grid_worker, public_name="陈晓燕", acting=director)
    with pytest.raises(Invalid, match="在岗"):
        post_hand_over(cast.posts["former_grid_worker"], account=cast.resident, public_name="王秀兰", acting=director)
    with pytest.raises(Invalid, match="姓名"):
        post_hand_over(cast.posts["grid_worker"], account=cast.resident, public_name=" ", acting=director)
    assert standing_of(cast.grid_worker).is_staff
    with pytest.raises(Invalid, match="同类"):
        post_move(cast.posts["grid_worker"], cast.organisations["property"], acting=director)


def test_a_head_may_hand_over_the_own_post(cast: Cast) -> None:
    account, _post, _counts = handed(cast, "community_director")
    assert not standing_of(cast.community_director).is_staff
    assert standing_of(account).is_staff


def test_an_ended_post_ends_open_sessions_and_tokens_in_the_same_second(cast: Cast) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        page = cast.client("grid_worker")
        token = Program(token_make(cast.grid_worker, "平台", [Scope.READ], 30)[1])
        address = reverse("cases:case", args=[case.community_id, case.id])
        assert page.get(address).status_code == 200
        assert token.get(f"cases/{case.community_id}-{case.id}").status_code == 200
        handed(cast)
        assert page.get(address).status_code in (403, 404)
        assert token.get(f"cases/{case.community_id}-{case.id}").status_code == 404


def test_texts_go_to_the_deputy_and_back_to_the_holder_when_that_ends(cast: Cast) -> None:
    with at(0):
        deputy = account_get_or_create(NEW)
        post_deputise(
            cast.posts["grid_worker"],
            account=deputy,
            public_name="孙代班",
            starts_at=clock.now() + timedelta(hours=1),
            ends_at=clock.now() + timedelta(hours=3),
        )
    told = {}
    for hour in (0, 2, 4):
        with at(hour):
            message = message_send(
                community_id=cast.community.pk,
                kind="test",
                text="有事",
                organisation=cast.organisations["one"],
                sms=True,
            )
            told[hour] = set(Delivery.objects.filter(message_id=message.id).values_list("recipient_id", flat=True))
    assert told == {0: {cast.grid_worker.pk}, 2: {deputy.pk}, 4: {cast.grid_worker.pk}}


def test_residents_see_who_stands_in_the_promise_and_the_photo(cast: Cast) -> None:
    worker = cast.client("grid_worker")
    edit = f"/posts/{cast.posts['grid_worker'].pk}/edit/"
    given = {"promise": "小事不出网格，当天回应。", "public_phone": "027-86001111", "photo": photo(size=(1200, 900))}
    assert worker.post(edit, given).status_code == 302
    post_deputise(
        cast.posts["grid_worker"],
        account=account_get_or_create(NEW),
        public_name="孙代班",
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=2),
    )
    visitor = cast.client()
    shown = visitor.get(f"/d/{cast.doors['one'].token}/", follow=True).content.decode()
    address = f"/posts/{cast.posts['grid_worker'].pk}/photo/"
    for words in ("小事不出网格", "孙代班", "027-86001111", address):
        assert words in shown
    picture = Image.open(io.BytesIO(b"".join(visitor.get(address).streaming_content)))  # type: ignore[attr-defined]
    assert picture.size == (480, 360)
    person = next(plates_of(cast.community, cast.grids["one"])).people[0]
    assert person.promise == "小事不出网格，当天回应。"
    assert person.portrait[:3] == b"\xff\xd8\xff"
    post_end(cast.posts["grid_worker"])
    assert visitor.get(address).status_code == 404


def test_nobody_else_changes_what_is_posted_of_somebody(cast: Cast) -> None:
    edit = f"/posts/{cast.posts['grid_worker'].pk}/edit/"
    for who in ("resident", "next_grid_worker", "former_grid_worker", "other_community_director", "building_leader"):
        assert cast.client(who).post(edit, {"promise": "乱写"}).status_code == 404
    assert cast.client("community_director").post(edit, {"promise": "由社区改"}).status_code == 302
    assert cast.client("grid_worker").post(edit, {"promise": "长" * 201}).status_code == 422


def test_where_nobody_is_left_the_desk_above_acts_until_somebody_comes(cast: Cast) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        post_end(cast.posts["grid_worker"])
    with at(1):
        cast.act(case, "accept", "community_officer")
        accepted = Event.objects.get(case_id=case.id, name="accept")
        assert accepted.post_id == cast.posts["community_officer"].pk
        assert not standing_of(cast.street_officer).hats[1:]
        post_end(cast.posts["community_officer"])
        post_end(cast.posts["community_director"])
        cast.act(case, "contact", "street_officer", how="phone", result="说好了")
        worker = account_get_or_create(NEW)
        post_start(organisation=cast.organisations["one"], kind="grid_worker", account=worker, public_name="新人")
        assert not any(hat.grid_id == cast.grids["one"].pk for hat in standing_of(cast.street_officer).hats)
        with pytest.raises(Refused):
            cast.act(case, "answer", "street_officer", answer="换好了")


def test_of_a_unit_that_closed_the_desk_above_has_what_it_led(cast: Cast) -> None:
    with at(0):
        case = cast.submit("电梯坏了")
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "report_up", "grid_worker", why="要物业来")
        cast.act(case, "accept", "community_officer")
        cast.act(case, "dispatch", "community_officer", to=cast.id_of("property"), task="修电梯")
        cast.act(case, "accept", "property_manager")
        organisation_close(cast.organisations["property"])
        assert not standing_of(cast.property_manager).is_staff
        cast.act(case, "contact", "community_officer", how="phone", result="另找人修")


def test_the_last_post_of_the_topmost_desk_does_not_end(cast: Cast) -> None:
    with pytest.raises(Invalid, match="最上一级"):
        post_end(cast.posts["city_officer"])
    successor = account_get_or_create(NEW)
    post_hand_over(cast.posts["city_officer"], account=successor, public_name="新主任")
    assert standing_of(successor).is_staff


def test_a_head_hands_over_moves_and_sees_who_has_it_on_the_page(cast: Cast) -> None:
    cast.submit("楼道灯坏了")
    director, pk = cast.client("community_director"), cast.posts["grid_worker"].pk
    assert director.get(f"{PAGE}{pk}/hand-over/").status_code == 200
    assert director.post(f"{PAGE}{pk}/hand-over/", {"public_name": "赵接任", "phone": "12"}).status_code == 422
    answer = director.post(f"{PAGE}{pk}/hand-over/", {"public_name": "赵接任", "phone": NEW}, follow=True)
    assert "1 件在办诉求一并移交" in answer.content.decode()
    moved = Post.objects.get(public_name="赵接任")
    assert director.get(f"{PAGE}{moved.pk}/move/").status_code == 200
    assert director.post(f"{PAGE}{moved.pk}/move/", {"organisation": cast.id_of("other")}).status_code == 422
    assert director.post(f"{PAGE}{moved.pk}/move/", {"organisation": cast.id_of("two")}).status_code == 302
    assert standing_of(moved.account).hats[0].grid_id == cast.grids["two"].pk
    assert not cases_visible(standing_of(moved.account)).exists()


def test_who_somebody_is_costs_two_queries_at_most(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        standing_of(cast.grid_worker)
    with django_assert_num_queries(2):
        standing_of(cast.city_officer)
