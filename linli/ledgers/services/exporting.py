"""A ledger as a spreadsheet: what goes out can be changed and comes in again; what nobody changed changes nothing."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.domain.tries import REVEAL, TRIES_WINDOW
from linli.catalog.selectors import tries_allowed
from linli.core.errors import Invalid, Refused
from linli.core.sheets import SheetColumn, write_sheet
from linli.ledgers.kinds import Ledger
from linli.ledgers.models import Look, Resource, Upload
from linli.ledgers.policies import Area
from linli.ledgers.services.uploads import upload_bad_rows
from linli.people.domain import Standing
from linli.people.policies import territory_hat
from linli.people.services import Try, tries_count
from linli.places.importing.results import write_bad_rows
from linli.places.importing.templates import sheet_columns, write_template_of

MOST_WHY = 200


def template_write(ledger: Ledger, target: BinaryIO) -> None:
    """Write the empty list, with the drop-downs of the place."""
    write_template_of(str(ledger.title), ledger.columns, target)


def ledger_write(ledger: Ledger, target: BinaryIO, *, clear: bool = False) -> int:
    """Write what a ledger holds; return how many rows.

    Args:
        clear: names and numbers as they are, for whom `look_record` lets.
    """
    columns = [*sheet_columns(ledger.columns), *(SheetColumn(str(title), width=40) for title in ledger.beside())]
    return write_sheet(target, str(ledger.title), columns, ledger.rows(clear=clear))


def ledger_export(ledger: Ledger, target: BinaryIO, *, acting: Standing) -> int:
    """Write what a ledger holds, names and numbers masked, and note that it was taken out; return how many rows."""
    rows = ledger_write(ledger, target)
    with transaction.atomic():
        _exported(ledger, ledger.area, acting, rows, clear=False)
    return rows


def ledger_export_clear(ledger: Ledger, target: BinaryIO, *, acting: Standing, why: str) -> int:
    """Write what a ledger holds with names and numbers as they are; record and note the look. Return how many rows.

    Raises:
        Refused, Invalid, TooMany: see `look_record`; what was written is not to be sent then.
    """
    rows = ledger_write(ledger, target, clear=True)
    look_record(type(ledger), ledger.area, acting=acting, why=why, rows=rows)
    return rows


def _exported(ledger: Ledger | type[Ledger], area: Area, acting: Standing, rows: int, *, clear: bool) -> None:
    grid = area.grid.pk if area.grid else None
    audit_note("list_exported", area.place, acting, ledger=ledger.key, rows=rows, clear=clear, grid=grid)


def bad_rows_write(ledger: Ledger, upload: Upload, target: BinaryIO) -> int:
    """Write the rows of a list that were refused, with the drop-downs of the place; return how many."""
    rows = ((row.number, row.cells, row.errors) for row in upload_bad_rows(upload))
    return write_bad_rows(target, upload.header, rows, sheet_columns(ledger.columns))


@transaction.atomic
def look_record(
    ledger: type[Ledger], area: Area, *, acting: Standing, why: str, rows: int, resource: Resource | None = None
) -> Look:
    """Record that somebody is about to be shown what is masked: whoever it is about can read that (PIPL art. 45, 50).

    Whoever copies numbers one by one is stopped: looks count with those of cases (art. 51).

    Raises:
        Refused: it is not theirs to see.
        Invalid: no reason.
        TooMany: as many as the place allows within the hour.
    """
    right = ledger.writes if resource is not None else ledger.clears
    hat = territory_hat(acting, right, area.place, area.grid) if right else None
    if hat is None or acting.account_id is None:
        raise Refused(_("查看完整的姓名和号码要由本辖区的负责人办理。"))
    if len(why.strip()) < 2 or len(why.strip()) > MOST_WHY:
        raise Invalid.at("why", _("请写明为什么要看，不超过 %(most)s 个字。") % {"most": MOST_WHY})
    words = _("一小时内查看个人信息的次数已满，请过 %(minutes)s 分钟再看；确有需要请联系社区负责人调整上限。")
    most = tries_allowed(REVEAL, area.place)
    tries_count([Try(REVEAL, f"account:{acting.account_id}", most, words)], TRIES_WINDOW)
    if resource is None:
        _exported(ledger, area, acting, rows, clear=True)
    else:
        thing = (resource.community_id, resource.id)
        audit_note("resource_contact_revealed", area.place, acting, thing, hat=hat)
    return Look.objects.create(
        account_id=acting.account_id,
        post_id=hat.post_id,
        ledger=ledger.key,
        place=area.place,
        grid=area.grid,
        resource_id=resource.id if resource else None,
        rows=rows,
        why=why.strip(),
    )
