"""Reading lists as people keep them: xlsx or csv, with captions above the header, merged cells, columns in any order.

Rows are streamed. A sheet is never held whole.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from linli.core.errors import Invalid
from linli.places.importing.columns import Column, header_key, tidy
from linli.places.importing.xlsx import MAX_COLUMN, worksheet_rows
from linli.text.decoding import decode

HEADER_WITHIN = 30
"""The header stands in one of the first so many rows."""
MAX_ROWS = 300_000
MAX_UNPACKED = 600 * 1024 * 1024
"""An xlsx is a zip; one that unpacks to more is a mistake or an attack."""
MAX_TEXTS = 250 * 1024 * 1024
"""Texts are held in memory, worksheets stream by; what else a workbook is made of is small."""
MAX_OTHER = 20 * 1024 * 1024
MAX_LINE = 1_000_000
"""Characters of one line of a csv."""

_OLE = b"\xd0\xcf\x11\xe0"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_TOTALS = {"合计", "总计", "小计", "共计", "total"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number in the sheet from 1, its cells by column key, and the cells as they came."""

    number: int
    values: dict[str, Any]
    cells: list[Any]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A list whose header was found: the header's titles, the columns nobody knows, and the rows, read once."""

    header: list[str]
    ignored: list[str]
    found: set[str]
    rows: Iterator[SheetRow]


Numbered = Iterator[tuple[int, list[Any], set[int]]]
"""Row number, cells (tidied), and the columns covered by a caption that is merged across."""


def read_sheet(file: BinaryIO, columns: Sequence[Column], optional: Iterable[str] = ()) -> SheetTable:
    """Find the list in a spreadsheet.

    Args:
        file: xlsx or csv (UTF-8 with or without mark, UTF-16 or GB18030), also packed with gzip.
        columns: what the list may hold.
        optional: keys of required columns that may be missing this time, as their value is known otherwise.

    Raises:
        Invalid: it is no such file, or a column that must be there is missing.
    """
    head = file.read(4)
    file.seek(0)
    if head[:2] == b"\x1f\x8b":
        return read_sheet(io.BytesIO(_unzip(file)), columns, optional)
    if head == _OLE:
        raise Invalid(_("这是旧版 xls 文件或加了密码的文件，无法读取。请另存为不加密码的 xlsx 后再试。"))
    if not head:
        raise Invalid(_("文件是空的。请选择有内容的表格。"))
    sheets = _sheets_of_xlsx(file) if head[:2] == b"PK" else [_rows_of_csv(file)]
    best: tuple[int, list[str]] = (-1, [])
    needed = {column.key for column in columns if column.required} - set(optional)
    for rows in sheets:
        first = list(islice(rows, HEADER_WITHIN))
        at, where = _find_header(first, columns)
        if needed <= set(where):
            return _table(first, at, where, rows)
        if len(where) > best[0]:
            best = len(where), [str(cell) for cell in first[at][1] if cell] if first else []
    missing = "、".join(str(column.title) for column in columns if column.key in needed)
    raise Invalid(
        _("没有找到表头。表中应有这些列：%(missing)s；最接近的一行是：%(found)s。请对照模板补上列名。")
        % {"missing": missing, "found": "、".join(best[1][:12]) or _("（空）")}
    )


