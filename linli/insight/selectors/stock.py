"""What there is in a place, whatever the period: the figures that published accounts open with (I1, G1)."""

from __future__ import annotations

from django.db.models import Sum

from linli.people.models import Organisation, Post
from linli.places.models import Building, Division, Grid, Household, Level
from linli.places.selectors.overview import place_counts


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
    below = Division.objects.filter(path__startswith=place.path)
    communities = below.filter(level=Level.COMMUNITY)
    counted = communities.aggregate(sum=Sum("residents"))["sum"]
    staff = Organisation.objects.filter(active=True, place__in=below.values("pk"))
    inside = place_counts(place)
    return {
        "communities": communities.count(),
        "grids": inside.grids,
        "compounds": inside.compounds,
        "buildings": inside.buildings,
        "households": inside.households,
        "residents": place.residents if place.residents is not None else counted,
        "organisations": staff.count(),
        "posts": Post.objects.current().filter(organisation__in=staff.values("pk")).count(),
    }
