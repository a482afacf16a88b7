"""Leaders: residents propose, read what is posted and object; heads post, answer and choose (G4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.people import policies, selectors
from linli.people.domain import Right
from linli.people.forms import NominateForm
from linli.people.http import SignedRequest
from linli.people.models import Nomination, NominationState, Objection
from linli.people.panels import panels_of_leaders
from linli.people.services import nominating
from linli.places.models import Neighbourhood
from linli.places.selectors import communities_in_use

S = NominationState


@access("public")
@require_safe
def posted(request: HttpRequest, code: str) -> HttpResponse:
    """Who is posted in a community now, with what they promise."""
    community = get_object_or_404(communities_in_use(), code=code)
    rows = Nomination.objects.filter(
        neighbourhood__community=community, state=S.POSTED, posted_until__gt=clock.now()
    ).select_related("neighbourhood__parent")
    can = Neighbourhood.objects.filter(community=community).exists()
    page = {"community": community, "rows": rows, "can_nominate": can, "panels": panels_of_leaders(community)}
    return render(request, "people/nominations.html", page)


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: SignedRequest, code: str) -> HttpResponse:
    """Propose oneself or a neighbour."""
    policies.grown_required(request.user)
    community = get_object_or_404(communities_in_use(), code=code)
    form = NominateForm(request.POST or None, community=community, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["by_self"] = given.pop("who") == "self"
        try:
            nominating.nomination_make(request.user, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已收到提名。社区问过本人后公示，公示期里邻居可以提意见。"))
            return redirect("people:nominations", community.code)
    return render(
        request, "people/nominate.html", {"community": community, "form": form}, status=422 if form.errors else 200
    )


@access("signed_in")
@require_POST
def objection(request: SignedRequest, nomination_id: int) -> HttpResponse:
    """Object to what is posted."""
    found = Nomination.objects.filter(pk=nomination_id).exclude(state=S.PROPOSED)
    row = found.select_related("neighbourhood__community").first()
    if row is None:
        raise Missing(_("没有这份公示。"))
    try:
        nominating.objection_make(row, request.user, request.POST.get("text", ""))
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已收到您的意见，只有做决定的人看得到，会给出答复。"))
    return redirect("people:nominations", row.neighbourhood.community.code)


@access("admin")
@require_safe
def staff(request: SignedRequest, code: str) -> HttpResponse:
    """Every nomination of a place, with what was objected."""
    place = selectors.place_managed(request.standing, Right.ADMIN, code)
    rows = (
        Nomination.objects.filter(neighbourhood__community=place)
        .select_related("neighbourhood__parent", "neighbourhood__grid", "decided_by")
        .defer("neighbourhood__grid__outline")
        .prefetch_related(Prefetch("objections", queryset=Objection.objects.order_by("made_at")))[:200]
    )
    page = {"place": place, "rows": rows, "now": clock.now(), "usual": nominating.USUAL}
    return render(request, "people/nominations_staff.html", page)


@access("admin")
@require_POST
def decide(request: SignedRequest, nomination_id: int, deed: str) -> HttpResponse:
    """Post a nomination, choose, or do not choose."""
    row = Nomination.objects.filter(pk=nomination_id).select_related("neighbourhood__community").first()
    community = row.neighbourhood.community if row else None
    if row is None or community is None:
        raise Missing(_("没有这份公示。"))
    given, acting = request.POST, request.standing
    deeds: dict[str, Any] = {
        "post": lambda: nominating.nomination_post(
            row, days=int(given.get("days") or 0), agreed=bool(given.get("agreed")), acting=acting
        ),
        "choose": lambda: nominating.nomination_choose(row, acting=acting),
        "decline": lambda: nominating.nomination_decline(row, why=given.get("why", ""), acting=acting),
    }
    return _done(request, deeds.get(deed), community.code)


@access("admin")
@require_POST
def answer(request: SignedRequest, objection_id: int) -> HttpResponse:
    """Answer an objection."""
    row = Objection.objects.filter(pk=objection_id).select_related("nomination__neighbourhood__community").first()
    if row is None:
        raise Missing(_("没有这条异议。"))
    upheld, reply = request.POST.get("upheld") == "yes", request.POST.get("reply", "")
    return _done(
        request,
        lambda: nominating.objection_decide(row, upheld=upheld, reply=reply, acting=request.standing),
        row.nomination.neighbourhood.community.code,
    )


def _done(request: SignedRequest, deed: Any, code: str) -> HttpResponse:
    if deed is None:
        raise Missing(_("没有这个操作。"))
    selectors.place_managed(request.standing, Right.ADMIN, code)
    try:
        deed()
    except (LinliError, ValueError) as error:
        messages.error(request, error.message if isinstance(error, LinliError) else _("请填写天数。"))
    else:
        messages.success(request, _("已保存。"))
    return redirect("people:nominations_staff", code)
