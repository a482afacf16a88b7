"""Published answers: what became of what neighbours said, without personal data (R7)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from linli.cases.models import Follower
from linli.cases.selectors import answers_found, public_case, public_cases
from linli.cases.services import case_follow, case_unfollow
from linli.cases.views.resident import remembered
from linli.core.access import access
from linli.places.here import here
from linli.places.models import Division, Grid
from linli.places.selectors import communities_in_use
from linli.search.showing import marked
from linli.text.marking import Marker

PAGE = 20


@access("public")
def public_list(request: HttpRequest) -> HttpResponse:
    """Answers of a community, or one grid of it; where none is named, of the place somebody came by, else of all."""
    place = here(request)
    wanted, grid_code = request.GET.get("community", ""), request.GET.get("grid", "")
    community = place.community if place and not wanted else None
    if wanted not in ("", "all"):
        community = get_object_or_404(communities_in_use(), code=wanted)
    grids = Grid.objects.filter(community=community, active=True).defer("outline") if community else Grid.objects.none()
    grid = get_object_or_404(grids, code=grid_code) if grid_code else None
    asked = request.GET.get("q", "").strip()[:100]
    listed = _found(request, asked, community, grid) if asked else _listed(request, community, grid)
    context = {"community": community, "grid": grid, "grids": grids, "q": asked, **listed}
    return render(request, "cases/resident/answers.html", context)


def _listed(request: HttpRequest, community: Division | None, grid: Grid | None) -> dict[str, Any]:
    page = Paginator(public_cases(community, grid), PAGE).get_page(request.GET.get("page"))
    return {"page": page, "cases": page.object_list}


def _found(request: HttpRequest, asked: str, community: Division | None, grid: Grid | None) -> dict[str, Any]:
    found = answers_found(asked, community, grid, before=request.GET.get("before", ""), most=PAGE)
    marker = Marker(asked)
    cases = found.read(public_cases())
    for case in cases:
        case.marked_title = marked(marker.pieces(case.public_title))  # type: ignore[attr-defined]
        case.excerpt = marked(marker.excerpt(case.public_answer))  # type: ignore[attr-defined]
    return {"cases": cases, "older": found.older}


@access("public")
def public_answer(request: HttpRequest, community_id: int, number: str) -> HttpResponse:
    """One published answer."""
    case = public_case(community_id, number)
    account = remembered.account_of(request)
    mine = Follower.objects.filter(community_id=case.community_id, case_id=case.id, account=account)
    context = {"case": case, "followed": account is not None and mine.exists()}
    return render(request, "cases/resident/answer.html", context)


@access("signed_in")
@require_POST
def follow(request: HttpRequest, community_id: int, number: str) -> HttpResponse:
    """Hear how it goes on, or no longer."""
    case = public_case(community_id, number)
    account = remembered.account_of(request)
    assert account is not None
    (case_unfollow if request.POST.get("follow") == "0" else case_follow)(case, account)
    return redirect("cases:public_answer", community_id, number)
