"""Spellings that people mix are one spelling to the search."""

from __future__ import annotations

import pytest

from linli.text.folding import fold


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("電梯停運", "电梯停运"),
        ("Ａ１栋　３单元", "a1栋 3单元"),
        ("WiFi", "wifi"),
        ("裏面漏水", "里面漏水"),
        ("", ""),
        ("電(diàn)梯\u200b 停\0了", "电梯 停了"),
        ("昇明", "升明"),
    ],
)
def test_spellings_of_one_thing_are_one(written: str, meant: str) -> None:
    assert fold(written) == meant
