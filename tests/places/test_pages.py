"""Heads of a desk look after the places of their territory; nobody else reaches them."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.core import clock
from linli.people.models import Post
from linli.places.domain import Crs
from linli.places.models import Building, Compound, Division, DoorCode, Entrance, Grid, ImportUpload
from linli.places.selectors import grids_mark
from linli.places.services import door_code_revoke, door_codes_issue
from tests.cast import MORNING, Cast, square
from tests.places.outlines import grid_draw

DIRECTOR = "community_director"


@pytest.fixture(autouse=True)
def _in_the_morning() -> Any:
    with clock.at(MORNING):
        yield


def pages(cast: Cast) -> list[str]:
    """Every page about 青和居's places that is opened with GET."""
    base = f"/staff/places/{cast.community.code}/"
    door = f"{base}doors/{cast.entrances['one'].pk}/qr"
    return [base, f"{base}grids/", f"{base}import/", f"{base}doors/", f"{door}.svg", f"{door}.png", plates(cast)]


def plates(cast: Cast) -> str:
    """The address of the printable door plates."""
    return f"/staff/plates/{cast.community.code}/"


def actions(cast: Cast) -> list[str]:
    """Every address that writes."""
    base, entrance = f"/staff/places/{cast.community.code}/", cast.entrances["one"].pk
    return [
        f"{base}grids/",
        f"{base}import/",
        f"{base}doors/issue/",
        f"{base}doors/{entrance}/issue/",
        f"{base}doors/{entrance}/revoke/",
    ]


# --- who may ------------------------------------------------------------------------------------------------------


def test_the_director_and_the_heads_above_open_every_page(cast: Cast) -> None:
    for who in (DIRECTOR, "street_director"):
        client = cast.client(who)
        for page in pages(cast):
            assert client.get(page).status_code == 200, page


@pytest.mark.parametrize(
    "who",
    ["other_community_director", "grid_worker", "former_grid_worker", "resident", "community_officer", "water_contact"],
)
def test_all_others_are_refused_and_change_nothing(cast: Cast, who: str) -> None:
    client = cast.client(who)
    before = set(DoorCode.objects.values_list("token", "revoked_at"))
    for page in pages(cast):
        assert client.get(page).status_code == 403, page
    for page in actions(cast):
        assert client.post(page, {"outlines": "{}", "mark": "x"}).status_code == 403, page
    assert set(DoorCode.objects.values_list("token", "revoked_at")) == before


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    for page in pages(cast):
        assert cast.client().get(page)["Location"].startswith("/sign-in/"), page


def test_a_director_whose_post_has_ended_is_refused_in_the_same_second(cast: Cast) -> None:
    client = cast.client(DIRECTOR)
    Post.objects.filter(pk=cast.posts[DIRECTOR].pk).update(ends_at=MORNING)
    for page in pages(cast):
        assert client.get(page).status_code == 403, page


def test_a_door_of_another_community_is_not_reached_through_ones_own(cast: Cast) -> None:
    client = cast.client(DIRECTOR)
    base = f"/staff/places/{cast.community.code}/doors/{cast.entrances['other'].pk}/"
    assert client.get(f"{base}qr.svg").status_code == 404
    assert client.post(f"{base}revoke/").status_code == 404
    assert DoorCode.objects.filter(entrance=cast.entrances["other"], revoked_at=None).exists()
    assert client.get(f"{plates(cast)}?grid={cast.grids['other'].pk}").status_code == 404


def test_writes_want_post_and_a_token_of_the_form(cast: Cast) -> None:
    client = cast.client(DIRECTOR)
    for page in actions(cast)[2:]:
        assert client.get(page).status_code == 405, page
    client.handler.enforce_csrf_checks = True
    for page in actions(cast):
        assert client.post(page).status_code == 403, page


# --- overview -----------------------------------------------------------------------------------------------------


def test_whoever_has_one_community_goes_straight_there(cast: Cast) -> None:
    assert cast.client(DIRECTOR).get("/staff/places/")["Location"] == f"/staff/places/{cast.community.code}/"


def test_an_unknown_community_gets_words(cast: Cast) -> None:
    assert cast.client("street_director").get("/staff/places/?q=&page=x").status_code == 302
    answer = cast.client(DIRECTOR).get("/staff/places/000/")
    assert answer.status_code == 404
    assert "没有代码为 000 的社区" in answer.content.decode()


