"""Writing spreadsheets that people open in Excel or WPS: no cell of ours is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, BinaryIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

MAX_CELL = 32_767
"""Excel's own limit of characters in a cell."""

MAX_INLINE = 250
"""Excel holds a drop-down of 255 characters in the rule itself; a longer one points to cells."""
LISTS = "lists"

# Excel and WPS take a text with one of these in front for a formula when a file is opened or saved as csv; the
# full-width ones count in East Asian editions.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_HEAD_FILL = PatternFill("solid", fgColor="FFF3EDE9")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write: its title, width in characters, the choices of its drop-down, a hint at the title.

    `as_text` keeps the spreadsheet program from turning 3-2 into the second of March.
    """

    title: str
    width: int = 16
    choices: tuple[str, ...] = ()
    hint: str = ""
    as_text: bool = False


def safe_cell(value: Any) -> Any:
    """Return `value` as it may stand in a cell: a text that looks like a formula gets an apostrophe in front.

    Control characters that no spreadsheet can hold are dropped, texts are cut at `MAX_CELL`, aware datetimes become
    local ones, which is what a spreadsheet knows.
    """
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value)) if not hasattr(value, "isoformat") else value
    if not isinstance(text, str):
        return text
    if text.startswith(FORMULA_STARTS):
        text = "'" + text
    return text[:MAX_CELL]


def unguarded(text: str) -> str:
    """Undo `safe_cell`: a text that came back from a sheet of ours loses the apostrophe that it was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def write_sheet(
    target: BinaryIO,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Iterable[Sequence[Any]] = (),
    notes_title: str = "",
) -> int:
    """Write one xlsx with a header, `rows` below it and, where there are notes, a second sheet of them.

    Rows are streamed: a ledger of 100,000 rows needs no more memory than one of ten.

    Args:
        target: a binary file open for writing.
        title: name of the sheet; what Excel forbids in it is dropped.
        columns: in order.
        rows: as many values as there are columns, each made safe here.
        notes: rows of the second sheet, its first row the heading.
        notes_title: name of the second sheet.

    Returns:
        How many rows were written.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    long = [column for column in columns if _is_long(column.choices)]
    _lay_out(sheet, columns, long)
    sheet.append([_head_cell(sheet, column) for column in columns])
    count = 0
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
        count += 1
    _write_notes(book, notes, notes_title)
    _write_lists(book, long)
    book.save(target)
    return count


def _is_long(choices: Sequence[str]) -> bool:
    """Whether a drop-down does not fit into its own cell rule, or would fall apart there: its words are split at commas."""
    return len(",".join(choices)) > MAX_INLINE or any("," in choice or '"' in choice for choice in choices)


def _lay_out(sheet: Any, columns: Sequence[SheetColumn], long: Sequence[SheetColumn]) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        if column.as_text:
            sheet.column_dimensions[letter].number_format = "@"
        if column.choices:
            words = '"' + ",".join(column.choices) + '"'
            if column in long:
                where = get_column_letter(long.index(column) + 1)
                words = f"{LISTS}!${where}$1:${where}${len(column.choices)}"
            drop_down = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=False)
            drop_down.add(f"{letter}2:{letter}1048576")
            sheet.data_validations.append(drop_down)


def _head_cell(sheet: Any, column: SheetColumn) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=safe_cell(column.title))
    cell.font = Font(bold=True)
    cell.fill = _HEAD_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if column.hint:
        cell.comment = Comment(column.hint, "Linli", height=90, width=240)
    return cell


def _write_notes(book: Workbook, notes: Iterable[Sequence[Any]], title: str) -> None:
    lines = list(notes)
    if not lines:
        return
    sheet = book.create_sheet(_sheet_name(title))
    for number, width in enumerate((20, 12, 60, 24), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line in lines:
        cells = [WriteOnlyCell(sheet, value=safe_cell(value)) for value in line]
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.append(cells)


def _write_lists(book: Workbook, columns: Sequence[SheetColumn]) -> None:
    """Write what long drop-downs offer to a sheet that is not shown, a column each."""
    if not columns:
        return
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for line in zip_longest(*(column.choices for column in columns)):
        sheet.append([safe_cell(word) for word in line])


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Sheet1"


def write_csv(target: BinaryIO, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> int:
    """Write one csv in UTF-8 with the mark that Excel and WPS know it by; cells made safe as in `write_sheet`.

    Returns:
        How many rows were written.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(column.title) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        count += 1
    text.detach()
    return count
