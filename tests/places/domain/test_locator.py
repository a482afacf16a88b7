"""Whoever stands somewhere stands in exactly one grid, or next to one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import nearest_points

from linli.places.domain import Locator, distance_m

# Two grids side by side, a third on top of the second, a fourth further north.
GRIDS = [
    (2, shapely.box(114.31, 30.50, 114.32, 30.51)),
    (1, shapely.box(114.30, 30.50, 114.31, 30.51)),
    (7, shapely.box(114.315, 30.505, 114.325, 30.515)),
    (4, shapely.box(114.30, 30.53, 114.31, 30.54)),
]
LOCATOR = Locator(GRIDS)


def test_a_point_lies_in_its_grid() -> None:
    assert LOCATOR.find(114.305, 30.505) == 1
    assert LOCATOR.find(114.312, 30.501) == 2
    assert LOCATOR.find(114.324, 30.514) == 7


def test_on_a_shared_border_and_where_grids_overlap_the_lowest_id_wins_in_any_order() -> None:
    for locator in (LOCATOR, Locator(GRIDS[::-1])):
        assert locator.find(114.31, 30.505) == 1
        assert locator.find(114.318, 30.508) == 2


def test_outside_every_grid_there_is_none() -> None:
    assert LOCATOR.find(114.305, 30.52) is None
    assert Locator[int]([]).find(114.305, 30.505) is None


def test_ids_may_be_words() -> None:
    assert Locator([("b", GRIDS[0][1]), ("a", GRIDS[0][1])]).find(114.315, 30.501) == "a"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 50)), max_size=12))
def test_many_points_are_found_as_each_one_is(steps: list[tuple[int, int]]) -> None:
    # Steps of a thousandth of a degree often fall on borders and corners.
    points = [(114.298 + x / 1000, 30.498 + y / 1000) for x, y in steps]
    assert list(LOCATOR.find_many(points)) == [LOCATOR.find(lon, lat) for lon, lat in points]


def test_thousands_of_points_agree_with_trying_every_grid() -> None:
    rng = np.random.default_rng(7)
    points = np.column_stack([rng.uniform(114.29, 114.33, 3000), rng.uniform(30.49, 30.55, 3000)])
    expected = [
        min((key for key, shape in GRIDS if shape.intersects(shapely.Point(point))), default=None) for point in points
    ]
    assert list(LOCATOR.find_many(points)) == expected


def test_no_points_find_nothing() -> None:
    assert len(LOCATOR.find_many([])) == 0
    assert list(Locator[int]([]).find_many([(114.3, 30.5)])) == [None]


def test_beside_every_grid_the_nearest_is_known_with_its_metres() -> None:
    found = LOCATOR.nearest(114.305, 30.515)
    assert found is not None
    assert found.id == 1
    assert found.metres == pytest.approx(distance_m(114.305, 30.515, 114.305, 30.51), abs=0.5)


def test_inside_a_grid_the_nearest_is_that_grid() -> None:
    assert LOCATOR.nearest(114.305, 30.505) == (1, 0)


def test_near_is_measured_in_metres_not_in_degrees() -> None:
    # 0.0109 degrees east are shorter than 0.0100 degrees north in Wuhan.
    desks = Locator([(1, shapely.Point(114.3, 30.51)), (2, shapely.Point(114.3109, 30.5))])
    found = desks.nearest(114.3, 30.5)
    assert found is not None
    assert found.id == 2
    assert found.metres == pytest.approx(1046, abs=5)


def test_of_equally_near_desks_the_lowest_id_is_taken() -> None:
    desks = Locator([(9, shapely.Point(114.31, 30.5)), (3, shapely.Point(114.29, 30.5))])
    found = desks.nearest(114.3, 30.5)
    assert found is not None
    assert found.id == 3


def test_the_nearest_may_be_asked_among_some_only() -> None:
    found = LOCATOR.nearest(114.305, 30.515, candidates=[4, 7])
    assert found is not None
    assert found.id == 7
    assert LOCATOR.nearest(114.305, 30.515, candidates=[]) is None


@given(st.floats(114.2, 114.4), st.floats(30.4, 30.6))
def test_nothing_is_nearer_than_the_nearest(lon: float, lat: float) -> None:
    found = LOCATOR.nearest(lon, lat)
    assert found is not None
    for _, shape in GRIDS:
        corner = nearest_points(shape, shapely.Point(lon, lat))[0]
        assert found.metres <= distance_m(lon, lat, corner.x, corner.y) * 1.001 + 1e-6
