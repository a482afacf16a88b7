"""The map on which grids are drawn and corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.core.access import access
from linli.core.errors import Changed, Invalid, LinliError
from linli.places.domain import to_geojson
from linli.places.forms import GridsForm
from linli.places.models import Division, Grid
from linli.places.policies import community_for
from linli.places.selectors import (
    community_holes,
    grid_overlaps,
    grids_mark,
    grids_without_team_count,
    neighbour_outlines,
    overlap_shapes,
)
from linli.places.services import grids_draw


@access("places")
def grids(request: HttpRequest, code: str) -> HttpResponse:
    """Show the map; take it over when it comes back. What was drawn is never lost to an error."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, community)
    form = GridsForm(request.POST)
    if not form.is_valid():
        return _page(request, community, error=Invalid(" ".join(map(str, form.errors.get("outlines", [])))))
    drawn = form.cleaned_data["outlines"]
    try:
        tally = grids_draw(community, drawn, mark=form.cleaned_data["mark"], acting=request.standing)  # type: ignore[attr-defined]
    except (Invalid, Changed) as error:
        return _page(request, community, drawn=drawn, error=error)
    messages.success(
        request,
        _("地图已保存：新增 %(created)s 个网格，修改 %(updated)s 个。")
        % {"created": tally.created, "updated": tally.updated},
    )
    return redirect("places:grids", community.code)


def _page(
    request: HttpRequest, community: Division, *, drawn: Any = None, error: LinliError | None = None
) -> HttpResponse:
    rows = list(Grid.objects.filter(community=community, active=True).order_by("code"))
    overlaps = grid_overlaps(community)
    holes = community_holes(community)
    saved = [_feature(row.outline, grid=row.pk, name=row.name) for row in rows if row.outline]
    data = {
        "drawn": drawn if drawn is not None else {"type": "FeatureCollection", "features": saved},
        "saved": saved if drawn is not None else [],
        "outline": community.outline,
        "centre": [community.lat, community.lon] if community.lat is not None else None,
        "neighbours": [_feature(outline, name=name) for name, outline in neighbour_outlines(community)],
        "overlaps": [_feature(shape) for shape in overlap_shapes(overlaps)],
        "holes": [_feature(to_geojson(hole.polygon)) for hole in holes],
    }
    context = {
        "community": community,
        "tab": "grids",
        "grids": rows,
        "data": data,
        "mark": grids_mark(community),
        "overlaps": overlaps,
        "teamless": grids_without_team_count(community),
        "holes": holes,
        "error": error,
        "changed": isinstance(error, Changed),
    }
    return render(request, "places/grids.html", context, status=error.status if error else 200)


def _feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
