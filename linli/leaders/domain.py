"""What a vote of neighbours comes to: one household one ballot, and when the one with the most is chosen (G4).

An area, group or neighbour leader sits on no residents' committee, so that no law counts their votes. What the Organic Law of
Urban Residents' Committees says of its own is taken as the model: a representative of each household votes (art. 8), more
than half take part and more than half of them agree (art. 10). Each community may set other shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NONE = 0
"""The number of "none of them" on a ballot; nominees count from 1."""
SHORTEST, USUAL, LONGEST = 1, 3, 15
"""Days a vote lasts: at least, as a rule, at most."""
HALF, HIGHEST = 50, 90
"""Shares in percent: as a rule, and the highest that may be asked for; more than that share is needed."""
FEWEST = 3
"""Households a vote needs: of two ballots each tells the other's."""
_DIGITS = 6


class Outcome(StrEnum):
    """What the count found."""

    CHOSEN = "chosen"
    TURNOUT = "turnout"
    TIE = "tie"
    NONE = "none"
    MAJORITY = "majority"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a vote is held: days as a rule; more than `turnout` percent of households, more than `majority` percent of ballots."""

    days: int = USUAL
    turnout: int = HALF
    majority: int = HALF


Tally = dict[int, int]
"""Ballots by number of the nominee; NONE for none of them."""


def empty_urn(numbers: int) -> Tally:
    """Return the tally of nobody, for so many nominees."""
    return dict.fromkeys(range(numbers + 1), 0)


def urn_write(tally: Mapping[int, int]) -> str:
    """Return a tally as text of one length, whatever it holds: sealed, its size must not say how full it is."""
    return " ".join(f"{number}:{tally[number]:0{_DIGITS}d}" for number in sorted(tally))


def urn_read(text: str) -> Tally:
    """Return the tally that `urn_write` wrote.

    Raises:
        ValueError: it is none.
    """
    return {int(number): int(count) for number, _colon, count in (part.partition(":") for part in text.split())}


def decided(tally: Mapping[int, int], entitled: int, rule: Rule) -> tuple[Outcome, int | None]:
    """Return what a tally comes to, and the number of whoever is chosen.

    Args:
        tally: ballots by number.
        entitled: households on the roll.
    """
    voted, most = sum(tally.values()), max(tally.values(), default=0)
    if voted == 0 or voted * 100 <= entitled * rule.turnout:
        return Outcome.TURNOUT, None
    first = [number for number, count in tally.items() if count == most]
    if len(first) > 1:
        return Outcome.TIE, None
    if first[0] == NONE:
        return Outcome.NONE, None
    if most * 100 <= voted * rule.majority:
        return Outcome.MAJORITY, None
    return Outcome.CHOSEN, first[0]
