"""Each box shows the right cases to the right people, and confidential ones leak nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.core import clock
from linli.people.models import Post
from tests.cases.staff import case_url, counted, deed_url, listed
from tests.cast import MORNING, Cast, at

MOST_QUERIES = 8  # session, account, posts, vacant desks, unread messages, the boxes' counts, the box, its rows
MOST_QUERIES_OF_A_CASE = 19


@pytest.fixture(autouse=True)
def morning() -> Any:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


def test_a_grid_worker_finds_what_her_grid_leads(cast: Cast) -> None:
    cast.submit("三楼的灯不亮了")
    assert listed(cast.client("grid_worker")) == ["三楼的灯不亮了"]
    assert listed(cast.client("grid_worker"), "place") == ["三楼的灯不亮了"]


@pytest.mark.parametrize(
    "who", ["next_grid_worker", "other_street_officer", "other_community_director", "water_contact"]
)
def test_whoever_is_responsible_elsewhere_finds_nothing(cast: Cast, who: str) -> None:
    case = cast.submit("三楼的灯不亮了")
    client = cast.client(who)
    for box in ("mine", "place", "overdue", "due_soon", "unrouted", "decide"):
        assert listed(client, box) == []
    assert set(counted(client).values()) == {0}
    assert listed(client, "place", q=case.number) == []
    assert client.get(case_url(case)).status_code == 404
    assert client.get(deed_url(case, "accept")).status_code == 404


@pytest.mark.parametrize("who", ["former_grid_worker", "resident", "building_leader"])
def test_whoever_holds_no_post_that_handles_is_refused(cast: Cast, who: str) -> None:
    case = cast.submit()
    client = cast.client(who)
    assert client.get(reverse("cases:inbox")).status_code == 403
    assert client.get(case_url(case)).status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    assert cast.client().get(reverse("cases:inbox")).status_code == 302


@pytest.mark.parametrize("who", ["community_officer", "street_officer", "district_officer", "city_officer"])
def test_every_desk_above_sees_its_place_but_does_not_call_it_its_own(cast: Cast, who: str) -> None:
    cast.submit("三楼的灯不亮了")
    client = cast.client(who)
    assert listed(client, "place") == ["三楼的灯不亮了"]
    assert listed(client) == []


def test_a_called_unit_finds_the_case_among_its_own_with_the_limit_of_its_task(cast: Cast) -> None:
    case = cast.submit("水管爆了")
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="先关阀")
    client = cast.client("property_manager")
    assert listed(client) == ["水管爆了"]
    page = client.get(reverse("cases:inbox"))
    assert page.context["rows"][0].limit.name in ("task_by", "contact_by")
    assert listed(cast.client("water_contact")) == []


def test_what_waits_for_a_decision_stands_in_its_own_box(cast: Cast) -> None:
    case = cast.submit("水管爆了")
    assert listed(cast.client("grid_worker"), "decide") == ["水管爆了"]
    cast.act(case, "accept", "grid_worker")
    assert listed(cast.client("grid_worker"), "decide") == []
    cast.act(case, "extend", "grid_worker", until=MORNING + timedelta(days=20), why="等配件")
    assert listed(cast.client("community_officer"), "decide") == ["水管爆了"]
    cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="换水管")
    cast.act(case, "object", "property_manager", why="不在我们的管区")
    assert listed(cast.client("grid_worker"), "decide") == ["水管爆了"]


def test_due_soon_and_overdue_follow_the_clock(cast: Cast) -> None:
    cast.submit("三楼的灯不亮了", urgency="ordinary")
    with at(days=6.5):
        assert listed(cast.client("community_officer"), "due_soon") == ["三楼的灯不亮了"]
        assert listed(cast.client("community_officer"), "overdue") == []
    with at(days=8):
        assert listed(cast.client("community_officer"), "due_soon") == []
        page = cast.client("community_officer").get(reverse("cases:inbox"), {"box": "overdue"})
        assert [row.limit.tone for row in page.context["rows"]] == ["late"]
        assert "已超" in page.content.decode()


def test_what_has_no_grid_waits_to_be_assigned(cast: Cast) -> None:
    cast.submit("不知道在哪里", grid=None, community=cast.community)
    assert listed(cast.client("community_officer"), "unrouted") == ["不知道在哪里"]


def test_what_lies_where_nobody_is_on_post_waits_to_be_assigned(cast: Cast) -> None:
    cast.submit("三楼的灯不亮了")
    assert listed(cast.client("community_officer"), "unrouted") == []
    Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=MORNING - timedelta(minutes=1))
    assert listed(cast.client("community_officer"), "unrouted") == ["三楼的灯不亮了"]


def test_search_finds_number_words_and_a_whole_phone(cast: Cast) -> None:
    case = cast.submit("三楼的灯不亮了", reporter_phone="19900000001")
    cast.submit("电梯按键坏了")
    client = cast.client("grid_worker")
    assert listed(client, "place", q=case.number) == ["三楼的灯不亮了"]
    assert listed(client, "place", q="电梯") == ["电梯按键坏了"]
    assert listed(client, "place", q="199 0000 0001") == ["三楼的灯不亮了"]
    assert listed(client, "place", q="1990000000") == []


def test_filters_narrow_a_box(cast: Cast) -> None:
    cast.submit("三楼的灯不亮了", kind="help", urgency="ordinary")
    cast.submit("谢谢网格员", kind="thanks", grid="two")
    client = cast.client("community_officer")
    assert listed(client, "place", kind="thanks") == ["谢谢网格员"]
    assert listed(client, "place", grid=cast.grids["one"].pk) == ["三楼的灯不亮了"]
    assert listed(client, "place", state="closed") == []
    assert len(listed(client, "place", since="2026-05-13", until="2026-05-13")) == 2
    assert listed(client, "place", since="2026-05-14") == []
    assert len(listed(client, "place", since="nonsense", grid="1' OR 1", state="x", category="9" * 40)) == 2


def test_a_list_shows_nothing_personal(cast: Cast) -> None:
    cast.submit("灯不亮", reporter_phone="19900000001", reporter_name="王秀兰", address="3栋1502室")
    text = cast.client("grid_worker").get(reverse("cases:inbox")).content.decode()
    for secret in ("19900000001", "199****0001", "王秀兰", "1502"):
        assert secret not in text


def test_what_was_told_and_not_read_is_marked_until_the_case_is_opened(cast: Cast) -> None:
    case = cast.submit("三楼的灯不亮了")
    client = cast.client("grid_worker")
    assert [row.unread for row in client.get(reverse("cases:inbox")).context["rows"]] == [True]
    client.get(case_url(case))
    assert [row.unread for row in client.get(reverse("cases:inbox")).context["rows"]] == [False]


def test_a_confidential_report_leaks_nowhere(cast: Cast) -> None:
    case = cast.submit(
        "物业私收停车费", kind="tip_off", visibility="confidential", excluded_ids=[cast.community_officer.pk]
    )
    assert listed(cast.client("grid_worker")) == ["物业私收停车费"]
    assert listed(cast.client("community_director"), "place") == ["物业私收停车费"]
    unknown = case_url(case).replace(str(case.id), str(case.id + 1))
    for who in ("community_officer", "next_grid_worker", "street_officer", "district_officer", "property_manager"):
        client = cast.client(who)
        assert set(counted(client).values()) == {0}
        for query in ({"q": case.number}, {"q": "停车费"}, {"kind": "tip_off"}):
            assert listed(client, "place", **query) == []
        guess, nothing = client.get(case_url(case)), client.get(unknown)
        assert guess.status_code == nothing.status_code == 404
        assert _without_tokens(guess, case.id) == _without_tokens(nothing, case.id + 1)
        assert client.post(deed_url(case, "note"), {"text": "x"}).status_code == 404


def _without_tokens(page: Any, case_id: int) -> str:
    import re

    text = page.content.decode().replace(str(case_id), "ID")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def test_the_inbox_makes_the_same_few_queries_for_3_cases_and_30(cast: Cast) -> None:
    for number in range(3):
        cast.submit(f"第 {number} 件")
    client = cast.client("community_officer")
    few = _queries(client)
    for number in range(27):
        cast.submit(f"再来第 {number} 件")
    assert len(listed(client, "place")) == 30
    assert _queries(client) == few <= MOST_QUERIES


def _queries(client: Any) -> int:
    client.get(reverse("cases:inbox"), {"box": "place"})
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("cases:inbox"), {"box": "place"})
    return len(queries)


def test_the_page_of_a_case_asks_no_more_after_a_long_course(cast: Cast) -> None:
    case = cast.submit()
    client = cast.client("grid_worker")
    address = case_url(case)

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked()
    cast.act(case, "accept", "grid_worker")
    for number in range(10):
        cast.act(case, "contact", "grid_worker", how="phone", result=f"第 {number} 次联系")
    cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="换灯")
    assert asked() <= few + 1 <= MOST_QUERIES_OF_A_CASE  # the names of those it was sent to


def test_fifty_cases_make_a_page(cast: Cast) -> None:
    for number in range(51):
        cast.submit(f"第 {number} 件")
    client = cast.client("community_officer")
    assert len(listed(client, "place")) == 50
    assert len(listed(client, "place", page=2)) == 1
    assert len(listed(client, "place", page="abc")) == 50