def _find_header(rows: list[tuple[int, list[Any], set[int]]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """Return which of the first rows is the header, and where each known column stands in it."""
    by_name = {name: column.key for column in columns for name in column.names}
    best: tuple[int, dict[str, int]] = 0, {}
    for index, (_number, cells, _across) in enumerate(rows):
        where: dict[str, int] = {}
        for position, cell in enumerate(cells):
            key = by_name.get(header_key(str(cell)))
            if key and key not in where:
                where[key] = position
        if len(where) > len(best[1]):
            best = index, where
    return best


def _table(first: list[Any], at: int, where: dict[str, int], rest: Numbered) -> SheetTable:
    header = [str(cell) for cell in first[at][1]]
    known = set(where.values())
    ignored = [title for position, title in enumerate(header) if title and position not in known]

    def rows() -> Iterator[SheetRow]:
        count = 0
        for number, cells, across in chain(first[at + 1 :], rest):
            values = {key: cells[place] if place < len(cells) else "" for key, place in where.items()}
            filled = [value for value in values.values() if value != ""]
            if not filled or len(known & across) * 2 > len(known) or cells == first[at][1]:
                continue  # blank, a caption across the table, the header printed again
            if str(next(cell for cell in cells if cell != "")).replace(" ", "").casefold() in _TOTALS:
                continue
            count += 1
            if count > MAX_ROWS:
                raise Invalid(_("表格超过 %(most)s 行。请分成几个文件。") % {"most": MAX_ROWS})
            yield SheetRow(number, values, cells)

    return SheetTable(header, ignored, set(where), rows())


# --- xlsx --------------------------------------------------------------------------------------------------------


def _sheets_of_xlsx(file: BinaryIO) -> Iterator[Numbered]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if sum(part.file_size for part in members) > MAX_UNPACKED or any(map(_swollen, members)):
                raise Invalid(_("表格太大，无法读取。请分成几个文件。"))
        book = load_workbook(file, read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception:  # openpyxl raises whatever its parsers do: KeyError, BadZipFile, ParseError, ValueError
        raise Invalid(_("这个文件不是完好的 xlsx 表格。请用表格软件打开并另存为 xlsx 后再试。")) from None
    for sheet in book.worksheets:
        if hasattr(sheet, "reset_dimensions"):  # a chart has no rows
            # Programs write wrong dimensions; the rows themselves are right.
            sheet.reset_dimensions()
            yield _rows_of_worksheet(sheet, _merges(file, sheet._worksheet_path))


def _swollen(part: zipfile.ZipInfo) -> bool:
    """Whether a part that is held in memory unpacks to more than any list needs."""
    name = part.filename.casefold()
    if name.startswith("xl/worksheets/") or not name.endswith((".xml", ".rels")):
        return False
    return part.file_size > (MAX_TEXTS if "sharedstrings" in name else MAX_OTHER)


def _rows_of_worksheet(sheet: Any, merges: list[tuple[int, int, int, int]]) -> Numbered:
    """Yield rows with the value of a merged cell in every row it covers, in its first column."""
    waiting = sorted(merges, key=lambda box: box[1], reverse=True)
    open_boxes: list[list[Any]] = []  # [first column, last column, last row, value]
    try:
        for number, cells in enumerate(worksheet_rows(sheet), start=1):
            row = [tidy(cell) for cell in cells]
            across: set[int] = set()
            while waiting and waiting[-1][1] <= number:
                left, _top, right, bottom = waiting.pop()
                value = row[left - 1] if left <= len(row) else ""
                open_boxes.append([left, right, bottom, value])
            open_boxes = [box for box in open_boxes if box[2] >= number]
            if len(open_boxes) > MAX_COLUMN:  # more than stand side by side: they lie upon each other
                raise Invalid(_("合并的单元格太多，无法读取。请取消合并后再试。"))
            for left, right, _bottom, value in open_boxes:
                row += [""] * (left - len(row))
                row[left - 1] = value
                if right > left:
                    across.update(range(left - 1, right))
            yield number, row, across
    except Invalid:
        raise
    except Exception:
        raise Invalid(_("表格读到一半损坏了。请用表格软件打开并另存为 xlsx 后再试。")) from None


def _merges(file: BinaryIO, path: str) -> list[tuple[int, int, int, int]]:
    """Return the merged areas (left, top, right, bottom) of a worksheet; the streaming reader does not know them."""
    found: set[bytes] = set()
    with zipfile.ZipFile(file) as archive, archive.open(path.lstrip("/")) as xml:
        tail = b""
        while chunk := xml.read(1 << 20):
            found.update(_MERGE.findall(tail + chunk))
            tail = chunk[-200:]
            if len(found) > MAX_ROWS:
                raise Invalid(_("合并的单元格太多，无法读取。请取消合并后再试。"))
    boxes = (range_boundaries(area.decode()) for area in found)
    return [(left, top, min(right, MAX_COLUMN), bottom) for left, top, right, bottom in boxes if left <= MAX_COLUMN]


# --- csv ---------------------------------------------------------------------------------------------------------


def _rows_of_csv(file: BinaryIO) -> Numbered:
    content = file.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        raise Invalid(_("表格太大，无法读取。请分成几个文件。"))
    text = decoded(content)
    if "\0" in text:
        raise Invalid(_("这个文件既不是 xlsx 也不是 csv 表格。请另存为 xlsx 后再试。"))
    start = text[:4096]
    delimiter = max("\t;,", key=start.count)
    # A csv has no merged cells; rows of one cell are captions anyway.
    try:
        for number, cells in enumerate(csv.reader(_lines(text), delimiter=delimiter), start=1):
            yield number, [tidy(cell) for cell in cells[:MAX_COLUMN]], set()
    except csv.Error:
        raise Invalid(_("这个 csv 文件的格式有误，例如引号没有成对。请另存为 xlsx 后再试。")) from None


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > MAX_LINE:
            raise Invalid(_("表格太大，无法读取。请分成几个文件。"))
        yield line


def decoded(content: bytes) -> str:
    """Return the text of a file, whatever program wrote it: UTF-8, GBK, UTF-16.

    Raises:
        Invalid: it is no text.
    """
    found = decode(content)
    if not found.readable or found.lost:
        raise Invalid(_("看不出这个文件用的是什么编码。请另存为 xlsx 或 UTF-8 编码的 csv 后再试。"))
    return found.text


def _unzip(file: BinaryIO) -> bytes:
    try:
        with gzip.open(file) as packed:
            content = packed.read(MAX_UNPACKED + 1)
    except (OSError, EOFError):
        raise Invalid(_("压缩文件损坏。请重新下载或重新压缩后再试。")) from None
    if len(content) > MAX_UNPACKED:
        raise Invalid(_("表格太大，无法读取。请分成几个文件。"))
    return content
