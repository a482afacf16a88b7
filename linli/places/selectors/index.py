"""The indexes that every process keeps in memory: shapes of grids and communities, and the names people use.

They are built from the database when first asked, and again when the `Revision` mark has changed. A place written
past the services changes no mark; where no mark was ever set, nothing is kept and each question builds anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry import shape

from linli.places.domain import AddressIndex, KnownArea, KnownPlace, Locator
from linli.places.models import Building, Compound, Division, Grid, Level, Revision


@dataclass(frozen=True)
class Indexes:
    """What is known of all places whose community is in use, as of one mark."""

    mark: str

    @cached_property
    def grids(self) -> Locator[int]:
        """The outlines of the grids."""
        return Locator(_outlines_of_grids())

    @cached_property
    def communities(self) -> Locator[int]:
        """Where each community is: its outline, else its grids' together, else its point."""
        return Locator(_places_of_communities())

    @cached_property
    def addresses(self) -> AddressIndex:
        """The names of compounds, buildings and divisions."""
        return AddressIndex(_known_places(), _known_areas())


_lock = threading.Lock()
_kept: Indexes | None = None


def indexes() -> Indexes:
    """Return the indexes of now; the mark is asked for each time, in one query."""
    global _kept
    # The mark is read before the places are: what is written in between is found at the next question.
    mark = Revision.objects.filter(id=Revision.PLACES).values_list("mark", flat=True).first()
    if mark is None:
        return Indexes("")
    with _lock:
        if _kept is None or _kept.mark != mark:
            _kept = Indexes(mark)
        return _kept


def _outlines_of_grids() -> Iterator[tuple[int, Any]]:
    rows = Grid.objects.filter(active=True, community__active=True).exclude(outline=None)
    for grid_id, outline in rows.values_list("id", "outline"):
        yield grid_id, shape(outline)


def _places_of_communities() -> Iterator[tuple[int, Any]]:
    parts: dict[int, list[Any]] = {}
    rows = Grid.objects.filter(active=True, community__active=True).exclude(outline=None)
    for community_id, outline in rows.values_list("community_id", "outline"):
        parts.setdefault(community_id, []).append(shape(outline))
    for community in Division.objects.filter(level=Level.COMMUNITY, active=True):
        if community.outline:
            yield community.pk, shape(community.outline)
        elif community.pk in parts:
            yield community.pk, shapely.union_all(parts[community.pk])
        elif community.lon is not None and community.lat is not None:
            yield community.pk, shapely.Point(community.lon, community.lat)


def _known_places() -> Iterator[KnownPlace]:
    compounds = {row.pk: (row.name, *row.aliases, row.address) for row in Compound.objects.all()}
    built: set[int] = set()
    grids: set[int] = set()
    buildings = Building.objects.filter(grid__active=True, grid__community__active=True)
    for pk, grid, code, compound, name, address in buildings.values_list(
        "id", "grid_id", "grid__community__code", "compound_id", "name", "address"
    ):
        names = (*compounds.get(compound, (name,)), address)
        yield KnownPlace(grid, code, tuple(filter(None, names)), pk, name if compound else "")
        grids.add(grid)
        if compound:
            built.add(compound)
    bare = Grid.objects.filter(active=True, community__active=True).values_list("id", "community__code", "name")
    by_community: dict[str, list[int]] = {}
    for grid, code, name in bare:
        by_community.setdefault(code, []).append(grid)
        if grid not in grids:
            yield KnownPlace(grid, code, (name,))
    # A compound without buildings lies in some grid of its community: each is possible.
    for compound, code in Compound.objects.filter(community__active=True).values_list("id", "community__code"):
        if compound not in built:
            for grid in by_community.get(code, ()):
                yield KnownPlace(grid, code, tuple(filter(None, compounds[compound])))


def _known_areas() -> Iterator[KnownArea]:
    above = Division.objects.filter(level__gt=Level.COMMUNITY)
    for code, name in (above | Division.objects.filter(level=Level.COMMUNITY, active=True)).values_list("code", "name"):
        yield KnownArea(code, name)
