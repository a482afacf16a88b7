"""In which grid does a point lie, and if in none, which is nearest?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from linli.places.domain.metres import scale_at

K = TypeVar("K", int, str, UUID)


class Nearest(NamedTuple, Generic[K]):
    """What lies nearest, and how far; 0 metres means inside."""

    id: K
    metres: float


class Locator(Generic[K]):
    """An index of shapes; built once, asked often, safe to share between threads.

    Args:
        shapes: (id, shapely geometry in WGS-84 degrees), in any order; a desk may be a shapely Point. Where several
            shapes hold a point - on a shared border, or where they overlap - the lowest id wins, always.
    """

    def __init__(self, shapes: Iterable[tuple[K, Any]]) -> None:
        in_order = sorted(shapes, key=lambda item: item[0])
        self._ids: list[K] = [key for key, _ in in_order]
        self._shapes = np.array([shape for _, shape in in_order], dtype=object)
        # Not `shapely.prepare`d: that builds its index on first use, and two threads may come first at once.
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, lon: float, lat: float) -> K | None:
        """Return the id of the shape that holds a point, its border included; none if no shape does."""
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._ids[hits.min()] if len(hits) else None

    def find_many(self, points: ArrayLike) -> NDArray[np.object_]:
        """Return `find` for every row of an array of (lon, lat), as an array of ids and None."""
        rows = np.asarray(points, np.float64).reshape(-1, 2)
        geometries = shapely.points(rows)
        # GEOS prepares the side that asks; a shape that is prepared once for many points is worth it, and the reverse.
        if len(rows) < len(self):
            point, shape = self._tree.query(geometries, predicate="intersects")
        else:
            shape, point = shapely.STRtree(geometries).query(self._shapes, predicate="intersects")
        lowest = np.full(len(rows), len(self))
        np.minimum.at(lowest, point, shape)
        found: NDArray[np.object_] = np.array([*self._ids, None], dtype=object)[lowest]
        return found

    def nearest(self, lon: float, lat: float, candidates: Collection[K] | None = None) -> Nearest[K] | None:
        """Return the nearest shape and its distance on the ground; of equally near ones the lowest id.

        Args:
            lon, lat: degrees.
            candidates: look among these ids only; default all.
        """
        if candidates is not None:
            among = set(candidates)
            chosen = (pair for pair in zip(self._ids, self._shapes, strict=True) if pair[0] in among)
            return Locator(chosen).nearest(lon, lat)
        if not self._ids:
            return None
        east, north = scale_at(lat)

        def metres(indices: Any) -> Any:
            flat = shapely.transform(self._shapes[indices], lambda xy: (xy - (lon, lat)) * (east, north))
            return shapely.distance(flat, shapely.Point(0, 0))

        # A degree east is shorter than a degree north, so the nearest in degrees only says how far to look in metres.
        bound = metres(self._tree.query_nearest(shapely.Point(lon, lat))).min()
        reach_east, reach_north = bound / east * 1.001 + 1e-9, bound / north * 1.001 + 1e-9
        around = shapely.box(lon - reach_east, lat - reach_north, lon + reach_east, lat + reach_north)
        indices = np.sort(self._tree.query(around))
        distances = metres(indices)
        best = int(distances.argmin())
        return Nearest(self._ids[indices[best]], float(distances[best]))
