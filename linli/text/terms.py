"""What of a text is searchable, as terms for an index that knows no Chinese.

Without a dictionary of words, neighbouring characters stand for them: 电梯困人 is 电梯, 梯困, 困人, and whoever looks for
困人 finds it. Letters and digits stay whole. Names and titles have their pinyin besides, as pairs of syllables
(`dian_ti`) and of initials (`_dt`). No term of a text but these has an underscore, so that an index can keep marks of
its own (`__…`) beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from operator import add

from linli.text.folding import fold
from linli.text.pinyin import readings

RULES = 1
"""Raised when the same text would give other terms, so that an index made before is known to be old."""

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
MOST_CHARACTERS = 20_000
"""Of a longer text the beginning is searchable: nothing that people write to a neighbourhood is longer."""
LONGEST_WORD = 40

_RUNS = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]+")
_RUN_OF_HAN = re.compile(rf"[{HAN}]+")
# A phone, an identity card, an account: seven digits or more, together or with single spaces and hyphens between.
_PERSONAL_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}x?")


def words_of(text: str) -> set[str]:
    """Return the terms of a text: pairs of characters, single characters, words of letters and digits.

    Numbers that may be a person's (phone, identity card) are none of them.
    """
    return _words(_searchable(text))


def names_of(text: str) -> set[str]:
    """Return the terms of a name or a title: its words, and how its characters are read."""
    folded = _searchable(text)
    found = _words(folded)
    for run in _RUN_OF_HAN.findall(folded):
        found.update(*map(_alone, run), *map(_together, run, run[1:]))
    return found


def runs(folded: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of characters and of letters and digits in a folded text, with whether it is of characters."""
    for found in _RUNS.finditer(folded):
        yield found[0], found[1] is not None


def _searchable(text: str) -> str:
    return _PERSONAL_NUMBER.sub(" ", fold(text[:MOST_CHARACTERS]))


def _words(folded: str) -> set[str]:
    found: set[str] = set()
    for run, is_han in runs(folded):
        if is_han:
            found.update(run)
            found.update(map(add, run, run[1:]))
        else:
            found.add(run[:LONGEST_WORD])
    return found


@lru_cache(maxsize=8192)
def _alone(character: str) -> tuple[str, ...]:
    return tuple(f"{syllable}_" for syllable in readings(character))


@lru_cache(maxsize=32768)
def _together(here: str, there: str) -> tuple[str, ...]:
    """Two characters as they are read, in each of their ways, and the initials of that."""
    ways = list(product(readings(here), readings(there)))
    return tuple({f"{one}_{two}" for one, two in ways} | {f"_{one[0]}{two[0]}" for one, two in ways})
