"""Is this drawing an area? GeoJSON that people draw or send, checked once and then trusted.

A shape is a Polygon or MultiPolygon in WGS-84 degrees. What is wrong with it is said as a code with a detail; the
words in people's languages are made where they are shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.polygon import orient

from linli.places.domain.crs import Crs, convert_arrays

Shape: TypeAlias = Polygon | MultiPolygon

MAX_VERTICES = 100_000
"""A province's outline has fewer; more is a mistake or an attack."""


class ShapeFault(StrEnum):
    """What can be wrong with a shape, in the order in which it is looked for."""

    NOT_GEOJSON = "not_geojson"
    WRONG_TYPE = "wrong_type"  # detail: the type found
    EMPTY = "empty"
    BAD_POSITION = "bad_position"  # detail: what stands where [lon, lat] is expected
    OUT_OF_RANGE = "out_of_range"  # detail: the position; often longitude and latitude are swapped
    TOO_FEW_POINTS = "too_few_points"  # detail: how many different ones the ring has
    TOO_MANY_POINTS = "too_many_points"  # detail: how many
    SELF_CROSSING = "self_crossing"  # detail: where the line crosses or touches itself
    PARTS_CLASH = "parts_clash"  # detail: where a hole leaves the area, or two areas overlap


class ShapeError(ValueError):
    """A drawing is no area.

    Args:
        code: what is wrong; shown through a table of translations.
        detail: the number, position or word that shows where.
    """

    def __init__(self, code: ShapeFault, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


def read_shape(data: object, crs: Crs) -> Shape:
    """Read a GeoJSON Polygon or MultiPolygon, or a Feature that holds one, into a valid shape in WGS-84.

    Rings that were left open are closed, heights are dropped, and rings are turned as RFC 7946 wants them.

    Args:
        data: parsed JSON.
        crs: the reference system its numbers speak; GeoJSON itself cannot say GCJ-02.

    Raises:
        ShapeError: see `ShapeFault`.
    """
    geometry = data.get("geometry") if isinstance(data, Mapping) and data.get("type") == "Feature" else data
    if not isinstance(geometry, Mapping) or not isinstance(geometry.get("type"), str):
        raise ShapeError(ShapeFault.NOT_GEOJSON)
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ShapeError(ShapeFault.WRONG_TYPE, kind[:40])
    polygons = [_read_polygon(rings) for rings in _items([coordinates] if kind == "Polygon" else coordinates)]
    shape = _wind(polygons[0] if len(polygons) == 1 else MultiPolygon(polygons))
    count = int(shapely.get_num_coordinates(shape))
    if count > MAX_VERTICES:
        raise ShapeError(ShapeFault.TOO_MANY_POINTS, str(count))
    if crs not in (Crs.WGS84, Crs.CGCS2000):
        shape = shapely.transform(shape, lambda xy: np.column_stack(convert_arrays(xy[:, 0], xy[:, 1], crs, Crs.WGS84)))
    if not shapely.is_valid(shape):
        # "Self-intersection[114.31 30.59]": the words are English, the place is what helps.
        reason, _, place = shapely.is_valid_reason(shape).partition("[")
        crossing = "intersection" in reason.lower()
        raise ShapeError(ShapeFault.SELF_CROSSING if crossing else ShapeFault.PARTS_CLASH, place.rstrip("]"))
    return shape


def to_geojson(shape: Shape) -> dict[str, Any]:
    """Return the GeoJSON geometry of a shape, ready for `json.dumps`."""
    return dict(mapping(shape))


def _wind(shape: Shape) -> Shape:
    """Turn outer rings anticlockwise and holes clockwise, as RFC 7946 wants them."""
    if isinstance(shape, MultiPolygon):
        return MultiPolygon([orient(polygon) for polygon in shape.geoms])
    return orient(shape)


def _read_polygon(rings: object) -> Polygon:
    outer, *holes = [_read_ring(ring) for ring in _items(rings)]
    return Polygon(outer, holes)


def _read_ring(ring: object) -> list[tuple[float, float]]:
    positions = [_read_position(position) for position in _items(ring)]
    different = len(set(positions))
    if different < 3:
        raise ShapeError(ShapeFault.TOO_FEW_POINTS, str(different))
    return positions


def _read_position(position: object) -> tuple[float, float]:
    if not isinstance(position, Sequence) or isinstance(position, str) or len(position) < 2:
        raise ShapeError(ShapeFault.BAD_POSITION, repr(position)[:40])
    lon, lat = position[0], position[1]
    if any(isinstance(n, bool) or not isinstance(n, int | float) or not math.isfinite(n) for n in (lon, lat)):
        raise ShapeError(ShapeFault.BAD_POSITION, repr(position)[:40])
    if abs(lon) > 180 or abs(lat) > 90:
        raise ShapeError(ShapeFault.OUT_OF_RANGE, f"{lon}, {lat}")
    return float(lon), float(lat)


def _items(value: object) -> Iterator[object]:
    """Yield the items of a list that must have some."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ShapeError(ShapeFault.NOT_GEOJSON)
    if not value:
        raise ShapeError(ShapeFault.EMPTY)
    yield from value
