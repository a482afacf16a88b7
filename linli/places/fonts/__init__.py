"""Chinese in PDFs: the font that ships, and another for the rare characters that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

MAIN, RARE = "NotoSansSC-Linli", "STSong-Light"


@lru_cache(maxsize=1)
def register() -> frozenset[int]:
    """Make both fonts known to reportlab, once; return the characters of the main one."""
    font = TTFont(MAIN, str(Path(__file__).parent / "NotoSansSC-Linli.ttf"))
    pdfmetrics.registerFont(font)
    # Every PDF reader with Chinese has it; it is not embedded.
    pdfmetrics.registerFont(UnicodeCIDFont(RARE))
    return frozenset(font.face.charToGlyph)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield (font name, piece) of a text, the main font wherever it has the character."""
    known = register()
    # The second font ends with the first 65,536 characters; beyond them stands the printers' mark for a missing one.
    drawable = "".join(letter if ord(letter) in known or ord(letter) <= 0xFFFF else "〓" for letter in text)
    for has, letters in groupby(drawable, key=lambda letter: ord(letter) in known):
        yield (MAIN if has else RARE), "".join(letters)


def width(text: str, size: float) -> float:
    """Return the width of a text in points."""
    return sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in runs(text))


def fitting(text: str, size: float, room: float, smallest: float = 6) -> tuple[str, float]:
    """Return the text and the size, up to `size`, at which it fits into `room` points; cut where even the smallest will not."""
    needed = width(text, size)
    size = size if needed <= room else max(smallest, size * room / needed)
    while text and width(text, size) > room + 0.1:
        text = text[:-2] + "…" if len(text) > 2 else ""
    return text, size


def draw(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    """Draw a text from x to the right, with its base line at y (points)."""
    for font, piece in runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, font, size)


def draw_centred(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    """Draw a text around x."""
    draw(canvas, x - width(text, size) / 2, y, text, size)
