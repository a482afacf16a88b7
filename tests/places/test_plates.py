"""Door plates carry the door's own code and whoever answers for it."""

from __future__ import annotations

import io
import re
import zlib
from xml.etree import ElementTree

import segno
from PIL import Image

from linli.core import clock
from linli.people.plates import plates_of
from linli.places import fonts
from linli.places.models import DoorCode, Entrance
from linli.places.plates import COLUMNS, ROWS, Plate, PlatePerson, plates_pdf
from linli.places.qr import QUIET_ZONE, qr_png, qr_rows, qr_svg
from linli.places.selectors import door_url
from linli.places.services import door_code_revoke
from tests.cast import MORNING, Cast

URL = "http://127.0.0.1:8000/d/abcdefghijklmnopqrstuv/"


def pages_of(pdf: bytes) -> list[bytes]:
    """The drawing instructions of a PDF, page by page."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            body = zlib.decompress(base85(stream)) if stream.rstrip().endswith(b"~>") else zlib.decompress(stream)
        except zlib.error:
            continue
        if b" re" in body or b"Tj" in body:
            found.append(body)
    return found


def base85(stream: bytes) -> bytes:
    """Undo the PDF's ASCII85."""
    import base64

    return (
        base64.a85decode(stream.strip(), adobe=False)
        if not stream.strip().endswith(b"~>")
        else base64.a85decode(b"<~" + stream.strip(), adobe=True)
    )


def test_the_code_of_a_picture_is_the_code_of_the_link() -> None:
    picture = Image.open(io.BytesIO(qr_png(URL, scale=3))).convert("L")
    rows = qr_rows(URL)
    assert picture.width == (len(rows) + 2 * QUIET_ZONE) * 3
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            shade = picture.getpixel(((QUIET_ZONE + across) * 3 + 1, (QUIET_ZONE + down) * 3 + 1))
            assert (shade == 0) == dark
    assert rows == tuple(tuple(bool(cell) for cell in row) for row in segno.make_qr(URL, error="q").matrix)


def test_the_drawn_code_scales_to_its_box_and_carries_no_style() -> None:
    root = ElementTree.fromstring(qr_svg(URL))
    side = len(qr_rows(URL)) + 2 * QUIET_ZONE
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    assert "width" not in root.attrib
    assert b"style" not in qr_svg(URL)


def test_a_sheet_holds_four_plates_with_the_modules_of_their_code() -> None:
    plate = Plate(
        "青和居社区", "第1网格", "青和居小区1栋", "1单元", URL, (PlatePerson("陈晓燕", "网格员", "027-86000003"),)
    )
    pdf = plates_pdf([plate] * 5)
    pages = pages_of(pdf)
    assert len(pages) == 2
    runs = sum(
        1
        for row in qr_rows(URL)
        for before, dark in zip((False, *row), (*row, False), strict=True)
        if dark and not before
    )
    drawn = [len(re.findall(rb" re\b", page)) for page in pages]
    white = 1
    assert drawn == [COLUMNS * ROWS * (runs + white), runs + white]


def test_without_codes_the_sheet_says_so() -> None:
    assert plates_pdf([]).startswith(b"%PDF")


def test_a_rare_character_is_drawn_in_another_font() -> None:
    assert [font for font, _piece in fonts.runs("网格员")] == [fonts.MAIN]
    assert [piece for _font, piece in fonts.runs("李\U0002d3d6")][-1] == "〓" or len(
        list(fonts.runs("李\U0002d3d6"))
    ) == 1


def test_a_long_name_is_made_to_fit() -> None:
    words, size = fonts.fitting("非常非常长的小区名字国际花园三期" * 4, 22, 200)
    assert fonts.width(words, size) <= 200.1
    assert words.endswith("…")


def test_a_plate_names_the_grids_people_first_and_then_the_heads(cast: Cast) -> None:
    with clock.at(MORNING):
        plates = list(plates_of(cast.community))
    assert [(plate.building, plate.entrance) for plate in plates] == [
        ("青和居小区1栋", "1单元"),
        ("青和居小区2栋", "1单元"),
    ]
    assert [(person.name, person.duty) for person in plates[0].people] == [
        ("陈晓燕", "网格员"),
        ("赵玉珍", "楼栋长"),
        ("张桂芳", "主任"),
    ]
    assert plates[0].url == door_url(cast.doors["one"])
    assert plates[0].people[0].phone == "027-86000003"


def test_a_door_without_valid_code_gets_no_plate(cast: Cast) -> None:
    door_code_revoke(cast.doors["one"])
    Entrance.objects.create(building=cast.buildings["one"], name="2单元")
    assert len(list(plates_of(cast.community))) == 1
    assert DoorCode.objects.filter(revoked_at=None).count() == 2
    assert len(list(plates_of(cast.community, cast.grids["one"]))) == 0
