"""Every door has one grid: what the map shows where it has two, or none."""

from __future__ import annotations

import math

import pytest
import shapely

from linli.places.domain import area_m2, distance_m, holes, overlaps

WEST = shapely.box(114.30, 30.50, 114.31, 30.51)
EAST = shapely.box(114.31, 30.50, 114.32, 30.51)
HECTARES_OF_ONE = 106.4  # a hundredth of a degree each way at 30.5 N


def haversine(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """The distance on a sphere, as an independent measure."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("to", [(114.31, 30.5), (114.3, 30.51), (114.29, 30.49), (114.9, 30.9)])
def test_distances_agree_with_the_sphere(to: tuple[float, float]) -> None:
    assert distance_m(114.3, 30.5, *to) == pytest.approx(haversine(114.3, 30.5, *to), rel=0.005)


def test_a_kilometre_of_the_meridian_is_a_kilometre() -> None:
    # One degree of latitude at 30 to 31 N measures 110,861 m on the ellipsoid.
    assert distance_m(114.3, 30.0, 114.3, 31.0) == pytest.approx(110_861, abs=15)


def test_areas_are_square_metres() -> None:
    sides = distance_m(114.30, 30.505, 114.31, 30.505) * distance_m(114.305, 30.50, 114.305, 30.51)
    assert area_m2(WEST) == pytest.approx(sides, rel=1e-6)
    assert area_m2(WEST) == pytest.approx(HECTARES_OF_ONE * 10_000, rel=0.001)
    assert area_m2(shapely.Polygon()) == 0


def test_neighbours_that_share_a_border_do_not_overlap() -> None:
    assert overlaps([(1, WEST), (2, EAST)]) == []


def test_ground_in_two_grids_is_shown_with_both_and_its_size_largest_first() -> None:
    too_wide = shapely.box(114.308, 30.50, 114.32, 30.51)
    a_little = shapely.box(114.30, 30.509, 114.301, 30.52)
    found = overlaps([(3, a_little), (1, WEST), (2, too_wide)])
    assert [(one, other) for one, other, _ in found] == [(1, 2), (3, 1)]
    assert found[0][2] == pytest.approx(area_m2(WEST) * 0.2, rel=1e-4)
    assert found[1][2] == pytest.approx(area_m2(WEST) * 0.01, rel=1e-4)


def test_a_hair_of_overlap_is_rounding() -> None:
    hair = shapely.box(114.31 - 1e-10, 30.50, 114.32, 30.51)
    assert overlaps([(1, WEST), (2, hair)]) == []
    assert len(overlaps([(1, WEST), (2, hair)], at_least_m2=0)) == 1


def test_ground_in_no_grid_is_shown_largest_first() -> None:
    community = shapely.box(114.30, 30.50, 114.33, 30.51)
    courtyard = shapely.box(114.304, 30.504, 114.306, 30.506)
    found = holes([WEST.difference(courtyard), EAST], inside=community)
    assert [hole.area_m2 for hole in found] == pytest.approx([area_m2(WEST), area_m2(WEST) * 0.04], rel=1e-4)
    assert found[1].polygon.equals(courtyard)


def test_where_all_is_covered_there_is_no_hole_even_if_a_grid_reaches_out() -> None:
    assert holes([shapely.box(114.29, 30.49, 114.315, 30.52), EAST], inside=WEST.union(EAST)) == []


def test_a_community_without_grids_is_one_hole() -> None:
    (hole,) = holes([], inside=WEST)
    assert hole.polygon.equals(WEST)
    assert overlaps([]) == []
