"""Empty lists to fill in, made from the same columns that the reader goes by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.core.sheets import SheetColumn, write_sheet
from linli.places.importing.columns import Column
from linli.places.importing.kinds import KINDS


def write_template(kind: str, target: BinaryIO) -> None:
    """Write the template of a kind of places as xlsx.

    Raises:
        KeyError: no such kind.
    """
    importer = KINDS[kind]
    write_template_of(str(importer.title), importer.columns, target)


def write_template_of(
    title: str, columns: Sequence[Column], target: BinaryIO, further: Sequence[Sequence[str]] = ()
) -> None:
    """Write an empty list as xlsx: the header with drop-downs and hints, and a sheet of notes.

    Args:
        further: rows to stand below the notes.
    """
    notes = [[_("列名"), _("是否必填"), _("说明"), _("示例")]]
    notes += [[str(column.title), _need(column), _note(column), column.example] for column in columns]
    notes.append([])
    notes.append(["", "", _("表头可以有别的列，列的顺序不限；看不懂的列会被忽略并列出。"), ""])
    notes.append(["", "", _("同一份表格可以反复导入：已有的不会重复，改过的会更新。"), ""])
    notes += [list(row) for row in further]
    write_sheet(
        target,
        title,
        sheet_columns(columns),
        [],
        notes=notes,
        notes_title=_("填写说明"),
    )


def sheet_columns(columns: Sequence[Column]) -> list[SheetColumn]:
    """Return how columns are laid out in a sheet that people fill in or change."""
    return [
        SheetColumn(
            str(column.title) + ("*" if column.required else ""),
            width=max(12, len(str(column.title)) * 2 + 4),
            choices=column.choices,
            hint=_note(column),
            as_text=True,
        )
        for column in columns
    ]


def _need(column: Column) -> str:
    return _("必填") if column.required else _("选填")


def _note(column: Column) -> str:
    note = str(column.note)
    if column.aliases:
        also = _("也认：%(names)s") % {"names": "、".join(name for name in column.aliases if not name.isascii())}
        note = f"{note}。{also}" if note else also
    return note
