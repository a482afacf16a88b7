"""Rows of a list between reading and taking: as JSON that is sealed as a whole, cells and dates included."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from linli.places.importing.results import RowError

_DAY = "$day"


@dataclass(slots=True)
class Row:
    """A row of a list.

    Args:
        number: its place in the sheet.
        cells: as they came, to be mended.
        values: its parsed cells; None where one of them cannot be read.
        errors: what is wrong.
    """

    number: int
    cells: list[Any]
    values: dict[str, Any] | None
    errors: list[RowError] = field(default_factory=list)


def packed(rows: Iterable[Row]) -> str:
    """Return rows as they are kept."""
    told = [
        [
            row.number,
            [_plain(cell) for cell in row.cells],
            None
            if row.values is None
            else {key: value for key, value in row.values.items() if value not in ("", None)},
            [[error.column, error.value, error.message, error.remedy] for error in row.errors],
        ]
        for row in rows
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_tagged)


def unpacked(content: str) -> list[Row]:
    """Return what `packed` made; empty cells are left out of a row's values."""
    return [
        Row(number, cells, values, [RowError(number, *error) for error in errors])
        for number, cells, values, errors in json.loads(content or "[]", object_hook=_untagged)
    ]


def _plain(cell: Any) -> Any:
    """A date goes back into a sheet as it is read there."""
    if isinstance(cell, datetime) and cell.time() == time.min:
        return str(cell.date())
    return str(cell) if isinstance(cell, date | time) else cell


def _tagged(value: Any) -> Any:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value)} is no value of a ledger's cell")


def _untagged(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DAY]) if _DAY in found else found
