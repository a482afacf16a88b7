"""Every read about places."""

from linli.places.selectors.coverage import (
    GridOverlap,
    community_holes,
    grid_overlaps,
    grids_mark,
    neighbour_outlines,
    overlap_shapes,
)
from linli.places.selectors.finding import FoundPlace, places_found
from linli.places.selectors.locating import (
    Located,
    PointLocator,
    door_url,
    locate,
    locate_address,
    locate_door,
    locate_point,
    located_at,
)
from linli.places.selectors.overview import (
    BuildingCounts,
    GridCounts,
    PlaceCounts,
    building_counts,
    door_plates,
    grid_counts,
    grids_without_team_count,
    place_counts,
)
from linli.places.selectors.trees import communities_in_use, communities_under, divisions_path

__all__ = [
    "BuildingCounts",
    "FoundPlace",
    "GridCounts",
    "GridOverlap",
    "Located",
    "PlaceCounts",
    "PointLocator",
    "building_counts",
    "communities_in_use",
    "communities_under",
    "community_holes",
    "divisions_path",
    "door_plates",
    "door_url",
    "grid_counts",
    "grid_overlaps",
    "grids_mark",
    "grids_without_team_count",
    "locate",
    "locate_address",
    "locate_door",
    "locate_point",
    "located_at",
    "neighbour_outlines",
    "overlap_shapes",
    "place_counts",
    "places_found",
]
