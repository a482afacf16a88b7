"""Traditional characters to simplified ones: by OpenCC, with the words and characters of `data/script.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opencc import OpenCC

_DATA = Path(__file__).parent / "data" / "script.toml"
_TRADITIONAL = 0.1
"""Of a text in traditional characters a quarter to a third have another simplified form; of one in simplified characters
with a few of the others among them, not a twentieth."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The data: characters kept, look-alikes, and words with the characters that give one away."""

    kept: frozenset[str]
    characters: dict[int, str]
    words: dict[str, str]
    pattern: re.Pattern[str]
    telling: frozenset[str]


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _words() -> _Words:
    data = tomllib.loads(_DATA.read_text("utf-8"))
    words = data["words"]
    telling = {wrong for key, value in words.items() for wrong, right in zip(key, value, strict=True) if wrong != right}
    return _Words(
        kept=frozenset(data["kept"]),
        characters={ord(wrong): right for wrong, right in data["characters"].items()},
        words=words,
        pattern=re.compile("|".join(sorted(words, key=len, reverse=True))),
        telling=frozenset(telling),
    )


def _converted(text: str) -> str:
    """Return `text` as OpenCC has it; half a character, which it cannot read, becomes a question mark."""
    return str(_converter().convert(text.encode("utf-8", "replace").decode()))


def simplified(text: str) -> str:
    """Return `text` in simplified characters throughout, to be compared; what has no simplified form stays."""
    return _worded(_converted(text))


def in_simplified(text: str) -> tuple[str, int]:
    """Return `text` in simplified characters, to be read, and how many characters changed.

    A text that is simplified otherwise keeps the few characters that simplified Chinese writes as well, mostly in names.
    Nothing becomes a character beyond U+FFFF, which many phones cannot show.
    """
    converted = _converted(text)
    if converted != text and len(converted) == len(text):
        kept = _words().kept
        changed = sum(before != after and before not in kept for before, after in zip(text, converted, strict=True))
        if changed > _TRADITIONAL * len(text):
            kept = frozenset()
        converted = "".join(
            before if before in kept or after > "\uffff" else after
            for before, after in zip(text, converted, strict=True)
        )
    converted = _worded(converted)
    return converted, sum(before != after for before, after in zip(text, converted, strict=False))


def _worded(text: str) -> str:
    data, used = _words(), set(text)
    if not used.isdisjoint(map(chr, data.characters)):
        text = text.translate(data.characters)
    if not used.isdisjoint(data.telling):
        text = data.pattern.sub(lambda found: data.words[found[0]], text)
    return text
