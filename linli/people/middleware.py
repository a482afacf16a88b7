"""Puts who somebody is on the request: `request.standing`, read once and only where it is looked at."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from linli.people.selectors import standing_of
from linli.people.services.signed_in import signed_in_seen


class StandingMiddleware:
    """Posts are read anew at each request: an ended post ends access in the same second."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the standing, lazily; afterwards note, once an hour, that the session was used."""
        request.standing = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: standing_of(request.user if request.user.is_authenticated else None)
        )
        response = self.get_response(request)
        # Whoever was asked for on the way and is signed in; a page that asked for nobody asks for nobody now.
        account = request.__dict__.get("_cached_user")
        if account is not None and account.is_authenticated and (key := request.session.session_key):
            signed_in_seen(key)
        return response
