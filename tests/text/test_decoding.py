"""A text is read whatever program wrote it; what is no text is told from one."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.decoding import decode
from linli.text.files import read_jsonl, read_text

LETTER = "尊敬的领导：您好！3栋2单元的电梯又停了，老人下不了楼。联系电话027-88990011，盼复。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_letter_is_read_in_every_encoding(encoding: str) -> None:
    found = decode(LETTER.encode(encoding))
    assert (found.text, found.lost, found.damaged) == (LETTER, 0, False)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", ["电梯停了", "路灯不亮", "3栋漏水", "請求維修電梯"])
def test_a_few_words_are_enough(words: str, encoding: str) -> None:
    assert decode(words.encode(encoding)).text == words


def test_a_text_cut_inside_a_character_loses_that_one_only() -> None:
    for encoding in ("utf-8", "gbk"):
        found = decode(LETTER.strip().encode(encoding)[:-1])
        assert found.text.startswith("尊敬的领导") and found.lost >= 1 and found.damaged and found.readable


def test_what_stands_for_lost_characters_already_is_no_new_loss() -> None:
    assert decode("电梯\ufffd停了".encode()).lost == 0


@pytest.mark.parametrize("text", ["😀👍🏽❤️", "Лифт не работает", "المصعد معطل", "エレベーター", "", "ok"])
def test_other_languages_are_texts_as_well(text: str) -> None:
    assert decode(text.encode()) == decode(text.encode("utf-8-sig"))
    assert decode(text.encode()).text == text and decode(text.encode()).readable


def test_a_picture_is_no_text() -> None:
    packed = gzip.compress(os.urandom(4096))
    assert not decode(packed).readable and decode(packed).damaged


@given(st.binary(max_size=200))
def test_no_bytes_are_an_error(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=100))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


def test_files_may_be_packed_and_lines_broken(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl.gz"
    path.write_bytes(gzip.compress('{"body": "电梯停了"}\n{"body": \n[1]\n\n'.encode("gbk")))
    assert list(read_jsonl(path)) == [{"body": "电梯停了"}]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(OSError):
        read_text(path)
