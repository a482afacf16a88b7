"""What was looked for is marked in the text as somebody wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.marking import EXCERPT, Marker, Piece


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("3号樓電梯困人<b>", "电梯", "3号樓[電梯]困人<b>"),
        ("3号楼电梯困人", "電梯 3", "[3]号楼[电梯]困人"),
        ("3号楼电梯困人", "dianti", "3号楼[电梯]困人"),
        ("3号楼电梯困人", "dt", "3号楼[电梯]困人"),
        ("Ｗifi坏了 mywifi", "wifi", "[Ｗifi]坏了 mywifi"),
        ("垃圾桶的盖子", "圾桶盖", "垃[圾桶]的盖子"),
        ("电电电", "电", "[电电电]"),
        ("没有这个词", "电梯", "没有这个词"),
        ("㎡电梯", "电", "㎡[电]梯"),
        ("", "电", ""),
        ("电", "", "电"),
    ],
)
def test_marks(text: str, asked: str, marked: str) -> None:
    assert shown(Marker(asked).pieces(text)) == marked


def test_a_long_text_is_cut_around_the_first_mark() -> None:
    excerpt = shown(Marker("电梯").excerpt("啊" * 300 + "电梯\n又坏了" + "哦" * 300))
    assert "[电梯] 又坏了" in excerpt
    assert excerpt.startswith("…") and excerpt.endswith("…")
    assert len(excerpt) <= EXCERPT + 4


@given(st.text(max_size=80), st.text(max_size=20))
def test_the_pieces_are_the_text(text: str, asked: str) -> None:
    assert "".join(piece.text for piece in Marker(asked).pieces(text)) == text
    assert len("".join(piece.text for piece in Marker(asked).excerpt(text * 20))) <= EXCERPT + 2
