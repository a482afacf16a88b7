"""What the rows of a chunk come to, told or done: records made, planned or put, refusals put into words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from linli.core.errors import LinliError
from linli.core.planned import Change, Planned
from linli.ledgers.kinds import Ledger
from linli.ledgers.services.chunks import Row
from linli.ledgers.services.reading import cell_fault, fault_of
from linli.places.importing.results import CellFault


def rows_go(ledger: Ledger, rows: list[Row], *, write: bool) -> Counter[str]:
    """Plan or put the rows that can be read; each one that is refused says why.

    Args:
        write: within a transaction of the caller.

    Returns:
        change → rows.
    """
    counts: Counter[str] = Counter()
    records: list[tuple[Row, Any]] = []
    blank = {column.key: "" for column in ledger.columns}
    for row in rows:
        if row.values is None:
            counts[Change.REFUSED] += 1
            continue
        row.errors = []
        try:
            records.append((row, ledger.record({**blank, **_none_of(row.values)})))
        except CellFault as fault:
            row.errors = [cell_fault(ledger, row, fault)]
            counts[Change.REFUSED] += 1
        except LinliError as error:
            _refuse(ledger, row, error)
            counts[Change.REFUSED] += 1
    do = ledger.put if write else ledger.plan
    planned: list[Planned] = do([record for _row, record in records]) if records else []
    for (row, _record), plan in zip(records, planned, strict=True):
        counts[plan.change] += 1
        if plan.error is not None:
            _refuse(ledger, row, plan.error)
    return counts


def _none_of(values: dict[str, Any]) -> dict[str, Any]:
    """Days and numbers that are empty are None to a record; texts are empty texts."""
    return {"number": None, "first": None, "last": None} | values


def _refuse(ledger: Ledger, row: Row, error: LinliError) -> None:
    column, remedy = next(iter(error.fields.items()), (ledger.columns[0].key, ""))
    row.errors = [fault_of(ledger, row, column, error.message, "" if remedy == error.message else remedy)]
