"""What an import found and did; what is wrong with a row, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.sheets import SheetColumn, write_sheet

MAX_ERRORS = 10_000
"""More mean that the file is of another kind; counting goes on, listing stops."""

OWN_TITLES = (gettext_lazy("原行号"), gettext_lazy("错误"))
"""Of the columns that we add to rows that are sent back."""


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
    rows = ((number, cells, by_row.get(number, [])) for number, cells in result.bad_rows)
    write_bad_rows(target, result.header, rows)


def write_bad_rows(
    target: BinaryIO,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Any], Iterable[RowError]]],
    columns: Sequence[SheetColumn] = (),
) -> int:
    """Write rows as they came, with where they stood and what is wrong; return how many.

    A sheet that was mended before brings our own two columns along; they are not written twice.

    Args:
        header: titles of the cells of `rows`.
        rows: (number, cells, what is wrong).
        columns: how known titles are laid out, with their drop-downs.
    """
    own = {str(title) for title in OWN_TITLES}
    kept = [place for place, title in enumerate(header) if title not in own]
    known = {column.title: column for column in columns}

    def lines() -> Iterator[list[Any]]:
        for number, cells, errors in rows:
            what = " ".join(f"{error.column}：{error.message}{error.remedy}" for error in errors)
            yield [*(cells[place] if place < len(cells) else "" for place in kept), number, what]

    titles = [known.get(header[place]) or SheetColumn(header[place], as_text=True) for place in kept]
    titles += [SheetColumn(str(OWN_TITLES[0]), 8), SheetColumn(str(OWN_TITLES[1]), 60)]
    return write_sheet(target, _("需要更正的行"), titles, lines())
