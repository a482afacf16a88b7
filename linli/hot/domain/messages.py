"""What the finding of hot issues reads, and what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isqrt

NOBODY = ""
"""Whoever left no name counts together with all others who left none: ten anonymous letters may have one writer."""

RECENT = timedelta(days=14)
"""Growth compares so many days with as many before them: shorter spans are empty in most neighbourhoods."""

FEWEST_PEOPLE = 3
"""Two people with the same trouble are neighbours, or a household; from three on it is more than theirs."""


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody's words, when and, where it is on record, in which place.

    Args:
        id: whatever the caller knows it by.
        person: who wrote; the same text for the same person, NOBODY where it is not known.
        places: places on record, the widest first; texts name further ones themselves.
    """

    id: int | str
    person: str
    at: datetime
    title: str
    body: str = ""
    likes: int = 0
    dislikes: int = 0
    places: tuple[str, ...] = ()

    @property
    def support(self) -> int:
        """Likes less dislikes."""
        return self.likes - self.dislikes


@dataclass(frozen=True, slots=True)
class Heat:
    """How much an issue moves people, as figures of their own; `order` is the one way to rank by them."""

    requests: int
    people: int
    support: int
    recent: int  # people who wrote in the last RECENT
    before: int  # people who wrote in the RECENT before it

    @property
    def growth(self) -> int:
        """How many more people than before; negative where it dies down."""
        return self.recent - self.before

    @property
    def order(self) -> tuple[int, int, int]:
        """What issues are sorted by, largest first.

        People, and the square root of support: to like takes a tap, to write takes an evening, and a campaign of a
        hundred times as many taps weighs ten times as much. Then growth, then requests. How often one person writes
        moves nothing but the last.
        """
        return self.people + isqrt(max(0, self.support)), self.growth, self.requests


@dataclass(frozen=True, slots=True)
class Group:
    """Requests of many people about one thing in one place and period.

    Args:
        members: positions in the messages that were given, in order of time.
        name: the phrase or place that its members share.
        words: further phrases that many of its members share, the most telling first.
        area: the place's code in the text or its name on record; "" where members name several.
        central: position of the message most like all others, whose title speaks for them.
        cohesion: 0 to 1, how alike its members are beside the name they share.
    """

    members: tuple[int, ...]
    name: str
    words: tuple[str, ...]
    area: str
    central: int
    cohesion: float
    heat: Heat


def heat_of(messages: Iterable[Message], now: datetime) -> Heat:
    """Return the figures of an issue's messages as of `now`."""
    known = list(messages)
    return Heat(
        requests=len(known),
        people=_people(known),
        support=sum(message.support for message in known),
        recent=_people([m for m in known if now - RECENT < m.at <= now]),
        before=_people([m for m in known if now - 2 * RECENT < m.at <= now - RECENT]),
    )


def _people(messages: Sequence[Message]) -> int:
    return len({message.person for message in messages})
