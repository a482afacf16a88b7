"""What the ways of signing in share: where to go afterwards, what a refusal carries, what a browser remembers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from linli.core.errors import LinliError, TooMany
from linli.core.preferences import preferences_remember
from linli.people.devices import device_remember
from linli.people.models import Account


def local_path(request: HttpRequest, address: str) -> str:
    """Return where to go afterwards: a path of this site, else the front page."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe and address.startswith("/") else "/"


def refused_with(error: LinliError, response: HttpResponse) -> HttpResponse:
    """Give an answer the status of a refusal, and when another try makes sense."""
    response.status_code = error.status
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def signed_in_answer(request: HttpRequest, account: Account, target: str) -> HttpResponse:
    """Lead somebody who has just signed in on; the browser remembers their habits, and that the phone is known here."""
    response = redirect(target)
    preferences_remember(response, language=account.language, elder=True if account.elder_mode else None)
    device_remember(request, response, account.phone)
    return response
