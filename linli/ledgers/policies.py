"""Which ledgers of which places somebody may read and write: their territory, by the right that the pages ask for too."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.core.errors import Missing
from linli.people.domain import Right, Standing
from linli.people.policies import territory_hat, territory_required
from linli.places.models import Division, Grid, Level


@dataclass(frozen=True, slots=True)
class Area:
    """A place, or one grid of it, whose ledgers are looked at."""

    place: Division
    grid: Grid | None = None

    @property
    def name(self) -> str:
        """The place in words."""
        return f"{self.place.name}{self.grid.name}" if self.grid else self.place.name

    @property
    def code(self) -> str:
        """What its address says: the grid's code is longer than any division's."""
        return self.grid.code if self.grid else self.place.code

    @property
    def community(self) -> Division | None:
        """The community, where it is one or lies in one."""
        return self.place if self.place.level == Level.COMMUNITY else None

    @property
    def grids(self) -> Q:
        """The condition on a grid to lie in it."""
        return Q(pk=self.grid.pk) if self.grid else Q(community__path__startswith=self.place.path)


def area_find(code: str) -> Area:
    """Return the place or grid of a code.

    Raises:
        Missing: there is none.
    """
    place = Division.objects.filter(code=code).defer("outline").first()
    if place is not None:
        return Area(place)
    grids = Grid.objects.select_related("community").defer("outline", "community__outline")
    grid = grids.filter(code=code).first()
    if grid is None:
        raise Missing(_("没有找到这个地方，请从列表中选择。"))
    return Area(grid.community, grid)


def may(standing: Standing, right: Right, area: Area) -> bool:
    """Whether somebody has a right over a place or grid."""
    return territory_hat(standing, right, area.place, area.grid) is not None


def area_for(standing: Standing, right: Right, code: str) -> Area:
    """Return the place or grid of a code, where somebody has a right over it.

    Raises:
        Missing: there is none.
        Refused: it is outside of their territory.
    """
    area = area_find(code)
    territory_required(standing, right, area.place, area.grid)
    return area


def own_areas(standing: Standing, right: Right) -> list[Area]:
    """Return the places and grids at the top of somebody's territories, lowest level first: two queries."""
    hats = [hat for hat in standing.hats_with(right) if hat.is_desk]
    places = Division.objects.filter(pk__in={hat.place_id for hat in hats}).defer("outline").in_bulk()
    wanted = {hat.grid_id for hat in hats if hat.grid_id}
    grids = Grid.objects.filter(pk__in=wanted).select_related("community").defer("outline", "community__outline")
    by_pk = grids.in_bulk()
    found = {}
    for hat in sorted(hats, key=lambda hat: hat.level):
        area = Area(places[hat.place_id], by_pk.get(hat.grid_id or 0))
        found[area.code] = area
    return list(found.values())
