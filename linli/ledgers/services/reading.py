"""A list as it was sent, read into chunks: cells parsed, rows that say the same thing twice found."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from linli.ledgers.kinds import Ledger
from linli.ledgers.services.chunks import Row
from linli.places.importing.results import OWN_TITLES, CellFault, RowError
from linli.places.importing.runner import parsed
from linli.places.importing.sheets import SheetRow, read_sheet

CHUNK = 2_000
"""Rows of one transaction: short enough that whoever waits for it does not notice."""


class Reading:
    """The rows of a file, a chunk at a time.

    Raises:
        Invalid: the file cannot be read as a list of this ledger.
    """

    def __init__(self, ledger: Ledger, file: BinaryIO) -> None:
        self.ledger = ledger
        self._table = read_sheet(file, ledger.columns)
        self.header = self._table.header
        self._seen: dict[Hashable, tuple[int, int]] = {}

    @property
    def warnings(self) -> list[str]:
        """What people should know of the file besides its rows."""
        ignored = [title for title in self._table.ignored if title not in {str(own) for own in OWN_TITLES}]
        return [_("没有用到这些列：%(names)s") % {"names": "、".join(ignored[:20])}] if ignored else []

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the rows; one that repeats an earlier one word for word is passed over."""
        rows: list[Row] = []
        for row in self._table.rows:
            if (read := self._read(row)) is not None:
                rows.append(read)
            if len(rows) == CHUNK:
                yield rows
                rows = []
        if rows:
            yield rows

    def _read(self, row: SheetRow) -> Row | None:
        values, errors = parsed(self.ledger, row)
        if errors:
            return Row(row.number, row.cells, None, errors)
        said = hash(tuple(_frozen(values[column.key]) for column in self.ledger.columns))
        first, other = self._seen.setdefault(self.ledger.identity(values), (row.number, said))
        if first == row.number:
            return Row(row.number, row.cells, values)
        if other == said:
            return None
        column = self.ledger.columns[0]
        words = _("与第 %(row)s 行是同一个，内容却不同。") % {"row": first}
        error = RowError(row.number, str(column.title), "", words, _("请只保留正确的一行。"))
        return Row(row.number, row.cells, None, [error])


def _frozen(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


def fault_of(ledger: Ledger, row: Row, column: str, message: str, remedy: str) -> RowError:
    """Return what is wrong with a row, at the column of that key."""
    found = next((one for one in ledger.columns if one.key == column), ledger.columns[0])
    value = str((row.values or {}).get(column, ""))
    return RowError(row.number, str(found.title), value[:60], message, remedy)


def cell_fault(ledger: Ledger, row: Row, fault: CellFault) -> RowError:
    """Return the fault of a cell as an error of its row."""
    return fault_of(ledger, row, fault.column, fault.message, fault.remedy)
