"""Where a text says what somebody looked for, to be marked when it is shown: the text as it is written, not as compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from linli.text import query
from linli.text.folding import fold
from linli.text.pinyin import readings, spellings
from linli.text.terms import runs

Span = tuple[int, int]
EXCERPT = 90
"""Characters of a long text that are shown around the first mark: two lines of a phone."""
_BEFORE = 20
_LATIN = re.compile(r"[a-zü]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool = False


class Marker:
    """Marks one query in many texts."""

    def __init__(self, asked: str) -> None:
        folded = fold(asked[: query.MOST_CHARACTERS])[: query.MOST_CHARACTERS]
        self._words = list(dict.fromkeys(runs(folded)))

    def pieces(self, text: str) -> list[Piece]:
        """Return the whole text in pieces."""
        return list(_cut(text, self.spans(text), 0, len(text)))

    def excerpt(self, text: str, most: int = EXCERPT) -> list[Piece]:
        """Return the part of a text around the first mark, on one line; its beginning where nothing is marked."""
        text = " ".join(text.split())
        spans = self.spans(text)
        if len(text) <= most:
            return list(_cut(text, spans, 0, len(text)))
        first = spans[0][0] if spans else 0
        start = 0 if first <= most // 2 else min(first - _BEFORE, len(text) - most)
        found = list(_cut(text, spans, start, start + most))
        before, behind = [Piece("…")] * (start > 0), [Piece("…")] * (start + most < len(text))
        return [*before, *found, *behind]

    def spans(self, text: str) -> list[Span]:
        """Return where the words of the query are, in order, none inside another."""
        plain, places = _aligned(text)
        found: list[Span] = []
        for word, is_han in self._words:
            here = list(_at(plain, word, is_han)) or list(_spoken(plain, word) if not is_han else _apart(plain, word))
            found += ((places[start], places[end - 1] + 1) for start, end in here)
        return _joined(sorted(found))


def _aligned(text: str) -> tuple[str, list[int]]:
    """A text folded character by character, and for each folded one the place of the one it stands for."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _folded(character):
            plain.append(one)
            places.append(place)
    return "".join(plain), places


@lru_cache(maxsize=16384)
def _folded(character: str) -> str:
    return fold(character)


def _at(plain: str, word: str, is_han: bool) -> Iterator[Span]:
    """The word as it is; letters and digits only where a word begins."""
    start = plain.find(word)
    while start >= 0:
        before = plain[start - 1 : start]
        if is_han or not (before.isalnum() and before.isascii()):
            yield start, start + len(word)
        start = plain.find(word, start + len(word))


def _apart(plain: str, word: str) -> Iterator[Span]:
    """A longer run of characters by its pairs, where it is nowhere whole: the index knows no more of it either."""
    for first, second in pairwise(word):
        yield from _at(plain, first + second, True)


def _spoken(plain: str, word: str) -> Iterator[Span]:
    """Characters that are read so, or whose readings begin with these letters."""
    if not _LATIN.fullmatch(word):
        return
    ways = [[*whole, rest] if rest else [*whole] for whole, rest in spellings(word)]
    if 2 <= len(word) <= query.MOST_INITIALS:
        ways.append(list(word))
    read = [readings(character) for character in plain]
    for way in ways:
        found = [
            (start, start + len(way))
            for start in range(len(read) - len(way) + 1)
            if all(any(one.startswith(said) for one in read[start + at]) for at, said in enumerate(way))
        ]
        if found:
            yield from found
            return


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _cut(text: str, spans: list[Span], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], hit=True)
        at = last
    if at < end:
        yield Piece(text[at:end])
