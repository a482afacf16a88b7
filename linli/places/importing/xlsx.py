"""The rows of a worksheet as its XML streams by: openpyxl finds sheet, styles and texts, but builds an object for every cell,
which is half of what a ledger of 100,000 rows costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

READ = 1 << 18
MAX_ROW = 1_048_576
"""The last row that a spreadsheet has; a file that names a later one would have every row before it waited for."""
MAX_COLUMN = 256
"""Cells further right are passed over: no list is that wide, and a row is as long as its last cell."""
_DIGITS = "0123456789"


def worksheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row from the first on, those that are missing as None.

    Args:
        sheet: a worksheet of a workbook that openpyxl opened with `read_only` and `data_only`.

    Raises:
        ValueError, ExpatError, IndexError: it is damaged.
    """
    book = sheet.parent
    reader = _Reader(sheet._shared_strings, book._date_formats, book._timedelta_formats, book.epoch)
    expected = 1
    with sheet._get_source() as source:
        for number, cells in reader.rows(source):
            while expected < number:
                expected += 1
                yield []
            if number == expected:  # a row that comes twice counts once
                expected += 1
                yield cells


class _Reader:
    """Hears what the parser finds; finished rows wait in `done`."""

    def __init__(self, strings: Sequence[str], dates: set[int], spans: set[int], epoch: Any) -> None:
        self.strings, self.dates, self.spans, self.epoch = strings, dates, spans, epoch
        self.done: list[tuple[int, list[Any]]] = []
        self.columns: dict[str, int] = {}
        self.row, self.cells = 0, list[Any]()
        self.column, self.kind, self.style = 0, "n", 0
        self.value: str | None = None
        self.words: list[str] | None = None
        self.reading_aloud = False  # how a word is pronounced is no part of it

    def rows(self, source: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
        """Yield (number, cells) of each row."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = _refuse
        while chunk := source.read(READ):
            parser.Parse(chunk)
            yield from self.done
            self.done.clear()
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            place = attributes.get("r", "").rstrip(_DIGITS)
            self.column = self._index(place) if place else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self.value = None
        elif tag in ("v", "t"):
            self.words = None if self.reading_aloud else []
        elif tag == "row":
            self.row = int(float(attributes.get("r", self.row + 1)))
            if self.row > MAX_ROW:
                raise ValueError("a row beyond the last")
            self.column, self.cells = 0, []
        elif tag == "rPh":
            self.reading_aloud = True

    def _text(self, text: str) -> None:
        if self.words is not None:
            self.words.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("v", "t"):
            if self.words is not None:
                self.value = (self.value or "") + "".join(self.words)
            self.words = None
        elif tag == "c":
            if self.value and self.column <= MAX_COLUMN:
                self.cells += [None] * (self.column - 1 - len(self.cells))
                self.cells[self.column - 1 :] = [self._read(self.value)]
        elif tag == "row":
            self.done.append((self.row, self.cells))
        elif tag == "rPh":
            self.reading_aloud = False

    def _index(self, letters: str) -> int:
        if letters not in self.columns:
            self.columns[letters] = column_index_from_string(letters)
        return self.columns[letters]

    def _read(self, value: str) -> Any:
        if self.kind == "s":
            return self.strings[int(value)]
        if self.kind == "n":
            number = float(value) if "." in value or "E" in value.upper() else int(value)
            if self.style not in self.dates:
                return number
            try:
                return from_excel(number, self.epoch, timedelta=self.style in self.spans)
            except (OverflowError, ValueError):
                return "#VALUE!"
        if self.kind == "b":
            return bool(int(value))
        return from_ISO8601(value) if self.kind == "d" else value


def _refuse(*_: Any) -> None:
    """A spreadsheet declares no entities; one that does means harm."""
    raise ValueError("entities in a worksheet")
