"""What a grid worker draws on the map becomes a grid, or is sent back with the place of the fault."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from linli.places.domain import Crs, Point, ShapeError, ShapeFault, area_m2, convert, read_shape, to_geojson

OUTLINES = Path(__file__).parents[4] / "shared/data/places/boundaries.geojson.gz"

SQUARE = [[114.30, 30.50], [114.31, 30.50], [114.31, 30.51], [114.30, 30.51], [114.30, 30.50]]
COURTYARD = [[114.304, 30.504], [114.306, 30.504], [114.306, 30.506], [114.304, 30.506], [114.304, 30.504]]
ISLAND = [[114.40, 30.50], [114.41, 30.50], [114.41, 30.51], [114.40, 30.50]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def fault(data: object) -> tuple[ShapeFault, str]:
    with pytest.raises(ShapeError) as caught:
        read_shape(data, Crs.WGS84)
    return caught.value.code, caught.value.detail


def test_a_square_is_an_area() -> None:
    shape = read_shape(polygon(SQUARE), Crs.WGS84)
    assert shape.equals(shapely.box(114.30, 30.50, 114.31, 30.51))


def test_a_courtyard_that_belongs_to_another_grid_is_left_out() -> None:
    shape = read_shape(polygon(SQUARE, COURTYARD), Crs.WGS84)
    assert not shape.intersects(shapely.Point(114.305, 30.505))


def test_a_grid_may_have_two_parts() -> None:
    shape = read_shape({"type": "MultiPolygon", "coordinates": [[SQUARE], [ISLAND]]}, Crs.WGS84)
    assert len(shape.geoms) == 2


def test_a_drawing_tool_may_send_a_feature() -> None:
    feature = {"type": "Feature", "properties": {"name": "一网格"}, "geometry": polygon(SQUARE)}
    assert read_shape(feature, Crs.WGS84).equals(read_shape(polygon(SQUARE), Crs.WGS84))


def test_a_ring_left_open_is_closed_and_heights_are_dropped() -> None:
    shape = read_shape(polygon([[*position, 21.5] for position in SQUARE[:-1]]), Crs.WGS84)
    assert shape.equals(shapely.box(114.30, 30.50, 114.31, 30.51))
    assert not shape.has_z


def test_it_comes_out_as_it_went_in_turned_as_the_standard_wants() -> None:
    shape = read_shape(polygon(SQUARE[::-1], COURTYARD), Crs.WGS84)
    again = json.loads(json.dumps(to_geojson(shape)))
    assert shapely.Polygon(again["coordinates"][0]).exterior.is_ccw
    assert not shapely.Polygon(again["coordinates"][1]).exterior.is_ccw
    assert read_shape(again, Crs.WGS84).equals(shape)


def test_what_was_drawn_on_a_shifted_map_is_shifted_back() -> None:
    shape = read_shape(polygon(SQUARE), Crs.GCJ02)
    corner = convert(Point(114.30, 30.50, Crs.GCJ02), Crs.WGS84)
    assert (corner.lon, corner.lat) in list(shape.exterior.coords)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, (ShapeFault.NOT_GEOJSON, "")),
        ("POLYGON((0 0,1 1,1 0,0 0))", (ShapeFault.NOT_GEOJSON, "")),
        ([SQUARE], (ShapeFault.NOT_GEOJSON, "")),
        ({"type": 3}, (ShapeFault.NOT_GEOJSON, "")),
        ({"type": "Feature", "geometry": None}, (ShapeFault.NOT_GEOJSON, "")),
        ({"type": "Polygon"}, (ShapeFault.NOT_GEOJSON, "")),
        (polygon("abc"), (ShapeFault.NOT_GEOJSON, "")),
        ({"type": "LineString", "coordinates": SQUARE}, (ShapeFault.WRONG_TYPE, "LineString")),
        ({"type": "FeatureCollection", "features": []}, (ShapeFault.WRONG_TYPE, "FeatureCollection")),
        (polygon(), (ShapeFault.EMPTY, "")),
        (polygon([]), (ShapeFault.EMPTY, "")),
        ({"type": "MultiPolygon", "coordinates": []}, (ShapeFault.EMPTY, "")),
        (polygon([[114.3, 30.5], [114.4], [114.4, 30.6]]), (ShapeFault.BAD_POSITION, "[114.4]")),
        (polygon([[114.3, 30.5], ["114.4", 30.5], [114.4, 30.6]]), (ShapeFault.BAD_POSITION, "['114.4', 30.5]")),
        (polygon([[114.3, 30.5], [114.4, float("nan")], [1, 2]]), (ShapeFault.BAD_POSITION, "[114.4, nan]")),
        (polygon([[30.5, 114.3], [30.5, 114.4], [30.6, 114.4]]), (ShapeFault.OUT_OF_RANGE, "30.5, 114.3")),
        (polygon([[114.3, 30.5], [114.4, 30.5], [114.3, 30.5]]), (ShapeFault.TOO_FEW_POINTS, "2")),
    ],
)
def test_what_is_no_area_is_refused_with_its_fault(data: object, expected: tuple[ShapeFault, str]) -> None:
    assert fault(data) == expected


def test_a_line_that_crosses_itself_is_shown_where() -> None:
    bow_tie = [[114.30, 30.50], [114.32, 30.52], [114.32, 30.50], [114.30, 30.52], [114.30, 30.50]]
    code, detail = fault(polygon(bow_tie))
    assert code is ShapeFault.SELF_CROSSING
    assert [float(number) for number in detail.split()] == pytest.approx([114.31, 30.51])


def test_a_hole_outside_and_parts_on_top_of_each_other_are_shown_where() -> None:
    code, detail = fault(polygon(SQUARE, ISLAND))
    assert code is ShapeFault.PARTS_CLASH
    assert detail.startswith("114.4")
    code, _ = fault({"type": "MultiPolygon", "coordinates": [[SQUARE], [COURTYARD]]})
    assert code is ShapeFault.PARTS_CLASH


def test_three_points_on_one_line_are_no_area() -> None:
    code, _ = fault(polygon([[114.30, 30.50], [114.31, 30.50], [114.32, 30.50]]))
    assert code in (ShapeFault.SELF_CROSSING, ShapeFault.PARTS_CLASH)


def test_an_outline_with_too_many_points_is_refused() -> None:
    ring = [[114 + step / 200_000, 30.5] for step in range(100_001)] + [[114.2, 31.0]]
    assert fault(polygon(ring)) == (ShapeFault.TOO_MANY_POINTS, "100003")


@pytest.mark.skipif(not OUTLINES.exists(), reason="the outlines of the four cities (shared/data/places) are not here")
def test_the_outlines_of_cities_and_districts_are_areas_of_the_size_the_yearbooks_give() -> None:
    with gzip.open(OUTLINES, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    square_kilometres = {
        feature["properties"]["code"]: area_m2(read_shape(feature, Crs.parse(feature["properties"]["crs"]))) / 1e6
        for feature in features
    }
    assert len(square_kilometres) == 40
    assert square_kilometres["420100000000"] == pytest.approx(8569, rel=0.01)  # Wuhan
    assert square_kilometres["430100000000"] == pytest.approx(11816, rel=0.01)  # Changsha
