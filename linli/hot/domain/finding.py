"""Finds hot issues among many messages: near neighbours, groups by average likeness, each held against its own name (R8).

`docs/hot-issues.md` says what it finds in real messages, read by eye, and what it costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from linli.hot.domain.grouping import average_link
from linli.hot.domain.messages import FEWEST_PEOPLE, Group, Message, heat_of
from linli.hot.domain.neighbours import WINDOW, Edges, neighbours
from linli.hot.domain.phrases import Phrase, apart, area_of, phrases_of, words_of
from linli.hot.domain.splitting import ON_RECORD, central, cohesion, parts, without
from linli.hot.domain.units import BODY, Units, pairs_of
from linli.hot.domain.vectors import vectors_of

# Three averages of cosines, 0 to 1. They are those at which the groups agree best with 43 issues that a reader marked among
# the real messages; a hundredth more or less moves a few messages, not the hottest issues (docs/hot-issues.md).
ALIKE = 0.12
"""Messages may be about one thing or one place: low, for what is lost here is lost."""

AMONG = 0.08
"""Beside the name they share, less than this makes a message, or a part of a group, a stranger in it."""

TOGETHER = 0.11
"""Beside the name they share, so much makes a group one thing in one place."""

NAMES = 2
"""Phrases that a group without places on record is held against."""

EVENT = timedelta(days=3)
"""What many report within so short a time has one cause, also where it is felt in several places."""


def issues_find(
    messages: Sequence[Message],
    now: datetime | None = None,
    fewest: int = FEWEST_PEOPLE,
    things: Iterable[str] = (),
) -> list[Group]:
    """Return the hot issues among `messages`, the hottest first (`Heat.order`).

    Args:
        messages: in any order.
        now: the moment that growth is told for; that of the newest message, where None.
        fewest: people an issue needs.
        things: words for what people write about anywhere (电梯, 停水): beside a place's name they are no part of it.
    """
    if len(messages) < fewest:
        return []
    order = sorted(range(len(messages)), key=lambda at: (messages[at].at, str(messages[at].id)))
    rank = {at: place for place, at in enumerate(order)}
    copies = _copies(messages, order)
    firsts = list(copies)
    search = _Search([messages[at] for at in firsts], fewest, things)
    now = now or messages[order[-1]].at
    found = []
    for rows, together in search.groups():
        members = sorted((at for row in rows for at in copies[firsts[row]]), key=rank.__getitem__)
        name, words, area, central = search.told(rows)
        heat = heat_of([messages[at] for at in members], now)
        found.append(Group(tuple(members), name, words, area, firsts[central], round(together, 3), heat))
    return sorted(found, key=lambda group: (group.heat.order, group.members), reverse=True)


def _copies(messages: Sequence[Message], order: Sequence[int]) -> dict[int, list[int]]:
    """Gather what one person sends again word for word: it says once what it is about. First message → it and its copies."""
    copies: dict[int, list[int]] = {}
    first: dict[tuple[str, str, str], int] = {}
    for at in order:
        message = messages[at]
        said = (message.person, message.title, message.body)
        known = first.get(said)
        if known is None or not message.person or message.at - messages[known].at > timedelta(days=WINDOW):
            first[said] = known = at
            copies[at] = []
        copies[known].append(at)
    return copies


class _Search:
    """One search: messages in order of time, as units and vectors."""

    def __init__(self, messages: Sequence[Message], fewest: int, things: Iterable[str]) -> None:
        self.messages, self.fewest = messages, fewest
        self.units = Units()
        self.titles = [self.units.write(message.title) for message in messages]
        self.bodies = [self.units.write(message.body[:BODY]) for message in messages]
        self.people = [message.person for message in messages]
        self.things = tuple({unit for thing in things if len(unit := self.units.write(thing)) > 1})
        numbers = {person: number for number, person in enumerate(dict.fromkeys(self.people))}
        self.person = np.array([numbers[person] for person in self.people], np.int64)
        self.vectors = vectors_of(self.titles, self.bodies, [message.places for message in messages])
        self._asked: tuple[int, ...] = ()
        self._answer: list[Phrase] = []

    def groups(self) -> Iterator[tuple[list[int], float]]:
        """Yield the rows of each issue, and how well they hold together."""
        days = np.array([message.at.timestamp() / 86400 for message in self.messages])
        edges = neighbours(self.vectors, days, ALIKE)
        loose = average_link(self.vectors.terms, self.vectors.weights, edges, ALIKE)
        enough = [rows for rows in loose if self._enough(rows)]
        for rows, own in _with_edges(enough, edges, len(days)):
            yield from self._held(rows, own)

    def told(self, rows: Sequence[int]) -> tuple[str, tuple[str, ...], str, int]:
        """Return an issue's name, further words, area and central row."""
        words = words_of(self._phrases(rows), self.units)
        area = area_of(*self._texts(rows), self.units)
        return words[0] if words else "", words[1:], area, rows[central(*without(self.vectors, rows, []))]

    def _enough(self, rows: Sequence[int]) -> bool:
        return len({self.people[row] for row in rows}) >= self.fewest

    def _held(self, rows: list[int], edges: Edges) -> Iterator[tuple[list[int], float]]:
        """Hold a loose group against the name it shares: yield it whole, without strangers, in parts, or not at all."""
        if not self._enough(rows):
            return
        together = 1.0
        for name in self._names(rows):
            terms, weights = without(self.vectors, rows, name)
            pieces = parts(terms, weights, edges, AMONG)
            if [len(piece) for piece in pieces] == [len(rows)]:
                together = min(together, cohesion(terms, weights, self.person[rows]))
                if together >= TOGETHER:
                    continue
                pieces = parts(terms, weights, edges, TOGETHER)
            for piece in pieces:
                if len(piece) < len(rows):
                    yield from self._held([rows[at] for at in piece], edges.among(piece))
            return
        if apart := self._far_apart(rows):
            for part in apart:
                yield from self._held([rows[at] for at in part], edges.among(part))
            return
        yield rows, together

    def _far_apart(self, rows: Sequence[int]) -> list[list[int]]:
        """The rows by their place on record, where they lie in several and nothing but a common thing joins them.

        What happens within a few days is one event wherever it is felt; what all call by a name of its own (a bus, a
        market) is one thing. A lift here and a lift there over a season are two.
        """
        at_place: dict[str, list[int]] = {}
        for at, row in enumerate(rows):
            at_place.setdefault(self.messages[row].places[-1] if self.messages[row].places else "", []).append(at)
        people = [len({self.people[rows[at]] for at in part}) for part in at_place.values()]
        span = self.messages[rows[-1]].at - self.messages[rows[0]].at
        if max(people) >= ON_RECORD * sum(people) or span <= EVENT or self._own_name(rows):
            return []
        return list(at_place.values())

    def _own_name(self, rows: Sequence[int]) -> bool:
        """Whether most of a group call their matter by a name that hardly anybody else uses."""
        for phrase in apart(self._phrases(rows), NAMES):
            users = min(self.vectors.holders(pair) for pair in pairs_of(phrase.units))
            if phrase.units not in self.things and phrase.share * len(rows) >= ON_RECORD * max(users, len(rows)):
                return True
        return False

    def _names(self, rows: Sequence[int]) -> Iterator[list[int]]:
        """What a group names together, as terms: the places on record that most share; without a record, phrases.

        Phrases twice: commonly the most telling one is the place and the next the thing, or the other way about.
        """
        everybody = len({self.people[row] for row in rows})
        vectors = self.vectors
        holders: dict[str, set[str]] = {}
        for row in rows:
            for place in self.messages[row].places:
                holders.setdefault(place, set()).add(self.people[row])
        shared = [place for place, people in holders.items() if len(people) >= ON_RECORD * everybody]
        written = {pair for place in shared for pair in pairs_of(self.units.write(place.rpartition("/")[2]))}
        yield [vectors.place(place) for place in shared] + [vectors.term(pair) for pair in written]
        if len({self.people[row] for row in rows if self.messages[row].places}) < ON_RECORD * everybody:
            for phrase in apart(self._phrases(rows), NAMES):
                yield [vectors.term(pair) for pair in pairs_of(self._bare(phrase.units))]

    def _bare(self, name: str) -> str:
        """A name without a thing at its end: of 春晓苑电梯 the place, 春晓苑."""
        ends = [len(thing) for thing in self.things if name.endswith(thing) and len(name) - len(thing) > 1]
        return name[: len(name) - max(ends, default=0)]

    def _phrases(self, rows: Sequence[int]) -> list[Phrase]:
        """The phrases a group shares; asked for to hold it, and again to name it."""
        if self._asked != (key := tuple(rows)):
            self._asked, self._answer = key, phrases_of(*self._texts(rows), self.vectors)
        return self._answer

    def _texts(self, rows: Sequence[int]) -> tuple[list[str], list[str], list[str]]:
        titles, bodies, people = ([texts[row] for row in rows] for texts in (self.titles, self.bodies, self.people))
        return titles, bodies, people


def _with_edges(groups: Sequence[list[int]], edges: Edges, count: int) -> Iterator[tuple[list[int], Edges]]:
    """Yield each group with the edges inside it, numbered by its rows."""
    group_of, local = np.full(count, -1, np.int64), np.zeros(count, np.int64)
    for number, rows in enumerate(groups):
        group_of[rows], local[rows] = number, np.arange(len(rows))
    inside = np.flatnonzero((group_of[edges.one] == group_of[edges.other]) & (group_of[edges.one] >= 0))
    inside = inside[np.argsort(group_of[edges.one[inside]], kind="stable")]
    bounds = np.searchsorted(group_of[edges.one[inside]], np.arange(len(groups) + 1))
    for number, rows in enumerate(groups):
        own = inside[bounds[number] : bounds[number + 1]]
        yield rows, Edges(local[edges.one[own]], local[edges.other[own]], edges.near[own])
