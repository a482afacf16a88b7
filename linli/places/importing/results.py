"""What an import found and did; what is wrong with a row, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from linli.core.sheets import SheetColumn, write_sheet

MAX_ERRORS = 10_000
"""More mean that the file is of another kind; counting goes on, listing stops."""


class CellFault(ValueError):
    """A cell cannot be used.

    Args:
        message: what is wrong.
        remedy: what to do.
        column: key of the column, where the parser does not stand in one already.
    """

    def __init__(self, message: str, remedy: str, column: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy, self.column = message, remedy, column


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong with one row: its number in the sheet, the column's title, the value found."""

    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        words = _("第 %(row)s 行 %(column)s“%(value)s”：%(message)s%(remedy)s")
        return words % {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclass(slots=True)
class ImportResult:
    """What an import read and did; with `dry_run` what it would do, and nothing is written."""

    kind: str
    dry_run: bool = False
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    also: dict[str, int] = field(default_factory=dict)  # rows of other kinds that came along, by what they are
    rejected: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    bad_rows: list[tuple[int, list[Any]]] = field(default_factory=list)  # as they came, to mend and send again

    def reject(self, number: int, cells: list[Any], errors: Iterable[RowError]) -> None:
        """Count a row out, with why."""
        self.rejected += 1
        if len(self.errors) < MAX_ERRORS:
            self.errors.extend(errors)
            self.bad_rows.append((number, cells))


def write_errors(result: ImportResult, target: BinaryIO) -> None:
    """Write the rows that were not taken as xlsx, each with what is wrong, to be mended and sent again."""
    by_row: dict[int, list[RowError]] = {}
    for error in result.errors:
        by_row.setdefault(error.row, []).append(error)

    def rows() -> Iterator[list[Any]]:
        for number, cells in result.bad_rows:
            what = " ".join(f"{error.column}：{error.message}{error.remedy}" for error in by_row.get(number, []))
            padded = [*cells, *[""] * (len(result.header) - len(cells))][: len(result.header)]
            yield [*padded, number, what]

    columns = [SheetColumn(title, as_text=True) for title in result.header]
    columns += [SheetColumn(_("原行号"), 8), SheetColumn(_("需要更正"), 60)]
    write_sheet(target, _("需要更正的行"), columns, rows())
