"""Stamps: one cluster of a mould, compiled, so that a copy of it at another place and time costs microseconds.

Whatever a copy replaces is a slot: an id, a moment, a name, a text. A copy fills the slots in order and picks its rows
from them. Events are signed anew, link by link, as `cases.services.recording` signs them, so that `linli verify` finds
each copied history whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from benchmarks.bulk.places import Community, Resident
from linli.cases.codes import code_digest, way_back
from linli.cases.services.submitting import text_digest
from linli.core import personal
from linli.core.chain import START, Link, digest_of, sign
from linli.core.ids import new_id

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, their columns in the order of the model's fields."""
Pick = Callable[[list[Any]], Any]
Words = Callable[[str, str], tuple[str, str]]
"""Gives a copy its own title and text, where it is given those of its mould."""


@dataclass
class Text:
    """A text with places to fill: its slot, the template, what fills it."""

    slot: int
    template: str
    pick: Pick

    def fill(self, values: list[Any]) -> str:
        """Return the text."""
        return self.template % self.pick(values)


@dataclass
class Signing:
    """What is signed of an event: its case, and the slots it reads and writes; `key` None where time acted."""

    case: int
    seq: int
    name: str
    subject: int
    at: int
    actor: int
    content: int
    key: int | None
    digest: int
    signature: int


@dataclass
class Saying:
    """The words of one case: the texts of its mould, and the slots of title, text, their digest and its number."""

    title: str
    body: Text
    slots: tuple[int, int, int, int]


@dataclass
class Stamp:
    """One cluster, ready to be copied.

    `is_open` says whether something of it has still to happen: such a one keeps its own time. `rows` are by table, the
    other lists say which slot is filled with what, in the order in which they are filled.
    """

    is_open: bool
    begins: datetime
    ends: datetime
    values: list[Any]
    sayings: list[Saying] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    moments: list[tuple[int, datetime]] = field(default_factory=list)
    iso_moments: list[tuple[int, datetime]] = field(default_factory=list)
    of_community: list[tuple[int, str]] = field(default_factory=list)
    of_spot: list[tuple[int, str]] = field(default_factory=list)
    residents: list[list[tuple[int, str, str]]] = field(default_factory=list)
    codes: list[tuple[int, int, int]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    signings: list[Signing] = field(default_factory=list)
    rows: dict[str, list[Pick]] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many cases a copy has."""
        return len(self.sayings)

    def copy(self, community: Community, shift: timedelta, words: Words, key: bytes, dice: random.Random) -> Rows:
        """Return the rows of one copy.

        Args:
            community: where; one of its entrances is drawn.
            shift: how much later than the mould.
            words: what it says instead.
            key: of the chain.
            dice: draws the entrance and the neighbours who report.
        """
        values = self.values.copy()
        for slot in self.ids:
            values[slot] = str(new_id())
        for slot, moment in self.moments:
            values[slot] = str(moment + shift)
        for slot, moment in self.iso_moments:
            values[slot] = (moment + shift).isoformat() + "+00:00"
        tokens, spot = community.tokens, dice.choice(community.spots)
        for slot, token in self.of_community:
            values[slot] = tokens[token]
        for slot, token in self.of_spot:
            values[slot] = spot[token]
        first = dice.randrange(len(community.residents))
        for number, wanted in enumerate(self.residents):
            resident = community.residents[(first + number) % len(community.residents)]
            for slot, what, context in wanted:
                values[slot] = _of_resident(resident, what, context)
        for saying in self.sayings:
            title, body = words(saying.title, saying.body.fill(values))
            digest = text_digest(title, body)
            for slot, value in zip(saying.slots, (title, body, digest, next(community.numbers)), strict=True):
                values[slot] = value
        for text in self.texts:
            values[text.slot] = text.fill(values)
        self._sign(values, key)
        for slot, case_slot, key_slot in self.codes:
            case_id = int(values[case_slot])
            values[slot] = code_digest(case_id, way_back(case_id, values[key_slot]))
        return {table: [pick(values) for pick in picks] for table, picks in self.rows.items()}

    def _sign(self, values: list[Any], key: bytes) -> None:
        heads = [START] * len(self.sayings)
        for event in self.signings:
            if event.key is not None:
                values[event.key] = f"bulk-{new_id()}"
            digest = digest_of(key, values[event.content].encode())
            link = Link(values[event.subject], event.seq, event.name, values[event.at], values[event.actor], digest)
            values[event.digest] = digest
            heads[event.case] = values[event.signature] = sign(key, heads[event.case], link)


def _of_resident(resident: Resident, what: str, context: str) -> Any:
    if what == "account":
        return str(resident.account_id)
    if what == "phone index":
        return personal.blind(resident.phone)
    return resident.sealed(what, context)
