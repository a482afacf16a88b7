"""Areas, groups and neighbourhoods of households, and who leads them (G2)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from linli.core.errors import Invalid
from linli.people.neighbourhoods import parts_of
from linli.people.selectors import responsible_people
from linli.people.services import account_get_or_create, post_end, post_start
from linli.places.importing.results import ImportResult
from linli.places.importing.runner import run_import
from linli.places.importing.scope import Scope
from linli.places.models import Household, Neighbourhood
from linli.places.records import HouseholdsRecord
from linli.places.services import doors_by_floor, households_add
from tests.cast import Cast

HEAD = ("片", "组", "邻", "小区", "楼栋", "单元", "起始门牌", "截止门牌")
WHERE = ("青和居小区", "1栋", "1单元")


@pytest.fixture
def doors(cast: Cast) -> Cast:
    """Sixteen households behind the first entrance."""
    households_add([HouseholdsRecord(cast.community.pk, cast.entrances["one"], doors_by_floor(4, 4))])
    return cast


def taken(cast: Cast, *rows: tuple[str, ...], dry_run: bool = False) -> ImportResult:
    """Import a sheet of these rows for the community."""
    book = Workbook()
    book.active.append(HEAD)  # type: ignore[union-attr]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    scope = Scope(community=cast.community, division=cast.community)
    return run_import("neighbourhoods", file, scope=scope, dry_run=dry_run)


ROWS = (
    ("第一片", "第一组", "第一邻", *WHERE, "101", "204"),
    ("第一片", "第一组", "第二邻", *WHERE, "301", "404"),
)


def test_a_list_makes_them_and_a_second_time_changes_nothing(doors: Cast) -> None:
    assert taken(doors, *ROWS, dry_run=True).created == 2
    assert not Neighbourhood.objects.exists()
    first = taken(doors, *ROWS)
    assert (first.created, first.rejected) == (2, 0)
    again = taken(doors, *ROWS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    listed = parts_of(doors.community)
    assert listed.counts == {"area": 1, "group": 1, "neighbourhood": 2}
    assert (listed.households, listed.elsewhere) == (16, 0)
    moved = taken(doors, ("第一片", "第一组", "第二邻", *WHERE, "", ""))
    assert (moved.updated, Household.objects.filter(neighbourhood__name="第二邻").count()) == (1, 16)


def test_a_household_is_of_one_neighbourhood(doors: Cast) -> None:
    result = taken(doors, ROWS[0], ("第一片", "第一组", "第二邻", *WHERE, "204", "304"))
    assert (result.created, result.rejected) == (1, 1)
    assert "一户只能属于一个邻" in str(result.errors[0])


@pytest.mark.parametrize(
    ("first", "last", "words"), [("901", "904", "没有"), ("101", "", "一起填写"), ("404", "101", "没有")]
)
def test_a_range_that_holds_no_door_is_refused_row_by_row(doors: Cast, first: str, last: str, words: str) -> None:
    result = taken(doors, ("第一片", "第一组", "第一邻", *WHERE, first, last), ROWS[1])
    assert (result.created, result.rejected) == (1, 1)
    assert words in str(result.errors[0])


def led(cast: Cast, kind: str, name: str, number: int) -> Any:
    """Somebody leads the part of that name."""
    account = account_get_or_create(f"139000033{number:02d}")
    part = Neighbourhood.objects.get(name=name)
    return post_start(
        organisation=cast.organisations["one"],
        kind=kind,
        account=account,
        public_name=f"{name}的人",
        promise="有事敲门。",
        neighbourhood=part,
    )


def test_a_leader_leads_what_is_of_their_kind_and_grid(doors: Cast) -> None:
    taken(doors, *ROWS)
    led(doors, "neighbour_leader", "第一邻", 1)
    for kind, name, organisation in (
        ("area_leader", "第二邻", "one"),
        ("grid_worker", "第一片", "one"),
        ("area_leader", "第一片", "two"),
    ):
        with pytest.raises(Invalid, match="不能由这个岗位负责"):
            post_start(
                organisation=doors.organisations[organisation],
                kind=kind,
                account=doors.resident,
                public_name="王秀兰",
                neighbourhood=Neighbourhood.objects.get(name=name),
            )


def test_residents_see_the_leaders_of_their_own_door(doors: Cast) -> None:
    taken(doors, *ROWS)
    Household.objects.filter(neighbourhood__name="第二邻").delete()
    for number, (kind, name) in enumerate(
        (
            ("area_leader", "第一片"),
            ("group_leader", "第一组"),
            ("neighbour_leader", "第一邻"),
            ("neighbour_leader", "第二邻"),
        )
    ):
        led(doors, kind, name, number)

    def shown(entrance: str | None) -> set[str]:
        door = doors.entrances[entrance] if entrance else None
        people = responsible_people(doors.community, doors.grids["one"], door)
        return {post.public_name for post in people if post.neighbourhood_id}

    assert shown("one") == {"第一片的人", "第一组的人", "第一邻的人"}
    assert shown(None) == {"第一片的人"}
    page = doors.client().get(f"/d/{doors.doors['one'].token}/", follow=True).content.decode()
    assert "第一邻的人" in page
    assert "第二邻的人" not in page


def test_a_head_sees_them_with_their_leaders_and_adds_one_on_the_page(doors: Cast) -> None:
    client, page = doors.client("community_director"), f"/staff/neighbourhoods/{doors.community.code}/"
    given = {"area": "东片", "group": "一组", "name": "一邻", "entrance": doors.entrances["one"].pk}
    assert client.post(page, {**given, "first": "101"}).status_code == 422
    assert client.post(page, {**given, "entrance": doors.entrances["other"].pk}).status_code == 422
    assert client.post(page, {**given, "first": "101", "last": "104"}).status_code == 302
    post = led(doors, "neighbour_leader", "一邻", 1)
    assert "一邻的人" in client.get(page).content.decode()
    start = f"/staff/posts/{doors.id_of('one')}/start/"
    assert "东片" in client.get(start).content.decode()
    post_end(post)
    assert "一邻的人" not in client.get(page).content.decode()
    assert parts_of(doors.community).elsewhere == 12


def test_three_cost_as_many_queries_as_thirty(doors: Cast) -> None:
    client, page, counts = doors.client("community_director"), f"/staff/neighbourhoods/{doors.community.code}/", []
    for number in (3, 30):
        area, _ = Neighbourhood.objects.get_or_create(community=doors.community, kind="area", name="片")
        Neighbourhood.objects.bulk_create(
            Neighbourhood(community=doors.community, kind="group", name=f"组{number}{each}", parent=area)
            for each in range(number)
        )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
