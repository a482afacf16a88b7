"""Whatever is typed or pasted, the pages that show it stay whole: no exception, no markup, nothing turned round."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from linli.cases.models import Case
from linli.insight.domain.periods import Period, local_day
from linli.insight.ledger import ledger_export
from tests.cases.resident import at_the_door, mine, send, text
from tests.cases.staff import case_url, deed_url, done
from tests.cast import MORNING, Cast, at

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)><b>粗</b>&lt;i&gt;</textarea></title>"
BAD = {
    "script": SCRIPT,
    "turned": "\u202e了停梯电\u202c \u2067مرحبا\u2069 \u200fabc",
    "controls": "电\x00梯\x07停\x1b[31m了\x85\u2028第二行",
    "emoji": "😀👍🏽👨‍👩‍👧🏳️‍🌈",
    "mixed": "電梯 ئۇيغۇر Лифт エレベーター שלום ١٢٣",
    "half": "坏了\ud83d！",
    "template": "{{ request }} {% url 'x' %} %s %(x)s {0}",
    "formula": '=HYPERLINK("http://x","点")',
    "long_word": "啊" * 4900,
    "piled": "e" + "\u0301" * 300,
    "misread": "昨天?！拔颐荁区的電(diàn)梯牋牋",
    "path": "../../etc/passwd%00\r\nSet-Cookie: a=b",
}


class _Shape(HTMLParser):
    """What a page is built of: its tags with their attributes' names."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.handlers, self.bold = 0, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.scripts += tag == "script" and "src" not in names and names.get("type") != "application/json"
        self.handlers += any(name.startswith("on") for name in names)
        self.bold += tag == "b" and not attrs


def unharmed(page: str) -> None:
    """Assert that nothing of what was typed became part of the page."""
    shape = _Shape()
    shape.feed(page)
    assert (shape.scripts, shape.handlers, shape.bold) == (0, 0, 0)
    assert not set(page) & set("\0\u202e\u202d\u2066\u2067\u2068\u2069\x07\x1b")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.mark.parametrize("name", BAD)
def test_what_a_resident_sends_harms_no_page(cast: Cast, name: str) -> None:
    client = at_the_door(cast)
    # A browser cannot send half of a character; a program that does gets words or a clean text.
    body = BAD[name].encode("utf-8", "replace").decode()
    answer = send(client, body, name=BAD["turned"][:10], phone="", address=body[:100])
    if answer.status_code != 302:
        assert (answer.status_code in (400, 422) and "errorlist" in text(answer)) or "invalid" in text(answer)
        unharmed(answer.content.decode())
        return
    case = Case.objects.get()
    assert "\0" not in case.body and "\u202e" not in case.body
    worker = cast.client("grid_worker")
    pages = [
        client.get(reverse("cases:reported")),
        client.get(mine(case)),
        worker.get(reverse("cases:inbox"), {"box": "place"}),
        worker.get(reverse("cases:inbox"), {"box": "place", "q": body[:60].replace("\0", "")}),
        worker.get(case_url(case)),
    ]
    for page in pages:
        assert page.status_code == 200
        unharmed(page.content.decode())


def test_an_answer_full_of_markup_is_published_as_words(cast: Cast) -> None:
    case = cast.submit(SCRIPT, urgency="ordinary")
    worker = cast.client("grid_worker")
    done(worker, case, "accept", category_id=case.category_id or "", urgency="ordinary")
    done(worker, case, "contact", how="phone", result=BAD["controls"].replace("\0", "") + BAD["turned"])
    done(worker, case, "answer", answer=SCRIPT + BAD["turned"], outcome="done")
    assert "\u202e" not in case.answer and "<script>" in case.answer, "the words stay words"
    for client, address in (
        (worker, case_url(case)),
        (worker, deed_url(case, "publish")),
        (cast.client(), reverse("cases:public_list")),
    ):
        page = client.get(address)
        unharmed(page.content.decode())


def test_the_ledger_holds_every_text_and_no_formula(cast: Cast) -> None:
    for body in BAD.values():
        cast.submit(body)
    out = io.BytesIO()
    today = local_day(MORNING)
    ledger_export(out, cast.community, Period(today, today), None)
    cells = [str(cell.value or "") for row in load_workbook(out).active.rows for cell in row]
    assert any("<script>" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]
    assert not re.search("[\x00-\x08\u202e\u2067]", "".join(cells))


def test_a_null_in_a_deed_is_dropped(cast: Cast) -> None:
    case = cast.submit("灯坏了")
    worker = cast.client("grid_worker")
    done(worker, case, "note", text="看过\0了\u202e")
    page = worker.get(case_url(case)).content.decode()
    unharmed(page)
    assert "看过了" in page


def test_a_form_shown_again_shows_no_more_than_was_kept(cast: Cast) -> None:
    page = send(at_the_door(cast), "", address="二楼\0\u202e", phone="12")
    assert page.status_code == 422
    unharmed(page.content.decode())
