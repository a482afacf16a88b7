"""A head lends a right of the territory for a time, or takes one; never more than the head has, and on the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.core import clock
from linli.core.errors import Invalid, Missing, Refused
from linli.people.models import Delegation, Post
from linli.people.rights import Right
from linli.people.selectors import delegations_in, standing_of
from linli.people.services import delegation_end, delegation_make, post_deputise, post_end, post_start
from tests.cast import MORNING, Cast, account, at

WEEK = MORNING + timedelta(days=7)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with at(0):
        yield


def lend(
    cast: Cast, right: str, to: str, by: str = "community_director", effect: str = "given", **kw: Any
) -> Delegation:
    """Let `by` give a right to the post of `to`, or take it."""
    given = {"post": cast.posts[to], "ends_at": WEEK, "why": "人手不够", **kw}
    return delegation_make(effect, right, acting=standing_of(cast.accounts[by]), **given)


def may(cast: Cast, who: str, right: str) -> bool:
    return standing_of(cast.accounts[who]).may(Right(right))


def test_what_is_given_is_had_at_once_and_ends_by_itself(cast: Cast) -> None:
    page = reverse("notify:notices")
    assert cast.client("building_leader").get(page).status_code == 403
    lend(cast, "notices", "building_leader")
    assert cast.client("building_leader").get(page).status_code == 200
    with at(days=6.99):
        assert may(cast, "building_leader", "notices")
    with at(days=7):
        assert not may(cast, "building_leader", "notices")


def test_it_reaches_as_far_as_the_post_and_no_further(cast: Cast) -> None:
    lend(cast, "notices", "building_leader")
    hat = standing_of(cast.building_leader).hats_with(Right.NOTICES)[0]
    assert hat.covers(cast.community.path, cast.grids["one"].pk)
    assert not hat.covers(cast.community.path, cast.grids["two"].pk)
    assert not hat.covers(cast.community.path, None)


def test_what_is_taken_is_gone_at_once_and_taking_wins(cast: Cast) -> None:
    lend(cast, "figures", "grid_worker", effect="taken", ends_at=None)
    assert not may(cast, "grid_worker", "figures")
    assert cast.client("grid_worker").get(reverse("insight:dashboard")).status_code == 403
    lend(cast, "figures", "grid_worker", by="street_director")
    assert not may(cast, "grid_worker", "figures"), "given by anybody, it stays taken until the taking is ended"
    taking = Delegation.objects.get(effect="taken")
    delegation_end(taking, acting=standing_of(cast.street_director))
    assert may(cast, "grid_worker", "figures")


def test_every_post_of_a_kind_in_the_place_and_below_and_none_elsewhere(cast: Cast) -> None:
    lend(cast, "figures", "grid_worker", by="street_director", effect="taken", post=None, kind="grid_worker",
         place=cast.places["street"])  # fmt: skip
    assert [may(cast, who, "figures") for who in ("grid_worker", "next_grid_worker")] == [False, False]
    elsewhere = account("别处", 700)
    post_start(organisation=cast.organisations["other"], kind="grid_worker", account=elsewhere, public_name="别处")
    assert standing_of(elsewhere).may(Right.FIGURES)


@pytest.mark.parametrize("right", ["handle", "admin"])
def test_handling_cases_and_arranging_posts_are_never_lent(cast: Cast, right: str) -> None:
    for effect, to in (("given", "building_leader"), ("taken", "community_officer")):
        with pytest.raises(Invalid, match="随岗位"):
            lend(cast, right, to, effect=effect)
    Delegation.objects.create(
        effect="given",
        right=right,
        post=cast.posts["building_leader"],
        place=cast.community,
        path=cast.community.path,
        by=cast.posts["community_director"],
    )
    assert not may(cast, "building_leader", right), "not even where somebody wrote it into the database"


def test_nobody_delegates_outside_the_territory_or_what_they_have_not(cast: Cast) -> None:
    for by, to in (
        ("other_community_director", "grid_worker"),
        ("community_director", "street_officer"),
        ("grid_worker", "building_leader"),
        ("resident", "building_leader"),
    ):
        with pytest.raises(Refused):
            lend(cast, "notices", to, by=by)
    with pytest.raises(Refused):
        lend(cast, "notices", "grid_worker", post=None, kind="building_leader", place=cast.places["street"])
    lend(cast, "publish", "community_director", by="street_director", effect="taken")
    with pytest.raises(Refused, match="发布知识"):
        lend(cast, "publish", "community_officer")


def test_what_is_lent_is_not_lent_on(cast: Cast) -> None:
    head = account("网格书记", 701)
    post = post_start(organisation=cast.organisations["one"], kind="secretary", account=head, public_name="网格书记")
    cast.accounts["grid_head"], cast.posts["grid_head"] = head, post
    lend(cast, "notices", "building_leader", by="grid_head")
    lend(cast, "figures", "grid_head", effect="taken")
    lend(cast, "figures", "grid_head", by="street_director")
    with pytest.raises(Refused):
        lend(cast, "figures", "building_leader", by="grid_head")


def test_what_makes_no_sense_is_refused_with_words(cast: Cast) -> None:
    for words, right, to, more in (
        ("期限|何时止", "notices", "building_leader", {"ends_at": None}),
        ("过去", "notices", "building_leader", {"ends_at": MORNING}),
        ("一年", "notices", "building_leader", {"ends_at": MORNING + timedelta(days=400)}),
        ("原因", "notices", "building_leader", {"why": " "}),
        ("自己", "notices", "community_director", {}),
        ("本来就有", "notices", "grid_worker", {}),
        ("没有用处", "figures", "property_manager", {}),
        ("没有用处", "places", "grid_worker", {}),
        ("本来就没有", "publish", "grid_worker", {"effect": "taken"}),
        ("已经结束", "notices", "former_grid_worker", {}),
    ):
        with pytest.raises(Invalid, match=words):
            lend(cast, right, to, **more)
    with pytest.raises(Invalid, match="一个岗位一个岗位"):
        lend(cast, "notices", "grid_worker", effect="taken", post=None, kind="director", place=cast.community)
    for wrong in ({"effect": "loaned"}, {"post": None}, {"kind": "officer"}):
        with pytest.raises(ValueError):
            lend(cast, "notices", "building_leader", **wrong)
    with pytest.raises(KeyError):
        lend(cast, "conquer", "building_leader")
    with pytest.raises(KeyError):
        lend(cast, "notices", "grid_worker", post=None, kind="emperor", place=cast.community)
    assert not Delegation.objects.exists()


def test_it_ends_with_the_givers_post_and_with_the_receivers(cast: Cast) -> None:
    lend(cast, "notices", "building_leader")
    lend(cast, "figures", "grid_worker", effect="taken", ends_at=None)
    lasting = post_start(
        organisation=cast.organisations["community"],
        kind="director",
        account=account("新主任", 702),
        public_name="新主任",
    )
    post_end(cast.posts["community_director"], acting=standing_of(cast.street_director))
    assert not may(cast, "building_leader", "notices"), "what was given goes with whoever gave it"
    assert not may(cast, "grid_worker", "figures"), "what was taken comes back by nobody's leaving"
    assert [row.holds for row in delegations_in(cast.community)] == [True, False]  # type: ignore[attr-defined]
    post_end(cast.posts["grid_worker"])
    assert not any(row.holds for row in delegations_in(cast.community))  # type: ignore[attr-defined]
    again = post_start(
        organisation=cast.organisations["one"], kind="grid_worker", account=cast.grid_worker, public_name="陈晓燕"
    )
    assert may(cast, "grid_worker", "figures"), "another post is another beginning"
    assert lasting.pk != again.pk


def test_whoever_loses_a_right_has_lent_it_no_longer(cast: Cast) -> None:
    lend(cast, "notices", "building_leader")
    lend(cast, "notices", "community_director", by="street_director", effect="taken")
    assert not may(cast, "building_leader", "notices")


def test_who_stands_in_has_what_is_lent_to_the_post(cast: Cast) -> None:
    deputy = account("代班", 703)
    span = {"starts_at": MORNING, "ends_at": MORNING + timedelta(days=2)}
    post_deputise(cast.posts["building_leader"], account=deputy, public_name="代班", **span)  # type: ignore[arg-type]
    lend(cast, "notices", "building_leader")
    assert standing_of(deputy).may(Right.NOTICES)


def test_nothing_delegated_costs_no_statement_and_neither_does_something(cast: Cast) -> None:
    def statements(who: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            standing_of(cast.accounts[who])
        return len(asked)

    before = statements("building_leader")
    lend(cast, "notices", "building_leader")
    lend(cast, "figures", "building_leader")
    assert statements("building_leader") == before == 1
    assert len(standing_of(cast.building_leader).hats) == 1


def test_on_the_page_a_head_gives_a_right_and_ends_it(cast: Cast) -> None:
    director = cast.client("community_director")
    page = reverse("people:rights")
    form = {"effect": "given", "right": "notices", "to": str(cast.posts["building_leader"].pk), "why": "楼里的事自己发"}
    assert director.post(page, form).status_code == 422
    assert director.post(page, {**form, "ends_at": "2026-05-20T09:00"}).status_code == 302
    again = director.post(page, {**form, "ends_at": "2026-05-20T09:00"})
    assert again.status_code == 422, "sent twice, it is lent once"
    assert "已经这样委托过了" in again.content.decode()
    answer = director.get(page).content.decode()
    assert "楼里的事自己发" in answer
    assert "赵玉珍" in answer
    row = Delegation.objects.get()
    assert (row.by, row.starts_at) == (cast.posts["community_director"], clock.now())
    end = reverse("people:delegation_end", args=[row.pk])
    assert cast.client("other_community_director").post(end).status_code == 404
    assert director.post(end).status_code == 302
    assert not may(cast, "building_leader", "notices")
    row.refresh_from_db()
    assert row.ended_by == cast.posts["community_director"]
    assert director.post(end).status_code == 302, "ended twice, it is said and nothing changes"


def test_on_the_page_a_whole_kind_and_a_street(cast: Cast) -> None:
    form = {"effect": "taken", "right": "figures", "to": "all:grid_worker", "why": "数据整理中"}
    page = f"{reverse('people:rights')}?place={cast.places['street'].code}"
    assert cast.client("street_director").post(page, form).status_code == 302
    assert not may(cast, "grid_worker", "figures")
    assert cast.client("community_director").post(page, form).status_code == 403


def test_the_page_costs_the_same_for_three_delegations_and_for_thirty(cast: Cast) -> None:
    director, page = cast.client("community_director"), reverse("people:rights")

    def filled(number: int) -> int:
        for each in range(number):
            who = account(f"楼长{each}", 710 + Post.objects.count())
            post = post_start(
                organisation=cast.organisations["one"], kind="building_leader", account=who, public_name=who.name
            )
            lend(cast, "notices", "building_leader", post=post)
        with CaptureQueriesContext(connection) as asked:
            assert director.get(page).status_code == 200
        return len(asked)

    assert filled(3) == filled(27)


def test_a_delegation_of_elsewhere_is_not_there(cast: Cast) -> None:
    from linli.people.selectors import delegation_managed

    row = lend(cast, "notices", "building_leader")
    with pytest.raises(Missing):
        delegation_managed(standing_of(cast.other_community_director), row.pk)
    with pytest.raises(Refused):
        delegation_end(row, acting=standing_of(cast.other_community_director))


def test_figures_on_loan_open_the_dashboard_and_no_list_of_cases(cast: Cast) -> None:
    lend(cast, "figures", "building_leader")
    leader = cast.client("building_leader")
    assert leader.get(reverse("insight:dashboard")).status_code == 200
    for page in ("insight:ledger", "insight:ledger_download", "insight:ledger_template"):
        assert leader.get(reverse(page)).status_code == 403
        assert cast.client("grid_worker").get(reverse(page)).status_code == 200
