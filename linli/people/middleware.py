"""Puts who somebody is on the request: `request.standing`, read once and only where it is looked at."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from linli.people.selectors import standing_of


class StandingMiddleware:
    """Posts are read anew at each request: an ended post ends access in the same second."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the standing, lazily."""
        request.standing = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: standing_of(request.user if request.user.is_authenticated else None)
        )
        return self.get_response(request)
