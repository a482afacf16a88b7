"""UTF-8 that was read as something else, put right: ç”µæ¢¯ and 鐢垫 for 电梯."""

from __future__ import annotations

import re

from linli.text.decoding import LOST
from linli.text.frequency import weight

# What Windows shows for bytes 80-9F where others have controls.
_WINDOWS = {sign: byte for byte in range(0x80, 0xA0) if (sign := bytes((byte,)).decode("cp1252", "ignore"))}
_LATIN = re.compile(f"[\u0080-\u00ff{''.join(_WINDOWS)}]{{6,}}")
_CHINESE = re.compile("[^\x00-\x7f]{3,}")
# The second and third byte of common characters in UTF-8 read as GBK give these rare ones again and again.
TELLING = "鍙鐨涓浜鏄鎴绗鏈鍦鐢鎷缁璇锛銆浠閮"
_TELLING = frozenset(TELLING)
_MARKEDLY = 12.0
"""As for GBK read one byte off (linli/text/misread.py)."""


def reread(text: str) -> tuple[str, int]:
    """Return `text` with its stretches of misread UTF-8 put right, and how many there were."""
    count = 0

    def put_right(found: re.Match[str]) -> str:
        nonlocal count
        meant = _meant(found[0])
        count += meant is not None
        return found[0] if meant is None else meant

    text = _LATIN.sub(put_right, text)
    if not _TELLING.isdisjoint(text):
        text = _CHINESE.sub(put_right, text)
    return text, count


def _meant(shown: str) -> str | None:
    """Return what the bytes behind `shown` say in UTF-8 if that is markedly likelier; what is lost of them is U+FFFD."""
    latin = _LATIN.fullmatch(shown)
    data = b"".join(bytes((_WINDOWS.get(sign, ord(sign)),)) for sign in shown) if latin else shown.encode("gb18030")
    meant = data.decode("utf-8", "replace")
    if meant.count(LOST) > 1 + len(meant) // 20:
        return None
    gain = sum(map(weight, meant.replace(LOST, ""))) - sum(map(weight, shown)) * len(meant) / len(shown)
    return meant if gain >= _MARKEDLY and (latin is None or meant > "\u2e80") else None
