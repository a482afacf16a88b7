"""One spelling for the many ways in which people write an address.

"１２＃", "十二栋", "12 號樓" and "12栋" shall be the same characters before anybody compares them.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS = {"十": 10, "百": 100}

# The words of addresses in traditional script, and dashes and separators that only look different.
_SAME = str.maketrans(
    "棟樓號單層區門園廣場灣廈莊戶間組—–―－～／﹟，",
    "栋楼号单层区门园广场湾厦庄户间组---" + "-~/#,",
)

# Bounded, like all repetitions here: a text of 100,000 numerals must not take more than its length.
_NUMERAL = "[零〇一二三四五六七八九十百]{1,6}"
_SEPARATOR = r"[、,和及与至到\-~/]"
# Words that a number stands in front of. Not 座: "一座桥" counts bridges. Not 两: "两栋" counts buildings.
_COUNTED = "(?:号|栋|幢|单元|楼|层|室|房|户|期|区|组团|门|#)"
_WRITTEN_NUMBER = re.compile(f"{_NUMERAL}(?:{_SEPARATOR}{_NUMERAL}){{0,9}}(?={_COUNTED})")


def number(word: str) -> int | None:
    """Read a Chinese numeral up to 999, by place ("二十三") or digit by digit ("二〇三").

    Returns:
        The number, or none if the characters make none ("十百").
    """
    if not any(letter in _TENS for letter in word):
        return int("".join(str(_DIGITS[letter]) for letter in word)) if word else None
    total, digit, smallest = 0, None, 1000
    for letter in word:
        if letter in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[letter]
            continue
        unit = _TENS[letter]
        # Only ten may stand without a digit before it, and only smaller units may follow a unit.
        if unit >= smallest or (digit is None and unit != 10):
            return None
        total, digit, smallest = total + (1 if digit is None else digit) * unit, None, unit
    return total + (digit or 0)


def plain(text: str) -> str:
    """Return a text in the one spelling that names and numbers are compared in.

    Full-width forms become half-width, letters capital, spaces vanish, address words become simplified, and Chinese
    numerals in front of such words become digits. Line ends stay: nothing continues across them.
    """
    folded = unicodedata.normalize("NFKC", text).upper().translate(_SAME)
    dense = re.sub(r"[^\S\n]+", "", folded)
    return _WRITTEN_NUMBER.sub(lambda found: re.sub(_NUMERAL, _in_digits, found[0]), dense)


def _in_digits(found: re.Match[str]) -> str:
    value = number(found[0])
    return found[0] if value is None else str(value)
