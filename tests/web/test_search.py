"""One box finds cases, places and people, each for those it is meant for, and shows nothing as markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.core import clock
from linli.people.models import Organisation, Post
from linli.people.selectors import staff_found
from linli.people.services import account_get_or_create, organisation_add, organisation_update, post_end, post_start
from linli.places.models import Compound
from linli.places.records import BuildingRecord, CompoundRecord
from linli.places.selectors import places_found
from linli.places.services import buildings_upsert, compounds_upsert
from linli.search.rebuilding import rebuild_all
from tests.cast import MORNING, Cast

SEARCH = reverse("web:search")
MOST_QUERIES = 24


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast is put into the tables by hand, so that its names are not found yet."""
    rebuild_all()
    return cast


def page(cast: Cast, who: str, **query: str) -> str:
    answer = cast.client(who).get(SEARCH, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_word_finds_cases_places_and_people(cast: Cast) -> None:
    case = cast.submit("青和居门口积水")
    shown = page(cast, "grid_worker", q="青和居")
    assert "<mark>青和居</mark>门口积水" in shown
    assert reverse("cases:case", args=[case.community_id, case.id]) in shown
    assert "<mark>青和居</mark>小区 1栋" in shown
    assert "<mark>青和居</mark>社区居委会" in shown


@pytest.mark.parametrize("asked", ["陈晓燕", "陳曉燕", "chenxiaoyan", "cxy", "晓燕", "网格员 晓燕"])
def test_whoever_serves_is_found_by_name(cast: Cast, asked: str) -> None:
    assert staff_found(asked)[0].name == "陈晓燕"
    assert "陈晓燕" in page(cast, "water_contact", q=asked).replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("asked", ["王秀兰", "wangxiulan", "wxl", "李建国", "19900000001"])
def test_residents_are_found_by_nobody(cast: Cast, asked: str) -> None:
    assert staff_found(asked) == []


def test_whoever_left_a_post_is_not_found_any_more(cast: Cast) -> None:
    assert [one.name for one in staff_found("吴敏")] == []
    account = account_get_or_create("13912345678", "欧阳修竹")
    post = post_start(
        organisation=cast.organisations["one"], kind="grid_worker", account=account, public_name="欧阳修竹"
    )
    assert [one.name for one in staff_found("oyxz")] == ["欧阳修竹"]
    with clock.at(MORNING.replace(hour=11)):
        post_end(post)
        assert staff_found("欧阳修竹") == []


def test_an_organisation_is_found_by_its_new_name_and_by_what_it_answers_for(cast: Cast) -> None:
    made = organisation_add(cast.community, kind="property", name="安心物业", duties="电梯和水泵", phone="027-86541234")
    assert [one.name for one in staff_found("水泵")] == ["安心物业"]
    assert [one.name for one in staff_found("86541234")] == ["安心物业"]
    organisation_update(made, name="放心物业", duties="电梯")
    assert [one.name for one in staff_found("fangxin")] == ["放心物业"]
    assert staff_found("安心") == []


def test_the_nearest_name_comes_first(cast: Cast) -> None:
    compound = Compound.objects.create(community=cast.community, name="长江花园")
    for name in ("1栋", "11栋", "21栋"):
        buildings_upsert([BuildingRecord(cast.grids["one"], name, compound)])
    compounds_upsert([CompoundRecord(cast.community, "长江花园", ("江边楼",), "沿江路 8 号")])
    paths = [cast.community.path]
    assert places_found("长江花园", paths)[0].name == "长江花园"
    assert [one.name for one in places_found("长江花园1栋", paths)] == ["长江花园 1栋"]
    assert {one.name for one in places_found("jiangbianlou", paths)} == {
        *("长江花园", "长江花园 1栋", "长江花园 11栋", "长江花园 21栋")
    }
    assert places_found("沿江路", paths)[0].where == "武汉市 青山区 工人村街 青和居社区"


def test_places_are_found_where_one_serves_and_nowhere_else(cast: Cast) -> None:
    assert "没有找到" in page(cast, "community_director", q="钢花小区")
    assert [one.name for one in places_found("钢花小区", [cast.community.path])] == []
    assert places_found("钢花小区", [cast.places["city"].path])
    assert places_found("钢花小区", []) == []


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "电梯<b>"])
def test_what_was_typed_or_said_is_never_markup(cast: Cast, asked: str) -> None:
    cast.submit(f"电梯<b>坏了</b>{asked}")
    for query in (asked, "电梯"):
        shown = page(cast, "grid_worker", q=query)
        assert asked not in shown
        assert "<b>坏了" not in shown
        assert "onerror=alert(1)>" not in shown


@pytest.mark.parametrize("asked", ["", "  ", "？！", "😀", "电" * 10_000, "a" * 10_000, "'; DROP TABLE cases_case; --"])
@pytest.mark.parametrize("kind", ["", "cases", "places", "staff", "nothing"])
def test_whatever_is_typed_is_answered(cast: Cast, asked: str, kind: str) -> None:
    page(cast, "grid_worker", q=asked, kind=kind, before="x")


def test_a_kind_looked_at_alone_shows_more(cast: Cast) -> None:
    for number in range(9):
        cast.submit(f"电梯第{number}次坏了")
    few, many = page(cast, "grid_worker", q="电梯"), page(cast, "grid_worker", q="电梯", kind="cases")
    assert few.count("data-row") == 6
    assert "kind=cases" in few
    assert many.count("data-row") == 9


def test_a_page_of_many_asks_as_often_as_a_page_of_few(cast: Cast) -> None:
    counts = []
    client = cast.client("community_director")
    for number in (2, 9):
        for _ in range(number):
            cast.submit("青和居的灯坏了")
        client.get(SEARCH, {"q": "青和居"})
        with CaptureQueriesContext(connection) as queries:
            client.get(SEARCH, {"q": "青和居"})
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= MOST_QUERIES  # what fills the page early looks no further back


@pytest.mark.parametrize("who", ["resident", "former_grid_worker", "building_leader"])
def test_whoever_handles_no_cases_has_no_search(cast: Cast, who: str) -> None:
    assert cast.client(who).get(SEARCH, {"q": "电梯"}).status_code == 403


def test_the_rows_of_names_are_one_a_thing(cast: Cast) -> None:
    rebuild_all()
    assert Organisation.objects.count() + Post.objects.count() == _rows("people_staffterms")


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])
