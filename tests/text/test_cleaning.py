"""A text is cleaned of what copying did to it; what was written stays, whatever was thrown at it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linli.text.cleaning import clean, cleaned
from linli.text.folding import fold

LETTER = "尊敬的领导：\n您好！3栋2单元的电梯又停了（第3次），“老人下不了楼”。电话027-88990011 👨‍👩‍👧 😀，盼复！"
ANYTHING = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "　\u00a0\u202e\u2066\u200b\u200d\ufeff\0\r\n\t\x1b\ud83d\ude00?！拔颐牋動(dòng)<script>&nbsp;１Ａ．％"
        ),
    ),
    max_size=300,
)


def test_a_clean_letter_stays_as_it_is() -> None:
    found = clean(LETTER)
    assert (found.text, dict(found.changes), found.damaged) == (LETTER, {}, False)


@pytest.mark.parametrize(
    ("written", "kept", "kind"),
    [
        ("Ａ１栋　３－２室，１．５米", "A1栋 3-2室，1.5米", "width"),
        ("湿度５０％！（注）", "湿度50%！（注）", "width"),
        ("　　您好　　　谢谢  ", "您好 谢谢", "space"),
        ("你好&nbsp;&nbsp;谢谢", "你好 谢谢", "space"),
        ("一\r\n二\r三_x000D_\n四", "一\n二\n三\n四", "control"),
        ("一\n\n\n\n二", "一\n\n二", "space"),
        ("电\0梯\x07停\x1b[0m了", "电梯停[0m了", "control"),
        ("电\u200b梯\ufeff停\u00ad了", "电梯停了", "invisible"),
        ("\u202e了停梯电\u202c \u2067abc\u2069", "了停梯电 abc", "direction"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4, "invisible"),
        ("笑\ud83d\ude00了", "笑😀了", "surrogate"),
        ("坏\ud83d了", "坏\ufffd了", "surrogate"),
        ("動(dòng)靜", "動靜", "reading"),
    ],
)
def test_each_kind_of_dirt_goes(written: str, kept: str, kind: str) -> None:
    found = clean(written)
    assert found.text == kept and found.changes[kind] > 0


@pytest.mark.parametrize("written", ["👨‍👩‍👧‍👦❤️🏳️‍🌈", "می‌خواهم", "क्‍ष", "ئۇيغۇرچە خەت", "Ünïcödé e\u0301", "3＃楼（北）"])
def test_other_scripts_and_faces_keep_what_holds_them_together(written: str) -> None:
    assert clean(written).text in (written, "3#楼（北）")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("电梯\ufffd停了", "lost"),
        ("楼道\ue5e5灯", "private"),
        ("锟斤拷锟斤拷", "lost"),
        ("昨天痤閿瀣馕茕帙坏", "unlikely"),
    ],
)
def test_what_stays_damaged_is_said(written: str, reason: str) -> None:
    found = clean(written)
    assert found.damaged and reason in {stretch.reason for stretch in found.damage}


@pytest.mark.parametrize(
    "written", ["綠化帶亂停車，噪音擾民，請領導關心處理", "蓝雍景阁的崔嵬与蹒跚", "头孢噻肟钠、吡虫啉", "嗲嗲娭毑"]
)
def test_rare_words_and_traditional_ones_are_no_damage(written: str) -> None:
    assert not clean(written).damaged


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("請問電梯裏面", "请问电梯里面"),
        ("沿著馬路堵著車", "沿着马路堵着车"),
        ("明昇壹城二期的电梯沒修", "明昇壹城二期的电梯没修"),
        ("陈璗", "陈璗"),
        ("户藉所在地，政巿釆石场", "户籍所在地，政市采石场"),
        ("動(dòng)", "动"),
    ],
)
def test_simplified_characters_are_made_where_they_are_asked_for(written: str, meant: str) -> None:
    assert clean(written, simplify=True).text == meant
    assert clean("請領導").text == "請領導", "what a resident wrote is theirs"


@given(ANYTHING)
@example("\n " * 50)
@example("&\u200bnbsp;")
@example("e\u0301\u200b" * 9)
def test_whatever_comes_in_a_storable_text_goes_out(text: str) -> None:
    found = clean(text, simplify=True)
    found.text.encode("utf-8")
    assert not {unicodedata.category(sign) for sign in found.text} & {"Cs"}
    assert not set(found.text) & set("\0\r\x1b\u202e\u202d\u2066\u2067\u2068\u2069\u200b\ufeff")
    assert all(0 <= stretch.start < stretch.end <= len(found.text) for stretch in found.damage)
    assert clean(text).text == cleaned(text)
    assert "\0" not in fold(text)


@given(ANYTHING)
def test_a_clean_text_is_clean(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once


@pytest.mark.parametrize("unit", ["電梯(dòng)?！", "\u202e　", "\n ", "?拔", "<script>", "😀", "\ud83d", "我(    "])
def test_a_megabyte_of_anything_is_cleaned(unit: str) -> None:
    text = unit * (1_000_000 // len(unit.encode("utf-8", "surrogatepass")))
    assert len(clean(text, simplify=True).text) <= len(text)