def more(cast: Cast, count: int) -> None:
    """So many grids, buildings, entrances and communities more."""
    street = cast.places["street"]
    for n in range(count):
        at = Grid.objects.count()
        code = f"4201070051{at:02d}"
        Division.objects.create(
            code=code, name=f"社区{at}", level=2, parent=street, path=f"{street.path}{code}/", active=True
        )
        grid = Grid.objects.create(
            community=cast.community, code=f"more-{at}", name=f"网格{at}", outline=square(114.5 + at, 30.0)
        )
        building = Building.objects.create(grid=grid, name="1栋")
        Compound.objects.create(community=cast.community, name=f"小区{at}")
        entrance = Entrance.objects.create(building=building, name=f"{n}单元")
        DoorCode.objects.create(entrance=entrance)


def test_lists_make_as_many_queries_for_thirty_rows_as_for_three(cast: Cast) -> None:
    base = f"/staff/places/{cast.community.code}/"
    street, director = cast.client("street_director"), cast.client(DIRECTOR)
    asked = [
        (street, "/staff/places/"),
        (director, base),
        (director, f"{base}grids/"),
        (director, f"{base}doors/"),
        (director, plates(cast)),
    ]
    more(cast, 3)
    few = [spent(client, page) for client, page in asked]
    more(cast, 27)
    assert [spent(client, page) for client, page in asked] == few


