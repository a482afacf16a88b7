"""Do a community's grids cover it once? Overlaps and holes, as the map and its list show them."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from linli.places.domain import Hole, Shape, holes, overlaps
from linli.places.models import Division, Grid


class GridOverlap(NamedTuple):
    """Ground that two grids claim, in square metres."""

    one: Grid
    other: Grid
    area_m2: float


def _drawn(community: Division) -> dict[int, Grid]:
    return {grid.pk: grid for grid in Grid.objects.filter(community=community, active=True).exclude(outline=None)}


def grid_overlaps(community: Division) -> list[GridOverlap]:
    """Return the pairs of grids that share ground, largest first: one query."""
    grids = _drawn(community)
    if len(grids) < 2:
        return []
    found = overlaps([(pk, shape(grid.outline)) for pk, grid in grids.items()])
    return [GridOverlap(grids[one], grids[other], area) for one, other, area in found]


def overlap_shapes(pairs: list[GridOverlap]) -> list[dict[str, Any]]:
    """Return the ground of each overlap as GeoJSON, in the same order."""
    found = [shape(pair.one.outline).intersection(shape(pair.other.outline)) for pair in pairs]
    return [json.loads(shapely.to_geojson(ground)) for ground in found]


def neighbour_outlines(community: Division) -> list[tuple[str, dict[str, Any]]]:
    """Return (name, outline) of what borders on a community: its street's other communities, where drawn, and their grids."""
    others = Division.objects.filter(parent_id=community.parent_id).exclude(pk=community.pk)
    grids = Grid.objects.filter(community__parent_id=community.parent_id, active=True).exclude(community=community)
    rows = [
        *others.exclude(outline=None).values_list("name", "outline"),
        *grids.exclude(outline=None).values_list("name", "outline"),
    ]
    return [(name, outline) for name, outline in rows if outline is not None]


def community_holes(community: Division) -> list[Hole]:
    """Return the ground of a community that no grid covers, largest first; none where its outline is not known.

    Without an outline, holes are looked for between the grids: ground that they enclose on all sides.
    """
    shapes: list[Shape] = [shape(grid.outline) for grid in _drawn(community).values()]
    if not shapes:
        return []
    if community.outline:
        return holes(shapes, shape(community.outline))
    return holes(shapes, _filled(shapes))


def _filled(shapes: list[Shape]) -> Shape:
    """Return the ground of all shapes together, the holes that they enclose filled in."""
    together = shapely.union_all(shapes)
    parts = [Polygon(part.exterior) for part in shapely.get_parts(together) if isinstance(part, Polygon)]
    return MultiPolygon(parts) if len(parts) > 1 else parts[0]


def grids_mark(community: Division) -> str:
    """Return a mark of the community's map as it is now; a map that was changed since has another."""
    rows = Grid.objects.filter(community=community).order_by("id").values_list("id", "name", "outline")
    return hashlib.sha256(json.dumps(list(rows), sort_keys=True).encode()).hexdigest()[:32]
