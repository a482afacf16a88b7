"""Writes about grids and their outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import Acting, audit_note
from linli.core.errors import Changed, Invalid
from linli.places.domain import Crs, Shape, ShapeError, read_shape
from linli.places.models import Division, Grid
from linli.places.records import GridRecord, Tally
from linli.places.selectors.coverage import grids_mark
from linli.places.services.divisions import division_lock
from linli.places.services.rows import outline_of, revision_bump, rows_upsert
from linli.places.words import shape_fault_words


@transaction.atomic
def grids_upsert(records: Sequence[GridRecord]) -> Tally:
    """Bring grids to what `records` say; a grid is known by its code, without one by its name in the community.

    Codes follow the community's: twelve digits and three of the grid's own.

    Raises:
        Invalid: a code is already another community's.
    """
    communities = {record.community.pk: record.community for record in records}
    codes = [record.code for record in records if record.code]
    by_code = {grid.code: grid for grid in Grid.objects.filter(code__in=codes)}
    by_name: dict[tuple[int, str], Grid] = {}
    taken: set[str] = set(by_code) | set(codes)
    for grid in Grid.objects.filter(community__in=communities):
        by_name[grid.community_id, grid.name] = grid
        taken.add(grid.code)
    wanted = []
    for record in records:
        row = by_code.get(record.code) if record.code else by_name.get((record.community.pk, record.name))
        if row is not None and row.community_id != record.community.pk:
            raise Invalid(
                _("网格代码 %(code)s 已属于另一个社区的“%(name)s”；请改用本社区的代码。")
                % {"code": row.code, "name": row.name}
            )
        code = record.code or (row.code if row else _free_code(record.community, taken))
        taken.add(code)
        wanted.append((row, _values(record, code, new=row is None)))
    tally = rows_upsert(Grid, wanted)
    if tally.created or tally.updated:
        revision_bump()
    return tally


def _values(record: GridRecord, code: str, *, new: bool) -> dict[str, Any]:
    values: dict[str, Any] = {"community_id": record.community.pk, "code": code, "name": record.name}
    if record.shape is not None:
        crs = record.origin_crs or Crs.WGS84
        return values | {"outline": outline_of(record.shape), "origin_crs": crs.value}
    return values | {"outline": None, "origin_crs": ""} if new else values


def _free_code(community: Division, taken: set[str]) -> str:
    return next(code for n in range(1, 1_000_000) if (code := f"{community.code}{n:03d}") not in taken)


@transaction.atomic
def grids_draw(community: Division, collection: object, *, mark: str, acting: Acting | None = None) -> Tally:
    """Take over a whole map of a community's grids: changed outlines, new grids, outlines taken away.

    Args:
        community: whose grids.
        collection: GeoJSON FeatureCollection in WGS-84; each feature's `properties` carry `grid` (id), or a `name`
            for a grid that is new. A grid that is not on the map keeps its row and loses its outline.
        mark: `grids_mark` of the map that was corrected.

    Raises:
        Changed: somebody else has changed the map since.
        Invalid: a drawing is no area, has no name, or belongs to another community; nothing is taken over then.
    """
    division_lock(community)
    if mark != grids_mark(community):
        raise Changed(_("这张地图刚被别人修改过；请刷新页面，在最新的地图上重新修改后再保存。"))
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        raise Invalid(_("没有收到地图数据；请刷新页面后再试。"))
    grids = {grid.pk: grid for grid in Grid.objects.filter(community=community)}
    wanted: list[tuple[Grid | None, dict[str, Any]]] = []
    new: list[GridRecord] = []
    for feature in features:
        properties = (feature.get("properties") if isinstance(feature, Mapping) else None) or {}
        grid_id, name = (
            properties.get("grid"),
            " ".join(str(properties.get("name") or "").replace("\0", "").split())[:60],
        )
        if grid_id is None:
            if not name:
                raise Invalid(_("新画的网格还没有名称；请填写名称后再保存。"))
            new.append(GridRecord(community, name, shape=_read(feature, name), origin_crs=Crs.WGS84))
            continue
        if grid_id not in grids:
            raise Invalid(_("图上有不属于本社区的网格；请刷新页面后再试。"))
        grid = grids.pop(grid_id)
        outline = outline_of(_read(feature, grid.name))
        # An outline that nobody moved keeps the reference system that it came in.
        wanted.append((grid, {"outline": outline, "origin_crs": Crs.WGS84.value} if outline != grid.outline else {}))
    wanted += [(grid, {"outline": None, "origin_crs": ""}) for grid in grids.values() if grid.outline]
    names = (
        [record.name for record in new]
        + [row.name for row, _values in wanted if row]
        + [g.name for g in grids.values()]
    )
    for record in new:
        if names.count(record.name) > 1:
            raise Invalid(_("本社区已有名为“%(name)s”的网格；请换一个名称。") % {"name": record.name})
    tally = rows_upsert(Grid, wanted)
    tally.add(grids_upsert(new))
    if tally.updated:
        revision_bump()
    if tally.created or tally.updated:
        audit_note("grids_drawn", community, acting, created=tally.created, updated=tally.updated)
    return tally


def _read(geometry: object, name: str) -> Shape:
    try:
        return read_shape(geometry, Crs.WGS84)
    except ShapeError as fault:
        raise Invalid(
            _("“%(name)s”的边界有问题：%(fault)s") % {"name": name, "fault": shape_fault_words(fault)}
        ) from None
