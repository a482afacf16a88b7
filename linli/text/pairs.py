"""Which of many messages speak of one thing: the likely pairs, in time near linear to their number.

How much a part of a text tells is counted in the messages themselves: what stands in every second one tells little, the
name of a street much. Each message is compared with those that share its most telling parts, and of a part that very many
share only with its nearest neighbours in the file.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from linli.text.likeness import LITTLE, Profile, keys_of, likeness, parts_of, profile_of, telling

LIKELY = 0.42
"""Above this 94 pairs in 100 are one matter, checked by eye (`docs/performance.md`)."""
NEIGHBOURS = 32
"""Of the messages that share a part, so many before it are compared: more would grow with the square of their number."""
KEYS = 32
SHARED_KEYS = 2
"""Of the pairs that are alike, 97 in 100 have two of 32 telling parts in common; one in common is chance too often."""
BEFOREHAND = 200
"""Counted as if so many letters had been read before, of which half hold each common word: for a file of a few lines."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its id, and what it says."""

    id: str | int
    title: str
    body: str

    @property
    def text(self) -> str:
        """Title and body."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages, by their places in the sequence, and how alike they are."""

    first: int
    second: int
    likeness: float


def profiles_of(messages: Sequence[Message]) -> list[Profile]:
    """Return the messages' profiles, each part weighed by how rare it is among them."""
    counted = [(parts_of(message.text), parts_of(message.title)) for message in messages]
    spread = Counter(part for parts, _ in counted for part in parts)
    whole = log(len(messages) + BEFOREHAND + 1)

    def rarity(part: str) -> float:
        return whole - log(spread[part] + (BEFOREHAND / 2 if telling(part) == LITTLE else 0) + 1)

    return [profile_of(parts, title, rarity) for parts, title in counted]


def likely_pairs(profiles: Sequence[Profile], least: float = LIKELY) -> list[Pair]:
    """Return the pairs at least so much alike, the likest first."""
    latest: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=NEIGHBOURS))
    found = []
    for at, one in enumerate(profiles):
        met: Counter[int] = Counter()
        for key in keys_of(one, KEYS):
            met.update(latest[key])
            latest[key].append(at)
        for other, shared in met.items():
            if shared >= SHARED_KEYS and (like := likeness(one, profiles[other])) >= least:
                found.append(Pair(other, at, like))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second))
