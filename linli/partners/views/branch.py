"""A unit's branch: registers, sees the community's word, confirms its own members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.partners import policies, selectors, services
from linli.partners.forms import UnitForm
from linli.partners.models import Offered, UnitRegistration
from linli.partners.selectors.askings import askings_of_units
from linli.partners.views.tabs import tabs
from linli.people.http import SignedRequest
from linli.people.models import Organisation
from linli.places.models import Division
from linli.places.selectors import communities_in_use

PAGE = 30


@access("branch")
@require_safe
def mine(request: SignedRequest) -> HttpResponse:
    """Own units, where they are registered, what they were asked."""
    own = [hat.organisation_id for hat in policies.branch_hats(request.standing)]
    units = list(selectors.units_for_branch(request.standing))
    context = {
        "tabs": tabs(request),
        "organisations": Organisation.objects.filter(pk__in=own).order_by("id"),
        "units": units,
        "waiting": {unit.pk: selectors.asked_here(unit) for unit in units},
        "askings": askings_of_units(request.standing)[:20],
    }
    return render(request, "partners/staff/branch.html", context)


@access("branch")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedRequest, organisation_id: int) -> HttpResponse:
    """Register a unit with a community, or change what it said there."""
    if policies.branch_hat(request.standing, organisation_id) is None:
        raise Missing(_("没有这个单位，或您不能查看。"))
    organisation = Organisation.objects.select_related("place").get(pk=organisation_id)
    places = communities_in_use().filter(path__startswith=organisation.place.path)
    row = _known(organisation, request.GET.get("community", ""))
    kinds = selectors.skills_in(row.community if row else organisation.place)
    form = UnitForm(request.POST or None, communities=places, skills=kinds, initial=_first(organisation, row))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        community: Division = given.pop("community")
        try:
            done = services.unit_register(organisation, community, **given, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            words = _("已提交，等社区确认。") if done.waits else _("已保存。")
            messages.success(request, words)
            return redirect("partners:branch")
    context = {"tabs": tabs(request), "organisation": organisation, "form": form}
    return render(request, "partners/staff/branch_register.html", context, status=422 if form.errors else 200)


def _known(organisation: Organisation, code: str) -> UnitRegistration | None:
    rows = UnitRegistration.objects.filter(organisation=organisation).select_related("community")
    return rows.filter(community__code=code).first() if code else None


def _first(organisation: Organisation, row: UnitRegistration | None) -> dict[str, Any]:
    if row is None:
        place = organisation.place_id
        return {"community": place, "contact": organisation.contact, "phone": organisation.phone}
    offered = Offered.objects.filter(community=row.community_id, unit_id=row.id)
    return {
        "community": row.community_id,
        "members": row.members,
        "resources": row.resources,
        "skills": list(offered.values_list("skill_id", flat=True)),
        "contact": row.contact,
        "phone": row.phone,
        "until": row.asks_until or row.until,
    }


@access("branch")
@require_safe
def members(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """The members who came through the unit, those that wait first."""
    unit = selectors.unit_for_staff(request.standing, community_id, unit_id)
    if policies.branch_hat(request.standing, unit.organisation_id) is None:
        raise Missing(_("没有这个单位，或您不能查看。"))
    page = Paginator(selectors.members_of_unit(unit), PAGE).get_page(request.GET.get("page"))
    found = selectors.with_offers(list(page.object_list))
    context = {"tabs": tabs(request), "unit": unit, "page": page, "found": found}
    return render(request, "partners/staff/branch_members.html", context)
