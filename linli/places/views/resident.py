"""The link on a door plate (R1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.core.access import access
from linli.core.errors import Missing, TooMany
from linli.places.here import remember_door, scanned
from linli.places.selectors import Located, locate_door


@access("public")
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the door and go on to the page of its grid; a code that does not work gets words and other ways."""
    try:
        found = _found(request, token)
    except (Missing, TooMany) as error:
        response = render(request, "places/door_unknown.html", {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    remember_door(request, found.values["door_code"])
    return redirect("cases:grid")


def _found(request: HttpRequest, token: str) -> Located:
    try:
        found = locate_door(token)
    except Missing:
        scanned(request, None)
        raise
    scanned(request, found)
    return found
