"""Posts of a place, for its heads: who holds them, who begins, ends, stands in."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error, telling
from linli.people import selectors
from linli.people.domain import ADDED_KINDS, Right
from linli.people.forms import DeputyForm, PostForm
from linli.people.http import SignedRequest
from linli.people.models import Post, PostKind
from linli.people.policies import own_places
from linli.people.services import account_get_or_create, post_deputise, post_end, post_start
from linli.people.services.factor_rules import factor_rule_of


def posts_of_place(place_code: str) -> str:
    """The address of a place's posts."""
    return f"{reverse('people:posts')}?place={place_code}"


def kinds_name(posts: Iterable[Post]) -> list[Post]:
    """Return posts, each with its kind in words: put together once, and not anew for each of hundreds."""
    names = {kind: str(words) for kind, words in PostKind.choices}
    named = list(posts)
    for post in named:
        post.kind_name = names[post.kind]  # type: ignore[attr-defined]
    return named


@access("admin")
@require_safe
def posts(request: SignedRequest) -> HttpResponse:
    """The organisations of a place, each with its posts: now, soon, lately."""
    if not own_places(request.standing, Right.ADMIN):
        return _team_posts(request)
    place = selectors.place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    organisations = selectors.organisations_with_posts(place)
    kinds_name(post for organisation in organisations for post in organisation.shown)  # type: ignore[attr-defined]
    page = {
        "place": place,
        "organisations": organisations,
        "below": selectors.places_below(place),
        "to_open": selectors.places_to_open(place),
        "teamless": selectors.grids_without_team(place),
        "called": ADDED_KINDS,
        "above": selectors.place_above_managed(request.standing, Right.ADMIN, place),
        "now": clock.now(),
        "factor_rule": factor_rule_of(place),
    }
    return render(request, "people/posts.html", page)


def _team_posts(request: SignedRequest) -> HttpResponse:
    """The posts of the grid that somebody heads; of the place around it they arrange nothing."""
    teams = list(selectors.teams_managed(request.standing))
    kinds_name(post for team in teams for post in team.shown)  # type: ignore[attr-defined]
    page = {"place": teams[0] if teams else "", "organisations": teams, "team": True, "now": clock.now()}
    return render(request, "people/posts.html", page)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedRequest, organisation_id: int) -> HttpResponse:
    """Put somebody on a post."""
    organisation = selectors.organisation_managed(request.standing, organisation_id)
    form = PostForm(request.POST or None, request.FILES or None, organisation=organisation)
    back = posts_of_place(organisation.place.code)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            account = account_get_or_create(given.pop("phone"), given["public_name"])
            post_start(organisation=organisation, account=account, acting=request.standing, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("%(name)s已上岗。") % {"name": given["public_name"]})
            return redirect(back)
    page = {"form": form, "organisation": organisation, "back": back, "title": _("安排上岗")}
    return render(request, "people/post_form.html", page, status=422 if form.errors else 200)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def deputise(request: SignedRequest, post_id: int) -> HttpResponse:
    """Let somebody stand in, from - until."""
    post = selectors.post_managed(request.standing, post_id)
    form = DeputyForm(request.POST or None)
    back = reverse("people:post", args=[post.pk])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            account = account_get_or_create(given.pop("phone"), given["public_name"])
            post_deputise(post, account=account, acting=request.standing, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已安排%(name)s代班。") % {"name": given["public_name"]})
            return redirect(back)
    page = {"form": form, "organisation": post.organisation, "post": post, "back": back, "title": _("安排代班")}
    return render(request, "people/post_form.html", page, status=422 if form.errors else 200)


@access("admin")
@require_POST
def end(request: SignedRequest, post_id: int) -> HttpResponse:
    """End a post now."""
    post = selectors.post_managed(request.standing, post_id)
    with telling(request, _("%(name)s的岗位已结束，权限同时收回。") % {"name": post.public_name}):
        post_end(post, acting=request.standing)
    return redirect(posts_of_place(post.organisation.place.code))
