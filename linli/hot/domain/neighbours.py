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


_MARKS = 1 << 16
"""Terms are looked for by their last 16 bits first: a table that stays in the processor's cache, however many terms there are."""

_ONE = np.ones(1, bool)
Rows = NDArray[np.int32]


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
    flat, flat_weights = terms.ravel(), weights.ravel()
    order = np.argsort(flat, kind="stable")  # by term, then by time
    holders = (order // width).astype(np.int32)
    starts = np.searchsorted(flat[order], np.arange(vectors.sink + 1))
    stands = np.empty(flat.size, np.int64)  # where a message stands among those that share a term
    stands[order] = np.arange(flat.size)
    asked = terms[:, :ASKED]
    ends = stands.reshape(count, width)[:, :ASKED].copy()
    del order, stands
    begins = np.maximum(ends - NEAREST, starts[np.minimum(asked, vectors.sink - 1)] if vectors.sink else 0)
    begins[asked == vectors.sink] = ends[asked == vectors.sink]
    earliest = np.searchsorted(days, days - WINDOW).tolist()
    spread = np.zeros(vectors.sink + 1, np.float32)
    mark = np.zeros(_MARKS, bool)
    ones, others, nears = [], [], []
    for row in range(1, count):
        parts = [
            holders[begin:end]
            for begin, end in zip(begins[row].tolist(), ends[row].tolist(), strict=True)
            if begin < end
        ]
        if not parts:
            continue
        found, times = _counted(np.concatenate(parts), earliest[row])
        if len(found) > COMPARED:
            found = found[np.argpartition(-times, COMPARED)[:COMPARED]]
        if not len(found):
            continue
        mine, theirs = terms[row], terms[found]
        mark[mine & (_MARKS - 1)] = True
        spread[mine] = weights[row]
        hits = np.flatnonzero(mark[theirs & (_MARKS - 1)])
        which = hits // width
        products = spread[theirs.ravel()[hits]] * flat_weights[found[which] * width + hits % width]
        near = np.bincount(which, products, minlength=len(found)).astype(np.float32)
        spread[mine] = 0
        mark[mine & (_MARKS - 1)] = False
        kept = near >= least
        ones.append(np.full(int(kept.sum()), row))
        others.append(found[kept])
        nears.append(near[kept])
    if not ones:
        return Edges(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    return mutual(Edges(np.concatenate(ones), np.concatenate(others), np.concatenate(nears)))


def _counted(found: Rows, earliest: int) -> tuple[Ints, Ints]:
    """Return the different rows from `earliest` on, ascending, and how often each is there. By sorting: of some hundred the fastest."""
    found.sort()
    found = found[np.searchsorted(found, earliest) :]
    first = np.flatnonzero(np.concatenate([_ONE, found[1:] != found[:-1]])) if len(found) else np.empty(0, np.int64)
    return found[first].astype(np.int64), np.diff(first, append=len(found))


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
