"""An import from file to result: every row that is right is taken, in one transaction; every other is listed."""

from __future__ import annotations

from typing import Any, BinaryIO, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import Acting, audit_note
from linli.core.errors import Invalid
from linli.places.importing.columns import Column
from linli.places.importing.geojson import GEOMETRY, is_geojson, read_features
from linli.places.importing.kinds import KINDS, Importer
from linli.places.importing.results import CellFault, ImportResult, RowError
from linli.places.importing.scope import Scope
from linli.places.importing.sheets import SheetRow, SheetTable, read_sheet


@transaction.atomic
def run_import(
    kind: str, file: BinaryIO, *, scope: Scope | None = None, dry_run: bool = False, acting: Acting | None = None
) -> ImportResult:
    """Import a list of places.

    Args:
        kind: a key of `KINDS`.
        file: xlsx, csv or GeoJSON, open for reading in binary and at its start.
        scope: whose places may be written, and what rows need not say.
        dry_run: write nothing.
        acting: who imports; None is the operator's shell.

    Raises:
        Invalid: the file cannot be read as a list of this kind; nothing is written.
    """
    scope = scope or Scope()
    result = run_importer(KINDS[kind](scope), file, dry_run=dry_run)
    if not dry_run:
        said: dict[str, Any] = {"created": result.created, "updated": result.updated, "rejected": result.rejected}
        audit_note("places_imported", scope.community or scope.division, acting, list=kind, **said)
    return result


@transaction.atomic
def run_importer(importer: Importer, file: BinaryIO, *, dry_run: bool = False) -> ImportResult:
    """Import a list of any kind.

    A row is taken whole or not at all. A dry run does everything and then takes it back, so that it reports what the
    import itself would.

    Raises:
        Invalid: as `run_import`.
    """
    table = _open(importer, file)
    result = ImportResult(importer.key, dry_run, header=table.header)
    if table.ignored:
        result.warnings.append(_("没有用到这些列：%(names)s") % {"names": "、".join(table.ignored[:20])})
    for row in table.rows:
        result.read += 1
        values, errors = parsed(importer, row)
        if not errors:
            try:
                importer.take(row, values)
                continue
            except CellFault as fault:
                errors = [_error(importer, row, fault)]
        result.reject(row.number, row.cells, errors)
    for row, late in importer.late():
        result.reject(row.number, row.cells, [_error(importer, row, late)])
    result.errors.sort(key=lambda error: error.row)
    tally = importer.write()
    result.created, result.updated, result.unchanged = tally.created, tally.updated, tally.unchanged
    result.also = importer.also
    if dry_run:
        transaction.set_rollback(True)
    return result


def _open(importer: Importer, file: BinaryIO) -> SheetTable:
    if is_geojson(file):
        if not importer.drawn:
            raise Invalid(_("“%(kind)s”不能用 GeoJSON 导入。请下载模板，用 xlsx 或 csv。") % {"kind": importer.title})
        return read_features(file, importer.columns)
    if importer.needs_geometry:
        raise Invalid(_("“%(kind)s”只能用 GeoJSON 导入。") % {"kind": importer.title})
    return read_sheet(file, importer.columns)


class Listed(Protocol):
    """A kind of list, as far as its cells are parsed."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """In the order in which they are written."""


def parsed(importer: Listed, row: SheetRow) -> tuple[dict[str, Any], list[RowError]]:
    """Return the cells of a row by column as their parsers read them, and what is wrong with others."""
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for column in importer.columns:
        raw = row.values.get(column.key, "")
        try:
            values[column.key] = column.parse(raw)
            if column.required and not values[column.key]:
                raise CellFault(_("没有填写。"), _("请补上。"))
        except CellFault as fault:
            errors.append(_error(importer, row, fault, column))
    if GEOMETRY in row.values:
        values[GEOMETRY] = row.values[GEOMETRY]
    return values, errors


def _error(importer: Listed, row: SheetRow, fault: CellFault, column: Column | None = None) -> RowError:
    key = column.key if column else fault.column
    title = next((str(known.title) for known in importer.columns if known.key == key), _("图形"))
    value = "" if key == GEOMETRY else str(row.values.get(key, ""))
    return RowError(row.number, title, value[:60], fault.message, fault.remedy)
