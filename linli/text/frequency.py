"""How common a character is in written Chinese: what tells a text from bytes that were read in the wrong way.

Commonness comes from the character list in `data/common.txt` and from GB 2312, whose first level (3,755 characters, rows
B0-D7) are those in use and whose second (rows D8-F7) are the rare ones, ordered by radical.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

_COMMON = Path(__file__).parent / "data" / "common.txt"
_COMMONEST = 200

# Logarithms of how much likelier a character is in written Chinese than in the 6,768 two-byte characters of GB 2312
# drawn blindly: the 200 commonest are half of a text, the rest of the list most of the other half.
PUNCTUATION, FIRST, LISTED, LEVEL_ONE, LEVEL_TWO, STRANGE = 5.0, 3.0, 1.5, -1.5, -5.5, -8.0
_PUNCTUATION = "，。、：；？！“”（）《》"
_NEUTRAL = frozenset("\u3000—…·‘’【】〔〕〈〉「」×％～￥№℃㎡①②③④⑤⑥⑦⑧⑨⑩" + "".join(map(chr, range(0xFF0B, 0xFF5B))))
"""Marks, and letters and digits in full width, stand in letters as they stand in tables."""


@cache
def _table() -> dict[str, float]:
    lines = _COMMON.read_text("utf-8").splitlines()
    listed = list(dict.fromkeys("".join(line for line in lines if not line.startswith("#"))))
    table = dict.fromkeys(_level(0xD8, 0xF8), LEVEL_TWO)
    table |= dict.fromkeys(_level(0xB0, 0xD8), LEVEL_ONE)
    table |= dict.fromkeys(listed, LISTED) | dict.fromkeys(listed[:_COMMONEST], FIRST)
    return table | dict.fromkeys(_PUNCTUATION, PUNCTUATION)


def _level(first: int, end: int) -> str:
    rows = (bytes((row, cell)) for row in range(first, end) for cell in range(0xA1, 0xFF))
    return b"".join(rows).decode("gb2312", "ignore")


@cache
def common() -> frozenset[str]:
    """Return the Chinese characters and marks that are in use."""
    return frozenset(character for character, found in _table().items() if found > LEVEL_TWO)


def weight(character: str) -> float:
    """Return how much speaks for `character` being meant, as the logarithm of a ratio; 0 speaks neither way."""
    found = _table().get(character)
    if found is not None:
        return found
    if character.isascii():
        return 0.0 if character.isprintable() else STRANGE
    return 0.0 if character in _NEUTRAL else STRANGE


def plausibility(text: str) -> float:
    """Return from 0 to 1 how far `text` looks like one, of any language: 1 for characters in use, 0 for none at all."""
    if not text:
        return 1.0
    return sum(_seemly(character) * count for character, count in Counter(text).items()) / len(text)


def _seemly(character: str) -> float:
    if character in "\t\n\r" or _table().get(character, STRANGE) > LEVEL_TWO:
        return 1.0
    if character.isascii():
        return float(character.isprintable())
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cn", "Co", "Cs") or character == "\ufffd":
        return 0.0
    # Letters of any script and symbols are text, too; Chinese characters that nobody uses are a sign of misreading.
    return 0.4 if "\u3400" <= character <= "\u9fff" else 0.7
