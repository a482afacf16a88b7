"""Who may do what, as a table; what is delegated in a place, for its heads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people import selectors, services
from linli.people.domain import Right
from linli.people.forms import DelegationForm
from linli.people.http import SignedRequest
from linli.people.registry import DEEDS, GROUPS, Column, columns
from linli.people.words import REACHES, right_words
from linli.places.models import Division


def _rights_of_place(place: Division) -> str:
    return f"{reverse('people:rights')}?place={place.code}"


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: SignedRequest) -> HttpResponse:
    """The table of one group of deeds, what is delegated in a place, and a form to give or take one right."""
    place = selectors.place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    posts = selectors.posts_lendable(request.standing, place)
    form = DelegationForm(request.POST or None, posts=posts, initial={"effect": "given"})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("effect", "right", "ends_at", "why")}
        to = form.to_whom()
        try:
            services.delegation_make(**given, **to, place=place if "kind" in to else None, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存，立即生效。"))
            return redirect(_rights_of_place(place))
    group = request.GET.get("group", "")
    group = group if group in GROUPS else next(iter(GROUPS))
    shown, rows = _table(group)
    page = {
        "place": place,
        "form": form,
        "group": group,
        "groups": GROUPS.items(),
        "columns": shown,
        "rows": rows,
        "delegations": [(row, right_words(row.right)) for row in selectors.delegations_in(place)],
        "above": selectors.place_above_managed(request.standing, Right.ADMIN, place),
        "below": selectors.places_below(place),
    }
    return render(request, "people/rights.html", page, status=422 if form.errors else 200)


def _table(group: str) -> tuple[list[Column], list[dict[str, object]]]:
    """Return the posts that may do anything of a group, and its rows: each with how far, in the order of the posts."""
    deeds = [deed for deed in DEEDS.values() if deed.group == group]
    shown = [column for column in columns() if any(column.reach(deed) for deed in deeds)]
    rows: list[dict[str, object]] = []
    for deed in deeds:
        reaches = [(column, column.reach(deed)) for column in shown]
        rows.append({"deed": deed, "cells": [(column, REACHES[reach] if reach else "") for column, reach in reaches]})
    return shown, rows


@access("admin")
@require_POST
def delegation_end(request: SignedRequest, delegation_id: int) -> HttpResponse:
    """End a delegation now."""
    found = selectors.delegation_managed(request.standing, delegation_id)
    try:
        services.delegation_end(found, acting=request.standing)
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("委托已结束，权限同时恢复原样。"))
    return redirect(_rights_of_place(found.place))
