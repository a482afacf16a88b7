"""Every write about places. Each is one transaction and leaves the new `Revision` mark that indexes look for."""

from linli.places.services.buildings import buildings_upsert, compounds_upsert
from linli.places.services.divisions import division_activate, division_lock, divisions_upsert, outlines_set
from linli.places.services.door_codes import door_code_issue, door_code_revoke, door_codes_issue
from linli.places.services.entrances import (
    doors_by_count,
    doors_by_floor,
    entrances_upsert,
    households_add,
)
from linli.places.services.grids import grids_draw, grids_upsert
from linli.places.services.neighbourhoods import doors_between, neighbourhoods_set
from linli.places.services.rows import revision_bump
from linli.places.services.uploads import upload_keep, upload_taken

__all__ = [
    "buildings_upsert",
    "compounds_upsert",
    "division_activate",
    "division_lock",
    "divisions_upsert",
    "door_code_issue",
    "door_code_revoke",
    "door_codes_issue",
    "doors_between",
    "doors_by_count",
    "doors_by_floor",
    "entrances_upsert",
    "grids_draw",
    "grids_upsert",
    "households_add",
    "neighbourhoods_set",
    "outlines_set",
    "revision_bump",
    "upload_keep",
    "upload_taken",
]
