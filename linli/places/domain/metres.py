"""How many metres is that? Distances and areas of things the size of a neighbourhood, from degrees.

Around its own latitude the ground is taken as flat: a degree is so many metres east and so many north, by the series
for the ellipsoid of WGS-84. Over a city's width that is good to a metre in a kilometre, within a grid to far less.
"""

from __future__ import annotations

from math import cos, hypot, radians
from typing import Any, NamedTuple


class Scale(NamedTuple):
    """Metres per degree of longitude and of latitude."""

    east: float
    north: float


def scale_at(lat: float) -> Scale:
    """Return the metres that one degree measures at a latitude in degrees."""
    phi = radians(lat)
    return Scale(
        east=111412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi),
        north=111132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi),
    )


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the metres between two places, all in degrees of one reference system."""
    scale = scale_at((lat1 + lat2) / 2)
    return hypot((lon2 - lon1) * scale.east, (lat2 - lat1) * scale.north)


def area_m2(geometry: Any) -> float:
    """Return the square metres of a shapely geometry in degrees."""
    if geometry.is_empty:
        return 0.0
    scale = scale_at(geometry.centroid.y)
    return float(geometry.area * scale.east * scale.north)
