"""Training: labelled texts to the numbers of a `Model`. The only module that needs scikit-learn, and not at import.

What was tried, and what it gave, stands in docs/performance.md.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from linli.core import clock
from linli.core.errors import Invalid
from linli.text.sorting.certainty import certain_from, sharpness_of
from linli.text.sorting.copies import groups_of
from linli.text.sorting.figures import figures_of
from linli.text.sorting.grams import Alphabet, alphabet_of, folded
from linli.text.sorting.model import Counted, Floats, Model, Verdict, count, odds_of, probabilities, weighed

LEAST_TEXTS, LEAST_LABELS = 2, 2
"""A gram of one text alone, or one text of a label alone, says nothing of the next text."""
MOST_GRAMS = 60_000
"""Those that tell most; more make no better verdicts (docs/performance.md)."""
MOST_WEIGHTS = 2_000_000
"""4 MB in the memory of every process: with a hundred labels 20,000 grams."""
PENALTY = 2.0
"""`C` of the support vector machine."""
FOLDS = 5
_PRIOR = 0.5
"""How many texts of every label are imagined for each gram, so that two texts do not prove much."""
_LEAST_WORTH = 0.1


@dataclass(frozen=True)
class Labelled:
    """Texts with their labels as numbers, folded, with the group of copies that each belongs to."""

    labels: tuple[str, ...]
    of: NDArray[np.int64]
    texts: list[str]
    groups: NDArray[np.int64]
    alphabet: Alphabet

    def some(self, rows: NDArray[np.int64]) -> Labelled:
        """Return these rows alone; labels and alphabet stay."""
        texts = [self.texts[row] for row in rows]
        return Labelled(self.labels, self.of[rows], texts, self.groups[rows], self.alphabet)


def train(rows: Sequence[tuple[str, str]]) -> Model:
    """Return a model of labelled texts: the same rows give the same model.

    Args:
        rows: (label, text); a text may be cut into words by spaces.

    Raises:
        Invalid: fewer than two labels with two different texts each.
    """
    given = labelled(rows)
    # Every text is judged once by a model that has not seen it or a copy of it: that is what certainty is taken from.
    unseen = np.zeros((len(given.texts), len(given.labels)), np.float32)
    for learn, judge in folds(given):
        unseen[judge] = _fit(given.some(learn)).scores([given.texts[row] for row in judge])
    sharpness = sharpness_of(unseen, given.of)
    bound = certain_from(unseen, sharpness, given.of)
    raw = _fit(given)
    return Model(
        raw.labels,
        raw.alphabet,
        raw.keys,
        raw.worth,
        raw.weights,
        raw.bias,
        sharpness,
        bound,
        {
            "made_at": clock.now().isoformat(timespec="seconds"),
            "texts": len(rows),
            "rows_digest": rows_digest(rows),
            "cross_validated": _figures(given, probabilities(unseen, sharpness), bound),
        },
    )


def labelled(rows: Sequence[tuple[str, str]]) -> Labelled:
    """Return rows as training takes them.

    Raises:
        Invalid: fewer than two labels with two different texts each.
    """
    texts = [folded(text) for _label, text in rows]
    alphabet = alphabet_of(texts, LEAST_TEXTS)
    groups = groups_of(texts, alphabet)
    known = Counter(
        label for label, _group in {(label, int(group)) for (label, _t), group in zip(rows, groups, strict=True)}
    )
    if sum(number >= LEAST_TEXTS for number in known.values()) < LEAST_LABELS:
        raise Invalid(_("训练至少需要两个类别，每个类别至少两条不同的文本。"))
    labels = tuple(sorted(known))
    of = np.array([labels.index(label) for label, _text in rows])
    return Labelled(labels, of, texts, groups, alphabet)


def rows_digest(rows: Sequence[tuple[str, str]]) -> str:
    """Return a digest that says whether two models were made from the same rows in the same order."""
    digest = hashlib.sha256()
    for row in rows:
        for value in row:
            digest.update(len(value).to_bytes(8) + value.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def folds(given: Labelled, count: int = FOLDS) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (rows to learn from, rows to judge) so many times; copies stand on one side, labels are spread evenly.

    Without chance: groups are dealt out label by label, in an order drawn from their texts.
    """
    drawn = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in given.texts]
    first = {int(group): row for row, group in reversed(list(enumerate(given.groups)))}
    dealt = sorted(first, key=lambda group: (given.of[first[group]], drawn[first[group]]))
    fold_of = {group: place % count for place, group in enumerate(dealt)}
    fold = np.array([fold_of[int(group)] for group in given.groups])
    for number in range(count):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _fit(given: Labelled) -> Model:
    """Return a model without certainty."""
    from sklearn.svm import LinearSVC

    keys, counted, worth = _chosen(given)
    matrix = _matrix(counted, weighed(counted, worth), len(keys))
    machine = LinearSVC(C=PENALTY, tol=1e-3, random_state=0).fit(matrix, given.of)
    weights, bias = _every_label(machine, len(given.labels))
    return Model(given.labels, given.alphabet, keys, worth, weights.astype(np.float16), bias, 1.0, 2.0)


