"""The codes on the doors of a community: give, replace, stop, show."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.access import access
from linli.places.models import Division, Entrance, Grid
from linli.places.policies import community_for
from linli.places.qr import qr_png, qr_svg
from linli.places.selectors import door_plates, door_url
from linli.places.services import door_code_issue, door_code_revoke, door_codes_issue

A_PAGE = 60
_DRAWN: dict[str, tuple[Callable[[str], bytes], str]] = {"svg": (qr_svg, "image/svg+xml"), "png": (qr_png, "image/png")}


@access("places")
@require_GET
def doors(request: HttpRequest, code: str) -> HttpResponse:
    """The entrances of a community, or of one grid, with their codes."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    grids = list(Grid.objects.filter(community=community).defer("outline").order_by("code"))
    grid = next((row for row in grids if str(row.pk) == request.GET.get("grid")), None)
    page = Paginator(door_plates(community, grid=grid), A_PAGE).get_page(request.GET.get("page"))
    context = {"community": community, "tab": "doors", "grids": grids, "grid": grid, "page": page}
    return render(request, "places/doors.html", context)


@access("places")
@require_POST
def issue_all(request: HttpRequest, code: str) -> HttpResponse:
    """Give a code to every entrance that has none."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    issued = door_codes_issue(community, request.standing)  # type: ignore[attr-defined]
    messages.success(request, _("已为 %(count)s 个单元生成门码。") % {"count": len(issued)})
    return redirect("places:doors", community.code)


@access("places")
@require_POST
def issue(request: HttpRequest, code: str, entrance_id: int) -> HttpResponse:
    """Give an entrance a new code; the old plate stops working."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    entrance = _entrance(community, entrance_id)
    door_code_issue(entrance, request.standing)  # type: ignore[attr-defined]
    messages.success(
        request,
        _("“%(door)s”的新门码已生成，旧门牌从现在起失效；请打印并换上新门牌。") % {"door": _name(entrance)},
    )
    return redirect("places:doors", community.code)


@access("places")
@require_POST
def revoke(request: HttpRequest, code: str, entrance_id: int) -> HttpResponse:
    """Stop an entrance's code."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    entrance = _entrance(community, entrance_id)
    for valid in entrance.door_codes.filter(revoked_at=None):
        door_code_revoke(valid, request.standing)  # type: ignore[attr-defined]
    messages.success(request, _("“%(door)s”的门码已停用。") % {"door": _name(entrance)})
    return redirect("places:doors", community.code)


@access("places")
@require_GET
def qr(request: HttpRequest, code: str, entrance_id: int, form: str) -> HttpResponse:
    """The code of one door as SVG or PNG."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    valid = _entrance(community, entrance_id).door_codes.filter(revoked_at=None).first()
    if valid is None or form not in _DRAWN:
        raise Http404
    draw, content_type = _DRAWN[form]
    return HttpResponse(draw(door_url(valid)), content_type=content_type)


def _entrance(community: Division, entrance_id: int) -> Entrance:
    found = Entrance.objects.select_related("building__compound").filter(building__grid__community=community)
    return get_object_or_404(found, pk=entrance_id)


def _name(entrance: Entrance) -> str:
    compound = entrance.building.compound
    return f"{compound or ''}{entrance.building}{entrance}"
