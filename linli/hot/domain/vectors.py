"""Messages as vectors: pairs of neighbouring units and places on record, weighted by how rare they are.

Pairs need no dictionary, and a place nobody has listed (春晓苑, 552路) is as good a word as any. Each message keeps
the terms that weigh most, so that arrays are of one width and grow with the number of messages alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Terms = NDArray[np.int32]
Weights = NDArray[np.float32]

WIDTH = 128
"""Terms a message keeps, the weightiest: a title and the beginning of a body have few more."""

TITLE = 2.0
"""A pair in the title counts so many times as one in the body: a title is what the writer calls the matter."""

PLACE = 2.0
"""So many times as a pair of the body counts a place on record: nobody chose it for its sound."""


FEW = 8
"""A term that fewer messages have counts as if so many had it: two that share a turn of phrase by chance share no matter."""

_CHUNK = 2000
_BITS = 21  # of a unit; a pair has 42


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors, a row a message.

    `terms` holds term numbers, int32 (n, WIDTH), ended by `sink`; `weights`, float32 (n, WIDTH), is 0 there. `codes` are
    the pairs by term number, sorted; the terms after them are `places` on record. `often` says how many messages
    have a term, `idf` how rare it is.
    """

    terms: Terms
    weights: Weights
    codes: Ints
    places: Mapping[str, int]
    often: Ints
    idf: Weights

    @property
    def sink(self) -> int:
        """The term that fills rows up."""
        return len(self.idf)

    def rarity(self, pair: str) -> float:
        """Return how rare a pair of units is, log(n / messages with it); 0 where no two messages have it."""
        term = self.term(pair)
        return float(self.idf[term]) if term != self.sink else 0.0

    def holders(self, pair: str) -> int:
        """Return how many messages have a pair of units; 1 where no two have it."""
        term = self.term(pair)
        return int(self.often[term]) if term != self.sink else 1

    def term(self, pair: str) -> int:
        """Return the number of a pair of units, or `sink`."""
        code = (ord(pair[0]) << _BITS) | ord(pair[1])
        at = int(np.searchsorted(self.codes, code))
        return at if at < len(self.codes) and self.codes[at] == code else self.sink

    def place(self, name: str) -> int:
        """Return the number of a place on record.

        Raises:
            KeyError: no message has it.
        """
        return len(self.codes) + self.places[name]


def vectors_of(titles: Sequence[str], bodies: Sequence[str], places: Sequence[tuple[str, ...]]) -> Vectors:
    """Return messages as vectors.

    Args:
        titles, bodies: as units.
        places: places on record.
    """
    codes, counts = _vocabulary(titles, bodies)
    names, place_rows, place_counts = _places(places)
    often = np.concatenate([counts, place_counts])
    idf = np.log((max(len(titles), FEW) + 1) / np.maximum(often, FEW)).astype(np.float32)
    rarest = np.log((max(len(titles), FEW) + 1) / FEW)
    terms = np.full((len(titles), WIDTH), len(idf), np.int32)
    weights = np.zeros((len(titles), WIDTH), np.float32)
    length = np.zeros(len(titles))
    for start, rows, found, times in _chunks(titles, bodies):
        at = _found_in(codes, found)
        at[at == len(codes)] = 0
        known = codes[at] == found if len(codes) else np.zeros(len(found), bool)
        mine = (place_rows[:, 0] >= start) & (place_rows[:, 0] < start + _CHUNK)
        row = np.concatenate([rows[known], place_rows[mine, 0] - start])
        term = np.concatenate([at[known], place_rows[mine, 1] + len(codes)])
        weight = np.concatenate([times[known], np.full(int(mine.sum()), PLACE)]) * idf[term]
        _keep(terms, weights, start, row, term, weight)
        # What nobody else writes is part of a message's length: a long letter is not like another for one word in common.
        own = np.bincount(rows[~known], times[~known] ** 2, minlength=_CHUNK) * rarest**2
        squared = np.bincount(row, weight**2, minlength=_CHUNK) + own
        length[start : start + _CHUNK] = np.sqrt(squared[: len(titles) - start])
    weights /= np.where(length > 0, length, 1)[:, None]
    return Vectors(terms, weights, codes, names, often, idf)


