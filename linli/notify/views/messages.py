"""Somebody's messages: their own, and those to the organisations they hold a post in."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.notify.selectors import messages_shown
from linli.notify.services import messages_read
from linli.people.http import SignedRequest

A_PAGE = 20


@access("signed_in")
@require_safe
def messages(request: SignedRequest) -> HttpResponse:
    """Unread first, then the newest."""
    page = Paginator(messages_shown(request.standing), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notify/messages.html", {"page": page})


@access("signed_in")
@require_POST
def read(request: SignedRequest) -> HttpResponse:
    """Mark one message, or all, as read; of one with a link, go there."""
    one = request.POST.get("message", "")
    found = messages_shown(request.standing).filter(id=int(one)).first() if one.isdecimal() and len(one) < 20 else None
    if not one:
        messages_read(request.standing)
    elif found is not None:
        messages_read(request.standing, found.id)
    return redirect(found.link if found is not None and found.link.startswith("/") else "notify:messages")
