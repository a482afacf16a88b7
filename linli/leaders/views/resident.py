"""A vote as everybody reads it, and the ballot of a household: chosen, looked at once more, cast."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.leaders.forms import BallotForm
from linli.leaders.selectors.votes import May, Shown, may_vote, vote_shown, votes_public
from linli.leaders.services import ballot_cast
from linli.people.http import SignedRequest
from linli.places.models import Division


def panel(community: Division) -> tuple[str, dict[str, Any]] | None:
    """The votes of a community, for its page of leaders."""
    found = votes_public(community)
    return ("leaders/_votes.html", {"votes": found, "community": community}) if found else None


@access("public")
@require_safe
def vote(request: HttpRequest, code: str, vote_id: int) -> HttpResponse:
    """What is voted on, until when, and what came of it; with the ballot of whoever may vote."""
    return _page(request, vote_shown(code, vote_id))


@access("signed_in")
@require_POST
def cast(request: SignedRequest, code: str, vote_id: int) -> HttpResponse:
    """Look at the choice once more, then cast it. It travels in the form alone: an address would stand in servers' logs."""
    shown = vote_shown(code, vote_id)
    form = BallotForm(shown.candidates, request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    choice = form.cleaned_data["choice"]
    if not request.POST.get("sure"):
        words = dict(form.fields["choice"].choices)[choice]  # type: ignore[attr-defined]
        return render(request, "leaders/sure.html", {"shown": shown, "choice": choice, "words": words})
    try:
        ballot_cast(request.user, shown.vote, choice=choice, adult=form.cleaned_data["adult"])
    except LinliError as error:
        show_error(form, error)
        return _page(request, shown, form)
    messages.success(request, _("您家的票投好了。谁也看不到投给了谁，票数到期公布。"))
    return redirect("leaders:vote", code, vote_id)


def _page(request: HttpRequest, shown: Shown, form: BallotForm | None = None) -> HttpResponse:
    user = request.user
    may = may_vote(shown.vote, user) if user.is_authenticated else None
    page = {
        "shown": shown,
        "vote": shown.vote,
        "may": may,
        "form": form or (BallotForm(shown.candidates) if may == May.VOTE else None),
        "signed_in": user.is_authenticated,
    }
    bad = form is not None and bool(form.errors)
    return render(request, "leaders/vote.html", page, status=422 if bad else 200)
