"""A reporter's own pages: what became of it, the verdict, more words, and who must not see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Attachment, Case
from tests.cases.resident import do, mine, text
from tests.cast import Cast, at, photo


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def answered(cast: Cast) -> Case:
    case = cast.submit()
    return cast.act(case, "answer", "grid_worker", answer="灯已换好，今晚起亮。", basis="")


def queries(call: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        call()
    return len(caught)


def test_the_list_costs_the_same_for_three_and_for_thirty(cast: Cast) -> None:
    client, address = cast.client("resident"), reverse("cases:my_cases")
    for number in range(3):
        cast.submit(f"第{number}件事")
    client.get(address)
    few = queries(lambda: client.get(address))
    for number in range(3, 30):
        cast.submit(f"第{number}件事")
    assert queries(lambda: client.get(address)) == few


def test_the_list_says_what_is_wanted_of_whom(cast: Cast, answered: Case) -> None:
    page = text(cast.client("resident").get(reverse("cases:my_cases")))
    assert "等您评价" in page
    assert answered.number in page


def test_nobody_else_sees_it(cast: Cast, answered: Case) -> None:
    for who in (None, "neighbour", "next_grid_worker", "former_grid_worker", "grid_worker"):
        assert cast.client(who).get(mine(answered)).status_code == 404
        assert do(cast.client(who), answered, "withdraw").status_code == 404


def test_the_course_is_told_in_plain_words(cast: Cast, answered: Case) -> None:
    page = text(cast.client("resident").get(mine(answered)))
    assert "灯已换好，今晚起亮。" in page
    assert "青和居第1网格" in page
    assert "请您评价" in page


def test_solved_and_satisfied_closes_it(cast: Cast, answered: Case) -> None:
    client = cast.client("resident")
    answer = do(client, answered, "evaluate", solved="yes", satisfied="yes", words="谢谢")
    assert answer.headers["Location"] == mine(answered)
    answered.refresh_from_db()
    assert answered.state == "closed"
    assert "谢谢您的评价" in text(client.get(mine(answered)))


def test_not_solved_reopens_it(cast: Cast, answered: Case) -> None:
    do(cast.client("resident"), answered, "evaluate", solved="no", satisfied="no", words="还是不亮")
    answered.refresh_from_db()
    assert (answered.state, answered.reopens) == ("in_progress", 1)


def test_a_verdict_half_given_comes_back_with_its_words(cast: Cast, answered: Case) -> None:
    answer = do(cast.client("resident"), answered, "evaluate", solved="yes", words="差不多")
    assert answer.status_code == 422
    assert "差不多" in text(answer)
    assert "请选一个" in text(answer)
    answered.refresh_from_db()
    assert answered.state == "resolved"


def test_a_verdict_sent_twice_is_one(cast: Cast, answered: Case) -> None:
    client = cast.client("resident")
    fields = {"key": "pressed-twice", "version": answered.version, "solved": "yes", "satisfied": "yes"}
    for _press in range(2):
        assert do(client, answered, "evaluate", **fields).status_code == 302
    assert answered.events.filter(name="evaluate").count() == 1


def test_a_form_sent_after_the_case_was_closed_keeps_its_words(cast: Cast) -> None:
    case = cast.submit()
    seen = case.version
    cast.act(case, "answer", "grid_worker", answer="已修好。", basis="")
    answer = do(cast.client("resident"), case, "reply", key="late", version=seen, text="地点是三楼")
    assert answer.status_code == 403
    page = text(answer)
    assert "地点是三楼" in page
    assert "已修好。" in page


def test_what_was_asked_can_be_answered_with_a_photo(cast: Cast) -> None:
    case = cast.submit()
    cast.act(case, "accept", "grid_worker", category_id=None, urgency="")
    cast.act(case, "contact", "grid_worker", how="phone", result="没人接")
    cast.act(case, "ask", "grid_worker", question="是哪一层？")
    client = cast.client("resident")
    assert "是哪一层？" in text(client.get(mine(case)))
    assert do(client, case, "reply", text="三楼", photos=[photo()]).status_code == 302
    case.refresh_from_db()
    assert case.ask_until is None
    assert Attachment.objects.get().case_id == case.id


def test_more_photos_can_be_added_while_it_is_answered(cast: Cast, answered: Case) -> None:
    client = cast.client("resident")
    assert do(client, answered, "attach", photos=[photo()]).status_code == 302
    assert do(client, answered, "attach", key="none").status_code == 422
    assert Attachment.objects.count() == 1


def test_a_request_can_be_taken_back(cast: Cast) -> None:
    case = cast.submit()
    do(cast.client("resident"), case, "withdraw", why="自己修好了")
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_a_deed_that_is_not_a_residents_does_not_exist_here(cast: Cast, answered: Case) -> None:
    assert do(cast.client("resident"), answered, "note", text="x").status_code == 404


def test_somebody_who_is_also_staff_acts_here_as_a_resident(cast: Cast) -> None:
    case = cast.submit(who="grid_worker")
    page = text(cast.client("grid_worker").get(mine(case)))
    assert "受理" not in page.split("<main", 1)[1].split("经过")[0]
    assert reverse("cases:my_deed", args=[case.community_id, case.id, "withdraw"]) in page


@pytest.mark.parametrize("code", ["00000000", "abc", "", "1" * 50])
def test_a_wrong_code_gets_words(cast: Cast, answered: Case, code: str) -> None:
    answer = cast.client().post(reverse("cases:case_by_code"), {"number": answered.number, "code": code})
    assert answer.status_code in (404, 422)


def test_after_ten_wrong_codes_one_has_to_wait(cast: Cast, answered: Case) -> None:
    client, address = cast.client(), reverse("cases:case_by_code")
    for wrong in range(10):
        assert client.post(address, {"number": answered.number, "code": f"{wrong:08d}"}).status_code == 404
    answer = client.post(address, {"number": answered.number, "code": "99999999"})
    assert answer.status_code == 429
    assert "分钟" in text(answer)
    with at(1.1):
        assert client.post(address, {"number": answered.number, "code": "99999999"}).status_code == 404


def test_photos_are_for_the_reporter_and_the_staff_who_may_read(cast: Cast) -> None:
    case = cast.submit(photos=[photo()])
    attachment = Attachment.objects.get()
    address = reverse("cases:attachment", args=[case.community_id, attachment.id])
    small = reverse("cases:attachment", args=[case.community_id, attachment.id, "thumb"])
    for who in ("resident", "grid_worker", "community_officer"):
        answer = cast.client(who).get(address)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert "inline" in answer.headers["Content-Disposition"]
        assert cast.client(who).get(small).headers["Content-Type"] == "image/jpeg"
    for outsider in (None, "neighbour", "next_grid_worker", "former_grid_worker", "water_contact"):
        assert cast.client(outsider).get(address).status_code == 404
        assert cast.client(outsider).get(small).status_code == 404


def test_neighbours_merged_into_one_case_do_not_read_each_others_words(cast: Cast) -> None:
    target = cast.submit("我家1203的卫生间漏水到楼下", who="resident", photos=[photo()])
    other = cast.submit("天花板滴水", who="neighbour")
    cast.act(target, "accept", "grid_worker")
    cast.act(target, "contact", "grid_worker", how="visit", result="看过现场")
    cast.act(target, "reply", "resident", text="钥匙在1203门口的垫子下")
    cast.act(other, "accept", "grid_worker")
    cast.act(other, "merge", "grid_worker", target_id=target.id, why="同一处漏水")
    page = cast.client("neighbour").get(f"/my/{target.community_id}/{target.id}/").content.decode()
    assert "看过现场" in page
    assert "卫生间漏水到楼下</p>" not in page and "垫子" not in page
    photo_address = f"/files/{target.community_id}/{target.attachments.get().id}/"
    assert cast.client("neighbour").get(photo_address).status_code == 404
    mine = cast.client("resident").get(f"/my/{target.community_id}/{target.id}/").content.decode()
    assert "卫生间漏水到楼下</p>" in mine and "垫子" in mine
    assert cast.client("resident").get(photo_address).status_code == 200
