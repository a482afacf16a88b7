"""A grid drawn in the middle of a story, as a list of grids brings it in."""

from __future__ import annotations

from linli.places.domain import Crs, read_shape
from linli.places.models import Grid
from linli.places.records import GridRecord
from linli.places.selectors import GridOverlap, grid_overlaps
from linli.places.services import grids_upsert


def grid_draw(grid: Grid, geometry: object, crs: Crs) -> list[GridOverlap]:
    """Give a grid its outline, and return where it now overlaps with others of its community."""
    grids_upsert([GridRecord(grid.community, grid.name, grid.code, read_shape(geometry, crs), crs)])
    grid.refresh_from_db()
    return [pair for pair in grid_overlaps(grid.community) if grid.pk in (pair.one.pk, pair.other.pk)]
