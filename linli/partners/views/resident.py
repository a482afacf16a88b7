"""A member's own pages: register, offer, pause, go; what one was asked (L1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.partners import selectors, services
from linli.partners.forms import AnswerForm, OfferForm, RegisterForm, offer_first
from linli.partners.models import MemberRegistration, Offered, Side, UnitRegistration
from linli.partners.words import CONSENT
from linli.people.http import SignedRequest
from linli.people.policies import grown_required
from linli.places.here import here
from linli.places.models import Division, Grid
from linli.places.selectors import Located, communities_in_use

MOST = 30


def panel(place: Located) -> tuple[str, dict[str, Any]] | None:
    """The way to registering, on the page of a place; costs no query."""
    return "partners/resident/_here.html", {"community": place.community}


@access("signed_in")
@require_safe
def mine(request: SignedRequest) -> HttpResponse:
    """Where one is registered, what one offers, what one was asked."""
    found = selectors.with_offers(list(selectors.own_registrations(request.user)))
    context = {
        "found": found,
        "sides": {each.row.side for each in found},
        "askings": selectors.askings_of(request.standing)[:20],
        "paused": any(each.row.paused_at for each in found),
        "searchable": any(each.row.purposes for each in found),
    }
    return render(request, "partners/resident/mine.html", context)


@access("signed_in")
@require_safe
def choose_home(request: SignedRequest) -> HttpResponse:
    """Which community: the one whose door was scanned, or one that is looked for."""
    grown_required(request.user)
    place, q = here(request), request.GET.get("q", "").strip()
    found = communities_in_use(q)[:MOST] if q else []
    context = {"q": q, "found": found, "here": place.community if place else None}
    return render(request, "partners/resident/choose_home.html", context)


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def register_home(request: SignedRequest, code: str) -> HttpResponse:
    """Register with the community of the home."""
    community = get_object_or_404(communities_in_use(), code=code)
    return _register(request, community, None)


@access("signed_in")
@require_safe
def choose_work(request: SignedRequest) -> HttpResponse:
    """Which unit: those of the community whose door was scanned, or one that is looked for."""
    grown_required(request.user)
    place, q = here(request), request.GET.get("q", "").strip()
    found = selectors.units_to_choose(place.community if place else None, q, MOST)
    context = {"q": q, "found": found, "here": place.community if place else None}
    return render(request, "partners/resident/choose_work.html", context)


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def register_work(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """Register with the community of the workplace, through the unit's branch."""
    unit = UnitRegistration.objects.filter(community_id=community_id, id=unit_id)
    row = unit.select_related("community", "organisation").defer("community__outline").first()
    if row is None or not row.runs:
        raise Missing(_("这个单位的报到没有生效或已到期，请联系单位党组织。"))
    return _register(request, row.community, row)


def _register(request: SignedRequest, community: Division, unit: UnitRegistration | None) -> HttpResponse:
    grown_required(request.user)
    own = list(selectors.own_registrations(request.user))
    side = Side.WORK if unit else Side.HOME
    known = next((row for row in own if row.community_id == community.pk and row.side == side), None)
    first = _first(known or (own[0] if own else None))
    first["grid"] = known.grid_id if known else _grid_here(request, community)
    form = RegisterForm(
        request.POST or None,
        community=None if unit else community,
        skills=selectors.skills_in(community),
        initial=first,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        grid: Grid | None = given.get("grid")
        try:
            services.member_register(
                request.user, community, unit=unit, grid=grid, offer=form.offer(), agreed=given["agreed"]
            )
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已提交报到，确认后会告诉您。"))
            return redirect("partners:mine")
    context = {"community": community, "unit": unit, "form": form, "consent": CONSENT}
    return render(request, "partners/resident/register.html", context, status=422 if form.errors else 200)


def _grid_here(request: SignedRequest, community: Division) -> int | None:
    place = here(request)
    return place.grid.pk if place and place.grid and place.community.pk == community.pk else None


def _first(row: MemberRegistration | None) -> dict[str, Any]:
    if row is None:
        return offer_first(None, ())
    offered = Offered.objects.filter(community=row.community_id, member_id=row.id)
    return offer_first(row, offered.values_list("skill_id", flat=True))


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: SignedRequest) -> HttpResponse:
    """Change what one offers."""
    own = list(selectors.own_registrations(request.user))
    if not own:
        return redirect("partners:mine")
    kinds = selectors.skills_in(own[0].community)
    form = OfferForm(request.POST or None, skills=kinds, initial=_first(own[0]))
    if request.method == "POST" and form.is_valid():
        try:
            services.offer_change(request.user, form.offer())
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("partners:mine")
    return render(request, "partners/resident/offer.html", {"form": form}, status=422 if form.errors else 200)


@access("signed_in")
@require_POST
def pause(request: SignedRequest) -> HttpResponse:
    """Be found no longer for a while, or again."""
    if request.POST.get("pause") == "1":
        services.members_pause(request.user)
        messages.success(request, _("已暂停，不会有人找您。"))
    else:
        services.members_resume(request.user)
        messages.success(request, _("已恢复。"))
    return redirect("partners:mine")


@access("signed_in")
@require_POST
def withdraw(request: SignedRequest) -> HttpResponse:
    """Take one registration back, or all and with them the consent."""
    one = request.POST.get("registration", "")
    row = next(
        (row for row in selectors.own_registrations(request.user) if f"{row.community_id}-{row.id}" == one), None
    )
    if one and row is None:
        raise Missing(_("没有这份报到，或您不能查看。"))
    services.member_withdraw(request.user, row)
    messages.success(request, _("已撤回，相关内容已删除。"))
    return redirect("partners:mine")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: SignedRequest, community_id: int, asking_id: int) -> HttpResponse:
    """What one, or one's unit, was asked; the answer."""
    row = selectors.asking_of(request.standing, community_id, asking_id)
    form = AnswerForm(request.POST or None, initial={"answer": row.answer, "reply": row.reply})
    if request.method == "POST" and form.is_valid():
        try:
            services.asking_answer(row, **form.cleaned_data, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已答复，谢谢您。"))
            return redirect(row.own_address())
    return render(
        request, "partners/resident/asked.html", {"asking": row, "form": form}, status=422 if form.errors else 200
    )
