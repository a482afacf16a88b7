"""Do the grids of a community cover it once? What is covered twice, and what not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import Polygon

from linli.places.domain.locator import K
from linli.places.domain.metres import area_m2
from linli.places.domain.shapes import Shape

NOTICEABLE_M2 = 1.0
"""Smaller overlaps and holes come from rounding, not from drawing."""


class Hole(NamedTuple):
    """A piece of ground that no shape covers."""

    polygon: Polygon
    area_m2: float


def overlaps(shapes: Sequence[tuple[K, Shape]], at_least_m2: float = NOTICEABLE_M2) -> list[tuple[K, K, float]]:
    """Return the pairs of shapes that share ground, with the square metres, largest first.

    Args:
        shapes: (id, valid shape in WGS-84 degrees).
        at_least_m2: leave out what is smaller.
    """
    geometries = np.array([shape for _, shape in shapes], dtype=object)
    one, other = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    each_pair_once = one < other
    one, other = one[each_pair_once], other[each_pair_once]
    shared: Any = shapely.intersection(geometries[one], geometries[other])
    found = [(shapes[i][0], shapes[j][0], area_m2(part)) for i, j, part in zip(one, other, shared, strict=True)]
    return sorted((pair for pair in found if pair[2] >= at_least_m2), key=lambda pair: (-pair[2], pair[0], pair[1]))


def holes(shapes: Sequence[Shape], inside: Shape, at_least_m2: float = NOTICEABLE_M2) -> list[Hole]:
    """Return the pieces of `inside` that no shape covers, largest first.

    Args:
        shapes: valid shapes in WGS-84 degrees; what reaches out of `inside` does no harm.
        inside: the ground to be covered, for example a community.
        at_least_m2: leave out what is smaller.
    """
    rest: Any = shapely.difference(inside, shapely.union_all(list(shapes)))
    pieces = [part for part in shapely.get_parts(rest) if isinstance(part, Polygon)]
    found = [Hole(piece, area_m2(piece)) for piece in pieces]
    return sorted((hole for hole in found if hole.area_m2 >= at_least_m2), key=lambda hole: -hole.area_m2)
