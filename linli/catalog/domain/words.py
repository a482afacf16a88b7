"""Which words of a text speak for what. Words are data that people may edit, so there are two signs and no patterns:

- `电梯…困`: both, in this order, in one sentence, with at most 12 characters between them;
- `-救命稻草`: this phrase says nothing here and is taken out before the others are looked for;
- `-万一…`: neither does it nor what follows it, up to the next comma and 12 characters at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

GAP, EXCEPT = "…", "-"
OPENING = 40  # characters, about a title
MOST_CHARACTERS = 5000  # of a text are read; a report is no longer than that


def _pattern(parts: tuple[str, ...], open_end: bool) -> re.Pattern[str]:
    return re.compile(
        "[^。！？!?\n]{0,12}?".join(map(re.escape, parts)) + ("[^。！？!?，,；;\n]{0,12}" if open_end else "")
    )


def _pieces(text: str) -> frozenset[str]:
    """Every character and every pair of neighbours: what no word begins with need not be searched for."""
    return frozenset(text) | frozenset(map("".join, pairwise(text)))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One word of a lexicon, its parts where it has a gap, and how it begins."""

    word: str
    parts: tuple[str, ...]
    head: str
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, word: str) -> _Phrase:
        parts = tuple(part for part in word.split(GAP) if part)
        open_end = word.endswith(GAP)
        pattern = _pattern(parts, open_end) if len(parts) > 1 or open_end else None
        return cls(word, parts, parts[0][:2], pattern)

    def in_(self, text: str) -> bool:
        # A plain search for each part first: the pattern is tried only where it can match.
        if self.pattern is None:
            return self.word in text
        return all(part in text for part in self.parts) and bool(self.pattern.search(text))

    def without(self, text: str) -> str:
        return self.pattern.sub("\n", text) if self.pattern else text.replace(self.word, "\n")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of several subjects (name → words), read once and looked up often.

    Looking up costs less than a millisecond for some hundred words and 2,000 characters.
    """

    _said: Mapping[str, tuple[_Phrase, ...]] = field(default_factory=dict)
    _unsaid: Mapping[str, tuple[_Phrase, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Mapping[str, Iterable[str]]) -> Lexicon:
        """Read a table of name → words, with the signs explained above; empty words are dropped."""
        table = {name: [word.strip() for word in own if word.strip(EXCEPT + GAP + " ")] for name, own in words.items()}
        return cls(
            {name: tuple(_Phrase.of(w) for w in own if not w.startswith(EXCEPT)) for name, own in table.items()},
            {name: tuple(_Phrase.of(w[1:]) for w in own if w.startswith(EXCEPT)) for name, own in table.items()},
        )

    def found(self, text: str) -> dict[str, list[str]]:
        """Return name → the words of it that `text` holds, for those names that have any."""
        text = text[:MOST_CHARACTERS]
        pieces = _pieces(text)
        result: dict[str, list[str]] = {}
        for name, phrases in self._said.items():
            words = [phrase for phrase in phrases if phrase.head in pieces and phrase.in_(text)]
            if words and self._unsaid[name]:
                rest = text
                for unsaid in self._unsaid[name]:
                    if unsaid.head in pieces:
                        rest = unsaid.without(rest)
                words = [phrase for phrase in words if phrase.in_(rest)]
            if words:
                result[name] = [phrase.word for phrase in words]
        return result

    def best(self, text: str) -> tuple[str, list[str]]:
        """Return the name that most characters of its words speak for, and those words; ("", []) where none does.

        Words of the opening count double: people begin with what it is about. Of equals, the first in the table.
        """
        found = self.found(text)
        opening = text[:OPENING]

        def weight(name: str) -> int:
            return sum(len(word) * (2 if word.split(GAP)[0] in opening else 1) for word in found[name])

        name = max(found, key=weight, default="")
        return name, found.get(name, [])
