"""What there is in a place, whatever the period: the figures that published accounts open with (I1, G1)."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count, Sum

from linli.people.models import Organisation, Post
from linli.places.models import Building, Compound, Division, Grid, Household, Level, Revision


def stock(place: Division, grid: Grid | None = None) -> dict[str, int | None]:
    """Return counts of what stands in a place (or one grid of it) now; None where nobody counts it so finely."""
    if grid is not None:
        buildings = Building.objects.filter(grid=grid)
        staff = Organisation.objects.filter(active=True, grid=grid)
        return {
            "communities": None,
            "grids": 1,
            "compounds": buildings.filter(compound__isnull=False).values("compound").distinct().count(),
            "buildings": buildings.count(),
            "households": Household.objects.filter(community=grid.community_id, entrance__building__grid=grid).count(),
            "residents": None,
            "organisations": staff.count(),
            "posts": Post.objects.current().filter(organisation__in=staff.values("pk")).count(),
        }
    # A city's doors are millions: they are counted again when the mark has changed that every change of places leaves.
    marks = tuple(Revision.objects.order_by("id").values_list("mark", flat=True))
    counted = _kept(place.path, marks) if marks else _standing(place.path)
    staff = Organisation.objects.filter(active=True, place__path__startswith=place.path)
    posts = Post.objects.current().filter(organisation__active=True, organisation__place__path__startswith=place.path)
    return {
        **counted,
        "residents": place.residents if place.residents is not None else counted["residents"],
        "organisations": staff.count(),
        "posts": posts.count(),
    }


@lru_cache(maxsize=512)
def _kept(path: str, marks: tuple[str, ...]) -> dict[str, int | None]:
    return _standing(path)


def _standing(path: str) -> dict[str, int | None]:
    """What stands in a division, all levels below it included: five queries."""
    communities = Division.objects.filter(path__startswith=path, level=Level.COMMUNITY)
    whole = communities.aggregate(communities=Count("pk"), residents=Sum("residents"))
    under = {"community__path__startswith": path}
    return {
        "communities": whole["communities"],
        "grids": Grid.objects.filter(active=True, **under).count(),
        "compounds": Compound.objects.filter(**under).count(),
        "buildings": Building.objects.filter(grid__community__path__startswith=path).count(),
        "households": Household.objects.filter(**under).count(),
        "residents": whole["residents"],
    }
