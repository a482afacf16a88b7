"""What stays damaged in a text: characters that are lost, private ones that only one font knows, stretches that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from linli.text.frequency import LEVEL_ONE, LEVEL_TWO, LISTED, STRANGE, weight
from linli.text.script import simplified

# 锟斤拷 are two of the signs for what is lost, written as UTF-8 and read as GBK; 烫 and 屯 are unused memory.
_LOST = re.compile("\ufffd+|(?:锟斤拷)+|烫{3,}|屯{3,}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_UNLIKELY = 15.0
"""Three to six rare characters in a row; a plant's or a medicine's name has two or three (measured on 4,000 letters)."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a text, from `start` up to `end`, and why: lost, private or unlikely."""

    start: int
    end: int
    reason: str


def damages(text: str) -> tuple[Damage, ...]:
    """Return what is damaged in `text`, from the front."""
    found = [
        Damage(stretch.start(), stretch.end(), reason)
        for reason, pattern in (("lost", _LOST), ("private", _PRIVATE))
        for stretch in pattern.finditer(text)
    ]
    return tuple(sorted([*found, *_unlikely(text)], key=lambda damage: damage.start))


@cache
def _suspects() -> re.Pattern[str]:
    """Four rare characters or more, near each other: what is worth weighing."""
    rare = "".join(sign for sign in map(chr, range(0x3400, 0xA000)) if weight(sign) <= LEVEL_TWO)
    return re.compile(f"[{rare}](?:[\u3400-\u9fff]{{0,6}}?[{rare}]){{3,}}")


def _unlikely(text: str) -> Iterator[Damage]:
    """Yield the stretches of characters of which so many in a row are rare that nobody wrote them."""
    for run in _suspects().finditer(text):
        total = best = 0.0
        begun = first = end = 0
        for at, character in enumerate(run[0]):
            total += _oddity(character)
            if total <= 0:
                total, begun = 0.0, at + 1
            elif total > best:
                best, first, end = total, begun, at + 1
        if best >= _UNLIKELY:
            yield Damage(run.start() + first, run.start() + end, "unlikely")


@cache
def _oddity(character: str) -> float:
    """Return how odd a character is, from -3 for a common one to 4 for one that is hardly ever written."""
    found = weight(character)
    if found == STRANGE:
        found = weight(simplified(character))
    if found >= LISTED:
        return -3.0
    return {LEVEL_ONE: -0.5, LEVEL_TWO: 3.0}.get(found, 4.0)
