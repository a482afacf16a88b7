"""Two ways to the same counts: `Rows` counts cases one by one, `Tallied` adds up what was tallied of them by day.

`Rows` says what is right and works for every selection; `Tallied` is for whole places above the community, whose cases
are too many to be counted at every look (docs/decisions/031-tallies.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from linli.places.models import Division

Counts = dict[str, int]
"""How many by measure: those of `measures.rated`, `verdicts` and, for a whole scope, `beside`."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: how often, and the time that half, and nine of ten, did not exceed (nearest rank)."""

    count: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return it for JSON, in seconds."""
        median, p90 = (None if span is None else round(span.total_seconds()) for span in (self.median, self.p90))
        return {"count": self.count, "median_seconds": median, "p90_seconds": p90}


@dataclass(frozen=True, slots=True)
class Mixture:
    """The cases submitted in a period, by word of state, kind and urgency, and by channel's id."""

    state: Counter[str]
    kind: Counter[str]
    urgency: Counter[str]
    channel: Counter[int]


class Counting(Protocol):
    """Counts of a scope in a period, and of the period before where they are compared."""

    def summed(self) -> tuple[Counts, Counts]:
        """Return everything counted of the scope, and what the rates of the period before need."""

    def spreads(self, contacts: int, resolved: int) -> tuple[Spread, Spread]:
        """Return the times to the first contact and to the answer; how many there are of each is known already."""

    def mixture(self) -> Mixture:
        """Return of what sorts the cases are."""

    def by_category(self) -> dict[int, Counts]:
        """Return counts by category's id, 0 for none."""

    def by_unit(self) -> dict[int, Counts]:
        """Return counts by the id of the lead, where that is no desk."""

    def by_place(self, below: Sequence[Division]) -> dict[int, Counts]:
        """Return counts by the id of the divisions one level below."""

    def by_grid(self) -> dict[int, Counts]:
        """Return counts of a community by grid's id."""

    def trend(self) -> tuple[Counter[date], Counter[date]]:
        """Return how many were submitted and how many resolved, by first day of the period's steps."""
