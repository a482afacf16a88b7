"""Staff of a community: find who can help, ask, note what came of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.models import Case, Visibility
from linli.cases.selectors import case_for_staff
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.partners import policies, selectors, services
from linli.partners.domain.offers import PURPOSES, codes_of
from linli.partners.forms import AskForm, EndForm, FindForm, WhyForm
from linli.partners.models import MemberRegistration, Purpose, Skill, UnitRegistration
from linli.partners.services.asking import Need
from linli.partners.views.tabs import tabs
from linli.people.http import SignedRequest
from linli.places.models import Division, Grid

PAGE = 20
KNOWN = ("skill", "purpose", "grid", "case")
"""What a search hands on to the form that asks."""


@access("partners")
@require_safe
def home(request: SignedRequest) -> HttpResponse:
    """The first page of the room that somebody may open."""
    return redirect(tabs(request)[0][0])


def community_asked(request: SignedRequest) -> tuple[Division, list[Division]]:
    """Return the community a page is about, and all of whose staff somebody is.

    Raises:
        Missing: not of that one.
    """
    own = policies.communities_of(policies.staff_hats(request.standing))
    known = list(Division.objects.filter(pk__in=own).defer("outline").order_by("code"))
    code = request.GET.get("community", "")
    found = next((row for row in known if row.code == code or not code), None)
    if found is None:
        raise Missing(_("没有这个社区，或它不在您的工作范围内。"))
    return found, known


@access("helpers")
@require_safe
def find(request: SignedRequest) -> HttpResponse:
    """Who offers what is needed, nearest first, then whoever was asked longest ago."""
    community, known = community_asked(request)
    form = FindForm(request.GET, community=community, skills=selectors.skills_in(community))
    given = form.cleaned_data if form.is_valid() else {}
    skill = Skill.objects.filter(pk=given["skill"]).first() if given.get("skill") else None
    wanted = selectors.Wanted(
        community, given.get("grid"), skill, tuple(given.get("times", ())), given.get("purpose", "")
    )
    page = Paginator(selectors.members_found(wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request),
        "community": community,
        "communities": known,
        "form": form,
        "page": page,
        "found": selectors.with_offers(list(page.object_list)),
        "units": selectors.units_found(wanted) if page.number == 1 else [],
        "case": _case(request, community),
        "handed": _handed(request),
    }
    return render(request, "partners/staff/find.html", context)


def _handed(request: SignedRequest) -> str:
    found = {name: request.GET[name] for name in KNOWN if request.GET.get(name)}
    return f"?{urlencode(found)}" if found else ""


def _case(request: SignedRequest, community: Division) -> Case | None:
    """Return the case that a search or an asking is for; one that may not be read, or is confidential, is none."""
    number = request.GET.get("case", "")
    if not number.isdecimal() or len(number) > 19:
        return None
    try:
        case = case_for_staff(request.standing, community.pk, int(number))
    except Missing:
        return None
    return None if case.visibility == Visibility.CONFIDENTIAL else case


@access("helpers")
@require_safe
def of_case(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """From a case: who was asked for it, and on to finding somebody near it with what its category speaks for."""
    case = case_for_staff(request.standing, community_id, case_id)
    if case.visibility == Visibility.CONFIDENTIAL:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    policies.staff_required(request.standing, community_id)
    skill = selectors.skill_for_case(case, selectors.skills_in(case.community))
    search: dict[str, str | int] = {"community": case.community.code, "case": case.id}
    search |= {"grid": case.grid_id} if case.grid_id else {}
    search |= {"skill": skill.pk} if skill else {}
    rows = list(selectors.askings_for_staff([community_id], case=(community_id, case_id))[:50])
    address = f"{reverse('partners:find')}?{urlencode(search)}"
    if not rows:
        return redirect(address)
    context = {"tabs": tabs(request), "case": case, "rows": rows, "search": address}
    return render(request, "partners/staff/of_case.html", context)


@access("helpers")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedRequest, community_id: int, member_id: int) -> HttpResponse:
    """Ask one member."""
    row = selectors.member_for_staff(request.standing, community_id, member_id)
    policies.staff_required(request.standing, community_id)
    found = selectors.with_offers([row])[0]
    return _ask(request, row.community, {"found": found}, row)


@access("helpers")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_unit(request: SignedRequest, community_id: int, unit_id: int) -> HttpResponse:
    """Ask one unit."""
    row = selectors.unit_for_staff(request.standing, community_id, unit_id)
    policies.staff_required(request.standing, community_id)
    return _ask(request, row.community, {"unit": row}, row)


def _ask(
    request: SignedRequest, community: Division, context: dict[str, Any], row: MemberRegistration | UnitRegistration
) -> HttpResponse:
    case = _case(request, community)
    first = {"key": secrets.token_urlsafe(16), "purpose": request.GET.get("purpose") or Purpose.NEIGHBOUR}
    form = AskForm(request.POST or None, initial=first)
    if isinstance(row, MemberRegistration):
        allowed = codes_of(row.purposes, PURPOSES)
        form.fields["purpose"].choices = [pair for pair in Purpose.choices if pair[0] in allowed]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        need = Need(given["what"], given["purpose"], *_named(request, community), given["needed_at"], case)
        try:
            if isinstance(row, MemberRegistration):
                done = services.helper_ask(row, need, key=given["key"], acting=request.standing)
            else:
                done = services.unit_ask(row, need, key=given["key"], acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已发出，对方答复后会告诉您。"))
            return redirect(done.staff_address())
    context |= {"tabs": tabs(request), "community": community, "form": form, "case": case}
    return render(request, "partners/staff/ask.html", context, status=422 if form.errors else 200)


def _named(request: SignedRequest, community: Division) -> tuple[Skill | None, Grid | None]:
    numbers = {name: request.GET.get(name, "") for name in ("skill", "grid")}
    pks = {name: int(text) for name, text in numbers.items() if text.isdecimal() and len(text) < 19}
    skill = selectors.skills_in(community).filter(pk=pks.get("skill", 0)).first()
    return skill, Grid.objects.filter(pk=pks.get("grid", 0), community=community).first()


@access("helpers")
@require_safe
def askings(request: SignedRequest) -> HttpResponse:
    """What the community has asked of whom, newest first."""
    community, known = community_asked(request)
    box = request.GET.get("box", "")
    page = Paginator(selectors.askings_for_staff([community.pk], box=box), PAGE).get_page(request.GET.get("page"))
    boxes = [("", _("进行中")), ("done", _("已结束"))]
    context: dict[str, Any] = {"tabs": tabs(request), "page": page, "box": box, "boxes": boxes}
    context |= {"community": community, "communities": known}
    return render(request, "partners/staff/askings.html", context)


@access("helpers")
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: SignedRequest, community_id: int, asking_id: int) -> HttpResponse:
    """One asking: what was said, and what came of it."""
    row = selectors.asking_for_staff(request.standing, community_id, asking_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.asking_end(row, **form.cleaned_data, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已记下结果。"))
            return redirect(row.staff_address())
    context = {"tabs": tabs(request), "asking": row, "form": form, "case": _asked_for(request, row)}
    return render(request, "partners/staff/asking.html", context, status=422 if form.errors else 200)


def _asked_for(request: SignedRequest, row: Any) -> Case | None:
    if row.case_id is None:
        return None
    try:
        return case_for_staff(request.standing, row.community_id, row.case_id)
    except Missing:
        return None


@access("partners")
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: SignedRequest, community_id: int, member_id: int) -> HttpResponse:
    """Say why, then see number and name once."""
    row = selectors.member_for_staff(request.standing, community_id, member_id)
    form, shown = WhyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            services.member_reveal(row, form.cleaned_data["why"], acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            shown = row.account
    context = {"tabs": tabs(request), "row": row, "form": form, "shown": shown}
    return render(request, "partners/staff/reveal.html", context, status=422 if form.errors else 200)
