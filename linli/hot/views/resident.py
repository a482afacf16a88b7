"""Residents' pages: what moves many here, how it goes on, what has been proposed for deliberation."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from linli.core.access import access
from linli.hot import selectors, services
from linli.people.models import Account
from linli.places.here import here
from linli.places.selectors import Located, communities_in_use

PAGE = 20
ON_A_PLACE = 3  # issues on the page of a place


def panel(place: Located) -> tuple[str, dict[str, Any]] | None:
    """The hottest issues of a place, for its page: one query."""
    found = list(selectors.issues_public(place.community)[:ON_A_PLACE])
    return ("hot/resident/_here.html", {"issues": found, "place": place}) if found else None


@access("public")
def issues(request: HttpRequest) -> HttpResponse:
    """The issues of the community somebody came by, or of another one."""
    place = here(request)
    wanted = request.GET.get("community", "")
    community = place.community if place and not wanted else None
    if wanted not in ("", "all"):
        community = get_object_or_404(communities_in_use(), code=wanted)
    page = Paginator(selectors.issues_public(community), PAGE).get_page(request.GET.get("page"))
    return render(request, "hot/resident/issues.html", {"page": page, "community": community})


@access("public")
def shown(request: HttpRequest, issue_id: int) -> HttpResponse:
    """One issue: what it is about, how many, how far, the answer."""
    issue = selectors.issue_public(issue_id)
    context = {"issue": issue, "followed": selectors.follows(issue, _account(request))}
    return render(request, "hot/resident/issue.html", context)


@access("signed_in")
@require_POST
def follow(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Hear how it goes on, or no longer."""
    issue = selectors.issue_public(issue_id)
    account = _account(request)
    assert account is not None
    (services.issue_unfollow if request.POST.get("follow") == "0" else services.issue_follow)(issue, account)
    return redirect(issue.public_address())


@access("public")
def topics(request: HttpRequest) -> HttpResponse:
    """What has been proposed for deliberation, by whom, when (D1)."""
    place = here(request)
    street = place.community.parent if place else None
    page = Paginator(selectors.topics_proposed(street), PAGE).get_page(request.GET.get("page"))
    return render(request, "hot/resident/topics.html", {"page": page, "place": street})


def _account(request: HttpRequest) -> Account | None:
    return request.user if isinstance(request.user, Account) else None
