"""What the address index knows of a place, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Reason(StrEnum):
    """Why a match was made; the words for people are made where it is shown."""

    BUILDING = "building"  # the building's number right behind the name of its compound or yard
    ONLY_BUILDING = "only_building"  # the name belongs to one building alone
    SEVERAL_BUILDINGS = "several_buildings"  # more than one building is named, all in this grid
    BUILDING_ELSEWHERE = "building_elsewhere"  # the number stands elsewhere in a text that names one compound
    COMPOUND = "compound"  # the compound lies in one grid
    OTHER_PHASE = "other_phase"  # the number fits, but the compound has no such phase 期
    UNKNOWN_BUILDING = "unknown_building"  # the compound lies in one grid, but has no building of this number
    ROAD = "road"  # all known buildings of the road lie in one grid
    COMPOUND_IN_SEVERAL_GRIDS = "compound_in_several_grids"  # one match for each
    COMMUNITY = "community"
    ROAD_IN_SEVERAL_GRIDS = "road_in_several_grids"  # one match for each
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


CONFIDENCE = {
    Reason.BUILDING: 0.95,
    Reason.ONLY_BUILDING: 0.9,
    Reason.SEVERAL_BUILDINGS: 0.9,
    Reason.BUILDING_ELSEWHERE: 0.85,
    Reason.COMPOUND: 0.8,
    Reason.OTHER_PHASE: 0.75,
    Reason.UNKNOWN_BUILDING: 0.7,
    Reason.ROAD: 0.5,
    Reason.COMPOUND_IN_SEVERAL_GRIDS: 0.4,
    Reason.COMMUNITY: 0.3,
    Reason.ROAD_IN_SEVERAL_GRIDS: 0.25,
    Reason.STREET: 0.2,
    Reason.DISTRICT: 0.1,
    Reason.CITY: 0.05,
}


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A building, or a compound or grid of which no building is known.

    Args:
        grid_id: the grid it lies in.
        community: 12-digit code of that grid's community.
        names: what it goes by: the compound's name and aliases ("清和居小区"), yards and roads ("建设路25号"), the
            building's own name.
        building_id: none where the names belong to no single building.
        number: the building within the compound ("12栋", "二期A座", "综合楼"); empty if it has none.
    """

    grid_id: int
    community: str
    names: tuple[str, ...]
    building_id: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text may be about.

    Args:
        grid_id: none when the text names a division only.
        building_id: none when it could be more than one.
        area: code of the community, or of the division named.
        confidence: 0 to 1.
        reason: the rule that found it.
        found: the words of the text, in one spelling.
    """

    grid_id: int | None
    building_id: int | None
    area: str
    confidence: float
    reason: Reason
    found: str

    @classmethod
    def by(cls, reason: Reason, found: str, area: str, grid_id: int | None, building_id: int | None = None) -> Match:
        """Make a match as sure as its rule."""
        return cls(grid_id, building_id, area, CONFIDENCE[reason], reason, found)

    def times(self, factor: float) -> Match:
        """Return the same match, less sure."""
        return replace(self, confidence=round(self.confidence * factor, 4))