def _keep(terms: Terms, weights: Weights, start: int, row: Ints, term: Ints, weight: NDArray[np.float64]) -> None:
    """Write the heaviest WIDTH terms of each row."""
    order = np.lexsort((term, -weight, row))
    row, term, weight = row[order], term[order], weight[order]
    first = np.searchsorted(row, row)
    rank = np.arange(len(row)) - first
    kept = (rank < WIDTH) & (weight > 0)
    terms[start + row[kept], rank[kept]] = term[kept]
    weights[start + row[kept], rank[kept]] = weight[kept]


def _vocabulary(titles: Sequence[str], bodies: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the pairs that at least two messages have, sorted, and in how many each stands."""
    codes, counts = np.empty(0, np.int64), np.empty(0)
    parts: list[Ints] = []
    for _, _, found, _ in _chunks(titles, bodies):
        parts.append(found)
        if len(parts) == 20:
            codes, counts = _counted(codes, counts, parts)
            parts = []
    codes, counts = _counted(codes, counts, parts)
    return codes[counts > 1], counts[counts > 1].astype(np.int64)


def _counted(codes: Ints, counts: NDArray[np.float64], parts: list[Ints]) -> tuple[Ints, NDArray[np.float64]]:
    """Return the codes known so far and those of further messages, sorted, with in how many messages each stands."""
    new = np.sort(np.concatenate([*parts, np.empty(0, np.int64)]))
    first = _firsts(new)
    both = np.concatenate([codes, new[first]])
    counted = np.concatenate([counts, np.diff(first, append=len(new))])
    order = np.argsort(both, kind="stable")  # two sorted runs, which are merged and not sorted anew
    both, counted = both[order], counted[order]
    kept = _firsts(both)
    return both[kept], np.add.reduceat(counted, kept) if len(kept) else counted


def _chunks(titles: Sequence[str], bodies: Sequence[str]) -> Iterator[tuple[int, Ints, Ints, NDArray[np.float64]]]:
    """Yield, for each chunk of messages, its start and for each pair of each message: row, code, times it counts."""
    for start in range(0, len(titles), _CHUNK):
        keys = []
        for texts, is_title in ((titles, 1), (bodies, 0)):
            rows, codes = _pairs(texts[start : start + _CHUNK])
            keys.append((((rows << (2 * _BITS)) | codes) << 1) | is_title)
        every = np.sort(np.concatenate(keys))
        every = every[_firsts(every)]
        pairs = every >> 1
        first = _firsts(pairs)
        times = np.add.reduceat(np.where(every & 1, TITLE, 1.0), first) if len(first) else np.empty(0)
        yield start, pairs[first] >> (2 * _BITS), pairs[first] & ((1 << (2 * _BITS)) - 1), times


def _firsts(ascending: Ints) -> Ints:
    """Return where each different value begins. By comparing neighbours: `np.unique` hashes, which takes four times as long."""
    return np.flatnonzero(np.concatenate([[len(ascending) > 0], ascending[1:] != ascending[:-1]])[: len(ascending)])


def _found_in(codes: Ints, sought: Ints) -> Ints:
    """Return where each of `sought` would stand among sorted codes.

    Each different one is looked for once, in order: among millions of codes, steps here and there wait for memory most of the time.
    """
    ascending = np.sort(sought)
    ascending = ascending[_firsts(ascending)]
    return np.searchsorted(codes, ascending)[np.searchsorted(ascending, sought)]


def _pairs(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return row and code of every pair of neighbouring units."""
    units = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    is_unit = ((units >= 0x3400) & (units <= 0x9FFF)) | (units >= 0xF0000)
    pairs = np.flatnonzero(is_unit[:-1] & is_unit[1:]) if len(units) else np.empty(0, np.int64)
    return rows[pairs], (units[pairs] << _BITS) | units[pairs + 1]


def _places(places: Sequence[tuple[str, ...]]) -> tuple[dict[str, int], Ints, Ints]:
    """Return the places' names with their numbers, (message, place) pairs, and how many messages each place has."""
    number: dict[str, int] = {}
    rows = [
        (row, number.setdefault(name, len(number))) for row, names in enumerate(places) for name in dict.fromkeys(names)
    ]
    pairs = np.array(rows, np.int64).reshape(-1, 2)
    return number, pairs, np.bincount(pairs[:, 1], minlength=len(number))
