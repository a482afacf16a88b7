"""Which messages are near each other, without comparing each with each.

A message is compared with those that share its rarest terms and are near in time, and with no more than a fixed number of
them for each term, so that the work grows with the number of messages and not with its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.hot.domain.vectors import Ints, Vectors, Weights

WINDOW = 90.0
"""Days between two messages of one period at most: what rests for a season and comes back is another issue."""

ASKED = 24
"""Terms of a message, the weightiest first, under which neighbours are looked for."""

NEAREST = 48
"""Messages looked at under one term, the nearest in time first."""

COMPARED = 48
"""Messages compared in full with one message: those that share most of the terms asked for."""

KEPT = 15
"""Neighbours a message keeps. Two are joined only where each is among the other's."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of messages near each other: int64 (n,) twice, and how near, float32 (n,), 0 to 1."""

    one: Ints
    other: Ints
    near: Weights

    def among(self, rows: Sequence[int]) -> Edges:
        """Return those between these rows (sorted), numbered by their place among them."""
        known = np.array(rows, np.int64)
        kept = np.isin(self.one, known) & np.isin(self.other, known)
        return Edges(np.searchsorted(known, self.one[kept]), np.searchsorted(known, self.other[kept]), self.near[kept])


def neighbours(vectors: Vectors, days: NDArray[np.float64], least: float) -> Edges:
    """Return pairs of messages that are each among the other's nearest, and at least `least` near (cosine).

    Args:
        vectors: the messages, in order of time.
        days: their times in days, ascending.
    """
    terms, weights = vectors.terms, vectors.weights
    count, width = terms.shape
    flat = terms.ravel()
    order = np.argsort(flat, kind="stable")  # by term, then by time
    holders = order // width
    starts = np.searchsorted(flat[order], np.arange(vectors.sink + 1))
    stands = np.empty(flat.size, np.int64)  # where a message stands among those that share a term
    stands[order] = np.arange(flat.size)
    place = stands.reshape(count, width)
    earliest = np.searchsorted(days, days - WINDOW)
    spread = np.zeros(vectors.sink + 1, np.float32)
    ones, others, nears = [], [], []
    for row in range(1, count):
        parts = [
            holders[max(at - NEAREST, starts[term]) : at]
            for term, at in zip(terms[row, :ASKED], place[row, :ASKED], strict=True)
            if term != vectors.sink
        ]
        if not parts:
            continue
        found, times = np.unique(np.concatenate(parts), return_counts=True)
        near_in_time = found >= earliest[row]
        found, times = found[near_in_time], times[near_in_time]
        if len(found) > COMPARED:
            found = found[np.argpartition(-times, COMPARED)[:COMPARED]]
        if not len(found):
            continue
        spread[terms[row]] = weights[row]
        near = (spread[terms[found]] * weights[found]).sum(axis=1)
        spread[terms[row]] = 0
        kept = near >= least
        ones.append(np.full(int(kept.sum()), row))
        others.append(found[kept])
        nears.append(near[kept])
    if not ones:
        return Edges(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    return mutual(Edges(np.concatenate(ones), np.concatenate(others), np.concatenate(nears)))


def mutual(edges: Edges) -> Edges:
    """Return the pairs of which each is among the other's KEPT nearest."""
    number = np.arange(len(edges.near))
    ends = np.concatenate([edges.one, edges.other])
    pair, near = np.concatenate([number, number]), np.concatenate([edges.near, edges.near])
    order = np.lexsort((pair, -near, ends))
    rank = np.arange(len(order)) - np.searchsorted(ends[order], ends[order])
    chosen = np.bincount(pair[order][rank < KEPT], minlength=len(number))
    both = chosen == 2
    return Edges(edges.one[both], edges.other[both], edges.near[both])
