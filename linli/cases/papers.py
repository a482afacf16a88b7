"""The receipt as it is printed: A5, large letters, a QR code and nine digits to read aloud; no name, no door, no photo."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from linli.places import fonts
from linli.places.plates import BRICK, INK, LINE, SOFT, draw_qr

MARGIN = 14 * mm
QR_SIDE = 52 * mm
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it.

    Args:
        number: the case's.
        said: in short what was said; not of a confidential case.
        who: who is responsible, with the office's phone.
        by: until when an answer comes, in words; "" where nothing is promised.
        taken: who took it in; "" where that is not known.
        at: when, in words.
        url: what the QR code leads to.
        address: where the digits are typed.
        code: the nine digits.
    """

    number: str
    said: str
    who: str
    by: str
    taken: str
    at: str
    url: str
    address: str
    code: str

    @property
    def code_apart(self) -> str:
        """The digits in threes, as they are read aloud."""
        return " ".join(self.code[place : place + 3] for place in range(0, len(self.code), 3))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and words, in the order in which they are read."""
        rows = [
            (_("编号"), self.number),
            (_("说的事"), self.said),
            (_("谁负责"), self.who),
            (_("最迟答复"), self.by),
            (_("代报人"), self.taken),
            (_("报事时间"), self.at),
        ]
        return [(label, words) for label, words in rows if words]


def paper_pdf(sheet: Sheet) -> bytes:
    """Return one A5 page."""
    out = io.BytesIO()
    fonts.register()
    canvas = Canvas(out, pagesize=A5, pageCompression=1)
    canvas.setTitle(_("报事回执"))
    width, height = A5
    room = width - 2 * MARGIN
    canvas.setFillColor(BRICK)
    fonts.draw(canvas, MARGIN, height - MARGIN - 6 * mm, _("报事回执"), 24)
    y = height - MARGIN - 18 * mm
    for label, words in sheet.lines:
        y = _row(canvas, label, words, y, room)
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, y, width - MARGIN, y)
    draw_qr(canvas, sheet.url, MARGIN - 4 * mm, y - QR_SIDE - 2 * mm, QR_SIDE)
    _beside(canvas, sheet, MARGIN + QR_SIDE, y - 8 * mm, room - QR_SIDE)
    canvas.setFillColor(SOFT)
    last = _("这张纸只能看办到哪一步和答复，看不到您的个人信息。丢了请告诉网格员或社区，可以重新打印，旧纸作废。")
    _wrapped(canvas, MARGIN, MARGIN + 4 * mm, last, 9, room)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _row(canvas: Any, label: str, words: str, y: float, room: float) -> float:
    canvas.setFillColor(SOFT)
    fonts.draw(canvas, MARGIN, y, label, 11)
    canvas.setFillColor(INK)
    return _wrapped(canvas, MARGIN + 24 * mm, y, words, 14, room - 24 * mm) - 3 * mm


def _beside(canvas: Any, sheet: Sheet, x: float, y: float, room: float) -> None:
    canvas.setFillColor(INK)
    y = _wrapped(canvas, x, y, _("扫码看办到哪一步"), 13, room) - 3 * mm
    canvas.setFillColor(SOFT)
    y = _wrapped(canvas, x, y, _("不能扫码：请家人打开下面的网址，填编号和查询码"), 9, room) - 1 * mm
    y = _wrapped(canvas, x, y, sheet.address, 8, room) - 3 * mm
    fonts.draw(canvas, x, y, _("查询码"), 10)
    canvas.setFillColor(INK)
    text, size = fonts.fitting(sheet.code_apart, 20, room)
    fonts.draw(canvas, x, y - 9 * mm, text, size)


def _wrapped(canvas: Any, x: float, y: float, text: str, size: float, room: float) -> float:
    """Draw a text in as many lines as it needs, `MOST_LINES` at most; return where the next thing stands."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < MOST_LINES:
        fits = next((n for n in range(len(rest), 0, -1) if fonts.width(rest[:n], size) <= room), 1)
        fits = _between_words(rest, fits)
        lines.append(rest[:fits].rstrip())
        rest = rest[fits:].lstrip()
    if rest:
        lines[-1] = lines[-1][:-1] + "…"
    for line in lines:
        fonts.draw(canvas, x, y, line, size)
        y -= size * 1.45
    return y


def _between_words(text: str, fits: int) -> int:
    """Return where a line ends that has room for so many characters: within no word, number or time of day, if that can be."""
    for end in range(fits, 0, -1):
        if end == len(text) or not (_holds(text[end - 1]) and _holds(text[end])):
            return end
    return fits


def _holds(character: str) -> bool:
    return character.isascii() and not character.isspace()
