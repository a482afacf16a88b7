"""Bringing many rows to what they should be, in few statements; and the mark that tells indexes of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from linli.places.domain import Crs, Point, Shape, convert, to_geojson
from linli.places.models import Revision
from linli.places.records import Tally
from linli.places.services.naming import places_name

Row = TypeVar("Row", bound=models.Model)
BATCH = 500
_DIGITS = 7
"""Decimals of a degree that are kept: a centimetre."""


def revision_bump(what: int = Revision.PLACES) -> None:
    """Let every process see, once this transaction is committed, that places have changed."""
    Revision.objects.update_or_create(id=what, defaults={"mark": secrets.token_hex(16)})


def rows_upsert(model: type[Row], wanted: Iterable[tuple[Row | None, dict[str, Any]]]) -> Tally:
    """Create what is not there, change what differs, leave the rest alone.

    Args:
        model: the table.
        wanted: (the row there is or None, what its fields should be). All dicts have the same keys but for the rows
            that exist, which may name fewer.

    Returns:
        The count, and the rows in the order of `wanted`.
    """
    create: list[Row] = []
    change: list[Row] = []
    changed: set[str] = set()
    tally = Tally()
    for row, values in wanted:
        if row is None:
            row = model(**values)
            create.append(row)
        elif differing := [name for name, value in values.items() if getattr(row, name) != value]:
            for name in differing:
                setattr(row, name, values[name])
            changed.update(differing)
            change.append(row)
        else:
            tally.unchanged += 1
        tally.rows.append(row)
    manager = model._default_manager
    manager.bulk_create(create, batch_size=BATCH)
    if change:
        manager.bulk_update(change, sorted(changed), batch_size=BATCH)
    places_name(model, create + change)
    tally.created, tally.updated = len(create), len(change)
    return tally


NO_POINT = {"lon": None, "lat": None, "origin_crs": ""}


def outline_of(shape: Shape) -> dict[str, Any]:
    """Return a shape as it is kept: GeoJSON in lists, positions rounded to a centimetre."""
    return json.loads(json.dumps(to_geojson(shape)), parse_float=lambda text: round(float(text), _DIGITS))


def point_values(point: Point | None) -> dict[str, Any]:
    """Return the columns of a point: WGS-84 degrees and where they came from; nothing where there is none."""
    if point is None:
        return {}
    here = convert(point, Crs.WGS84)
    return {"lon": round(here.lon, _DIGITS), "lat": round(here.lat, _DIGITS), "origin_crs": point.crs.value}
