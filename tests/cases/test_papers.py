"""Somebody without a phone takes a sheet home; its code leads to the state of the case and to nothing about people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.audit.models import Note
from linli.cases.codes import check_digit
from linli.cases.models import Case, Event, PaperRead, PaperReceipt
from linli.cases.papers import _between_words
from linli.cases.services import Acting, case_act
from linli.cases.services.erasing import case_erase
from linli.cases.services.papering import MOST_UNKNOWN, paper_make
from linli.core import clock
from linli.core.errors import Refused
from tests.cases.test_staff_intake import CHOSEN, take_in
from tests.cast import MORNING, Cast

SAID = "三楼漏水到二楼，王秀兰家天花板要掉了"


@pytest.fixture(autouse=True)
def morning() -> Any:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


def taken(cast: Cast, who: str = "building_leader", **values: Any) -> tuple[Client, Case]:
    """A report that a leader took in for somebody without a phone."""
    client = cast.client(who)
    given = {"place": CHOSEN, "address": "2976", "name": "王秀兰", "channel": "leader", "body": SAID, **values}
    assert take_in(client, **given).status_code == 302
    return client, Case.objects.get(body=given["body"])


def address(case: Case, name: str) -> str:
    return reverse(f"cases:{name}", args=[case.community_id, case.id])


def printed(client: Client, case: Case) -> tuple[str, str]:
    """Print it; return the link of the picture and the digits."""
    assert client.post(address(case, "paper_make")).status_code == 302
    sheet = client.get(address(case, "paper_print")).context["sheet"]
    return "/" + sheet.url.split("/", 3)[3], sheet.code


def resolved(cast: Cast, case: Case) -> None:
    """Accepted, and answered."""
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "answer", "grid_worker", outcome="solved", answer="水管已经换好。")


def test_the_sheet_says_who_when_and_how_and_names_nobody(cast: Cast) -> None:
    client, case = taken(cast, body="楼道灯坏了三天")
    _link, code = printed(client, case)
    page = client.get(address(case, "paper_print")).content.decode()
    for words in (case.number, "楼道灯坏了三天", "青和居第1网格", "赵玉珍", code[:3], "<svg"):
        assert words in page
    for secret in ("王秀兰", "2976"):
        assert secret not in page
    document = client.get(address(case, "paper_pdf"))
    assert document["Content-Type"] == "application/pdf"
    assert document.content.startswith(b"%PDF")
    assert len(code) == 9
    assert code[-1] == check_digit(code[:-1])


def test_of_a_confidential_case_the_sheet_says_nothing(cast: Cast) -> None:
    client, case = taken(cast, "grid_worker", visibility="confidential")
    printed(client, case)
    assert "漏水" not in client.get(address(case, "paper_print")).content.decode()


def test_only_digests_are_kept_and_the_codes_are_shown_to_nobody_else(cast: Cast) -> None:
    client, case = taken(cast)
    link, code = printed(client, case)
    paper = PaperReceipt.objects.get()
    token = link.strip("/").split("/")[-1]
    assert len(token) >= 22  # 128 bits
    for kept in (paper.token_digest, paper.code_digest):
        assert token.encode() not in bytes(kept) and code.encode() not in bytes(kept)
    again = cast.client("building_leader")  # another browser of hers
    assert again.get(address(case, "paper_print")).status_code == 404
    with clock.at(MORNING + timedelta(minutes=31)):
        assert client.get(address(case, "paper_pdf")).status_code == 404


@pytest.mark.parametrize("who", ["grid_worker", "community_officer"])
def test_whoever_works_on_it_prints_a_lost_sheet_anew_and_the_old_one_no_longer_opens(cast: Cast, who: str) -> None:
    client, case = taken(cast)
    link, code = printed(client, case)
    worker = cast.client(who)
    page = worker.get(reverse("cases:case", args=[case.community_id, case.id])).content.decode()
    assert address(case, "receipt") in page
    assert "重新打印" in worker.get(address(case, "receipt")).content.decode()
    newer, _ = printed(worker, case)
    assert cast.client().get(link).status_code == 404
    assert cast.client().post("/code/", {"number": case.number, "code": code}).status_code == 404
    assert cast.client().get(newer).status_code == 302
    line = Note.objects.filter(deed="paper_made").latest("id")
    assert (line.account_id, line.post_id) == (
        cast.accounts[who].pk,
        PaperReceipt.objects.get(withdrawn_at=None).made_by_id,
    )
    # Who took it in stays on the sheet, whoever prints it.
    assert cast.posts["building_leader"].public_name in worker.get(address(case, "paper_print")).content.decode()
    assert worker.post(address(case, "paper_withdraw")).status_code == 302
    assert cast.client().get(newer).status_code == 404


def test_a_unit_that_is_called_works_on_the_case_and_prints_nothing(cast: Cast) -> None:
    client, case = taken(cast)
    printed(client, case)
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="看看水管")
    unit = cast.client("property_manager")
    page = unit.get(reverse("cases:case", args=[case.community_id, case.id]))
    assert page.status_code == 200 and address(case, "receipt") not in page.content.decode()
    assert unit.post(address(case, "paper_make")).status_code in (403, 404)
    assert PaperReceipt.objects.get().withdrawn_at is None


def test_what_a_resident_reported_alone_has_no_sheet(cast: Cast) -> None:
    case = cast.submit("楼道灯坏了")
    worker = cast.client("grid_worker")
    assert address(case, "receipt") not in worker.get(f"/staff/cases/{case.community_id}/{case.id}/").content.decode()
    assert worker.post(address(case, "paper_make")).status_code == 404


OUTSIDERS = ["next_grid_worker", "former_grid_worker", "neighbour", "other_community_director", "fire_contact"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_prints_or_withdraws_what_another_took_in(cast: Cast, who: str) -> None:
    client, case = taken(cast)
    printed(client, case)
    other = cast.client(who)
    for name in ("paper_make", "paper_withdraw"):
        assert other.post(address(case, name)).status_code in (403, 404)
    assert other.get(address(case, "paper_print")).status_code in (403, 404)
    assert PaperReceipt.objects.get().withdrawn_at is None
    if who == "neighbour":
        with pytest.raises(Refused):
            paper_make(case, cast.acting(who).standing)


def test_the_picture_leads_without_sign_in_to_state_and_answer_and_to_no_words_of_people(cast: Cast) -> None:
    client, case = taken(cast)
    link, _code = printed(client, case)
    helper = cast.client()
    answer = helper.get(link)
    assert answer.status_code == 302
    assert link.strip("/").split("/")[-1] not in answer["Location"]
    page = helper.get(answer["Location"]).content.decode()
    assert "已提交" in page and "青和居第1网格" in page
    resolved(cast, case)
    page = helper.get(answer["Location"]).content.decode()
    assert "水管已经换好。" in page
    for secret in ("王秀兰", "漏水", "2976", "天花板"):
        assert secret not in page
    # The sheet opens the state, not the case's own page.
    assert helper.get(reverse("cases:my_case", args=[case.community_id, case.id])).status_code == 404
    with clock.at(MORNING + timedelta(minutes=31)):
        assert helper.get(answer["Location"]).status_code == 404


def test_the_holder_judges_once_an_answer_and_the_event_says_by_paper(cast: Cast) -> None:
    client, case = taken(cast)
    link, _code = printed(client, case)
    resolved(cast, case)
    helper = cast.client()
    place = helper.get(link)["Location"]
    page = helper.get(place).content.decode()
    form = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "version")}  # type: ignore[index]
    assert helper.post(f"{place}verdict/", {**form, "solved": ""}).status_code == 422
    said = {**form, "solved": "yes", "satisfied": "yes", "words": ""}
    assert helper.post(f"{place}verdict/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
    event = Event.objects.get(case_id=case.id, name="evaluate")
    assert (event.channel, event.actor_id) == ("paper", None)
    page = helper.get(place).content.decode()
    assert "已经评价过" in page and 'name="solved"' not in page
    second = helper.post(f"{place}verdict/", {**said, "key": "another", "solved": "no"})
    assert second.status_code == 422
    assert Event.objects.filter(case_id=case.id, name="evaluate").count() == 1


def test_the_digits_read_aloud_open_it_with_the_number(cast: Cast) -> None:
    client, case = taken(cast)
    _link, code = printed(client, case)
    helper = cast.client()
    form = {"number": case.number, "code": f"{code[:3]} {code[3:6]} {code[6:]}"}
    answer = helper.post("/code/", form)
    assert answer.status_code == 302 and "/paper/" in answer["Location"]
    assert helper.get(answer["Location"]).status_code == 200
    assert PaperRead.objects.get().by_digits
    misread = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "有一位不对" in helper.post("/code/", {**form, "code": misread}).content.decode()


def test_guessing_digits_or_pictures_is_stopped(cast: Cast) -> None:
    client, case = taken(cast)
    _link, code = printed(client, case)
    other = str((int(code[:8]) + 1) % 10**8).zfill(8)
    guess = {"number": case.number, "code": other + check_digit(other)}
    thief = cast.client()
    statuses = [thief.post("/code/", guess).status_code for _ in range(12)]
    assert statuses[:10] == [404] * 10
    assert statuses[10:] == [429, 429]
    tokens = [thief.get(f"/p/made-up-{n}/").status_code for n in range(MOST_UNKNOWN + 1)]
    assert set(tokens[:-1]) == {404} and tokens[-1] == 429
    assert PaperRead.objects.count() == 0


def test_printing_anew_and_withdrawing_make_the_old_sheet_worthless(cast: Cast) -> None:
    client, case = taken(cast)
    link, code = printed(client, case)
    holder = cast.client()
    place = holder.get(link)["Location"]
    newer, _ = printed(client, case)
    assert cast.client().get(link).status_code == 404
    assert holder.get(place).status_code == 404
    assert cast.client().post("/code/", {"number": case.number, "code": code}).status_code == 404
    assert cast.client().get(newer).status_code == 302
    page = client.get(reverse("cases:receipt", args=[case.community_id, case.id])).content.decode()
    assert "打开过 1 次" in page
    client.post(address(case, "paper_withdraw"))
    assert cast.client().get(newer).status_code == 404


def test_a_merged_case_leads_its_sheet_along(cast: Cast) -> None:
    client, case = taken(cast)
    link, _code = printed(client, case)
    target = cast.submit("邻居报的漏水", who="neighbour")
    cast.act(target, "accept", "grid_worker")
    cast.act(case, "merge", "grid_worker", target_id=target.id, why="同一件事")
    helper = cast.client()
    page = helper.get(helper.get(link)["Location"]).content.decode()
    assert target.number in page
    assert "邻居报的漏水" not in page


def test_a_double_press_prints_one_sheet_that_works_and_an_erased_case_has_none(cast: Cast) -> None:
    client, case = taken(cast)
    for _press in range(2):
        client.post(address(case, "paper_make"))
    assert PaperReceipt.objects.filter(withdrawn_at=None).count() == 1
    link, _code = printed(client, case)
    cast.client().get(link)
    resolved(cast, case)
    case.refresh_from_db()
    reporter = case.reporters.get()
    case_act(
        case.community_id,
        case.id,
        "evaluate",
        acting=Acting(reporter_id=reporter.id),
        carried={"solved": "yes", "satisfied": True, "words": ""},
        key="verdict",
    )
    assert case_erase(case.community_id, case.id, "term")
    assert PaperReceipt.objects.count() == PaperRead.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "fits", "end"),
    [("2026年11月24日 11:47", 14, 12), ("the light is out", 6, 4), ("楼道灯坏了", 3, 3), ("a" * 9, 4, 4)],
)
def test_a_line_on_paper_ends_within_no_word_and_no_time_of_day(text: str, fits: int, end: int) -> None:
    assert _between_words(text, fits) == end
