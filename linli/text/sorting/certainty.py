"""When a model may vouch for a verdict: taken from verdicts on texts it had not seen, with room for chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.text.sorting.model import odds_of, probabilities

PROMISE = 0.97
"""Of what is marked certain at least so much is right (issue: "calibrated")."""
NEXT = 1000
"""The promise is meant for the next so many certain verdicts, not for those it was taken from."""
Z = 1.645  # one-sided, 19 chances of 20
NEVER = 1e30
_SHARPNESS = np.geomspace(0.5, 20, 60)


def sharpness_of(scores: NDArray[Any], labels: NDArray[np.int64]) -> float:
    """Return the factor that makes the likeliest probabilities of scores (temperature scaling, Guo et al. 2017)."""

    def surprise(sharpness: float) -> float:
        chances = probabilities(scores, sharpness)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return round(float(min(_SHARPNESS, key=surprise)), 4)


def certain_from(scores: NDArray[Any], sharpness: float, labels: NDArray[np.int64]) -> float:
    """Return how many times likelier than the next a label must be to be vouched for.

    The lowest such odds from which on so many verdicts were right that `PROMISE` holds for the next `NEXT` of them with
    19 chances of 20, counting both the chance in these verdicts and that in those to come. `NEVER` where none do.
    """
    odds = odds_of(probabilities(scores, sharpness))
    order = np.argsort(-odds, kind="stable")
    right = np.cumsum(scores.argmax(axis=1)[order] == labels[order])
    enough = np.flatnonzero(promised(right, np.arange(1, len(order) + 1)))
    return float(odds[order[enough[-1]]]) if len(enough) else NEVER


def promised(right: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether `right` of so `many` verdicts are enough to vouch for the next like them, of one shape.

    `PROMISE` then holds for the next `NEXT` with 19 chances of 20: of fewer than a hundred none is enough.
    """
    needed = PROMISE + Z * np.sqrt(PROMISE * (1 - PROMISE) * (1 / many + 1 / NEXT))
    return np.asarray(right / many >= needed)
