"""Which of many texts are copies of each other, or nearly: they must stand on one side of a split, or a figure flatters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linli.text.sorting.grams import OPENING, WORD, Alphabet

BANDS, ROWS_A_BAND = 8, 6
"""Texts that share 9 of 10 pairs of characters are found to be copies with a chance of 0.99, those that share half
with one of 0.12, unrelated ones (a twentieth) never: 1 - (1 - share ** 6) ** 8."""
_SEED = 20040229
_TOGETHER = 512


def groups_of(texts: Sequence[str], alphabet: Alphabet) -> NDArray[np.int64]:
    """Return a number for each folded text; copies and near copies have the same.

    A sketch of each text is compared instead of the text: the least of its pairs of characters under 48 ways of
    scattering them (Broder 1997, "On the resemblance and containment of documents").
    """
    groups = np.arange(len(texts))
    for band in _sketches(texts, alphabet):
        order = np.argsort(band, kind="stable")
        same = np.flatnonzero(band[order][1:] == band[order][:-1])
        for first, second in zip(order[same], order[same + 1], strict=True):
            _join(groups, int(first), int(second))
    return np.array([_root(groups, text) for text in range(len(texts))])


def _sketches(texts: Sequence[str], alphabet: Alphabet) -> NDArray[np.uint64]:
    """Return one number for each band and text."""
    ways = np.random.default_rng(_SEED).integers(1, 2**63, BANDS * ROWS_A_BAND, dtype=np.uint64) | np.uint64(1)
    # A text without pairs is like no other.
    sketches = np.tile(np.arange(len(texts), dtype=np.uint64), (len(ways), 1))
    for begin in range(0, len(texts), _TOGETHER):
        grams = alphabet.grams(texts[begin : begin + _TOGETHER])
        pairs = np.flatnonzero((grams.keys & (WORD | OPENING) == 0) & (grams.lengths == 2))
        rows, keys = grams.rows[pairs], grams.keys[pairs].astype(np.uint64)
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        if not len(starts):
            continue
        for way, factor in enumerate(ways):
            scattered = keys * factor
            scattered ^= scattered >> np.uint64(32)
            sketches[way, begin + rows[starts]] = np.minimum.reduceat(scattered * ways[0], starts)
    mixed = np.zeros((BANDS, len(texts)), np.uint64)
    for row in range(ROWS_A_BAND):
        mixed = (mixed ^ sketches[row::ROWS_A_BAND]) * ways[1]
    return mixed


def _root(groups: NDArray[np.int64], text: int) -> int:
    while groups[text] != text:
        groups[text] = groups[groups[text]]
        text = int(groups[text])
    return text


def _join(groups: NDArray[np.int64], first: int, second: int) -> None:
    one, other = sorted((_root(groups, first), _root(groups, second)))
    groups[other] = one
