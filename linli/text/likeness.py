"""How alike two short Chinese texts are, and what of a text finds those like it among many.

A text is taken apart into characters, pairs of neighbouring characters, and words of letters and digits; whoever says
the same in other words keeps many of them. Each part has a weight: what letters are full of whatever they are about
weighs little (`data/letters.txt`), and what stands in the title or is said twice weighs more. The likeness of two texts is
the mean of two shares of what they have in common: in both together (the cosine), and in the one that says less, so that
three lines and three pages about one thing are alike.

These weights suit cases, whose place is compared otherwise. Letters from a whole city are told apart by the names of
places in them, so `linli.text.pairs` counts how rare each part is. `docs/performance.md` has the figures of both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from zlib import crc32

from linli.text.folding import fold
from linli.text.terms import LONGEST_WORD, runs

MOST_CHARACTERS = 5000
"""Of a longer text the beginning is compared: a case has no more, and by then its matter is named."""
TITLE = 2
"""What stands in the title counts as if it were said so often more."""
KEYS = 16
"""In `docs/performance.md`: how many of the pairs that are alike share one of so many keys."""
LONGEST_RUN = 12
"""Longer stretches of shared words are shown cut."""

LITTLE, _HALF, _FULL = 0.1, 0.5, 1.0
_LETTERS = Path(__file__).parent / "data" / "letters.txt"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a text consists of: the weight of each of its parts, and the sum of the weights' squares."""

    weights: Mapping[str, float]
    square: float


def parts_of(text: str, without: Iterable[str] = ()) -> Counter[str]:
    """Return the parts of a text, with how often each occurs.

    Args:
        text: any text; of a long one the first `MOST_CHARACTERS` count.
        without: names to leave out, folded.
    """
    folded = fold(text[:MOST_CHARACTERS])
    for name in without:
        folded = folded.replace(name, " ")
    folded = _phrases().sub(" ", folded)
    found: Counter[str] = Counter()
    for run, is_han in runs(folded):
        if is_han:
            found.update(run)
            found.update(map("".join, pairwise(run)))
        elif not _may_be_personal(run):
            found[run[:LONGEST_WORD]] += 1
    return found


def _may_be_personal(run: str) -> bool:
    """A phone, an identity card: the same writer, which says nothing of the matter."""
    return len(run) >= 7 and run[:-1].isdecimal()


def telling(part: str) -> float:
    """Return how much a part tells about the matter, from 0.1 to 1."""
    little = _little()
    if part in little:
        return LITTLE
    if not _is_han(part):
        return (LITTLE, _HALF, _FULL)[min(len(part), 3) - 1]
    if len(part) == 1:
        return _HALF
    return (_FULL, _HALF, LITTLE)[(part[0] in little) + (part[1] in little)]


@cache
def _empty_words() -> tuple[str, ...]:
    lines = _LETTERS.read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _little() -> frozenset[str]:
    return frozenset(word for word in _empty_words() if len(word) == 1)


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile("|".join(sorted((word for word in _empty_words() if len(word) > 1), key=len, reverse=True)))


def _is_han(part: str) -> bool:
    return part[0] >= "\u3005"


def profile(text: str, title: str = "", *, without: Iterable[str] = ()) -> Profile:
    """Return what a text consists of.

    Args:
        text: the whole text; a title that is not part of it has to be put before it.
        title: what of it says the matter in short, or nothing.
        without: names to leave out, folded.
    """
    return profile_of(parts_of(text, without), parts_of(title, without) if title else {}, telling)


def profile_of(parts: Mapping[str, int], of_title: Mapping[str, int], weigh: Callable[[str], float]) -> Profile:
    """Return the profile of a text taken apart already.

    Args:
        parts, of_title: how often each part occurs in the text, and in its title.
        weigh: how much a part tells.
    """
    weights = {part: (1 + log(count + TITLE * of_title.get(part, 0))) * weigh(part) for part, count in parts.items()}
    return Profile(weights, sum(weight * weight for weight in weights.values()))


def likeness(a: Profile, b: Profile) -> float:
    """Return how alike two texts are, from 0 to 1, whichever is named first."""
    if not a.square or not b.square:
        return 0.0
    fewer, more = (a.weights, b.weights) if len(a.weights) <= len(b.weights) else (b.weights, a.weights)
    common = sum(weight * more[part] for part, weight in fewer.items() if part in more)
    return min(1.0, (common / sqrt(a.square * b.square) + common / min(a.square, b.square)) / 2)


def keys_of(one: Profile, most: int = KEYS) -> list[int]:
    """Return the numbers by which texts like this one are found: two texts that are alike have some in common.

    The weightiest pairs and words are most likely to be taken, and of equally weighty ones every text takes the same,
    because chance is drawn from the part itself (a weighted bottom-k sample).
    """
    drawn = ((_draw(part, weight), part) for part, weight in one.weights.items() if len(part) > 1)
    return [_number(part) for _, part in nsmallest(most, drawn)]


def _draw(part: str, weight: float) -> float:
    """An exponential of a rate that grows fast with the weight: small for what should be taken."""
    return -log((_scattered(_number(part)) + 1) / 2**32) / weight**8


def _number(part: str) -> int:
    """A number of 31 bits, the same on every machine; it fits the smallest column that a database has for it."""
    return crc32(part.encode("utf-8", "surrogatepass")) >> 1


def _scattered(number: int) -> int:
    """Checksums of like words are alike; their draws must not be."""
    number = number * 0x9E3779B1 & 0xFFFFFFFF
    number = (number ^ number >> 15) * 0x85EBCA77 & 0xFFFFFFFF
    return (number ^ number >> 13) & 0xFFFFFFFE


def shared_words(text: str, a: Profile, b: Profile, most: int = 5) -> list[str]:
    """Return what two texts share, in words of `text`, the weightiest first.

    Args:
        text: one of the two.
        a, b: the profiles of both.
    """
    found: dict[str, float] = {}
    for run, is_han in runs(fold(text[:MOST_CHARACTERS])):
        stretches = _stretches(run, a, b) if is_han else [run[:LONGEST_WORD]]
        for stretch in stretches:
            weight = sum(a.weights[part] for part in _told(stretch, is_han) if part in a.weights and part in b.weights)
            if weight >= _HALF:
                found[stretch[:LONGEST_RUN]] = weight
    ranked = sorted(found, key=lambda stretch: (-found[stretch], stretch))
    kept: list[str] = []
    for stretch in ranked:
        if not any(stretch in longer for longer in kept):
            kept.append(stretch)
    return kept[:most]


def _stretches(run: str, a: Profile, b: Profile) -> list[str]:
    """The longest pieces of a run of characters all of whose pairs are shared."""
    found, begun = [], 0
    for at, pair in enumerate(map("".join, pairwise(run))):
        if pair not in a.weights or pair not in b.weights:
            found.append(run[begun : at + 1])
            begun = at + 1
    return [stretch for stretch in [*found, run[begun:]] if len(stretch) > 1]


def _told(stretch: str, is_han: bool) -> Iterable[str]:
    return map("".join, pairwise(stretch)) if is_han else (stretch,)