def _chosen(given: Labelled) -> tuple[NDArray[np.int64], Counted, Floats]:
    """Return the grams that count, how often each text holds them, and what each is worth."""
    grams = given.alphabet.grams(given.texts)
    every = np.unique(grams.keys)
    counted = count(grams, every, len(given.texts))
    worth, told = _worth(counted, given, len(every))
    best = np.argsort(-told, kind="stable")[: min(MOST_GRAMS, MOST_WEIGHTS // len(given.labels))]
    kept = np.sort(best[told[best] > 0])
    place = np.full(len(every), -1)
    place[kept] = np.arange(len(kept))
    among = place[counted.columns] >= 0
    fewer = Counted(counted.rows[among], place[counted.columns[among]], counted.counts[among], counted.texts)
    return every[kept], fewer, worth[kept]


def _worth(counted: Counted, given: Labelled, grams: int) -> tuple[Floats, NDArray[Any]]:
    """Return what an occurrence of each gram is worth, and what the gram tells over all texts, 0 where too few hold it.

    Worth is rarity (the logarithm of one over the share of texts) times the root of what the gram tells of the label:
    the divergence of the labels of the texts that hold it from those of all texts.
    """
    size = len(given.labels)
    holding = np.bincount(counted.columns, minlength=grams)
    held = np.bincount(counted.columns * size + given.of[counted.rows], minlength=grams * size).reshape(grams, size)
    prior = np.bincount(given.of, minlength=size) / counted.texts
    prior = np.maximum(prior, 1e-9)
    shares = (held + _PRIOR * size * prior) / (holding[:, None] + _PRIOR * size)
    divergence = np.maximum((shares * np.log(shares / prior)).sum(axis=1), 0)
    worth = np.log((1 + counted.texts) / np.maximum(holding, 1)) * (np.sqrt(divergence) + _LEAST_WORTH)
    return worth.astype(np.float32), np.where(holding >= LEAST_TEXTS, holding * divergence + 1e-9, 0)


def _matrix(counted: Counted, values: Floats, grams: int) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((values, (counted.rows, counted.columns)), shape=(counted.texts, grams))


def _every_label(machine: Any, labels: int) -> tuple[NDArray[Any], Floats]:
    """Return weights of shape (grams, labels) and biases, whatever labels the machine was shown: of two it gives one row."""
    known, weights, bias = machine.classes_, machine.coef_, machine.intercept_
    if len(known) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    every = np.zeros((weights.shape[1], labels))
    every[:, known] = weights.T
    far = np.full(labels, -10.0, np.float32)
    far[known] = bias
    return every, far


def _figures(given: Labelled, chances: NDArray[Any], bound: float) -> dict[str, Any]:
    """Return the figures of the judgements on unseen texts."""
    certain = odds_of(chances) >= bound
    best = chances.argmax(axis=1)
    verdicts = [Verdict(given.labels[b], 0.0, bool(c)) for b, c in zip(best, certain, strict=True)]
    return figures_of([given.labels[label] for label in given.of], verdicts)
