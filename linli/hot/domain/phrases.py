"""What a group calls its matter: the phrases that its members share, as long as they are shared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from linli.hot.domain.units import Units, is_unit, pairs_of
from linli.hot.domain.vectors import Vectors

SHARED = 0.5
"""A phrase is the group's where so many of its people use it."""

LONGEST = 9  # units; more is a sentence, not a name
READ = 40
"""Members whose texts are read for phrases: among so many people a phrase shared by half of them is sure to show."""

MOST = 100  # phrases looked at further
MOST_WORDS = 6
LONGEST_WORD = 6  # units, of the words beside the name

_AREA = re.compile("[a-z][0-9]{0,2}[省市区县州]")  # as published messages name places
_LEADING = re.compile("^(?:[a-z]?[0-9]{0,2}[省市区县]|[的了在是和与及有被把将对为从到请关于咨询反映投诉建议问])+")
_TRAILING = re.compile("[的了在是和与及有被把将对为从到请]+$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in units, the share of people who use it, and how telling it is."""

    units: str
    share: float
    score: float


def phrases_of(titles: Sequence[str], bodies: Sequence[str], people: Sequence[str], vectors: Vectors) -> list[Phrase]:
    """Return the phrases that at least SHARED of the people use, the most telling first.

    Telling is what many use, what is rare elsewhere, what is long up to five units, and what stands in titles.
    """
    texts = _of_each(titles, bodies, people)
    everybody = len({person for person, _, _ in texts})
    enough = SHARED * everybody
    shared = _shared_pairs(texts, enough, vectors)
    users: dict[str, set[str]] = defaultdict(set)
    in_title: dict[str, set[str]] = defaultdict(set)
    for person, title, body in texts:
        headed = _shared_runs(title, shared)
        for phrase in headed:
            in_title[phrase].add(person)
        for phrase in headed | _shared_runs(body, shared):
            users[phrase].add(person)
    found = []
    for phrase, by in users.items():
        if len(by) >= enough:
            share = len(by) / everybody
            rarity = sum(shared[pair] for pair in pairs_of(phrase)) / (len(phrase) - 1)
            telling = share * share * rarity * sqrt(min(len(phrase) - 1, 4))
            found.append(Phrase(phrase, share, telling * (0.4 + len(in_title[phrase]) / everybody)))
    return sorted(found, key=lambda phrase: (-phrase.score, phrase.units))[:MOST]


def _shared_pairs(texts: Sequence[tuple[str, str, str]], enough: float, vectors: Vectors) -> dict[str, float]:
    """The pairs that enough people use, with how rare each is."""
    own: dict[str, set[str]] = defaultdict(set)
    for person, *parts in texts:
        for text in parts:
            own[person].update(pairs_of(text))
    counted = Counter(pair for pairs in own.values() for pair in pairs)
    return {
        pair: rarity
        for pair, users in counted.items()
        if users >= enough and is_unit(pair[0]) and is_unit(pair[1]) and (rarity := vectors.rarity(pair)) > 0
    }


def _of_each(titles: Sequence[str], bodies: Sequence[str], people: Sequence[str]) -> list[tuple[str, str, str]]:
    """At most READ texts, and no more than two of one person before everybody has been read."""
    turn: Counter[str] = Counter()
    texts: list[tuple[int, int, tuple[str, str, str]]] = []
    for person, title, body in zip(people, titles, bodies, strict=True):
        texts.append((turn[person], len(texts), (person, title, body)))
        turn[person] += 1
    return [text for round_, _, text in sorted(texts, key=lambda one: one[:2]) if round_ < 2][:READ]


def _shared_runs(text: str, shared: dict[str, float]) -> set[str]:
    """Every piece of `text` all of whose pairs are shared."""
    found: set[str] = set()
    start = 0
    for at in range(len(text)):
        if at + 1 < len(text) and text[at : at + 2] in shared:
            continue
        for first in range(start, at):
            found.update(text[first:end] for end in range(first + 2, min(at + 1, first + LONGEST) + 1))
        start = at + 1
    return found


def longest(phrases: Sequence[Phrase]) -> Phrase:
    """Return the most telling phrase, or the longest around it that three quarters of those who use it use."""
    best = phrases[0]
    longer = [one for one in phrases if best.units in one.units and one.share >= 0.75 * best.share]
    return max(longer, key=lambda one: (len(one.units), one.score))


def apart(phrases: Sequence[Phrase], most: int) -> list[Phrase]:
    """Return the most telling phrases that share nothing with each other."""
    found: list[Phrase] = []
    for phrase in phrases:
        if len(found) < most and not any(_overlap(phrase.units, other.units) for other in found):
            found.append(phrase)
    return found


def readable(phrase: Phrase, units: Units) -> str:
    """Return a phrase as people read it: without a place's code before it or a particle at its ends."""
    return _TRAILING.sub("", _LEADING.sub("", units.read(phrase.units))).upper()


def words_of(phrases: Sequence[Phrase], units: Units) -> tuple[str, ...]:
    """Return the group's name, the most telling phrase, and further ones that share nothing with it."""
    words: list[str] = []
    rest = list(phrases)
    while rest and len(words) < MOST_WORDS:
        best = longest(rest)
        text = readable(best, units)
        if len(text) > 1 and not any(text in word or word in text for word in words):
            words.append(text)
        rest = [one for one in rest if len(one.units) <= LONGEST_WORD and not _overlap(one.units, best.units)]
    return tuple(words)


def _overlap(one: str, other: str) -> bool:
    return not set(pairs_of(one)).isdisjoint(pairs_of(other))


def area_of(titles: Sequence[str], bodies: Sequence[str], people: Sequence[str], units: Units) -> str:
    """Return the smallest place, by its code in the text, that most people name; "" where they name several."""
    named: dict[str, set[str]] = defaultdict(set)
    for title, body, person in zip(titles, bodies, people, strict=True):
        for text in (units.read(title), units.read(body)):
            if found := set(_AREA.findall(text)):
                for area in found:
                    named[area].add(person)
                break
    everybody = len(set(people))
    common = [area for area, users in named.items() if len(users) >= SHARED * everybody]
    # A district's code has a number, its city's has none: "a3区" before "a市".
    return max(common, key=lambda area: (len(area), len(named[area]), area), default="").upper()
