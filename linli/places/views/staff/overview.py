"""Which communities are mine, and what is in one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.core.access import access
from linli.places.models import Compound
from linli.places.policies import communities_kept, community_for
from linli.places.selectors import (
    building_counts,
    divisions_path,
    grid_counts,
    grid_overlaps,
    grids_without_team_count,
    place_counts,
)

A_PAGE = 30


@access("places")
def communities(request: HttpRequest) -> HttpResponse:
    """The communities to look after; whoever has one goes straight there."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:40]
    page = Paginator(communities_kept(request.standing, q), A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    if not q and page.paginator.count == 1:
        return redirect("places:community", page.object_list[0].code)
    return render(request, "places/communities.html", {"page": page, "q": q})


@access("places")
def community(request: HttpRequest, code: str) -> HttpResponse:
    """What there is in a community."""
    division = community_for(request.standing, code)  # type: ignore[attr-defined]
    buildings = building_counts(division)
    return render(
        request,
        "places/community.html",
        {
            "community": division,
            "tab": "overview",
            "above": divisions_path(division)[:-1],
            "counts": place_counts(division),
            "grids": grid_counts(division, buildings),
            "buildings": buildings,
            "compounds": Compound.objects.filter(community=division),
            "overlaps": grid_overlaps(division),
            "teamless": grids_without_team_count(division),
        },
    )