def spent(client: Any, page: str) -> int:
    """How many queries a page makes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


# --- the map ------------------------------------------------------------------------------------------------------


def drawn(*rows: tuple[dict[str, Any], Any]) -> str:
    """A map as the page sends it."""
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_drawn_map_is_saved_and_its_overlaps_are_shown(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/grids/"
    outlines = drawn(
        ({"grid": cast.grids["one"].pk}, square(114.400, 30.630, 0.003)),
        ({"grid": cast.grids["two"].pk}, square(114.402, 30.630)),
        ({"name": "第5网格"}, square(114.406, 30.630)),
    )
    answer = client.post(page, {"outlines": outlines, "mark": grids_mark(cast.community)}, follow=True)
    body = answer.content.decode()
    assert "新增 1 个网格，修改 2 个" in body
    assert "第1网格与第2网格重叠约" in body
    assert Grid.objects.filter(name="第5网格", community=cast.community).exists()


def test_a_stale_map_is_not_saved_but_kept_on_screen(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/grids/"
    stale = grids_mark(cast.community)
    grid_draw(cast.grids["two"], square(114.43, 30.63), Crs.WGS84)
    outlines = drawn(({"name": "滨江网格"}, square(114.47, 30.63)))
    answer = client.post(page, {"outlines": outlines, "mark": stale})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "刚被别人修改过" in body
    assert "114.47" in body
    assert not Grid.objects.filter(name="滨江网格").exists()
    again = client.post(page, {"outlines": outlines, "mark": answer.context["mark"]})
    assert again.status_code == 302


def test_what_is_no_map_gets_words(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/grids/"
    for outlines in ("", "nonsense", "[]", "3", '{"features": [{"geometry": 1}]}', "[" * 100_000):
        answer = client.post(page, {"outlines": outlines, "mark": grids_mark(cast.community)})
        assert answer.status_code == 422
        assert "notice-error" in answer.content.decode()


# --- lists --------------------------------------------------------------------------------------------------------


def upload(content: str, name: str = "小区.csv") -> io.BytesIO:
    """A file as a browser sends it."""
    file = io.BytesIO(content.encode())
    file.name = name
    return file


def test_a_list_is_tried_then_taken_over_and_its_wrong_rows_come_back(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/import/"
    sent = client.post(page, {"kind": "compounds", "file": upload(f"小区名称\n翡翠苑\n{'长' * 61}\n"), "crs": ""})
    report = client.get(sent["Location"])
    body = report.content.decode()
    assert "这是试运行" in body
    assert "最多 60 个" in body
    assert not Compound.objects.filter(name="翡翠苑").exists()
    errors = client.get(f"{sent['Location']}errors.xlsx")
    rows = list(load_workbook(io.BytesIO(errors.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "长" * 61
    taken = client.post(f"{sent['Location']}take/", follow=True)
    assert "新增 1 行，更新 0 行，未变 0 行，未导入 1 行" in taken.content.decode()
    assert Compound.objects.filter(name="翡翠苑").exists()
    client.post(f"{sent['Location']}take/")
    assert Compound.objects.filter(name="翡翠苑").count() == 1


def test_a_file_that_is_no_list_gets_words(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/import/"
    sent = client.post(page, {"kind": "buildings", "file": upload("甲,乙\n1,2\n"), "crs": ""})
    report = client.get(sent["Location"])
    assert report.status_code == 422
    assert "没有找到表头" in report.content.decode()
    assert client.post(f"{sent['Location']}take/").status_code == 422
    assert client.post(page, {"kind": "divisions", "file": upload("x")}).status_code == 422
    assert client.post(page, {"kind": "grids"}).status_code == 422


def test_a_file_is_seen_by_its_sender_only_and_goes_after_a_day(cast: Cast) -> None:
    client, page = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/import/"
    sent = client.post(page, {"kind": "compounds", "file": upload("小区名称\n翡翠苑\n"), "crs": ""})
    assert cast.client("street_director").get(sent["Location"]).status_code == 404
    other = sent["Location"].replace(cast.community.code, cast.places["other_community"].code)
    assert client.get(other).status_code == 403
    ImportUpload.objects.update(sent_at=MORNING - timedelta(days=1, minutes=1))
    client.post(page, {"kind": "compounds", "file": upload("小区名称\n翠竹苑\n"), "crs": ""})
    assert client.get(sent["Location"]).status_code == 404


def test_templates_are_downloaded_in_chinese(cast: Cast) -> None:
    client = cast.client(DIRECTOR)
    answer = client.get("/staff/places/templates/buildings.xlsx")
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value == "楼栋*"
    assert client.get("/staff/places/templates/divisions.xlsx").status_code == 404


# --- door codes ---------------------------------------------------------------------------------------------------


def test_codes_are_issued_replaced_and_stopped(cast: Cast) -> None:
    client, base = cast.client(DIRECTOR), f"/staff/places/{cast.community.code}/doors/"
    entrance, old = cast.entrances["one"], cast.doors["one"].token
    assert client.get(base).status_code == 200
    answer = client.post(f"{base}{entrance.pk}/issue/", follow=True)
    assert "旧门牌从现在起失效" in answer.content.decode()
    new = entrance.door_codes.get(revoked_at=None).token
    assert new != old
    assert cast.client().get(f"/d/{old}/").status_code == 404
    client.post(f"{base}{entrance.pk}/revoke/")
    assert cast.client().get(f"/d/{new}/").status_code == 404
    assert client.get(f"{base}{entrance.pk}/qr.svg").status_code == 404
    Entrance.objects.create(building=cast.buildings["one"], name="2单元")
    answer = client.post(f"{base}issue/", follow=True)
    assert "已为 2 个单元生成门码" in answer.content.decode()
    assert door_codes_issue(cast.community) == []


# --- the door link ------------------------------------------------------------------------------------------------


def test_a_scanned_door_leads_to_the_page_of_its_grid(cast: Cast) -> None:
    client = cast.client()
    answer = client.get(f"/d/{cast.doors['two'].token}/")
    assert answer["Location"] == "/here/"
    page = client.get("/here/").content.decode()
    assert "青和居小区2栋" in page
    assert "第2网格" in page


@pytest.mark.parametrize("token", ["nonsense", "x" * 300, "青和居"])
def test_a_door_that_is_none_gets_words_and_ways_on(cast: Cast, token: str) -> None:
    answer = cast.client().get(f"/d/{token}/")
    assert answer.status_code == 404
    body = answer.content.decode()
    assert "没有这个门码" in body
    assert 'href="/report/"' in body


def test_a_revoked_door_gets_words_and_opens_nothing_afterwards(cast: Cast) -> None:
    client = cast.client()
    client.get(f"/d/{cast.doors['one'].token}/")
    door_code_revoke(cast.doors["one"])
    assert "已经停用" in cast.client().get(f"/d/{cast.doors['one'].token}/").content.decode()
    assert client.get("/here/").status_code == 302
