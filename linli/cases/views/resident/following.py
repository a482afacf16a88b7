"""Following what a neighbour reported, from the hint beside the form (R1): one press, or two where one has to sign in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.models import Case
from linli.cases.selectors.reported import case_by_token, reported_of
from linli.cases.services import case_follow, case_unfollow
from linli.cases.views.resident import heldfiles, remembered
from linli.core.access import access


@access("signed_in")
def follow_shown(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a case that the hint has shown; after signing in, the page asks once more."""
    case = case_by_token(token)
    if request.method != "POST":
        return render(request, "cases/resident/follow.html", {"one": reported_of(case)})
    account = remembered.account_of(request)
    assert account is not None
    case_follow(case, account)
    heldfiles.forget(request)
    messages.success(request, _("已关注。有进展会告诉您，不用再报一次。"))
    return redirect(reverse("cases:my_cases") + "?followed=1")


@access("signed_in")
@require_POST
def unfollow(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """Follow it no longer; what one does not follow is left as it is."""
    account = remembered.account_of(request)
    assert account is not None
    case_unfollow(Case(community_id=community_id, id=case_id), account)
    return redirect("cases:my_cases")
