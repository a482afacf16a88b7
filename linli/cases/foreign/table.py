"""Reads a foreign csv row by row, however large: plain or gzipped, in the encoding that it turns out to have."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from linli.cases.foreign.mapping import SourceMap
from linli.core.errors import Invalid
from linli.places.importing.columns import header_key
from linli.text.decoding import LOST, decode

HEAD = 64 * 1024
"""So many bytes tell the encoding and the delimiter."""
LONGEST_FIELD = 1024 * 1024


@dataclass(slots=True)
class Table:
    """A file whose header was found.

    Args:
        header: its titles.
        where: what is wanted → where it stands in a row.
        rows: the number of the line each begins on, and its cells; None where it is no row, with what is wrong.
        done: how much of the file has been read, 0 to 1.
    """

    header: list[str]
    where: dict[str, list[int]]
    rows: Iterator[tuple[int, list[str] | None, str]]
    raw: BinaryIO
    size: int
    text: io.TextIOBase  # kept, as it closes the file once nobody has it

    @property
    def done(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(self.raw.tell() / self.size, 1.0) if self.size else 1.0


@contextmanager
def table_open(path: Path, source: SourceMap) -> Iterator[Table]:
    """Open a file and find its columns.

    Raises:
        OSError: it cannot be opened, or is damaged (also while it is read).
        Invalid: it is no text, or a column that the map names is not there.
    """
    with path.open("rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        with gzip.open(raw) if packed else nullcontext(raw) as file:
            yield _table(file, source, raw, path.stat().st_size)


def _table(file: Any, source: SourceMap, raw: BinaryIO, size: int) -> Table:
    head = _first(file)
    file.seek(0)
    encoding, delimiter = source.encoding or _encoding(head), source.delimiter
    text = io.TextIOWrapper(file, "utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="")
    if not delimiter:
        line = head.decode(encoding, "replace").partition("\n")[0]
        delimiter = max(",\t;|", key=line.count)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text, delimiter=delimiter)
    header = [cell.strip().removeprefix("\ufeff") for cell in _header(reader)]
    return Table(header, _where(header, source), _rows(reader, len(header)), raw, size, text)


def _first(file: Any) -> bytes:
    try:
        head: bytes = file.read(HEAD)
    except (EOFError, zlib.error) as error:
        raise OSError(str(error)) from None
    if b"\0" in head:
        return head[: len(head) // 4 * 4]  # UTF-16, or no text at all: whole characters, whatever a line is
    return (head[: head.rfind(b"\n") + 1] or head) if len(head) == HEAD else head


def _header(reader: Any) -> list[str]:
    try:
        return next(row for row in reader if any(cell.strip() for cell in row))
    except StopIteration:
        raise Invalid(_("文件是空的。请选择有内容的表格。")) from None
    except csv.Error:
        raise Invalid(_("这不是 csv 文件。")) from None


def _encoding(head: bytes) -> str:
    found = decode(head)
    if head and (not found.readable or found.lost or "\0" in found.text):
        raise Invalid(_("看不出这个文件用的是什么编码。请在对照表的 [file] 中写明 encoding，例如 cp1252。"))
    return found.encoding


def _where(header: list[str], source: SourceMap) -> dict[str, list[int]]:
    known: dict[str, int] = {}
    for place, title in enumerate(header):
        known.setdefault(header_key(title), place)
    where: dict[str, list[int]] = {}
    missing = []
    for name, columns in source.columns.items():
        for titles in columns:
            found = [known[key] for key in map(header_key, titles) if key in known]
            if found:
                where.setdefault(name, []).append(found[0])
            else:
                missing.append(" | ".join(titles))
    if missing:
        values = {"missing": "、".join(missing), "found": "、".join(header[:40])}
        raise Invalid(_("文件里没有对照表说的这些列：%(missing)s。文件里有：%(found)s。") % values)
    return where


def _rows(reader: Any, width: int) -> Iterator[tuple[int, list[str] | None, str]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None, _("这一行的引号没有成对，或一格太长。")
            continue
        except (EOFError, zlib.error) as error:
            raise OSError(_("压缩文件不完整或已损坏：%(error)s") % {"error": error}) from None
        if not any(cells):
            continue
        if len(cells) != width:
            yield line, None, _("这一行有 %(count)s 格，表头有 %(width)s 格。") % {"count": len(cells), "width": width}
        elif any(LOST in cell for cell in cells):
            yield line, None, _("含有读不出的字：这一行的编码与别处不同。")
        else:
            yield line, cells, ""
