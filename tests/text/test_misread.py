"""GBK read one byte off is put right, as far as it can be told; what somebody wrote stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.cleaning import clean
from linli.text.misread import repaired

WORDS = "电梯停了老人下不楼我们小区业主要求物公司尽快修好路灯晚上太黑请领导关心谢噪音扰民垃圾堆在门口没有管"


def one_byte_off(text: str) -> str:
    """Return `text` as a reader of GBK shows it that loses its first byte."""
    return "?" + text.encode("gbk")[1:].decode("gb18030", "replace").replace("\ufffd", "?")


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        # the real ones: three no-break spaces before 对于鸿昌国际, pairs of them, and one before http
        ("安全问题牋牰杂诤璨?国际幢楼道", "安全问题 对于鸿\ufffd国际幢楼道"),
        ("尊敬的胡书记：牋?您好，我们", "尊敬的胡书记： 您好，我们"),
        ("不打马虎眼。牋牋我们都是", "不打马虎眼。 我们都是"),
        ("汽车尾气排放爃ttp://", "汽车尾气排放 http://"),
        # up to a letter that is swallowed, in half and in full width
        ("昨天停电?！拔颐荁区没人管", "昨天停电。“我们B区没人管"),
        ("昨天停电?!拔颐荁区没人管", "昨天停电。“我们B区没人管"),
    ],
)
def test_what_was_read_one_byte_off_is_put_right(shown: str, written: str) -> None:
    assert repaired(shown) == (written, 1)


@pytest.mark.parametrize("mark", ["。“", "！“", "，“", "：“", "？”", "。《", "”，", "；"])
def test_every_pair_of_marks_may_be_where_it_begins(mark: str) -> None:
    written = mark + "我们小区的电梯停了三天"
    assert repaired("他说" + one_byte_off(written + "A座老人多"))[0] == "他说" + written + "A座老人多"


def test_at_the_end_of_a_line_one_character_is_lost_and_said_to_be() -> None:
    found = clean(one_byte_off("。“我们小区的电梯停了") + "\n第二行没事")
    assert found.text == "。“我们小区的电梯停\ufffd\n第二行没事"
    assert [(stretch.reason, found.text[stretch.start : stretch.end]) for stretch in found.damage] == [
        ("lost", "\ufffd")
    ]


@given(st.text(alphabet=WORDS, min_size=4, max_size=60), st.sampled_from(["。“", "，“", "：“"]))
def test_any_words_come_back(words: str, mark: str) -> None:
    assert repaired(one_byte_off(mark + words + "B") + "栋")[0] == mark + words + "B栋"


@pytest.mark.parametrize(
    "written",
    [
        "良心何在？！法理何在？！！希望政府主持公道",
        "怎么办?康乃馨花店天天放音乐",
        "是工业区?！我们不反对",
        "井盖哐咚哐咚响?哐咚哐咚",
        "犲岩塘是两组共有的，战爭狀況",
        "您吃了吗?!",
        "繁體字也不是亂碼?營業執照爭議",
        "?",
        "",
    ],
)
def test_what_was_written_with_question_marks_stays(written: str) -> None:
    assert repaired(written) == (written, 0)


def test_a_text_of_question_marks_takes_no_longer_than_it_is_long() -> None:
    for unit in ("?拔", "?！", "?\ufffd", "牋", "?"):
        assert repaired(unit * 20_000)[1] >= 0
