"""Taking back what was left with one request (PIPL art. 15)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.services.erasing import contact_withdraw
from linli.core.access import access
from linli.people.http import SignedRequest


@access("signed_in")
@require_POST
def withdraw(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """Take number, name and door off a request of one's own; it goes on without them."""
    contact_withdraw(request.user, community_id, case_id)
    messages.success(request, _("这件事上留的电话、称呼和门牌已删去，事情照常办理。"))
    return redirect("cases:my_case", community_id, case_id)
