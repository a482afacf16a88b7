"""Who may do what, as a table; what is delegated in a place, for its heads; and for everybody on a post, their own rights."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error, telling
from linli.people import selectors, services
from linli.people.domain import Hat, Right
from linli.people.forms import DelegationForm
from linli.people.http import SignedRequest
from linli.people.models import Post
from linli.people.policies import own_places
from linli.people.registry import DEEDS, GROUPS, Column, columns, deeds_of
from linli.people.rights import family_of, lent_reach
from linli.people.words import REACHES, right_words
from linli.places.models import Division


def _rights_of_place(place: Division) -> str:
    return f"{reverse('people:rights')}?place={place.code}"


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: SignedRequest) -> HttpResponse:
    """The table of one group of deeds, what is delegated in a place, and a form to give or take one right."""
    asked = request.GET.get("place", "")
    if not asked and request.method != "POST" and not own_places(request.standing, Right.ADMIN):
        return redirect("people:rights_own")  # who heads a grid arranges its team and lends nothing
    place = selectors.place_managed(request.standing, Right.ADMIN, asked)
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


@access("post")
@require_safe
def own(request: SignedRequest) -> HttpResponse:
    """What each of one's posts may do and how far, as the table has it and with what is lent to it or taken from it."""
    hats = {hat.post_id: hat for hat in request.standing.hats if hat.post_id is not None and not hat.for_vacant}
    posts = Post.objects.filter(pk__in=hats).select_related("organisation").order_by("starts_at", "id")
    page = {"posts": [(post, *_own_rows(hats[post.pk])) for post in posts]}
    return render(request, "people/rights_own.html", page)


def _own_rows(hat: Hat) -> tuple[list[tuple[object, list[tuple[object, object, bool]]]], list[tuple[str, object]]]:
    """Return a post's rights by group, each with how far and whether it is taken; and what is given to it besides."""
    held = deeds_of((family_of(hat.organisation_kind), hat.post_kind))
    groups: list[tuple[object, list[tuple[object, object, bool]]]] = [
        (GROUPS[group], [(deed, REACHES[reach], deed.name in hat.lent.taken) for deed, reach in deeds])
        for group, deeds in held.items()
    ]
    given = [
        right for right in hat.lent.given if hat.may(right) and right not in {d.name for d, _r in held.get("posts", [])}
    ]
    more = [(right_words(right), lent_reach(right, hat.organisation_kind)) for right in sorted(given)]
    return groups, [(words, REACHES[reach] if reach else "") for words, reach in more]


@access("admin")
@require_POST
def delegation_end(request: SignedRequest, delegation_id: int) -> HttpResponse:
    """End a delegation now."""
    found = selectors.delegation_managed(request.standing, delegation_id)
    with telling(request, _("委托已结束，权限同时恢复原样。")):
        services.delegation_end(found, acting=request.standing)
    return redirect(_rights_of_place(found.place))
