"""A text is found by what people type of it: parts of words, either script, pinyin, initials, numbers."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.query import All, Any, Condition, Term, condition_of
from linli.text.terms import names_of, words_of


def met(condition: Condition | None, terms: set[str]) -> bool:
    """Whether terms meet a condition, as a database decides it."""
    if condition is None:
        return False
    if isinstance(condition, Term):
        return any(term.startswith(condition.text) if condition.begins else term == condition.text for term in terms)
    parts = [met(part, terms) for part in condition.parts]
    return all(parts) if isinstance(condition, All) else any(parts)


TITLE = "3号楼电梯困人，WiFi6也断了"


@pytest.mark.parametrize(
    "asked",
    [
        "电梯",
        "電梯",
        "困",
        "号楼电梯",
        "3号楼 困人",
        "困人 电梯",
        "dianti",
        "DianTi",
        "dian ti",
        "dian'ti",
        "diant",
        "dt",
        "DTKR",
        "ｄｔ",
        "dianti 困人",
        "wifi6",
        "ＷＩＦＩ６",
        "《电梯》！",
    ],
)
def test_a_title_is_found_by(asked: str) -> None:
    assert met(condition_of(asked), names_of(TITLE))


@pytest.mark.parametrize("asked", ["水管", "电梯 水管", "梯电", "shuiguan", "sg", "4号楼", "tidian"])
def test_a_title_is_not_found_by(asked: str) -> None:
    assert not met(condition_of(asked), names_of(TITLE))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("yinhang", "建设银行"),
        ("chongqing", "重庆路"),
        ("zhongqing", "重庆路"),
        ("shan", "单晓燕"),
        ("lvhua", "绿化带"),
        ("lühua", "绿化带"),
        ("xian", "西安路"),
        ("xian", "县城"),
        ("hu", "湖北"),
    ],
)
def test_characters_of_several_readings_are_found_by_each(asked: str, name: str) -> None:
    assert met(condition_of(asked), names_of(name))


@pytest.mark.parametrize("asked", ["", "   ", "！？。，", "😀😀", "\0", "'\"*()&|!:<->", "​"])
def test_nothing_is_looked_for_where_nothing_is_said(asked: str) -> None:
    assert condition_of(asked) is None


@pytest.mark.parametrize(
    "text",
    ["电话13800000000请回", "138 0000 0000", "138-0000-0000", "身份证42010119900101001X", "卡号6222 0212 3456 7890"],
)
def test_numbers_that_may_be_a_persons_are_in_no_index(text: str) -> None:
    assert not [term for term in words_of(text) if any(map(str.isdecimal, term))]


def test_digits_are_found_by_their_beginning_from_the_fourth_on() -> None:
    terms = words_of("工单202405号")
    assert met(condition_of("2024"), terms)
    assert not met(condition_of("202"), terms)


TEXTS = st.text(max_size=60) | st.text("电梯困人dianti wifi3栋'\"\\*&|!:()_-~^{}\0\n", max_size=60)


def sizes(condition: Condition) -> int:
    return 1 if isinstance(condition, Term) else sum(map(sizes, condition.parts))


def texts(condition: Condition) -> list[str]:
    return [condition.text] if isinstance(condition, Term) else [t for part in condition.parts for t in texts(part)]


def holds_sign(term: str) -> bool:
    """Whether anything but letters, digits and "_" is in it; a character newer than this Python's tables is no sign."""
    return any(not sign.isalnum() and sign != "_" and category(sign) != "Cn" for sign in term)


@given(TEXTS)
def test_whatever_is_typed_becomes_few_terms_without_signs(asked: str) -> None:
    condition = condition_of(asked * 30)
    if condition is not None:
        assert not any(map(holds_sign, texts(condition)))
        assert sizes(condition) <= 80
        assert not any(isinstance(condition, All | Any) and not condition.parts for condition in [condition])


@given(TEXTS.filter(lambda text: len(text) < 40))
def test_every_text_is_found_by_itself(text: str) -> None:
    condition = condition_of(text)
    assert condition is None or met(condition, names_of(text)) or not words_of(text)


@given(st.text(max_size=40))
def test_terms_hold_no_sign(text: str) -> None:
    assert not any(map(holds_sign, names_of(text)))
    assert all("_" not in term for term in words_of(text))


def test_ten_thousand_characters_and_a_megabyte_are_texts_too() -> None:
    assert "电梯" in words_of("电梯" * 5_000)
    assert names_of("a" * 1_000_000) == {"a" * 40}
    assert condition_of("电梯困人" * 2_500) is not None
