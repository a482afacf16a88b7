"""How alike two texts are: the same matter in other words is, the same words about nothing are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.text.folding import fold
from linli.text.likeness import KEYS, keys_of, likeness, parts_of, profile, shared_words

LAMP = "3栋2单元楼道灯坏了三天，晚上看不见路。"
ODD = ["", "  ", "😀😀👍", "\u202eabc", "<script>alert(1)</script>", "\ud800", "…。！"]
free = st.text(max_size=300)
chinese = st.text(alphabet="楼道灯坏了晚上看不见电梯停水小区门口车我们领导的", min_size=2, max_size=60)


def alike(a: str, b: str) -> float:
    return likeness(profile(a), profile(b))


def test_the_same_matter_in_other_words_is_liker_than_another_matter() -> None:
    assert alike(LAMP, "2单元楼道的灯不亮好几天了") > 0.25
    assert alike("小区门口乱停车，消防车进不来", "大门口违停的车堵住消防通道") > 0.25
    assert alike(LAMP, "楼下垃圾堆成山，没人清") < 0.1


def test_courtesies_make_no_letters_alike() -> None:
    polite = "尊敬的领导：您好！我是小区业主，反映一个问题，希望相关部门尽快处理，谢谢！"
    assert alike(polite + "电梯坏了", polite + "路灯不亮") < 0.35
    assert alike(polite + "电梯坏了", polite + "电梯又坏了") > 0.6


def test_three_lines_and_three_pages_about_one_thing_are_alike() -> None:
    pages = "丽发新城旁边建了一个搅拌站，白天黑夜机器轰鸣，灰尘大得不敢开窗。" + "孩子咳嗽，老人睡不着。" * 20
    assert alike("丽发新城搅拌站噪音灰尘扰民", pages) > 0.3


def test_traditional_and_simplified_wide_and_narrow_are_one_spelling() -> None:
    assert alike("電梯壞了ＡＢＣ", "电梯坏了abc") == pytest.approx(1)


def test_a_phone_in_both_is_the_same_writer_and_not_the_same_matter() -> None:
    assert alike("电话13800001111", "手机13800001111") == 0


def test_a_name_that_is_compared_otherwise_can_be_left_out() -> None:
    a, b = "青和居小区电梯坏了", "青和居小区垃圾没人收"
    without = [fold("青和居小区")]
    assert likeness(profile(a, without=without), profile(b, without=without)) < alike(a, b)


def test_what_two_texts_share_is_said_in_words_the_weightiest_first() -> None:
    said = "楼道灯坏了，晚上看不见"
    assert shared_words(said, profile(said), profile(LAMP)) == ["楼道灯坏了", "看不见"]


@settings(deadline=None)
@given(free | chinese, free | chinese)
def test_it_does_not_matter_which_is_named_first(a: str, b: str) -> None:
    one, two = profile(a), profile(b)
    assert likeness(one, two) == pytest.approx(likeness(two, one))
    assert 0 <= likeness(one, two) <= 1


@settings(deadline=None)
@given(free | chinese)
@example(LAMP)
def test_a_text_is_altogether_like_itself_if_it_says_anything(text: str) -> None:
    one = profile(text, text[:20])
    assert likeness(one, one) == pytest.approx(1.0 if one.weights else 0.0)


@settings(deadline=None)
@given(chinese, chinese)
def test_shared_words_stand_in_both(a: str, b: str) -> None:
    for word in shared_words(a, profile(a), profile(b)):
        assert word in fold(a)
        assert set(word) <= set(fold(b))


@settings(deadline=None)
@given(chinese)
def test_texts_that_are_the_same_are_found_by_the_same_keys(text: str) -> None:
    keys = keys_of(profile(text))
    assert keys == keys_of(profile(text))
    assert len(keys) == len(set(keys)) <= KEYS
    assert all(0 <= key < 2**31 for key in keys)


@pytest.mark.parametrize("odd", ODD)
def test_what_says_nothing_is_like_nothing(odd: str) -> None:
    assert alike(odd, LAMP) == 0
    assert not shared_words(odd, profile(odd), profile(LAMP))


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(["水", "停水", "😀", "<b>", "a", "\u202e", "ﷺ"]))
def test_a_megabyte_is_harmless(piece: str) -> None:
    long = piece * (1_000_000 // len(piece))
    assert sum(parts_of(long).values()) < 200_000
    assert 0 <= alike(long, LAMP) <= 1
    assert len(keys_of(profile(long))) <= KEYS
