"""What somebody looks for, as a condition on terms: every word must be there, each in one of the ways it can be meant.

`电梯 3号楼` asks for 电梯 and 3 and 号楼; `dianti` for that word, or for dian_ti; `dt` for that word, or for the initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from linli.text.folding import fold
from linli.text.pinyin import spellings
from linli.text.terms import LONGEST_WORD, runs

MOST_CHARACTERS = 100
"""As long as the search box: what is pasted into it beyond that narrows nothing further."""
MOST_TERMS = 24
"""Each term costs the index a look; two dozen pairs of characters are a sentence."""
SHORTEST_BEGINNING = 4
"""So many digits may be the beginning of a longer number; fewer are in too many."""
MOST_INITIALS = MOST_SYLLABLES = 8
"""What is typed in pinyin is a word or a name."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term; or, where it `begins`, any that begins so."""

    text: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Each of these."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these."""

    parts: tuple[Condition, ...]


Condition = Term | All | Any

_LATIN = re.compile(r"[a-zü]+")


def condition_of(text: str) -> Condition | None:
    """Return the condition that what somebody typed puts on terms; None where nothing in it can be looked for."""
    found = list(dict.fromkeys(_conditions(fold(text[:MOST_CHARACTERS])[:MOST_CHARACTERS])))
    kept: list[Condition] = []
    terms = 0
    for one in found:
        if kept and (terms := terms + _size(one)) > MOST_TERMS:
            break
        kept.append(one)
    return every(kept) if kept else None


def every(parts: Iterable[Condition]) -> Condition:
    """Return the condition that all of these hold."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else All(found)


def some(parts: Iterable[Condition]) -> Condition:
    """Return the condition that one of these holds."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Any(found)


def _conditions(folded: str) -> Iterator[Condition]:
    words = list(runs(folded))
    number = 0
    while number < len(words):
        word, is_han = words[number]
        # "dian ti" is one word to whoever types with spaces.
        letters = [one for one, _ in takewhile(_is_latin, words[number : number + MOST_SYLLABLES])]
        if len(letters) > 1 and (spoken := _as_syllables(letters)):
            yield some([every(_word(one) for one in letters), spoken])
            number += len(letters)
            continue
        if is_han:
            yield from (Term(first + second) for first, second in pairwise(word)) if len(word) > 1 else [Term(word)]
        else:
            yield _word(word[:LONGEST_WORD])
        number += 1


def _is_latin(run: tuple[str, bool]) -> bool:
    return _LATIN.fullmatch(run[0]) is not None


def _as_syllables(letters: list[str]) -> Condition | None:
    """Words that are a syllable each, as the pairs they make."""
    read = [next((cut[0][0] for cut in spellings(one) if len(cut[0]) == 1 and not cut[1]), "") for one in letters]
    return _pairs(tuple(read)) if all(read) else None


def _word(word: str) -> Condition:
    if word.isdecimal():
        return Term(word, begins=len(word) >= SHORTEST_BEGINNING)
    if not _LATIN.fullmatch(word):
        return Term(word)
    ways: list[Condition] = [Term(word)]
    ways += [_pairs(whole, rest) for whole, rest in spellings(word) if len(whole) <= MOST_SYLLABLES]
    if 2 <= len(word) <= MOST_INITIALS and not set(word) & set("iuvü"):  # no syllable begins with these
        ways.append(every(Term(f"_{first}{second}") for first, second in pairwise(word)))
    return some(ways)


def _pairs(syllables: tuple[str, ...], rest: str = "") -> Condition:
    """Syllables beside each other; a single one for itself; `rest` is what the next one begins with."""
    found: list[Condition] = [Term(f"{first}_{second}") for first, second in pairwise(syllables)]
    if rest:
        found.append(Term(f"{syllables[-1]}_{rest}", begins=True))
    return every(found or [Term(f"{syllables[0]}_")])


def _size(condition: Condition) -> int:
    return 1 if isinstance(condition, Term) else sum(map(_size, condition.parts))
