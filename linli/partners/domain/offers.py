"""What a member offers, as numbers that a database can compare: when there is time, and what for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TIMES = ("weekday", "evening", "weekend")
"""Working hours of working days, evenings, weekends and holidays."""
PURPOSES = ("neighbour", "activity", "emergency", "duty", "deliberation", "teaching")
"""What for somebody may be called; whoever has ticked none is asked for nothing (PIPL art. 6, 14)."""

MOST_HOURS = 200  # a month; more is a slip
MOST_ASKS = 30  # a month
USUAL_ASKS = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """What one person offers.

    Args:
        skills: ids of kinds of skill.
        hours: hours a month, 0 where nothing is said.
        times: codes of `TIMES`.
        purposes: codes of `PURPOSES`.
        asks: how often within thirty days somebody may be asked at most.
        note: in own words.
    """

    skills: tuple[int, ...] = ()
    hours: int = 0
    times: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    asks: int = USUAL_ASKS
    note: str = ""


def bits_of(codes: Iterable[str], known: Sequence[str]) -> int:
    """Return codes as one number, a bit each.

    Raises:
        ValueError: a code that is not known.
    """
    return sum(1 << known.index(code) for code in set(codes))


def codes_of(bits: int, known: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of a number, in their order."""
    return tuple(code for place, code in enumerate(known) if bits >> place & 1)
