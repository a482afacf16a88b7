"""UTF-8 that somebody's program read as something else comes back."""

from __future__ import annotations

import pytest

from linli.text.wrong_encoding import reread

LETTER = "小区的电梯停了三天，老人下不了楼。"


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1", "cp1252"])
def test_misread_utf8_comes_back(encoding: str) -> None:
    shown = LETTER.encode().decode(encoding, "surrogateescape" if encoding == "cp1252" else "replace")
    if encoding == "cp1252":
        shown = "".join(chr(ord(sign) - 0xDC00) if "\udc80" <= sign <= "\udcff" else sign for sign in shown)
    assert reread(f"3栋: {shown}")[0].removesuffix("\ufffd").startswith("3栋: 小区的电梯停了三天，老人下不了楼")


@pytest.mark.parametrize(
    "written", [LETTER, "Ünïcödé Straße", "鍙字不常见，鐢字也是", "«ÀÉÈ» “”……——", "涓涓细流", "絵文字ÀÁÂÃÄÅ"]
)
def test_what_was_written_so_stays(written: str) -> None:
    assert reread(written) == (written, 0)
