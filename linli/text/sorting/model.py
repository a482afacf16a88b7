"""A linear model over grams: which label a text most likely has, how sure that is, and which of its words weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.core.chunks import chunks
from linli.text.sorting.grams import Alphabet, Grams, folded
from linli.text.sorting.words import Weighed, words_that_weighed

Floats = NDArray[np.float32]

TOGETHER = 128
"""So many texts are read at once: fewer waste calls, more do not fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model says of one text: the likeliest label, its probability, whether it vouches for it, and who is next."""

    label: str
    probability: float
    certain: bool
    next_label: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Texts as a sparse matrix of counted grams: of which text, which of the model's grams, how often; sorted by text."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    counts: NDArray[np.int64]
    texts: int


@dataclass(frozen=True)
class Model:
    """Numbers that a training left behind; nothing else is needed to classify.

    Args:
        labels: in the order of the columns of `weights`.
        alphabet: the characters that grams are made of.
        keys: the grams that count, ascending; int64 of shape (grams,).
        worth: how much an occurrence says: rarity times what the gram tells of labels; float32 of shape (grams,).
        weights: for or against each label; float16 of shape (grams, labels).
        bias: float32 of shape (labels,).
        sharpness: factor that makes probabilities of scores.
        certain_from: how many times likelier than the next a label must be for the model to vouch for it.
        facts: when and from what it was made, and its figures; plain JSON.
    """

    labels: tuple[str, ...]
    alphabet: Alphabet
    keys: NDArray[np.int64]
    worth: Floats
    weights: NDArray[np.float16]
    bias: Floats
    sharpness: float
    certain_from: float
    facts: dict[str, Any] = field(default_factory=dict)

    def classify(self, texts: Sequence[str]) -> Iterator[Verdict]:
        """Yield the verdict on each text. A text without one known gram gets the commonest label and no certainty."""
        for some in chunks(texts, TOGETHER):
            scores = self.scores([folded(text) for text in some])
            chances = probabilities(scores, self.sharpness)
            certain = odds_of(chances) >= self.certain_from
            for row, (best, second) in enumerate(np.argsort(-chances, axis=1, kind="stable")[:, :2]):
                yield Verdict(self.labels[best], float(chances[row, best]), bool(certain[row]), self.labels[second])

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return scores of shape (texts, labels) of folded texts."""
        counted = self.counted(self.alphabet.grams(texts), len(texts))
        values = weighed(counted, self.worth)
        result = np.tile(self.bias, (len(texts), 1))
        starts = np.flatnonzero(np.diff(counted.rows, prepend=-1))
        if len(starts):
            parts = self.weights[counted.columns].astype(np.float32) * values[:, None]
            result[counted.rows[starts]] += np.add.reduceat(parts, starts)
        return result

    def counted(self, grams: Grams, texts: int) -> Counted:
        """Return how often each text holds each of the model's grams."""
        return count(grams, self.keys, texts)

    def explain(self, text: str, label: str, against: str = "") -> list[Weighed]:
        """Return the words of a text that spoke most for a label, rather than for another or for all others, heaviest first.

        Raises:
            ValueError: the model has no such label.
        """
        read = folded(text)
        grams = self.alphabet.grams([read])
        column = self.labels.index(label)
        places = np.searchsorted(self.keys, grams.keys)
        places[places == len(self.keys)] = 0
        known = np.flatnonzero(self.keys[places] == grams.keys) if len(self.keys) else np.zeros(0, np.int64)
        places = places[known]
        rows = self.weights[places].astype(np.float32)
        other = rows[:, self.labels.index(against)] if against else rows.mean(axis=1)
        speaks = (rows[:, column] - other) * self.worth[places]
        return words_that_weighed(text, read, grams.starts[known], grams.lengths[known], speaks)


def count(grams: Grams, keys: NDArray[np.int64], texts: int) -> Counted:
    """Count the grams that are among `keys`, which ascend."""
    # Looked up in their own order, neighbours meet in the processor's cache: twice as fast as the order of the text.
    order = np.argsort(grams.keys)
    sought, rows = grams.keys[order], grams.rows[order]
    places = np.searchsorted(keys, sought)
    places[places == len(keys)] = 0
    known = keys[places] == sought if len(keys) else np.zeros(len(sought), bool)
    width = max(len(keys), 1)
    both, counts = np.unique(rows[known] * width + places[known], return_counts=True)
    return Counted(both // width, both % width, counts, texts)


def weighed(counted: Counted, worth: Floats) -> Floats:
    """Return what each count is worth: its logarithm times the gram's worth, each text of length 1."""
    values = (1 + np.log(counted.counts)).astype(np.float32) * worth[counted.columns]
    squares = np.bincount(counted.rows, values * values, minlength=counted.texts)
    lengths = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
    return (values / lengths[counted.rows]).astype(np.float32)


def probabilities(scores: NDArray[Any], sharpness: float) -> NDArray[Any]:
    """Return the probabilities of labels, of the shape of `scores`: a softmax."""
    sharp = sharpness * (scores - scores.max(axis=1, keepdims=True))
    raised = np.exp(sharp)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def odds_of(chances: NDArray[Any]) -> NDArray[Any]:
    """Return how many times likelier the first of each text's labels is than the second: of shape (texts,)."""
    two = np.partition(chances, -2, axis=1)[:, -2:]
    return np.asarray(two[:, 1] / np.maximum(two[:, 0], 1e-30))
