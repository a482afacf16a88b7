"""What somebody does with their own data: a copy, a correction, a choice taken back, the end of the account."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import IO, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.sheets import SheetColumn, write_sheet
from linli.people.models import Account
from linli.people.services import account_close, account_phone_change
from linli.privacy.holdings import HOLDINGS
from linli.privacy.models import Choice, RightKind, RightUsed
from linli.privacy.words import SUGGESTIONS

CHOICES = (SUGGESTIONS,)
"""Purposes that somebody may refuse and keep their account."""


def right_note(account: Account, right: RightKind) -> None:
    """Write down that somebody used a right (PIPL art. 50)."""
    RightUsed.objects.create(account=account, right=right, at=clock.now())


def choice_set(account: Account, purpose: str, agreed: bool) -> None:
    """Let somebody agree to a purpose, or take it back; what was done before stays lawful (PIPL art. 15, 16, 24).

    Raises:
        KeyError: nothing that can be chosen.
    """
    if purpose not in CHOICES:
        raise KeyError(f"nobody is asked about {purpose!r}")
    choice_note(account, purpose, agreed)


def choice_note(account: Account, purpose: str, agreed: bool) -> None:
    """Keep that somebody agreed to a purpose or took it back; for rooms above, which ask on pages of their own (art. 29)."""
    Choice.objects.create(account=account, purpose=purpose, agreed=agreed, at=clock.now())
    if not agreed:
        right_note(account, RightKind.WITHDRAW)


def phone_correct(account: Account, phone: str) -> None:
    """Give somebody another number (PIPL art. 46). Raises as `account_phone_change`."""
    with transaction.atomic():
        account_phone_change(account, phone)
        right_note(account, RightKind.CORRECT)


@transaction.atomic
def account_leave(account: Account) -> None:
    """Delete somebody's account and everything of them that need not stay (PIPL art. 47).

    Raises:
        Refused: they hold a post.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    for holding in HOLDINGS.values():
        holding.leave(account)
    account_close(account)
    right_note(account, RightKind.DELETE)


def copy_write(account: Account, target: IO[bytes]) -> None:
    """Write everything kept of somebody as a ZIP: a spreadsheet a kind to read, data.json for programs, photos (art. 45).

    Args:
        account: whose.
        target: a file open for writing and reading.
    """
    everything: dict[str, Any] = {"made_at": clock.now().isoformat()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for holding in HOLDINGS.values():
            rows = [list(row) for row in holding.rows(account)]
            titles = [str(column) for column in holding.columns]
            everything[holding.name] = [dict(zip(titles, map(_plain, row), strict=True)) for row in rows]
            sheet = io.BytesIO()
            write_sheet(sheet, str(holding.title), [SheetColumn(title, width=24) for title in titles], rows)
            archive.writestr(f"{holding.name}.xlsx", sheet.getvalue())
            for name, open_file in holding.files(account):
                with open_file() as file, archive.open(f"files/{name}", "w") as out:
                    while part := file.read(1 << 16):
                        cast(Any, out).write(part)
        archive.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=1))
        archive.writestr(
            "README.txt", _("您在邻里中的个人信息副本。表格给人看，data.json 给程序用，files 里是照片和录音。") + "\n"
        )
    right_note(account, RightKind.COPY)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
