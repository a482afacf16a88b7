"""Files of labelled texts: CSV with the columns `category` and `tokens` or `text`, in any encoding, whoever wrote it.

A row that cannot be used is refused by its number and the rest is read; a file without the columns is refused whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.text.decoding import LOST
from linli.text.files import read_text
from linli.text.sorting.keeping import LONGEST_LABEL

CATEGORY, TEXTS = "category", ("tokens", "text")
_LONGEST_FIELD = 64 * 2**20  # the csv module's own 128 KB is less than one enormous message


@dataclass(frozen=True, slots=True)
class Row:
    """A text with its category ("" where the file has none), and the line of the file that it ends on."""

    line: int
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used: its line, a code, and the same in words."""

    line: int
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: the rows that can be used, those that cannot, the encoding it was read in."""

    rows: list[Row]
    refused: list[RefusedRow]
    encoding: str


def rows_read(path: Path, *, labelled: bool = True) -> Rows:
    """Return the rows of a file.

    Args:
        path: a CSV file, plain or gzipped; `-` reads what is piped in.
        labelled: whether every row needs a category.

    Raises:
        Invalid: it is not text, or has not the columns, or no usable row.
        OSError: it cannot be opened, or the gzipped data are damaged.
    """
    read = read_text(path)
    if not read.readable or "\0" in read.text:
        raise Invalid(_("%(file)s 不是文本文件，或编码无法识别。请另存为 UTF-8 的 CSV。") % {"file": path.name})
    with _long_fields():
        reader = csv.reader(io.StringIO(read.text, newline=""))
        try:
            columns = [name.strip().lower() for name in next(reader, [])]
            text_at = next((columns.index(name) for name in TEXTS if name in columns), None)
            category_at = columns.index(CATEGORY) if CATEGORY in columns else None
            if text_at is None or (labelled and category_at is None):
                raise Invalid(
                    _("%(file)s 的第一行要有列名 category 和 tokens（或 text），现在是：%(found)s。")
                    % {"file": path.name, "found": "、".join(columns)[:80] or _("空")}
                )
            rows: list[Row] = []
            refused: list[RefusedRow] = []
            for cells in reader:
                if not cells:
                    continue
                found = _row(reader.line_num, cells, len(columns), category_at, text_at, labelled)
                (refused if isinstance(found, RefusedRow) else rows).append(found)  # type: ignore[arg-type]
        except csv.Error as error:
            raise Invalid(_("%(file)s 不是 CSV：%(error)s。") % {"file": path.name, "error": error}) from None
    if not rows:
        raise Invalid(_("%(file)s 里没有可用的行。") % {"file": path.name})
    return Rows(rows, refused, read.encoding)


def _row(
    line: int, cells: list[str], columns: int, category_at: int | None, text_at: int, labelled: bool
) -> Row | RefusedRow:
    if len(cells) != columns:
        return RefusedRow(line, "columns", _("应有 %(n)s 列，实有 %(found)s 列") % {"n": columns, "found": len(cells)})
    category = cells[category_at].strip() if category_at is not None else ""
    text = cells[text_at].strip()
    if labelled and not category:
        return RefusedRow(line, "no_category", _("没有类别"))
    if len(category) > LONGEST_LABEL:
        return RefusedRow(line, "long_category", _("类别超过 %(n)s 个字") % {"n": LONGEST_LABEL})
    if not any(character.isalnum() for character in text):
        return RefusedRow(line, "no_text", _("没有文字"))
    if LOST in category or LOST in text:
        return RefusedRow(line, "damaged", _("有读不出来的字，可能编码不对"))
    return Row(line, category, text)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a field be as long as a file; the limit belongs to the whole process and is put back."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
