"""What somebody can read in an answer, whatever it is: a page, a sheet, a picture, a paper, JSON, XML, an archive."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openpyxl import load_workbook
from PIL import Image
from reportlab.pdfgen.textobject import PDFTextObject

_drawn: list[str] = []


@contextmanager
def papers_watched() -> Iterator[None]:
    """Keep what is written onto papers: in the file the letters are numbers of glyphs."""
    before = PDFTextObject._formatText

    def watched(paper: Any, text: str) -> Any:
        _drawn.append(text)
        return before(paper, text)

    PDFTextObject._formatText = watched
    try:
        yield
    finally:
        PDFTextObject._formatText = before


def text_of(answer: Any, colours: dict[str, tuple[int, int, int]]) -> str:
    """Return everything that can be read in an answer.

    Args:
        colours: photos are known by their colour; name → red, green, blue.
    """
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    drawn = "\n".join(_drawn)
    _drawn.clear()
    return drawn + _text(content, answer.headers.get("Content-Type", ""), colours)


def _text(content: bytes, kind: str, colours: dict[str, tuple[int, int, int]]) -> str:
    if content.startswith(b"PK"):
        return _archive(content, colours)
    if kind.startswith("image/") and "svg" not in kind:
        return _photo(content, colours)
    if kind.startswith("application/pdf"):
        return ""
    said = content.decode("utf-8", errors="replace")
    if "json" in kind and said:
        return json.dumps(json.loads(said), ensure_ascii=False)
    return html.unescape(re.sub(r"</?mark>", "", said))


def _archive(content: bytes, colours: dict[str, tuple[int, int, int]]) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" in archive.namelist():
            sheets = load_workbook(io.BytesIO(content)).worksheets
            return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)
        return "\n".join(_text(archive.read(name), "", colours) for name in archive.namelist())


def _photo(content: bytes, colours: dict[str, tuple[int, int, int]]) -> str:
    pixel = Image.open(io.BytesIO(content)).convert("RGB").resize((1, 1)).getpixel((0, 0))
    near = {name: sum(abs(a - b) for a, b in zip(pixel, colour, strict=True)) for name, colour in colours.items()}
    name = min(near, key=lambda each: near[each])
    return f"照片：{name}" if near[name] < 40 else ""


def settled(text: str) -> str:
    """Return a text without what is another at each answer: keys of forms, and nothing else."""
    return re.sub(r'(name="(?:csrfmiddlewaretoken|key)" value=")[^"]*', r"\1", text)
