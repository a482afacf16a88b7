"""What a write about places needs to know, before it is rows in tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from linli.places.domain import Crs, Point, Shape
from linli.places.models import Building, Compound, Division, Entrance, Grid


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """A division under its statistical code; `point` is None where none is known."""

    code: str
    name: str
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class GridRecord:
    """A grid of a community. An empty code is given by the service; `shape` is in WGS-84, None leaves it as it is."""

    community: Division
    name: str
    code: str = ""
    shape: Shape | None = None
    origin_crs: Crs | None = None


@dataclass(frozen=True, slots=True)
class CompoundRecord:
    """A compound; aliases are what people also call it."""

    community: Division
    name: str
    aliases: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class BuildingRecord:
    """A building, which lies in one grid and may belong to a compound."""

    grid: Grid
    name: str
    compound: Compound | None = None
    address: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class EntranceRecord:
    """An entrance of a building."""

    building: Building
    name: str


@dataclass(frozen=True, slots=True)
class HouseholdsRecord:
    """Doors behind one entrance of a community."""

    community_id: int
    entrance: Entrance
    doors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeighbourhoodRecord:
    """Doors of one entrance that are of one neighbourhood: its area, group and own name; `doors` as they are numbered."""

    community: Division
    grid: Grid
    area: str
    group: str
    name: str
    entrance: Entrance
    doors: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What a write did, counted in rows of its kind."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rows: list[Any] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another write in."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
