"""Which reference system does a coordinate speak, and how is it said in another?

The same door lies about 600 m apart in WGS-84 and GCJ-02 and 1.2 km apart in WGS-84 and BD-09, so a coordinate
without its reference system is an error here and not a guess. The product keeps WGS-84.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from linli.places.domain import shifts
from linli.places.domain.shifts import Degrees


class Crs(StrEnum):
    """A reference system. CGCS2000 is treated as WGS-84.

    The two ellipsoids differ by a tenth of a millimetre and the frames by the drift of the plate since 2000, less
    than a metre; the receiver in a phone errs by five and more.
    """

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    CGCS2000 = "CGCS2000"

    @classmethod
    def parse(cls, text: str) -> Crs:
        """Read a name as people and files write it: "gcj02", "GCJ-02", "EPSG:4326", "bd09ll".

        Raises:
            ValueError: no or an unknown name.
        """
        key = "".join(letter for letter in text.upper() if letter.isalnum())
        if key not in _SPELLINGS:
            known = ", ".join(cls)
            raise ValueError(f"unknown reference system {text!r}; known are {known}")
        return _SPELLINGS[key]


_SPELLINGS = {name.replace("-", ""): name for name in Crs} | {
    "EPSG4326": Crs.WGS84,
    "CRS84": Crs.WGS84,
    "EPSG4490": Crs.CGCS2000,
    "BD09LL": Crs.BD09,
}


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground.

    Args:
        lon: degrees east, -180 to 180.
        lat: degrees north, -90 to 90.
        crs: the reference system of both.

    Raises:
        ValueError: no or an unknown reference system, or numbers that are none or out of range.
    """

    lon: float
    lat: float
    crs: Crs

    def __post_init__(self) -> None:
        if not isinstance(self.crs, Crs):
            raise ValueError(f"a coordinate needs its reference system, one of {', '.join(Crs)}; got {self.crs!r}")
        object.__setattr__(self, "lon", _in_range("longitude", self.lon, 180))
        object.__setattr__(self, "lat", _in_range("latitude", self.lat, 90))


def _in_range(name: str, value: Any, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} must be a number of degrees; got {value!r}")
    if not -limit <= value <= limit:
        hint = "; are longitude and latitude swapped?" if name == "latitude" and -180 <= value <= 180 else ""
        raise ValueError(f"{name} must lie between -{limit} and {limit} degrees; got {value}{hint}")
    return float(value)


def convert(point: Point, to: Crs) -> Point:
    """Return the same place in another reference system; there and back again moves it less than 1e-9 degrees."""
    lon, lat = convert_arrays(point.lon, point.lat, point.crs, to)
    return Point(float(lon), float(lat), to)


def convert_arrays(lon: ArrayLike, lat: ArrayLike, source: Crs, to: Crs) -> tuple[Degrees, Degrees]:
    """Convert many coordinates at once.

    Args:
        lon, lat: degrees, numbers or arrays of one shape.
        source, to: the reference systems.
    """
    east, north = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    here, there = _STEPS_FROM_WGS84[source], _STEPS_FROM_WGS84[to]
    for step in range(here, there):
        east, north = _UP[step](east, north)
    for step in range(here, there, -1):
        east, north = _DOWN[step - 1](east, north)
    return east, north


_STEPS_FROM_WGS84 = {Crs.WGS84: 0, Crs.CGCS2000: 0, Crs.GCJ02: 1, Crs.BD09: 2}
_UP = (shifts.wgs84_to_gcj02, shifts.gcj02_to_bd09)
_DOWN = (shifts.gcj02_to_wgs84, shifts.bd09_to_gcj02)
