"""Rules of the knowledge room that need no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linli.knowledge.domain.comparing import MOST_SIGNS, compare
from linli.knowledge.domain.content import Content, changed, documents_of, faults, phones_of, tidied
from linli.knowledge.domain.validity import Validity, review_is_due, validity

ONE = Content(
    question="居住证怎么办",
    answer="住满半年可以申领。",
    source="《居住证暂行条例》第二条",
    place_id=1,
    category_id=2,
    owner_id=3,
    valid_from=date(2026, 1, 1),
    review_on=date(2027, 1, 1),
)


def test_an_article_holds_on_its_first_and_on_its_last_day_and_not_around_them() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    assert validity(first, last, date(2026, 2, 28)) is Validity.COMING
    assert validity(first, last, first) is validity(first, last, last) is Validity.CURRENT
    assert validity(first, last, date(2026, 4, 1)) is Validity.OVER
    assert validity(first, None, date(2099, 1, 1)) is Validity.CURRENT


def test_an_article_is_due_for_review_the_day_after() -> None:
    assert not review_is_due(date(2026, 3, 1), date(2026, 3, 1))
    assert review_is_due(date(2026, 3, 1), date(2026, 3, 2))


def test_what_an_article_must_have_is_named_by_field() -> None:
    assert list(faults(ONE)) == []
    empty = tidied(replace(ONE, question="  ", answer="\n", source=""))
    assert dict(faults(empty)) == {"question": "missing", "answer": "missing", "source": "missing"}
    assert ("answer", "long") in list(faults(replace(ONE, answer="长" * 5001)))
    assert list(faults(replace(ONE, valid_to=date(2025, 12, 31)))) == [("valid_to", "order")]


def test_a_link_leads_to_a_page_and_runs_nothing() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "//x", "ftp://x", 'https://x/"onclick=1', "https://"):
        assert ("source_url", "web") in list(faults(replace(ONE, source_url=address))), address
    assert list(faults(replace(ONE, source_url="https://flk.npc.gov.cn/detail?id=1#a"))) == []


def test_documents_lose_the_signs_in_front_of_them() -> None:
    assert documents_of("1. 身份证\n- 户口簿\n\n  2、照片2张\n3个月内的流水") == [
        "身份证",
        "户口簿",
        "照片2张",
        "3个月内的流水",
    ]


def test_each_number_of_a_phone_field_can_be_dialled() -> None:
    found = phones_of("社保 12333；窗口 027-0000 5008、网格员")
    assert found == [("社保 12333", "12333"), ("窗口 027-0000 5008", "02700005008"), ("网格员", "")]


def test_what_changed_is_told_by_field() -> None:
    after = replace(ONE, answer="住满半年、有工作或住所，可以申领。", review_on=date(2028, 1, 1))
    assert changed(ONE, after) == ("answer", "review_on")


TEXTS = st.text(alphabet="带身份证。社保卡，\n12345ABC🙂", max_size=60)


@given(before=TEXTS, after=TEXTS)
def test_the_pieces_of_a_comparison_make_up_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after
    assert all(one.kind != two.kind for one, two in pairwise(pieces))


def test_long_passages_without_sentences_are_replaced_whole() -> None:
    pieces = compare("甲" * (MOST_SIGNS + 1), "乙" * (MOST_SIGNS + 1))
    assert [piece.kind for piece in pieces] == ["out", "in"]


@given(text=st.text(max_size=300))
def test_any_text_is_tidied_without_a_word(text: str) -> None:
    content = tidied(replace(ONE, answer=text, documents=text, phone=text[:50], source_url=text[:50]))
    assert "\r" not in content.answer
    list(faults(content))
    phones_of(content.phone)
