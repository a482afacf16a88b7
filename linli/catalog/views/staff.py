"""What holds in a place: time limits, office hours, days that differ, who answers for what. For heads, in their territory."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.catalog import forms, services, settings_shown
from linli.catalog.policies import at_the_top
from linli.catalog.words import unit_of
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.selectors import place_above_managed, place_managed, places_below
from linli.places.models import Division


def _place(request: SignedRequest) -> Division:
    return place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))


def _page(request: SignedRequest, place: Division, tab: str, **more: object) -> dict[str, object]:
    above = place_above_managed(request.standing, Right.ADMIN, place)
    top = at_the_top(request.standing)
    return {"place": place, "tab": tab, "below": places_below(place), "above": above, "top": top, **more}


def _back(name: str, place: Division) -> HttpResponse:
    return redirect(f"{reverse(name)}?place={place.code}")


def _saved(request: SignedRequest, form: Form, save: Callable[[], None]) -> bool:
    """Save what a bound, valid form holds; a refusal goes back into the form."""
    if not form.is_valid():
        return False
    try:
        save()
    except LinliError as error:
        show_error(form, error)
        return False
    messages.success(request, _("已保存。"))
    return True


@access("admin")
@require_safe
def limits(request: SignedRequest) -> HttpResponse:
    """Every time limit, how long it is here, and who set it."""
    place = _place(request)
    return render(
        request, "catalog/limits.html", _page(request, place, "limits", limits=settings_shown.limits_shown(place))
    )


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: SignedRequest, clock: str, urgency: str = "") -> HttpResponse:
    """Set one time limit for a place."""
    place = _place(request)
    shown = settings_shown.limit_shown(place, clock, urgency)
    if shown is None:
        raise Missing(_("没有这个时限，请从列表中选择。"))
    amount, unit = unit_of(shown.limit)
    form = forms.LimitForm(request.POST or None, initial={"amount": amount, "unit": unit})

    def save() -> None:
        given = services.limit_read(form.cleaned_data["amount"], form.cleaned_data["unit"])
        services.limit_set(place, clock, urgency, given, acting=request.standing)

    if request.method == "POST" and _saved(request, form, save):
        return _back("catalog:limits", place)
    page = _page(request, place, "limits", form=form, limit=shown)
    return render(request, "catalog/limit.html", page, status=422 if form.errors else 200)


@access("admin")
@require_POST
def limit_remove(request: SignedRequest, clock: str, urgency: str = "") -> HttpResponse:
    """Let the limit of above hold again."""
    place = _place(request)
    services.limit_remove(place, clock, urgency, acting=request.standing)
    messages.success(request, _("已恢复为上级或默认的时限。"))
    return _back("catalog:limits", place)


@access("admin")
@require_safe
def tries(request: SignedRequest) -> HttpResponse:
    """How often an hour somebody may report or scan a door, and who set it."""
    place = _place(request)
    page = _page(request, place, "tries", tries=settings_shown.tries_shown(place))
    return render(request, "catalog/tries.html", page)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def tries_of(request: SignedRequest, kind: str) -> HttpResponse:
    """Set one of them for a place."""
    place = _place(request)
    shown = next((each for each in settings_shown.tries_shown(place) if each.kind == kind), None)
    if shown is None:
        raise Missing(_("没有这一项，请从列表中选择。"))
    form = forms.TriesForm(request.POST or None, initial={"most": shown.most})

    def save() -> None:
        services.try_limit_set(place, kind, form.cleaned_data["most"], acting=request.standing)

    if request.method == "POST" and _saved(request, form, save):
        return _back("catalog:tries", place)
    page = _page(request, place, "tries", form=form, shown=shown)
    return render(request, "catalog/tries_of.html", page, status=422 if form.errors else 200)


@access("admin")
@require_POST
def tries_remove(request: SignedRequest, kind: str) -> HttpResponse:
    """Let what holds above hold again."""
    place = _place(request)
    services.try_limit_remove(place, kind, acting=request.standing)
    messages.success(request, _("已恢复为上级或默认的次数。"))
    return _back("catalog:tries", place)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedRequest) -> HttpResponse:
    """Office hours, and the days that differ from the published calendar."""
    place = _place(request)
    hours = settings_shown.hours_shown(place)
    of_hours = "hours" in request.POST
    hours_form = forms.HoursForm(request.POST if of_hours else None, initial={"hours": hours.text if hours.own else ""})
    day_form = forms.DayForm(request.POST if request.method == "POST" and not of_hours else None)
    form: Form = hours_form if of_hours else day_form

    def save() -> None:
        given = form.cleaned_data
        if of_hours:
            services.hours_set(place, given["hours"], acting=request.standing)
        else:
            services.day_set(place, given["date"], given["working"], given["name"], acting=request.standing)

    if request.method == "POST" and _saved(request, form, save):
        return _back("catalog:calendar", place)
    more = {"hours": hours, "days": settings_shown.days_shown(place), "hours_form": hours_form, "day_form": day_form}
    page = _page(request, place, "calendar", **more)
    return render(request, "catalog/calendar.html", page, status=422 if form.errors else 200)


@access("admin")
@require_POST
def day_remove(request: SignedRequest, day_id: int) -> HttpResponse:
    """Let the calendar of above hold again on a day."""
    place = _place(request)
    services.day_remove(place, day_id, acting=request.standing)
    messages.success(request, _("已删除。"))
    return _back("catalog:calendar", place)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def responsibilities(request: SignedRequest) -> HttpResponse:
    """Who answers for what, and a form for another."""
    place = _place(request)
    form = forms.ResponsibilityForm(request.POST or None, place=place)

    def save() -> None:
        services.responsibility_set(place, acting=request.standing, **form.cleaned_data)

    if request.method == "POST" and _saved(request, form, save):
        return _back("catalog:responsibilities", place)
    rows = settings_shown.responsibilities_shown(place)
    page = _page(request, place, "responsibilities", form=form, rows=rows)
    return render(request, "catalog/responsibilities.html", page, status=422 if form.errors else 200)


@access("admin")
@require_POST
def responsibility_remove(request: SignedRequest, responsibility_id: int) -> HttpResponse:
    """Take a category off an organisation."""
    place = _place(request)
    services.responsibility_remove(place, responsibility_id, acting=request.standing)
    messages.success(request, _("已删除。"))
    return _back("catalog:responsibilities", place)
