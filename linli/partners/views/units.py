"""Registrations as the community's desk sees them: units, and members at home."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.forms import telling
from linli.partners import policies, selectors, services
from linli.partners.models import Offered, Side
from linli.partners.views.staff import community_asked
from linli.partners.views.tabs import tabs
from linli.people.http import SignedRequest

PAGE = 30


@access("helpers")
@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """The units of a community."""
    community, known = community_asked(request)
    box = request.GET.get("box", "")
    page = Paginator(selectors.units_for_staff([community.pk], box), PAGE).get_page(request.GET.get("page"))
    boxes = [("", _("全部")), ("waiting", _("待确认")), ("over", _("已结束"))]
    context: dict[str, Any] = {"tabs": tabs(request), "page": page, "box": box, "boxes": boxes}
    return render(request, "partners/staff/units.html", context | {"community": community, "communities": known})


@access("partners")
@require_safe
def unit(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """One unit: what it offers, until when, and the desk's word."""
    row = selectors.unit_for_staff(request.standing, community_id, unit_id)
    offered = Offered.objects.filter(community_id=community_id, unit_id=unit_id).select_related("skill")
    context = {
        "tabs": tabs(request),
        "unit": row,
        "skills": [each.skill for each in offered.order_by("skill_id")],
        "may_decide": row.waits and policies.head_hat(request.standing, community_id) is not None,
        "may_end": row.runs
        and (
            policies.head_hat(request.standing, community_id) is not None
            or policies.branch_hat(request.standing, row.organisation_id) is not None
        ),
        "is_branch": policies.branch_hat(request.standing, row.organisation_id) is not None,
        "is_staff": policies.staff_hat(request.standing, community_id) is not None,
    }
    return render(request, "partners/staff/unit.html", context)


@access("partners")
@require_POST
def decide(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """Confirm, ask back or decline."""
    row = selectors.unit_for_staff(request.standing, community_id, unit_id)
    decision = request.POST.get("decision", "")
    if decision in ("confirm", "return", "decline"):
        with telling(request, _("已保存，已告诉单位。")):
            services.unit_decide(row, decision, words=request.POST.get("words", ""), acting=request.standing)
    return redirect("partners:unit", community_id, unit_id)


@access("partners")
@require_POST
def end(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """End a registration."""
    row = selectors.unit_for_staff(request.standing, community_id, unit_id)
    with telling(request, _("报到已结束。")):
        services.unit_end(row, words=request.POST.get("words", ""), acting=request.standing)
    return redirect("partners:unit", community_id, unit_id)


@access("helpers")
@require_safe
def members(request: SignedRequest) -> HttpResponse:
    """Members who registered at home and wait."""
    community, known = community_asked(request)
    page = Paginator(selectors.members_waiting([community.pk]), PAGE).get_page(request.GET.get("page"))
    found = selectors.with_offers(list(page.object_list))
    context = {"tabs": tabs(request), "page": page, "found": found, "community": community, "communities": known}
    return render(request, "partners/staff/members.html", context)


@access("partners")
@require_POST
def member(request: SignedRequest, community_id: int, member_id: int) -> HttpResponse:
    """Confirm or decline one member."""
    row = selectors.member_for_staff(request.standing, community_id, member_id)
    with telling(request, _("已保存，已告诉本人。")):
        words = request.POST.get("words", "")
        services.member_decide(row, request.POST.get("confirm") == "1", words=words, acting=request.standing)
    if row.side == Side.WORK and row.unit is not None:
        return redirect("partners:branch_members", community_id, row.unit.id)
    return redirect("partners:members")
