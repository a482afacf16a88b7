"""Own grid's page and the published answers: who is responsible here, and what became of what neighbours said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Case, Follower
from linli.notify.models import Notice
from tests.cases.resident import at_the_door, text
from tests.cast import Cast, at


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


def publish(cast: Cast, body: str = "王秀兰家三楼漏水", title: str = "楼上漏水") -> Case:
    case = cast.submit(body)
    cast.act(case, "answer", "grid_worker", answer="给王秀兰家修好了", basis="")
    return cast.act(case, "publish", "grid_worker", public_title=title, public_answer="已修好防水层。")


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def test_the_grids_page_answers_the_three_questions(cast: Cast) -> None:
    publish(cast)
    page = text(at_the_door(cast).get(reverse("cases:grid")))
    assert "陈晓燕" in page
    assert "tel:02786000003" in page
    assert reverse("cases:report") in page
    assert "楼上漏水" in page
    assert "027-86000000" in page


def test_only_the_people_of_this_grid_are_named(cast: Cast) -> None:
    page = text(at_the_door(cast).get(reverse("cases:grid")))
    assert "周强" not in page
    assert "吴敏" not in page
    assert "孙磊" not in page


def test_notices_of_the_grid_and_the_community_are_shown(cast: Cast) -> None:
    for title, grid in (("全社区停水", None), ("一网格换灯", "one"), ("二网格换灯", "two")):
        Notice.objects.create(
            place=cast.community,
            grid=cast.grids[grid] if grid else None,
            title=title,
            author=cast.community_officer,
            signed="居委会",
        )
    page = text(at_the_door(cast).get(reverse("cases:grid")))
    assert "全社区停水" in page
    assert "一网格换灯" in page
    assert "二网格换灯" not in page


def test_without_a_place_the_front_page_asks(cast: Cast) -> None:
    assert cast.client().get(reverse("cases:grid")).headers["Location"] == reverse("web:home")


def test_a_community_can_be_chosen_without_a_door(cast: Cast) -> None:
    client = cast.client()
    assert "青和居社区" in text(client.get(reverse("cases:grid_of", args=[cast.community.code])))
    assert "青和居社区" in text(client.get(reverse("cases:grid")))
    assert client.get(reverse("cases:grid_of", args=["000000000000"])).status_code == 404


def test_choosing_the_community_keeps_the_door_scanned_in_it(cast: Cast) -> None:
    client = at_the_door(cast)
    client.get(reverse("cases:grid_of", args=[cast.community.code]))
    assert "陈晓燕" in text(client.get(reverse("cases:grid")))


def test_a_revoked_door_is_forgotten(cast: Cast) -> None:
    client = at_the_door(cast)
    door = cast.doors["one"]
    door.revoked_at = cast.posts["grid_worker"].starts_at
    door.save()
    assert client.get(reverse("cases:grid")).status_code == 302


def test_published_answers_show_nothing_else(cast: Cast) -> None:
    case = publish(cast)
    unpublished = cast.submit("没公开的事")
    cast.act(unpublished, "answer", "grid_worker", answer="好了", basis="")
    for address in (
        reverse("cases:public_list"),
        reverse("cases:public_answer", args=[case.community_id, case.number]),
    ):
        page = text(cast.client().get(address))
        assert "楼上漏水" in page
        assert "王秀兰" not in page
        assert "没公开的事" not in page
    other = reverse("cases:public_answer", args=[unpublished.community_id, unpublished.number])
    assert cast.client().get(other).status_code == 404


def test_answers_can_be_narrowed_to_a_community_and_a_grid(cast: Cast) -> None:
    publish(cast)
    client, address = cast.client(), reverse("cases:public_list")
    assert "楼上漏水" in text(client.get(address, {"community": cast.community.code}))
    assert "楼上漏水" in text(client.get(address, {"community": cast.community.code, "grid": cast.grids["one"].code}))
    assert "楼上漏水" not in text(
        client.get(address, {"community": cast.community.code, "grid": cast.grids["two"].code})
    )
    assert "楼上漏水" not in text(client.get(address, {"community": cast.places["other_community"].code}))
    assert client.get(address, {"community": cast.community.code, "grid": "nonsense"}).status_code == 404


def test_the_public_list_costs_the_same_for_three_and_for_thirty(cast: Cast) -> None:
    client, address = cast.client(), reverse("cases:public_list")
    for number in range(3):
        publish(cast, title=f"第{number}条")
    client.get(address)
    few = queries(lambda: client.get(address))
    for number in range(3, 30):
        publish(cast, title=f"第{number}条")
    assert queries(lambda: client.get(address)) == few


def test_a_neighbour_follows_an_answer_and_stops(cast: Cast) -> None:
    case = publish(cast)
    address = reverse("cases:follow", args=[case.community_id, case.number])
    client = cast.client("neighbour")
    client.post(address, {"follow": "1"})
    assert Follower.objects.get().account == cast.neighbour
    assert "不再关注" in text(client.get(reverse("cases:public_answer", args=[case.community_id, case.number])))
    client.post(address, {"follow": "0"})
    assert not Follower.objects.exists()
    assert cast.client().post(address).headers["Location"].startswith(reverse("people:sign_in"))
