"""Readings that a copy left inside a text: 動(dòng)靜 says 動靜.

Some sites that copy pages turn them into traditional characters and put the reading of each that changed in brackets
behind it. A bracket is taken out only where it holds a reading of the very character before it, tone included; what
pypinyin does not know as its reading was written by somebody and stays.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_LETTERS = "a-zA-ZüÜɑɡàáèéêìíòóùúāēěīńňōūǎǐǒǔǖǘǚǜǹḿẑĉŝŋ\u0300-\u030c"
_BRACKETED = re.compile(rf"([\u3400-\u9fff])[(（]\s*([{_LETTERS}]{{1,10}}:?[0-5]?)\s*[)）]")
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_DIAERESIS = "\u0308"
_SCRIPT_LETTERS = str.maketrans("ɑɡ", "ag")


def without_readings(text: str) -> tuple[str, int]:
    """Return `text` without the readings in brackets behind their characters, and how many there were."""
    if not _BRACKETED.search(text):
        return text, 0
    taken = 0

    def take(found: re.Match[str]) -> str:
        nonlocal taken
        if _spelled(found[2]) not in _readings(found[1]):
            return found[0]
        taken += 1
        return found[1]

    return _BRACKETED.sub(take, text), taken


@lru_cache(4096)
def _spelled(reading: str) -> tuple[str, int]:
    """Return the letters of a reading without marks, ü as v, and its tone; no tone is 0, written 5 as well."""
    letters: list[str] = []
    tone = 0
    for character in unicodedata.normalize("NFD", reading.lower().translate(_SCRIPT_LETTERS)):
        if character in _TONES:
            tone = _TONES[character]
        elif character == _DIAERESIS or character == ":":
            letters[-1:] = "v"
        elif character.isdigit():
            tone = int(character) % 5
        else:
            letters.append(character)
    return "".join(letters), tone


@cache
def _readings(character: str) -> frozenset[tuple[str, int]]:
    # pypinyin takes a quarter of a second and 50 MB to load: only where the first bracket asks for it.
    from pypinyin.pinyin_dict import pinyin_dict

    return frozenset(_spelled(reading) for reading in pinyin_dict.get(ord(character), "").split(",") if reading)
