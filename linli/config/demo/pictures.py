"""Drawings in place of photos: made by the program, so that nobody's home or face is in the demo."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

_SIZE = (360, 270)
_GROUNDS = ("#c9d6df", "#d8cfc0", "#cfdccb", "#d9c9c9", "#c8c9dc", "#dcd8c0")


@lru_cache(maxsize=16)
def picture(number: int) -> bytes:
    """Return a JPEG: a wall with a stain, a lamp, a shed …; from 6 on the same place, put right."""
    image = Image.new("RGB", _SIZE, _GROUNDS[number % 6])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 205, *_SIZE), fill="#9a948c")
    for floor in range(4):
        for window in range(5):
            left, top = 26 + window * 66, 18 + floor * 46
            draw.rectangle((left, top, left + 40, top + 28), fill="#f3f0e8", outline="#7d7f86")
    mended = number >= 6
    {0: _stain, 1: _lamp, 2: _shed, 3: _water, 4: _bags, 5: _car}[number % 6](draw, mended)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _stain(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    draw.ellipse((90, 60, 210, 150), fill="#ece7db" if mended else "#8d8368")


def _lamp(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    draw.rectangle((176, 70, 184, 230), fill="#45484d")
    draw.ellipse((155, 45, 205, 80), fill="#ffdf6b" if mended else "#5b5d61")


def _shed(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    draw.polygon([(60, 150), (180, 105), (300, 150)], fill="#6f8a6b" if mended else "#a2604c")
    draw.rectangle((75, 150, 285, 222), outline="#45484d", width=4)


def _water(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    if not mended:
        draw.ellipse((40, 200, 330, 262), fill="#7fa3bd")
    draw.rectangle((160, 225, 200, 245), outline="#45484d", width=3)


def _bags(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    for place in range(1 if mended else 6):
        left = 60 + place * 40
        draw.ellipse((left, 190, left + 52, 245), fill="#3f5a44" if mended else "#55504a")


def _car(draw: ImageDraw.ImageDraw, mended: bool) -> None:
    left = 250 if mended else 110
    draw.rounded_rectangle((left, 175, left + 100, 225), 14, fill="#b0483a")
    for wheel in (left + 14, left + 66):
        draw.ellipse((wheel, 212, wheel + 22, 234), fill="#2f3034")
