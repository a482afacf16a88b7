"""The ground plan of the demo's communities: blocks on a slightly crooked lattice of streets, and where buildings stand.

Invented, but drawn as streets are: neighbouring grids share their corners exactly, so nothing overlaps and nothing is
left over. Coordinates are WGS-84.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]

TURN = math.radians(11)
"""Streets here do not run due north."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Blocks in `columns` × `rows`, each about `wide` × `deep` metres, starting at `origin` (longitude, latitude)."""

    origin: Point
    columns: int
    rows: int
    wide: float = 128
    deep: float = 146

    def point(self, across: float, up: float) -> Point:
        """Return the place `across` columns and `up` rows from the origin, in degrees, rounded to a centimetre."""
        bend_x = 9 * math.sin(2.1 * up + 0.7 * across)
        bend_y = 8 * math.sin(1.3 * across + 0.5 * up)
        x, y = across * self.wide + bend_x, up * self.deep + bend_y
        east, north = x * math.cos(TURN) - y * math.sin(TURN), x * math.sin(TURN) + y * math.cos(TURN)
        lon, lat = self.origin
        return (
            round(lon + east / (111_320 * math.cos(math.radians(lat))), 7),
            round(lat + north / 110_870, 7),
        )

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield the (column, row) of each block, row by row from the north-west, as people number them."""
        for row in reversed(range(self.rows)):
            for column in range(self.columns):
                yield column, row

    def outline(self, column: int, row: int) -> dict[str, Any]:
        """Return one block as a GeoJSON polygon."""
        return self._ring([(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)])

    def border(self) -> dict[str, Any]:
        """Return the whole as a GeoJSON polygon, through every corner of the blocks on its edge."""
        south = [(c, 0) for c in range(self.columns)]
        east = [(self.columns, r) for r in range(self.rows)]
        north = [(c, self.rows) for c in range(self.columns, 0, -1)]
        west = [(0, r) for r in range(self.rows, 0, -1)]
        return self._ring([*south, *east, *north, *west])

    def centre(self) -> Point:
        """Return the middle of the whole."""
        return self.point(self.columns / 2, self.rows / 2)

    def _ring(self, corners: list[tuple[int, int]]) -> dict[str, Any]:
        ring = [list(self.point(*corner)) for corner in corners]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


QINGHEJU = Lattice((114.4372, 30.6262), columns=5, rows=3)
# The next community lies across the street to the east.
QINGYIJU = Lattice(QINGHEJU.point(5.35, 0), columns=2, rows=2)
KANGYUAN = Lattice((114.3731, 30.6340), columns=2, rows=1)
