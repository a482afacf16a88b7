"""Spreadsheets made to hold a worker up: small files that mean endless rows, endless columns, or more than memory holds."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from itertools import islice

import pytest
from openpyxl import Workbook

from linli.core.errors import Invalid
from linli.places.importing import sheets
from linli.places.importing.columns import Column, text
from linli.places.importing.sheets import read_sheet

COLUMNS = (Column("name", "名称", text(40), required=True), Column("phone", "电话", text(20)))
PART = "xl/worksheets/sheet1.xml"
HEAD = '<row r="1"><c r="A1" t="str"><v>名称</v></c><c r="B1" t="str"><v>电话</v></c></row>'


def book(rows: str, after: str = "", **parts: bytes) -> io.BytesIO:
    """A workbook whose only sheet has these rows; other parts by name, written over or added."""
    made = io.BytesIO()
    Workbook().save(made)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{HEAD}{rows}</sheetData>{after}</worksheet>'
    written = {PART: sheet.encode(), **parts}
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *written]):
            new.writestr(name, written.get(name) or old.read(name))
    packed.seek(0)
    return packed


def line(number: int | str, *more: str) -> str:
    cells = "".join(f'<c r="{place}{number}" t="str"><v>甲</v></c>' for place in ("A", "B", *more))
    return f'<row r="{number}">{cells}</row>'


def refused(file: io.BytesIO, words: str) -> None:
    began = time.monotonic()
    with pytest.raises(Invalid, match=words):
        list(read_sheet(file, COLUMNS).rows)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("number", ["1e15", "9" * 40, "1048577"])
def test_a_row_beyond_the_last_is_not_waited_for(number: str) -> None:
    refused(book(f'<row r="{number}"><c r="A2" t="str"><v>甲</v></c></row>'), "损坏")


def test_cells_far_to_the_right_cost_nothing() -> None:
    rows = list(read_sheet(book("".join(line(at, "ZZZ") for at in range(2, 50))), COLUMNS).rows)
    assert len(rows) == 48
    assert {len(row.cells) for row in rows} == {2}


def test_merged_cells_that_lie_upon_each_other_are_refused_and_wide_ones_end_at_the_last_column() -> None:
    rows = "".join(line(at) for at in range(2, 400))
    merged = "".join(f'<mergeCell ref="C{at}:XFD1048576"/>' for at in range(1, 400))
    refused(book(rows, f"<mergeCells>{merged}</mergeCells>"), "合并的单元格太多")
    found = read_sheet(book(rows, '<mergeCells><mergeCell ref="D2:XFD1048576"/></mergeCells>'), COLUMNS)
    assert max(len(row.cells) for row in islice(found.rows, 100)) <= 256


def test_a_part_that_is_held_in_memory_may_not_swell() -> None:
    refused(book("", **{"xl/styles.xml": b" " * (sheets.MAX_OTHER + 1)}), "太大")
    texts = b"<a/>" + b" " * sheets.MAX_TEXTS
    refused(book("", **{"xl/sharedStrings.xml": texts}), "太大")


def test_a_csv_of_one_endless_line_is_refused_packed_or_not() -> None:
    bomb = "名称,电话\n".encode() + b"," * 3_000_000
    refused(io.BytesIO(bomb), "太大")
    refused(io.BytesIO(gzip.compress(bomb)), "太大")


def test_a_worksheet_declares_no_entities_and_reads_no_other_file() -> None:
    sheet = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet><sheetData>{HEAD}'
    sheet += '<row r="2"><c r="A2" t="str"><v>&e;</v></c></row></sheetData></worksheet>'
    refused(book("", **{PART: sheet.encode()}), "完好")
