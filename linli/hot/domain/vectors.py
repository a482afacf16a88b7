"""Messages as vectors: pairs of neighbouring units and places on record, weighted by how rare they are.

Pairs need no dictionary, and a place nobody has listed (春晓苑, 552路) is as good a word as any. Each message keeps
the terms that weigh most, so that arrays are of one width and grow with the number of messages alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    the pairs by term number, sorted; the terms after them are `places`, on record. `often` says how many messages
    have a term, `idf` how rare it is.
    """

    terms: Terms
    weights: Weights
    codes: Ints
    places: tuple[str, ...]
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
            ValueError: no message has it.
        """
        return len(self.codes) + self.places.index(name)


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
        at = np.searchsorted(codes, found)
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
    new = np.concatenate([*parts, np.empty(0, np.int64)])
    return _summed(np.concatenate([codes, new]), np.concatenate([counts, np.ones(len(new))]))


def _chunks(titles: Sequence[str], bodies: Sequence[str]) -> Iterator[tuple[int, Ints, Ints, NDArray[np.float64]]]:
    """Yield, for each chunk of messages, its start and for each pair of each message: row, code, times it counts."""
    for start in range(0, len(titles), _CHUNK):
        keys, times = [], []
        for texts, factor in ((titles, TITLE), (bodies, 1.0)):
            rows, codes = _pairs(texts[start : start + _CHUNK])
            found, _ = _summed((rows << (2 * _BITS)) | codes)
            keys.append(found)
            times.append(np.full(len(found), factor))
        every, weights = _summed(np.concatenate(keys), np.concatenate(times))
        yield start, every >> (2 * _BITS), every & ((1 << (2 * _BITS)) - 1), weights


def _summed(keys: Ints, values: NDArray[np.float64] | None = None) -> tuple[Ints, NDArray[np.float64]]:
    """Return the different keys, sorted, each with the sum of its values (of ones, where there are none).

    By sorting: `np.unique` hashes whole numbers, which takes four times as long for as many different ones.
    """
    if values is None:
        keys = np.sort(keys)
        values = np.ones(len(keys))
    else:
        order = np.argsort(keys, kind="stable")
        keys, values = keys[order], values[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return keys[first], np.add.reduceat(values, first) if len(keys) else values


def _pairs(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return row and code of every pair of neighbouring units."""
    units = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    is_unit = ((units >= 0x3400) & (units <= 0x9FFF)) | (units >= 0xF0000)
    pairs = np.flatnonzero(is_unit[:-1] & is_unit[1:]) if len(units) else np.empty(0, np.int64)
    return rows[pairs], (units[pairs] << _BITS) | units[pairs + 1]


def _places(places: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], Ints, Ints]:
    """Return the places' names, (message, place) pairs, and how many messages each place has."""
    number: dict[str, int] = {}
    rows = [
        (row, number.setdefault(name, len(number))) for row, names in enumerate(places) for name in dict.fromkeys(names)
    ]
    pairs = np.array(rows, np.int64).reshape(-1, 2)
    return tuple(number), pairs, np.bincount(pairs[:, 1], minlength=len(number))
