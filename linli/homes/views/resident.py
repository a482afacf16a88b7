"""This is my home: said behind the door code or from one's own page, seen and ended there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.homes.forms import HomeForm
from linli.homes.models import entrance_words
from linli.homes.selectors import entrance_shown, homes_of
from linli.homes.services import home_claim, home_leave
from linli.people.http import SignedRequest
from linli.people.policies import grown_required
from linli.places.here import here
from linli.places.models import Entrance
from linli.places.selectors import locate_address

MOST_SHOWN = 20


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: SignedRequest) -> HttpResponse:
    """Where I live: what is confirmed or waits, and the form for another door."""
    grown_required(request.user)
    entrance, by_code = _entrance(request)
    form = HomeForm(request.POST or None)
    if request.method == "POST" and entrance is not None and form.is_valid():
        try:
            home_claim(request.user, entrance, by_code=by_code, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已交给网格员核实，有结果会告诉您。"))
            return redirect("homes:home")
    asked = request.GET.get("q", "").strip()[:120]
    rows = list(homes_of(request.user)[:MOST_SHOWN])
    page = {
        "form": form,
        "entrance": entrance,
        "where": entrance_words(entrance) if entrance else "",
        "by_code": by_code,
        "asked": asked,
        "found": _found(asked) if asked else [],
        "open": [row for row in rows if row.state == "waiting" or row.is_current],
        "past": [row for row in rows if row.state != "waiting" and not row.is_current],
    }
    return render(request, "homes/home.html", page, status=422 if form.errors else 200)


@access("signed_in")
@require_POST
def leave(request: SignedRequest, home_id: int) -> HttpResponse:
    """I have moved, or I take it back."""
    try:
        home_leave(request.user, home_id)
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已结束。以后报事不再带这个门牌。"))
    return redirect("homes:home")


def _entrance(request: SignedRequest) -> tuple[Entrance | None, bool]:
    """Return the entrance in question, and whether its door code was scanned: the one chosen, else the one scanned."""
    place = here(request)
    scanned = place.entrance if place else None
    chosen = request.POST.get("entrance") or request.GET.get("entrance")
    if not chosen:
        return scanned, scanned is not None
    if not str(chosen).isdecimal() or len(str(chosen)) > 18:
        raise Missing(_("没有这个单元，请重新选择。"))
    entrance = entrance_shown(int(chosen))
    return entrance, scanned is not None and scanned.pk == entrance.pk


def _found(asked: str) -> list[tuple[int, str]]:
    """Return the entrances of the building that a text names; "" of nobody who lives there."""
    place = locate_address(asked)
    if place is None or place.building is None:
        return []
    rows = Entrance.objects.filter(building=place.building, building__grid__community__active=True)
    return [(row.pk, entrance_words(row)) for row in rows.select_related("building__compound")]
