"""Which words of a text weighed: from what each gram spoke to stretches of the text that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 4
SHORTEST, LONGEST = 2, 8
FAINT = 0.3
"""A character that carries less than this share of the heaviest one's weight ends a word."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word of a text, and its share of all that spoke for the verdict, 0 to 1."""

    word: str
    share: float


def words_that_weighed(
    text: str, read: str, starts: NDArray[np.int64], lengths: NDArray[np.int64], speaks: NDArray[Any]
) -> list[Weighed]:
    """Return the stretches of a text that carried most, heaviest first; none where nothing spoke for it.

    Args:
        text: as it was written; what is shown is taken from it where folding kept its length.
        read: the folded text.
        starts, lengths: where grams begin and how long they are, counted in characters of `read` without spaces.
        speaks: how much each gram speaks for the verdict; negative against it.
    """
    bare = "".join(read.split())
    written = "".join(text.split())
    shown = written if len(written) == len(bare) else bare
    carried = np.zeros(len(bare) + 1)
    for offset in range(int(lengths.max(initial=0))):
        longer = lengths > offset
        carried[: len(bare)] += np.bincount(
            starts[longer] + offset, speaks[longer] / lengths[longer], minlength=len(bare)
        )[: len(bare)]
    strong = carried > FAINT * carried.max()
    edges = np.flatnonzero(np.diff(strong, prepend=False, append=False))
    found: dict[str, float] = {}
    for begin, end in edges.reshape(-1, 2):
        end = min(end, begin + LONGEST)
        if end - begin >= SHORTEST:
            word = shown[begin:end]
            found[word] = found.get(word, 0.0) + float(carried[begin:end].sum())
    total = float(np.maximum(carried, 0).sum())
    heaviest = sorted(found.items(), key=lambda item: -item[1])[:MOST_WORDS]
    return [Weighed(word, weight / total) for word, weight in heaviest]
