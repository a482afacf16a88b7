"""What waits for a grid's worker: who says to live where; and who is confirmed behind a door that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.homes.domain import door_plain
from linli.homes.forms import DoorForm, PaperForm
from linli.homes.selectors import (
    authority_decidable,
    entrances_of,
    home_decidable,
    homes_waiting,
    members_of_door,
    papers_waiting,
)
from linli.homes.services import (
    authority_confirm,
    authority_decline,
    home_decline,
    home_end,
    homes_confirm,
    readings_keep,
)
from linli.people.http import SignedRequest


@access("homes")
@require_safe
def waiting(request: SignedRequest) -> HttpResponse:
    """The short list; each is shown with what helps to decide, and that it was shown is written down."""
    rows = homes_waiting(request.standing)
    form = DoorForm(entrances_of(request.standing), request.GET if "door" in request.GET else None)
    members = []
    if form.is_bound and form.is_valid():
        door = door_plain(form.cleaned_data["door"])
        members = members_of_door(request.standing, form.cleaned_data["entrance"], door) if door else []
    readings_keep([*(row.home for row in rows), *members], request.standing)
    papers = [(row, PaperForm(auto_id=f"p{row.pk}_%s")) for row in papers_waiting(request.standing)]
    page = {"rows": rows, "form": form, "members": members, "papers": papers}
    return render(request, "homes/waiting.html", page)


@access("homes")
@require_POST
def confirm(request: SignedRequest) -> HttpResponse:
    """Confirm those that are ticked."""
    ids = [int(pk) for pk in request.POST.getlist("home") if pk.isdecimal() and len(pk) < 19]

    def deed() -> str:
        count = homes_confirm(ids, request.standing)
        if not count:
            return _("没有可以确认的：请先勾选，或已经有结果。")
        return ngettext("已确认 %(count)s 户住处，已告诉居民。", "已确认 %(count)s 户住处，已告诉居民。", count) % {
            "count": count
        }

    return _done(request, deed)


@access("homes")
@require_POST
def decline(request: SignedRequest, home_id: int) -> HttpResponse:
    """Not confirmed, with a reason."""
    row = home_decidable(request.standing, home_id)

    def deed() -> str:
        home_decline(row, why=request.POST.get("why", ""), acting=request.standing)
        return _("已告诉居民没有确认的理由。")

    return _done(request, deed)


@access("homes")
@require_POST
def end(request: SignedRequest, home_id: int) -> HttpResponse:
    """Ended from the grid's side, with a reason."""
    row = home_decidable(request.standing, home_id)

    def deed() -> str:
        home_end(row, why=request.POST.get("why", ""), acting=request.standing)
        return _("已结束，并告诉了居民。")

    return _done(request, deed)


@access("homes")
@require_POST
def paper(request: SignedRequest, authority_id: int) -> HttpResponse:
    """A paper was seen, of this kind; or the authority is not confirmed, with a reason."""
    row = authority_decidable(request.standing, authority_id)

    def deed() -> str:
        if request.POST.get("decline"):
            authority_decline(row, why=request.POST.get("why", ""), acting=request.standing)
            return _("已告诉居民没有确认的理由。")
        authority_confirm(row, paper=request.POST.get("paper", ""), acting=request.standing)
        return _("已确认，并告诉了居民。")

    return _done(request, deed)


def _done(request: SignedRequest, deed: Callable[[], str]) -> HttpResponse:
    try:
        said = deed()
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("homes:waiting")
