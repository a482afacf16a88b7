"""Lists as people send them, and the worker that gets on with them."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook

from linli.ledgers.kinds import LEDGERS, Ledger
from linli.ledgers.models import State, Upload
from linli.ledgers.policies import Area
from linli.ledgers.services.uploads import upload_advance, upload_begin, upload_confirm
from linli.people.selectors import standing_of
from tests.cast import Cast


def ledger_of(cast: Cast, name: str, who: str | None = "community_director", place: str = "community") -> Ledger:
    """A ledger of 青和居 in the hands of its director."""
    return LEDGERS[name](Area(cast.places[place]), standing_of(cast.accounts[who]) if who else None)


def sheet(*rows: list[Any]) -> bytes:
    """An xlsx."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet, empty cells as empty texts."""
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]


def work(upload: Upload) -> Upload:
    """Let the worker get on until there is nothing to do; return the upload as it is then."""
    while upload_advance(upload.pk):
        pass
    return Upload.objects.get(pk=upload.pk)


def checked(cast: Cast, name: str, *rows: list[Any], who: str | None = "community_director") -> Upload:
    """Send a list and have it checked."""
    account = cast.accounts[who].pk if who else None
    return work(upload_begin(ledger_of(cast, name, who), "名单.xlsx", sheet(*rows), account_id=account))


def taken(cast: Cast, name: str, *rows: list[Any], who: str | None = "community_director") -> Upload:
    """Send a list, have it checked and taken."""
    upload = checked(cast, name, *rows, who=who)
    assert upload.state == State.CHECKED, upload.fault
    upload_confirm(upload)
    return work(upload)
