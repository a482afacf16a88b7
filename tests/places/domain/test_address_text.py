"""Twelve is twelve, however it is written."""

from __future__ import annotations

import pytest

from linli.places.domain.address_text import number, plain


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百", 100),
        ("一百零二", 102),
        ("三百一十五", 315),
        ("二〇三", 203),
        ("一零一", 101),
        ("", None),
        ("百", None),
        ("十百", None),
        ("一二十", None),
    ],
)
def test_chinese_numerals_are_read(word: str, value: int | None) -> None:
    assert number(word) == value


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("１２＃楼", "12#楼"),
        ("十二栋 二单元 三〇一室", "12栋2单元301室"),
        ("ａ座", "A座"),
        ("12 號樓", "12号楼"),
        ("佳苑一、二栋", "佳苑1、2栋"),
        ("三—五栋", "3-5栋"),
        ("二期", "2期"),
        ("南栋一楼", "南栋1楼"),
    ],
)
def test_one_spelling_for_many(written: str, spelling: str) -> None:
    assert plain(written) == spelling


@pytest.mark.parametrize("text", ["五一路", "三一大道", "百步亭", "桂花二村", "一座桥", "两栋房子", "四十年了"])
def test_numerals_that_number_nothing_stay(text: str) -> None:
    assert plain(text) == text


def test_lines_stay_apart_and_other_space_goes() -> None:
    assert plain("清和居 3\t栋\n　漏水") == "清和居3栋\n漏水"
