"""Whether two reports are likely about one matter: how alike their words are, and how near their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from linli.places.domain.metres import distance_m

WITHIN = timedelta(days=60)
"""Only reports of so many days are compared: the usual promise is 7 days, the longest 15, and extensions come on top."""
ANSWERED_WITHIN = timedelta(days=30)
"""An answer so old still tells a neighbour something; an older matter has come back and is a new one."""
STEPS = 150.0
"""Metres: a phone's position is off by tens of metres between high buildings, and a hole in the road has two ends."""


class Near(StrEnum):
    """How near two places are, nearest first."""

    BUILDING = "building"
    COMPOUND = "compound"
    STEPS = "steps"
    GRID = "grid"
    COMMUNITY = "community"


LEAST = {Near.BUILDING: 0.2, Near.COMPOUND: 0.25, Near.STEPS: 0.25, Near.GRID: 0.3, Near.COMMUNITY: 0.42}
"""How alike the words have to be. Of real letters that name one place, the name left out, 79 in 100 pairs with 0.2 are one
matter, 84 with 0.25, 91 with 0.4; these were chosen hard, and within one building there is less to confuse."""
SAME_CATEGORY, OTHER_CATEGORY = -0.05, 0.1
"""What a common category makes up for, and what different ones ask for besides."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a report is, as far as it is known."""

    grid_id: int | None = None
    building_id: int | None = None
    compound_id: int | None = None
    lon: float | None = None
    lat: float | None = None


def metres_between(a: Spot, b: Spot) -> float | None:
    """Return the distance of two places, or None where one of them has no point."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return None
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def nearness(a: Spot, b: Spot) -> Near:
    """Return how near two places of one community are."""
    metres = metres_between(a, b)
    if a.building_id is not None and a.building_id == b.building_id:
        return Near.BUILDING
    if a.compound_id is not None and a.compound_id == b.compound_id:
        return Near.COMPOUND
    if metres is not None and metres <= STEPS:
        return Near.STEPS
    return Near.GRID if a.grid_id is not None and a.grid_id == b.grid_id else Near.COMMUNITY


def is_likely(words: float, near: Near, category: int | None, other_category: int | None) -> bool:
    """Return whether two reports are likely about one matter.

    Args:
        words: how alike their texts are, names of the place left out.
        near: how near they are.
        category, other_category: what they are about, where that is known.
    """
    least = LEAST[near]
    if category is not None and other_category is not None:
        least += SAME_CATEGORY if category == other_category else OTHER_CATEGORY
    return words >= least
