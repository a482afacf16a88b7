"""The same door in four reference systems.

Published pairs: googollee/eviltransform (Go tests), wandergis/coordtransform (test/app.js), hujiulong/gcoord (fixture
china-cities.json: what the makers of the maps answer, good to about 5 m), ipcjs/coordtransform (Java tests).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.domain import Crs, Point, convert, convert_arrays, distance_m

WGS84, GCJ02, BD09, CGCS2000 = Crs.WGS84, Crs.GCJ02, Crs.BD09, Crs.CGCS2000
MILLIMETRE = 1e-8
FIVE_METRES = 5e-5

PUBLISHED = [
    # eviltransform: Shanghai, Shenzhen, Beijing
    (WGS84, (121.5272106, 31.1774276), GCJ02, (121.531541859215, 31.17530398364597), MILLIMETRE),
    (WGS84, (113.912316, 22.543847), GCJ02, (113.9171764808363, 22.540796131694766), MILLIMETRE),
    (WGS84, (116.377817, 39.911954), GCJ02, (116.38404722455657, 39.91334545536069), MILLIMETRE),
    # coordtransform: Beijing
    (WGS84, (116.404, 39.915), GCJ02, (116.41024449916938, 39.91640428150164), MILLIMETRE),
    (GCJ02, (116.404, 39.915), BD09, (116.41036949371029, 39.92133699351021), MILLIMETRE),
    # Its inverses are approximate, to a metre or two: ours may not agree better than that.
    (GCJ02, (116.404, 39.915), WGS84, (116.39775550083061, 39.91359571849836), 2e-5),
    (BD09, (116.404, 39.915), GCJ02, (116.39762729119315, 39.90865673957631), 2e-5),
    # ipcjs/coordtransform: Chuzhou; near Suzhou, by an approximate inverse
    (WGS84, (118.3013077, 32.2719040), BD09, (118.31309502519456, 32.27614034221775), MILLIMETRE),
    (BD09, (120.698967, 31.324966), WGS84, (120.68817433685123, 31.320969743354603), 2e-5),
    # gcoord: Changsha, Xiangtan, Jingmen, Shiyan
    (WGS84, (112.933373, 28.2317248), GCJ02, (112.938817, 28.2282132), FIVE_METRES),
    (GCJ02, (112.938817, 28.2282132), BD09, (112.9452895, 28.2344052), 1e-6),
    (BD09, (112.9452895, 28.2344052), WGS84, (112.933373, 28.2317248), FIVE_METRES),
    (WGS84, (112.9386277, 27.8331979), GCJ02, (112.9440511, 27.8297431), FIVE_METRES),
    (GCJ02, (112.9440511, 27.8297431), BD09, (112.9505156, 27.8358445), 1e-6),
    (WGS84, (112.1935849, 31.0376011), BD09, (112.2058231, 31.0417338), FIVE_METRES),
    (GCJ02, (110.798269, 32.6294024), WGS84, (110.7929391, 32.6315791), FIVE_METRES),
]


@pytest.mark.parametrize(("source", "given_", "to", "expected", "tolerance"), PUBLISHED)
def test_published_pairs_agree(
    source: Crs, given_: tuple[float, float], to: Crs, expected: tuple[float, float], tolerance: float
) -> None:
    found = convert(Point(*given_, source), to)
    assert found.crs is to
    assert (found.lon, found.lat) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(("lon", "lat"), [(114.3055, 30.5932), (114.4108, 30.4832), (112.1223, 32.0089)])
def test_a_door_in_wuhan_or_xiangyang_moves_600_m_to_gcj02_and_about_1200_m_to_bd09(lon: float, lat: float) -> None:
    door = Point(lon, lat, WGS84)
    on_amap, on_baidu = convert(door, GCJ02), convert(door, BD09)
    assert distance_m(lon, lat, on_amap.lon, on_amap.lat) == pytest.approx(600, abs=60)
    assert distance_m(lon, lat, on_baidu.lon, on_baidu.lat) == pytest.approx(1200, abs=120)


china = st.tuples(st.floats(74, 136), st.floats(2, 54))
systems = st.sampled_from(list(Crs))


@given(china, systems, systems)
def test_there_and_back_again_ends_at_the_same_door(place: tuple[float, float], one: Crs, other: Crs) -> None:
    there = convert(Point(*place, one), other)
    back = convert(there, one)
    assert abs(back.lon - place[0]) < 1e-9
    assert abs(back.lat - place[1]) < 1e-9


@given(china, systems, systems, systems)
def test_a_detour_leads_to_the_same_place(place: tuple[float, float], one: Crs, by_way_of: Crs, to: Crs) -> None:
    straight = convert(Point(*place, one), to)
    detour = convert(convert(Point(*place, one), by_way_of), to)
    assert (detour.lon, detour.lat) == pytest.approx((straight.lon, straight.lat), abs=1e-9)


def test_outside_china_gcj02_is_wgs84() -> None:
    # Malaysia, as in the tests of ipcjs/coordtransform, is inside the rectangle; Singapore's south and Paris are not.
    for lon, lat in [(103.82, 0.5), (2.3522, 48.8566), (-74.0, 40.7), (151.2, -33.9)]:
        assert convert(Point(lon, lat, WGS84), GCJ02) == Point(lon, lat, GCJ02)
        assert convert(Point(lon, lat, GCJ02), WGS84) == Point(lon, lat, WGS84)


def test_cgcs2000_is_wgs84_at_this_precision() -> None:
    assert convert(Point(114.3, 30.6, CGCS2000), WGS84) == Point(114.3, 30.6, WGS84)
    assert convert(Point(114.3, 30.6, WGS84), CGCS2000) == Point(114.3, 30.6, CGCS2000)


def test_a_whole_outline_converts_as_its_points_do() -> None:
    lon, lat = np.linspace(113.7, 115.1, 500), np.linspace(29.9, 31.4, 500)
    east, north = convert_arrays(lon, lat, GCJ02, WGS84)
    for index in (0, 123, 499):
        one = convert(Point(lon[index], lat[index], GCJ02), WGS84)
        assert (east[index], north[index]) == pytest.approx((one.lon, one.lat), abs=1e-12)


def test_an_empty_outline_stays_empty() -> None:
    east, north = convert_arrays([], [], BD09, WGS84)
    assert len(east) == len(north) == 0


@pytest.mark.parametrize("crs", [None, "", "GCJ-02", "WGS84", 4326])
def test_a_coordinate_without_its_reference_system_is_an_error(crs: object) -> None:
    with pytest.raises(ValueError, match="reference system"):
        Point(114.3, 30.6, crs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (181, 30, "longitude"),
        (114.3, -90.5, "latitude"),
        (30.6, 114.3, "swapped"),
        (math.nan, 30, "longitude"),
        (114.3, math.inf, "latitude"),
        ("114.3", 30.6, "longitude"),
        (True, 30.6, "longitude"),
        (114.3, None, "latitude"),
    ],
)
def test_numbers_that_are_no_coordinates_are_an_error_with_words(lon: object, lat: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Point(lon, lat, WGS84)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("gcj02", GCJ02),
        ("GCJ-02", GCJ02),
        (" wgs 84 ", WGS84),
        ("EPSG:4326", WGS84),
        ("epsg:4490", CGCS2000),
        ("cgcs2000", CGCS2000),
        ("bd-09", BD09),
        ("bd09ll", BD09),
    ],
)
def test_a_reference_system_is_read_as_people_write_it(text: str, crs: Crs) -> None:
    assert Crs.parse(text) is crs


@pytest.mark.parametrize("text", ["", "beijing54", "火星"])
def test_an_unknown_reference_system_is_named_in_the_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown reference system.*WGS-84, GCJ-02, BD-09, CGCS2000"):
        Crs.parse(text)
