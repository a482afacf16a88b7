"""By how much do the Chinese map systems shift a coordinate? The formulas behind `crs`.

GCJ-02 moves WGS-84 by a polynomial and a few sine waves of metres; BD-09 turns and stretches GCJ-02 a little more.
Neither has a closed inverse, so both are undone by iteration. The formulas have been public knowledge since 2010 and
are those of every open implementation; the tests name some and compare with what they publish.

All functions take and return degrees as arrays of one shape (a single number is an array of none).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

RESIDUAL = 1e-11
"""An inverse is good when it leads back to within so many degrees, a thousandth of a millimetre."""

# GCJ-02 counts from 105 E, 35 N: the waves' radians per degree, and their metres.
_EAST_WAVES = np.pi * np.array([6, 2]), np.array([20, 20]) * 2 / 3
_LON_WAVES = np.pi / np.array([1, 3, 12, 30]), np.array([20, 40, 150, 300]) * 2 / 3
_LAT_WAVES = np.pi / np.array([1, 3, 12, 30]), np.array([20, 40, 160, 320]) * 2 / 3
# The ellipsoid of Krasovsky 1940, on which the older Chinese maps were drawn: metres, first eccentricity squared.
_AXIS, _ECCENTRICITY2 = 6378245.0, 0.00669342162296594323
# West, east, south, north of the rectangle in which GCJ-02 differs from WGS-84.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_TURN = np.pi * 3000 / 180


def wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    """Shift by 100 to 700 m inside the rectangle around China, by nothing outside."""
    return _where_china(_add_gcj02_shift(lon, lat), lon, lat)


def gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> Pair:
    """Undo `wgs84_to_gcj02`. Which side of the rectangle's edge a point is on is judged by what is given."""
    return _where_china(_undo(_add_gcj02_shift, lon, lat), lon, lat)


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    """Shift by about 800 m to the north-east."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    """Undo `gcj02_to_bd09`."""
    return _undo(gcj02_to_bd09, lon, lat)


def _add_gcj02_shift(lon: Degrees, lat: Degrees) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    both = 0.1 * x * y + _waves(x, _EAST_WAVES)
    root = np.sqrt(np.abs(x))
    metres_east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * root + both + _waves(x, _LON_WAVES)
    metres_north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * root + both + _waves(y, _LAT_WAVES)
    latitude = np.radians(lat)
    flattening = 1 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    east_radius = _AXIS / np.sqrt(flattening) * np.cos(latitude)
    north_radius = _AXIS * (1 - _ECCENTRICITY2) / flattening**1.5
    return lon + np.degrees(metres_east / east_radius), lat + np.degrees(metres_north / north_radius)


def _waves(value: Degrees, waves: tuple[Degrees, Degrees]) -> Degrees:
    frequencies, metres = waves
    return np.asarray(np.sin(np.multiply.outer(value, frequencies)) @ metres)


def _undo(shift: Callable[[Degrees, Degrees], Pair], lon: Degrees, lat: Degrees) -> Pair:
    """Find the coordinates that `shift` moves to the given ones.

    Every round takes the remaining error off the guess. The shift changes by less than a hundredth of the way, so
    each round wins two or more digits and four do; twenty are the bound.
    """
    east, north = lon, lat
    for _ in range(20):
        moved_east, moved_north = shift(east, north)
        error_east, error_north = moved_east - lon, moved_north - lat
        east, north = east - error_east, north - error_north
        if max(np.max(np.abs(error_east), initial=0), np.max(np.abs(error_north), initial=0)) < RESIDUAL:
            break
    return east, north


def _where_china(shifted: Pair, lon: Degrees, lat: Degrees) -> Pair:
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return np.where(inside, shifted[0], lon), np.where(inside, shifted[1], lat)
