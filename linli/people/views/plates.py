"""Door plates to print: the doors of a community with the people responsible for each (G6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from linli.core.access import access
from linli.people.plates import plates_of
from linli.places.models import Division, Grid
from linli.places.plates import plates_pdf
from linli.places.policies import community_for


@access("places")
@require_GET
def plates(request: HttpRequest, code: str) -> HttpResponse:
    """An A4 sheet, four plates a page: every door that has a valid code, or those of one grid."""
    community: Division = community_for(request.standing, code)  # type: ignore[attr-defined]
    wanted = request.GET.get("grid", "")
    grid = get_object_or_404(Grid, pk=int(wanted), community=community) if wanted.isdecimal() else None
    name = f"door-plates-{grid.code if grid else community.code}.pdf"
    return HttpResponse(
        plates_pdf(plates_of(community, grid)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
