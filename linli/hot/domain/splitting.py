"""One thing in one place: a group must hold together beside the name that all its members share.

Messages near each other may share a place and speak of three things (an estate's fees, its office, its school), or share a
thing in three places (a mah-jong room). Without the name they share they have nothing in common then, while those about one
thing in one place have still the words of the one or the other. What does not hold together is cut into what does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linli.hot.domain.grouping import average_link
from linli.hot.domain.neighbours import Edges
from linli.hot.domain.vectors import Ints, Terms, Vectors, Weights

ON_RECORD = 0.6
"""Where so many people share a place on record, that is the name; else it is a phrase."""

NOTHING = 1e-6
"""What is left of a squared length of 1 by rounding, where all its terms are gone."""


def without(vectors: Vectors, rows: Sequence[int], stripped: Sequence[int]) -> tuple[Terms, Weights]:
    """Return the rows' vectors without some terms, at length 1 again; a row that has no others left is 0."""
    terms, weights = vectors.terms[rows], vectors.weights[rows].copy()
    gone = np.isin(terms, np.array(stripped, np.int32))
    left = 1 - np.where(gone, weights, 0).astype(np.float64) ** 2 @ np.ones(weights.shape[1])
    weights[gone] = 0
    return terms, (weights / np.sqrt(np.where(left > NOTHING, left, np.inf))[:, None]).astype(np.float32)


def cohesion(terms: Terms, weights: Weights, people: Ints) -> float:
    """Return how alike different people's words are on average (mean cosine between them), 0 to 1.

    Args:
        terms, weights: the vectors' rows.
        people: a number for each row's writer; several rows of one count as their mean.
    """
    numbers, person = np.unique(people, return_inverse=True)
    count = len(numbers)
    if count < 2:
        return 0.0
    share = 1.0 / np.bincount(person)[person]
    values = (weights * share[:, None]).ravel()
    known, term = np.unique(terms.ravel(), return_inverse=True)
    total = np.bincount(term, values, minlength=len(known))
    whose = np.repeat(person, terms.shape[1]) * np.int64(len(known)) + term
    _, at = np.unique(whose, return_inverse=True)
    own = np.bincount(at, values)
    return float(((total**2).sum() - (own**2).sum()) / (count * (count - 1)))


def parts(terms: Terms, weights: Weights, edges: Edges, least: float) -> list[list[int]]:
    """Return the rows that hold together, in groups; edges are weighed anew by these vectors."""
    near = np.empty(len(edges.near), np.float32)
    # Numbered within the group: a table as wide as all terms, made for every group, would grow with the square of the messages.
    known, inverse = np.unique(terms, return_inverse=True)
    own = inverse.reshape(terms.shape)
    spread = np.zeros(len(known), np.float32)
    order = np.argsort(edges.one, kind="stable")
    last = -1
    for at in order.tolist():
        one, other = int(edges.one[at]), int(edges.other[at])
        if one != last:
            if last >= 0:
                spread[own[last]] = 0
            spread[own[one]] = weights[one]
            last = one
        near[at] = float((spread[own[other]] * weights[other]).sum())
    return average_link(terms, weights, Edges(edges.one, edges.other, near), least)


def central(terms: Terms, weights: Weights) -> int:
    """Return the row most like all others; the first of several."""
    flat = terms.ravel()
    known, term = np.unique(flat, return_inverse=True)
    total = np.bincount(term, weights.ravel(), minlength=len(known))
    return int(np.argmax((total[term].reshape(terms.shape) * weights).sum(axis=1)))
