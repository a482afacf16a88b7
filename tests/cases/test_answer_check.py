"""Before an answer is sent its writer sees what it leaves open; nothing is stopped, nobody is scored (R7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from tests.cases.staff import deed_url, done, hidden
from tests.cast import Cast, at

GOOD = (
    "您反映的3栋电梯停运，我社区已联系物业公司，维保单位5月6日更换了门机，现已恢复运行。"
    "根据《特种设备安全法》，物业每月应检查一次。还有问题请拨打社区电话027-88990011。"
)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    """A lift out of order, contacted and ready to be answered."""
    case = cast.submit("3栋电梯停运三天，老人下不了楼", urgency="ordinary")
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "contact", "grid_worker", how="phone", result="已约")
    case.refresh_from_db()
    return case


def check(client: Client, case: Case, answer: str, deed: str = "answer", **more: str) -> Any:
    address = reverse("cases:answer_check", args=[case.community_id, case.id, deed])
    return client.post(address, {"answer": answer, **more}, headers={"HX-Request": "true"})


def left_open(page: Any) -> int:
    return int(page.content.decode().count('class="is-open"'))


def test_an_answer_that_says_everything_has_nothing_open(cast: Cast, case: Case) -> None:
    page = check(cast.client("grid_worker"), case, GOOD)
    assert page.status_code == 200 and left_open(page) == 0
    assert "027-88990011" in page.content.decode()


def test_an_empty_answer_leaves_everything_open_and_a_basis_beside_it_counts(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    assert left_open(check(client, case, "您好，已收悉，感谢您的理解与支持！")) == 6
    page = check(client, case, "您好", deed="answer", basis="《物业管理条例》第三十五条")
    assert left_open(page) == 5
    text = page.content.decode()
    assert "分" not in text.replace("部分", "") and "%" not in text, "no number, no score"


def test_markup_that_is_typed_stays_words(cast: Cast, case: Case) -> None:
    page = check(cast.client("grid_worker"), case, "按<script>alert(1)</script>规定，电梯停运")
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("who", ["next_grid_worker", "former_grid_worker", "resident", None])
def test_who_may_not_answer_sees_nothing(cast: Cast, case: Case, who: str | None) -> None:
    page = check(cast.client(who), case, GOOD)
    assert page.status_code in (302, 403, 404) and "3栋" not in page.content.decode()


def test_a_deed_that_is_no_answer_or_not_possible_now_has_no_list(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    assert check(client, case, GOOD, deed="note").status_code == 404
    assert check(client, case, GOOD, deed="nothing").status_code == 404
    fresh = cast.submit("路灯坏了", urgency="ordinary")
    assert check(client, fresh, GOOD, deed="resolve").status_code == 404


def test_without_a_script_the_form_comes_back_with_the_list_and_all_that_was_typed(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    form = client.get(deed_url(case, "answer"))
    assert "检查答复" in form.content.decode()
    page = client.post(
        deed_url(case, "answer"), {**hidden(form), "answer": "电梯修好了", "basis": "合同", "check": "1"}
    )
    text = page.content.decode()
    assert page.status_code == 200 and "电梯修好了" in text and "合同" in text and "还有问题找谁" in text
    case.refresh_from_db()
    assert not case.answer, "looking is not sending"


def test_an_answer_that_leaves_everything_open_is_sent_all_the_same(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    done(client, case, "answer", answer="好了")
    assert case.answer == "好了"
