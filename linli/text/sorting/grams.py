"""A text as numbers that a linear model weighs: its characters, pairs of neighbours, short words, and those it opens with.

No dictionary cuts the text: pairs of characters stand for words, as in the index (`linli.text.terms`). Where somebody
has cut it already (a file of `tokens`), pieces of up to four characters count besides; the pairs run on across the
cuts, so that a cut and an uncut text have most of their grams in common. People begin with what it is about: grams of
the opening are counted a second time, by themselves.

A gram is one whole number: the ids of its characters, 15 bits each, the last one lowest, and marks above them. A
number says which characters it stands for, so nothing but the alphabet is kept. All digits are one character: no
phone number, date or door can become a gram.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linli.text.script import simplified

Ints = NDArray[np.int64]

BITS = 15
LONGEST_WORD = 4
NEIGHBOURS = 2
OPENING_CHARACTERS = 25
"""About a title; 15 to 50 were tried (docs/performance.md)."""
MOST_CHARACTERS = 10_000
"""Of a longer text the beginning is read: the longest of 6,462 real messages has 9,081."""
WORD, OPENING = 1 << 60, 1 << 61
MOST_IN_ALPHABET = (1 << BITS) - 2  # 0 is what the alphabet lacks, the last is space
_SPACE = (1 << BITS) - 1
_PLANE = 0x10000  # characters beyond the basic plane are rarer than any model needs
_BETWEEN = "\0"


@dataclass(frozen=True, slots=True)
class Grams:
    """The grams of several texts, four arrays of one length: of which text, which gram, where it begins, how long it is.

    `starts` counts characters of the folded text without its spaces.
    """

    rows: Ints
    keys: Ints
    starts: Ints
    lengths: Ints


@dataclass(frozen=True)
class Alphabet:
    """The characters that count, in the order of their ids, from 1."""

    characters: str

    @cached_property
    def _ids(self) -> Ints:
        ids = np.zeros(_PLANE, np.int64)
        ids[[ord(character) for character in self.characters]] = np.arange(1, len(self.characters) + 1)
        ids[ord("0") : ord("9") + 1] = ids[ord("0")]
        ids[[code for code in range(_PLANE) if chr(code).isspace()]] = _SPACE
        return ids

    def grams(self, folded: Sequence[str]) -> Grams:
        """Return the grams of texts that `folded` has prepared; what is not in the alphabet parts its neighbours."""
        codes = np.frombuffer(_BETWEEN.join(folded).encode("utf-32-le", "surrogatepass"), np.uint32)
        ids = self._ids[np.where(codes < _PLANE, codes, 0)]
        rows = np.cumsum(codes == ord(_BETWEEN))
        kept = np.flatnonzero(ids != _SPACE)
        ids, rows = ids[kept], rows[kept]
        begins = np.searchsorted(rows, np.arange(len(folded)))
        # The first text has no separator before it, the others stand one further on.
        places = np.arange(len(ids)) - begins[rows] - (rows > 0)
        found = [_neighbours(ids, length) for length in range(1, NEIGHBOURS + 1)]
        found.append(_words(ids, np.diff(kept, prepend=-2) > 1))
        at = np.concatenate([starts for starts, _, _ in found])
        keys = np.concatenate([keys for _, keys, _ in found])
        lengths = np.concatenate([lengths for _, _, lengths in found])
        opening = places[at] + lengths <= OPENING_CHARACTERS
        return Grams(
            rows=np.concatenate([rows[at], rows[at[opening]]]),
            keys=np.concatenate([keys, keys[opening] | OPENING]),
            starts=np.concatenate([places[at], places[at[opening]]]),
            lengths=np.concatenate([lengths, lengths[opening]]),
        )

    def text_of(self, key: int) -> str:
        """Return the characters of a gram."""
        rest, found = key & (WORD - 1), ""
        while rest:
            found = self.characters[(rest & _SPACE) - 1] + found
            rest >>= BITS
        return found


def folded(text: str) -> str:
    """Return a text as `Alphabet.grams` takes it: as `text.folding`, without looking for damage.

    That would take twice as long as all the rest, and whatever is damaged is in no alphabet.
    """
    # Half a character beyond the basic plane is no text, and OpenCC refuses it.
    whole = text[:MOST_CHARACTERS].encode("utf-8", "ignore").decode()
    read = simplified(unicodedata.normalize("NFKC", whole))
    return read.lower().replace(_BETWEEN, " ")


def alphabet_of(texts: Sequence[str], least: int = 2) -> Alphabet:
    """Return the letters, digits and characters that stand in at least so many of some folded texts."""
    counted = Counter(character for text in texts for character in set(text))
    common = [c for c, n in counted.most_common() if n >= least and ord(c) < _PLANE and c.isalnum()]
    return Alphabet("".join(sorted(common[:MOST_IN_ALPHABET])))


_Found = tuple[Ints, Ints, Ints]
"""Where grams begin among all ids, the grams, their lengths."""


def _neighbours(ids: Ints, length: int) -> _Found:
    """Every run of `length` characters."""
    count = max(len(ids) - length + 1, 0)
    keys, whole = np.zeros(count, np.int64), np.ones(count, bool)
    for offset in range(length):
        here = ids[offset : offset + count]
        keys = (keys << BITS) | here
        whole &= here > 0
    starts = np.flatnonzero(whole)
    return starts, keys[starts], np.full(len(starts), length)


def _words(ids: Ints, after_space: NDArray[np.bool_]) -> _Found:
    """Every piece between spaces and marks, of up to `LONGEST_WORD` characters."""
    none = ids == 0
    starts = np.flatnonzero(after_space | none | np.roll(none, 1))
    lengths = np.diff(starts, append=len(ids))
    short = (lengths <= LONGEST_WORD) & ~none[starts]
    starts, lengths = starts[short], lengths[short]
    keys = np.zeros(len(starts), np.int64)
    for offset in range(LONGEST_WORD):
        longer = lengths > offset
        keys[longer] = keys[longer] << BITS | ids[starts[longer] + offset]
    return starts, keys | WORD, lengths
