"""Rates with their 95 % interval, and a ranking that is fair to size (sourcebook I2, R6).

Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference": the interval stays inside
0…1 and says how little three cases tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any, TypeVar

Z95 = 1.959963984540054
Row = TypeVar("Row")


def wilson(numerator: float, denominator: int, z: float = Z95) -> tuple[float, float]:
    """Return the (low, high) bounds of a rate, each 0…1; (0, 1) where nothing was counted.

    Args:
        numerator: 0…denominator; half votes make it fractional, which the formula bears.
        denominator: how many were counted.
        z: standard normal quantile; 95 % by default.

    Raises:
        ValueError: a numerator below zero or above the denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError(f"a rate needs 0 ≤ numerator ≤ denominator: {numerator}/{denominator}")
    if denominator == 0:
        return 0.0, 1.0
    share, square = numerator / denominator, z * z
    centre = share + square / (2 * denominator)
    reach = z * sqrt(share * (1 - share) / denominator + square / (4 * denominator * denominator))
    whole = 1 + square / denominator
    # Rounding may not push a bound past the rate itself: 0/n starts at 0, n/n ends at 1.
    return max(0.0, min(share, (centre - reach) / whole)), min(1.0, max(share, (centre + reach) / whole))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that always carries what it is made of."""

    numerator: float = 0
    denominator: int = 0

    @property
    def value(self) -> float | None:
        """The share, 0…1, or None where nothing was counted."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def low(self) -> float | None:
        """Lower bound of the 95 % interval."""
        return wilson(self.numerator, self.denominator)[0] if self.denominator else None

    @property
    def high(self) -> float | None:
        """Upper bound of the 95 % interval."""
        return wilson(self.numerator, self.denominator)[1] if self.denominator else None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return it for JSON: numerator, denominator, value, low, high (shares rounded to 4 places)."""
        counted = int(self.numerator) if float(self.numerator).is_integer() else self.numerator
        shares = {"value": self.value, "low": self.low, "high": self.high}
        rounded = {name: None if share is None else round(share, 4) for name, share in shares.items()}
        return {"numerator": counted, "denominator": self.denominator, **rounded}


def verdicts(yes: int, partly: int, evaluated: int) -> Rate:
    """Return the resolution rate: a "partly" is half a vote (case description, "Rates")."""
    return Rate(yes + partly / 2, evaluated)


def ranked(rows: Iterable[Row], rate: Callable[[Row], Rate]) -> list[Row]:
    """Return rows best first, by the lower bound of their rate; what nobody was counted for comes last.

    Three of three is no better known than nine of twenty: the bound, and not the share, decides, so that a grid of
    three cases does not lead the table. Equal bounds: the larger denominator first.
    """

    def order(row: Row) -> tuple[Any, ...]:
        found = rate(row)
        return found.low is None, -(found.low or 0.0), -found.denominator

    return sorted(rows, key=order)


def nearest_rank(count: int, share: float) -> int | None:
    """Return the place (from 0, in rising order) of the value that `share` of `count` values do not exceed.

    The nearest-rank definition: the answer is always a value that occurred; of two middle values the lower.

    Raises:
        ValueError: a share outside 0…1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share lies above 0 and is at most 1: {share}")
    return max(ceil(share * count) - 1, 0) if count else None
