"""Groups by average likeness: two groups become one where their members are, on average, alike enough.

Joining whatever is near to one member (single link) glues a city together by chains of small likenesses; here a chain breaks
where its ends have nothing in common. The average of all pairs is the product of the groups' sums, so that it costs no more
than their terms.
"""

from __future__ import annotations

import heapq

from linli.hot.domain.neighbours import Edges
from linli.hot.domain.vectors import Terms, Weights


class _Groups:
    """Groups under way: members and the sum of their vectors; a single message is read from the arrays."""

    def __init__(self, terms: Terms, weights: Weights) -> None:
        self.terms, self.weights = terms, weights
        self.members: dict[int, list[int]] = {}
        self.sums: dict[int, dict[int, float]] = {}

    def size(self, group: int) -> int:
        return len(self.members[group]) if group in self.members else 1

    def sum(self, group: int) -> dict[int, float]:
        if group in self.sums:
            return self.sums[group]
        return {
            term: weight
            for term, weight in zip(self.terms[group].tolist(), self.weights[group].tolist(), strict=True)
            if weight
        }

    def join(self, large: int, small: int) -> None:
        joined = self.sums[large] = self.sum(large)
        for term, weight in self.sum(small).items():
            joined[term] = joined.get(term, 0.0) + weight
        self.members[large] = [*self.members.get(large, [large]), *self.members.pop(small, [small])]
        self.sums.pop(small, None)

    def near(self, one: int, other: int) -> float:
        few, many = sorted((self.sum(one), self.sum(other)), key=len)
        product = sum(weight * many[term] for term, weight in few.items() if term in many)
        return product / (self.size(one) * self.size(other))


def average_link(terms: Terms, weights: Weights, edges: Edges, least: float) -> list[list[int]]:
    """Return the groups of at least two rows, each sorted.

    Args:
        terms, weights: the vectors' rows.
        edges: which rows may be joined at all.
        least: the average cosine, 0 to 1, that two groups must reach to become one.
    """
    groups = _Groups(terms, weights)
    near: dict[int, dict[int, float]] = {}
    heap: list[tuple[float, int, int]] = []
    for one, other, value in zip(edges.one.tolist(), edges.other.tolist(), edges.near.tolist(), strict=True):
        near.setdefault(one, {})[other] = value
        near.setdefault(other, {})[one] = value
        if value >= least:
            heap.append((-value, one, other))
    heapq.heapify(heap)
    while heap:
        value, one, other = heapq.heappop(heap)
        if near.get(one, {}).get(other) != -value:  # one of them has been joined or has changed since
            continue
        large, small = (one, other) if groups.size(one) >= groups.size(other) else (other, one)
        groups.join(large, small)
        around = (near[large].keys() | near[small].keys()) - {large, small}
        for third in near.pop(small):
            near[third].pop(small, None)
        for third in around:
            value = groups.near(large, third)
            near[large][third] = near[third][large] = value
            if value >= least:
                heapq.heappush(heap, (-value, large, third))
    return [sorted(members) for members in groups.members.values()]
