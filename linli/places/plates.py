"""Door plates to print: A4, four a sheet, with cut marks (R1, G6).

A plate says where one is, what to scan, and who answers, so that it is of use to somebody without a phone as well.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from linli.places import fonts
from linli.places.qr import QUIET_ZONE, qr_rows

COLUMNS, ROWS = 2, 2
MARGIN = 8 * mm
PLATE_WIDTH, PLATE_HEIGHT = (A4[0] - 2 * MARGIN) / COLUMNS, (A4[1] - 2 * MARGIN) / ROWS
PADDING = 6 * mm
QR_SIDE = 60 * mm
PORTRAIT_SIDE = 15 * mm  # beside the code
MOST_PEOPLE = 4
BRICK, INK, SOFT, LINE = (HexColor(colour) for colour in ("#b3402a", "#23201d", "#5f574f", "#c9beb1"))


@dataclass(frozen=True, slots=True)
class PlatePerson:
    """Somebody responsible, as posted: name, duty (网格员), the duty's phone, what they promise, their portrait (JPEG)."""

    name: str
    duty: str
    phone: str
    promise: str = ""
    portrait: bytes = b""


@dataclass(frozen=True, slots=True)
class Plate:
    """One door: where it is, the link of its code, who answers (the first `MOST_PEOPLE` are printed)."""

    community: str
    grid: str
    building: str
    entrance: str
    url: str
    people: tuple[PlatePerson, ...] = ()


def plates_pdf(plates: Iterable[Plate]) -> bytes:
    """Return a PDF of plates, in order, row by row; without any, one page that says so."""
    out = io.BytesIO()
    fonts.register()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle(_("门牌"))
    place = -1
    for place, plate in enumerate(plates):
        on_page = place % (COLUMNS * ROWS)
        if on_page == 0:
            if place:
                canvas.showPage()
            _draw_cut_marks(canvas)
        row, column = divmod(on_page, COLUMNS)
        canvas.saveState()
        canvas.translate(MARGIN + column * PLATE_WIDTH, A4[1] - MARGIN - (row + 1) * PLATE_HEIGHT)
        _draw_plate(canvas, plate)
        canvas.restoreState()
    if place < 0:
        fonts.draw_centred(canvas, A4[0] / 2, A4[1] / 2, _("还没有可以打印的门码"), 16)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_plate(canvas: Any, plate: Plate) -> None:
    middle, room = PLATE_WIDTH / 2, PLATE_WIDTH - 2 * PADDING
    top = PLATE_HEIGHT - PADDING

    canvas.setFillColor(SOFT)
    _line(canvas, middle, top - 4 * mm, " · ".join(filter(None, (plate.community, plate.grid))), 11, room)
    canvas.setFillColor(INK)
    _line(canvas, middle, top - 13 * mm, " ".join(filter(None, (plate.building, plate.entrance))), 22, room)

    canvas.setFillColor(BRICK)
    _line(canvas, middle, top - 28 * mm, _("扫码报事"), 30, room)
    bottom = top - 33 * mm - QR_SIDE
    draw_qr(canvas, plate.url, middle - QR_SIDE / 2, bottom, QR_SIDE)
    canvas.setFillColor(SOFT)
    _line(canvas, middle, bottom - 4 * mm, _("微信或手机相机扫一扫，有事直接说，谁负责、办到哪一步都看得到"), 8.5, room)

    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(PADDING, bottom - 7.5 * mm, PLATE_WIDTH - PADDING, bottom - 7.5 * mm)
    shown = plate.people[:MOST_PEOPLE]
    _draw_people(canvas, shown, bottom - 13 * mm, room)
    if promise := next((f"{person.name}：{person.promise}" for person in shown if person.promise), ""):
        canvas.setFillColor(SOFT)
        _line(canvas, middle, 4 * mm, promise, 8.5, room)
    if portrait := next((person.portrait for person in shown if person.portrait), b""):
        place = {"width": PORTRAIT_SIDE, "height": PORTRAIT_SIDE, "preserveAspectRatio": True, "anchor": "s"}
        canvas.drawImage(ImageReader(io.BytesIO(portrait)), 3 * mm, bottom, **place)


def _draw_people(canvas: Any, people: tuple[PlatePerson, ...], y: float, room: float) -> None:
    third = room / 3
    for person in people:
        canvas.setFillColor(SOFT)
        _left(canvas, PADDING, y, person.duty, 9.5, third - 2 * mm)
        canvas.setFillColor(INK)
        _left(canvas, PADDING + third, y, person.name, 12, third - 2 * mm)
        phone, size = fonts.fitting(person.phone, 12, third)
        fonts.draw(canvas, PADDING + room - fonts.width(phone, size), y, phone, size)
        y -= 6.2 * mm


def draw_qr(canvas: Any, url: str, x: float, y: float, side: float) -> None:
    """Draw the code, `side` points wide, as rectangles, neighbours of a row in one, so that no hairline shows between modules."""
    rows = qr_rows(url)
    module = side / (len(rows) + 2 * QUIET_ZONE)
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate((*row, False)):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                path.rect(
                    x + (QUIET_ZONE + start) * module,
                    y + side - (QUIET_ZONE + down + 1) * module,
                    (across - start) * module,
                    module,
                )
                start = None
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_cut_marks(canvas: Any) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    reach = 5 * mm
    for column in range(COLUMNS + 1):
        x = MARGIN + column * PLATE_WIDTH
        canvas.line(x, 1 * mm, x, 1 * mm + reach)
        canvas.line(x, A4[1] - 1 * mm, x, A4[1] - 1 * mm - reach)
    for row in range(ROWS + 1):
        y = MARGIN + row * PLATE_HEIGHT
        canvas.line(1 * mm, y, 1 * mm + reach, y)
        canvas.line(A4[0] - 1 * mm, y, A4[0] - 1 * mm - reach, y)
    x, y = MARGIN + PLATE_WIDTH, MARGIN + PLATE_HEIGHT
    canvas.line(x - reach / 2, y, x + reach / 2, y)
    canvas.line(x, y - reach / 2, x, y + reach / 2)


def _line(canvas: Any, x: float, y: float, text: str, size: float, room: float) -> None:
    fitted, fitted_size = fonts.fitting(text, size, room)
    fonts.draw_centred(canvas, x, y, fitted, fitted_size)


def _left(canvas: Any, x: float, y: float, text: str, size: float, room: float) -> None:
    fitted, fitted_size = fonts.fitting(text, size, room)
    fonts.draw(canvas, x, y, fitted, fitted_size)
