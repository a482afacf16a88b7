"""Door, point or written address: which grid is it, why, and how sure."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core.errors import Missing
from linli.places.domain import Crs, Point, convert
from linli.places.models import Division, Grid, Revision
from linli.places.records import BuildingRecord, CompoundRecord, GridRecord
from linli.places.selectors import (
    communities_in_use,
    communities_under,
    divisions_path,
    door_url,
    locate,
    locate_address,
    locate_door,
    locate_point,
    located_at,
)
from linli.places.services import (
    buildings_upsert,
    compounds_upsert,
    division_activate,
    door_code_issue,
    door_code_revoke,
    grids_upsert,
)
from linli.places.words import reason_words
from tests.cast import Cast, square
from tests.places.outlines import grid_draw


def test_a_door_code_says_everything(cast: Cast) -> None:
    found = locate_door(cast.doors["one"].token)
    assert (found.community, found.grid, found.building) == (cast.community, cast.grids["one"], cast.buildings["one"])
    assert found.entrance == cast.entrances["one"]
    assert (found.reason, found.confidence) == ("door_code", 1.0)
    assert reason_words(found.reason, found.values) == "扫了青和居小区1栋1单元的门码"
    assert door_url(cast.doors["one"]) == f"http://127.0.0.1:8000/d/{cast.doors['one'].token}/"


def test_an_unknown_or_revoked_code_is_told_in_words(cast: Cast) -> None:
    with pytest.raises(Missing, match="没有这个门码"):
        locate_door("nonsense")
    with pytest.raises(Missing, match="没有这个门码"):
        locate_door("")
    door_code_revoke(cast.doors["one"])
    with pytest.raises(Missing, match="已经停用"):
        locate_door(cast.doors["one"].token)
    assert located_at(door_code_id=cast.doors["one"].pk) is None


def test_a_new_code_replaces_the_old_one(cast: Cast) -> None:
    fresh = door_code_issue(cast.entrances["one"])
    assert locate_door(fresh.token).entrance == cast.entrances["one"]
    with pytest.raises(Missing, match="已经停用"):
        locate_door(cast.doors["one"].token)
    assert cast.entrances["one"].door_codes.filter(revoked_at=None).count() == 1


def test_a_point_lies_in_its_grid_whatever_system_it_speaks(cast: Cast) -> None:
    here = Point(114.4031, 30.6311, Crs.WGS84)
    for crs in Crs:
        there = convert(here, crs)
        found = locate_point(there.lon, there.lat, crs.value)
        assert (found.grid, found.reason) == (cast.grids["two"], "point_in_grid")
    with pytest.raises(ValueError, match="reference system"):
        locate_point(114.4, 30.6, "")


def test_a_point_outside_every_grid_goes_to_the_nearest_community_and_says_so(cast: Cast) -> None:
    found = locate_point(114.420, 30.631, "WGS-84")
    assert found.community == cast.places["other_community"]
    assert found.grid is None
    assert found.reason == "point_nearest"
    assert 1300 < found.values["metres"] < 1400
    assert "最近的是钢花社区（约 13" in reason_words(found.reason, found.values)
    assert found.confidence < locate_point(114.4065, 30.631, "WGS-84").confidence


def test_a_point_in_the_community_but_in_no_grid_is_the_communitys(cast: Cast) -> None:
    Division.objects.filter(pk=cast.community.pk).update(outline=square(114.390, 30.620, 0.012))
    found = locate_point(114.392, 30.622, "WGS-84")
    assert (found.community, found.grid, found.reason) == (cast.community, None, "point_in_community")


def test_where_nobody_uses_the_system_a_point_is_told_so(cast: Cast) -> None:
    Division.objects.update(active=False)
    with pytest.raises(Missing, match="还没有社区启用"):
        locate_point(114.4031, 30.6311, "WGS-84")
    assert locate(point=Point(114.4031, 30.6311, Crs.WGS84)) is None


@pytest.mark.parametrize(
    ("text", "grid", "building", "reason"),
    [
        ("青和居小区1栋2单元301", "one", "one", "address_building"),
        ("我住青和居二栋，楼道灯坏了", "two", "two", "address_building"),
        ("青和居小区99栋楼下", None, None, "address_compound"),
        ("钢花小区门口有垃圾", "other", "other", "address_building"),
        ("青和居社区门口积水", None, None, "address_community"),
    ],
)
def test_a_written_address_is_found(cast: Cast, text: str, grid: str | None, building: str | None, reason: str) -> None:
    found = locate_address(text)
    assert found is not None
    assert found.reason == reason
    assert found.grid == (cast.grids[grid] if grid else None)
    assert found.building == (cast.buildings[building] if building else None)
    assert reason_words(found.reason, found.values)


def test_a_text_without_a_place_finds_nothing(cast: Cast) -> None:
    assert locate_address("希望多种点树") is None
    assert locate_address("  ") is None
    assert locate_address("青山区的路灯坏了") is None


def test_an_address_is_looked_for_where_it_is_known_to_lie(cast: Cast) -> None:
    assert locate_address("青和居小区1栋", within=cast.places["other_street"]) is None
    found = locate_address("青和居小区1栋", within=cast.places["street"])
    assert found is not None
    assert found.grid == cast.grids["one"]


def test_a_name_that_two_communities_share_is_left_to_people(cast: Cast) -> None:
    for place, grid in (("community", "two"), ("other_community", "other")):
        compound = compounds_upsert([CompoundRecord(cast.places[place], "翡翠花园")]).rows[0]
        buildings_upsert([BuildingRecord(cast.grids[grid], "5栋", compound)])
    assert locate_address("翡翠花园5栋") is None
    found = locate_address("翡翠花园5栋", within=cast.places["other_street"])
    assert found is not None
    assert found.grid == cast.grids["other"]


def test_the_surest_of_code_point_and_address_counts(cast: Cast) -> None:
    token = cast.doors["one"].token
    in_two = Point(114.4031, 30.6311, Crs.WGS84)
    far = Point(114.5, 30.7, Crs.WGS84)
    assert locate(token=token, point=in_two, address="钢花小区3栋").reason == "door_code"  # type: ignore[union-attr]
    assert locate(point=in_two, address="青和居小区1栋").grid == cast.grids["one"]  # type: ignore[union-attr]
    assert locate(point=in_two, address="灯坏了").grid == cast.grids["two"]  # type: ignore[union-attr]
    assert locate(point=far, address="青和居小区1栋").grid == cast.grids["one"]  # type: ignore[union-attr]
    assert locate(token="gone", point=in_two).grid == cast.grids["two"]  # type: ignore[union-attr]
    assert locate(address="灯坏了") is None
    with pytest.raises(Missing):
        locate(token="gone")


def test_a_corrected_map_counts_from_the_next_question_on(cast: Cast) -> None:
    division_activate(cast.community, False)
    division_activate(cast.community, True)
    assert locate_point(114.4031, 30.6311, "WGS-84").grid == cast.grids["two"]
    grid_draw(cast.grids["two"], square(114.450, 30.630), Crs.WGS84)
    assert locate_point(114.4031, 30.6311, "WGS-84").grid is None
    assert locate_point(114.4511, 30.6311, "WGS-84").grid == cast.grids["two"]


def test_what_another_process_wrote_is_noticed_by_its_mark(cast: Cast) -> None:
    division_activate(cast.community, False)
    division_activate(cast.community, True)
    assert locate_point(114.4031, 30.6311, "WGS-84").grid is not None
    Grid.objects.filter(pk=cast.grids["two"].pk).update(outline=None)  # as another process would,
    Revision.objects.update(mark="another")  # with its mark
    assert locate_point(114.4031, 30.6311, "WGS-84").grid is None


def test_a_question_costs_few_queries_once_the_index_stands(cast: Cast) -> None:
    grids_upsert([GridRecord(cast.community, "第1网格"), GridRecord(cast.community, "第8网格")])
    locate_point(114.4031, 30.6311, "WGS-84")
    locate_address("青和居小区1栋")
    with CaptureQueriesContext(connection) as spent:
        locate_point(114.4031, 30.6311, "WGS-84")
    assert len(spent) == 2
    with CaptureQueriesContext(connection) as spent:
        locate_address("青和居小区1栋")
    assert len(spent) == 3


@pytest.mark.django_db(transaction=True)
def test_many_threads_may_ask_at_once(transactional_db: Any) -> None:
    from tests import cast as cast_module

    cast = cast_module.build()
    grids_upsert([GridRecord(cast.community, "第8网格")])
    found: list[int | None] = []

    def ask() -> None:
        try:
            located = locate_point(114.4031, 30.6311, "WGS-84")
            found.append(located.grid.pk if located.grid else None)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [cast.grids["two"].pk] * 8


def test_a_division_knows_what_is_above_and_below_it(cast: Cast) -> None:
    assert set(communities_under(cast.places["district"])) == {cast.community, cast.places["other_community"]}
    assert list(communities_under(cast.community)) == [cast.community]
    assert [d.name for d in divisions_path(cast.community)] == ["武汉市", "青山区", "工人村街", "青和居社区"]
    assert list(communities_in_use("红卫")) == [cast.places["other_community"]]
    assert located_at(community_id=cast.community.pk).community == cast.community  # type: ignore[union-attr]
    assert located_at() is None
