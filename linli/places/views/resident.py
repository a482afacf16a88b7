"""The link on a door plate (R1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linli.core.access import access
from linli.core.errors import Missing
from linli.places.here import remember_door
from linli.places.selectors import locate_door


@access("public")
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the door and go on to the page of its grid; a code that does not work gets words and other ways."""
    try:
        found = locate_door(token)
    except Missing as error:
        return render(request, "places/door_unknown.html", {"error": error}, status=error.status)
    remember_door(request, found.values["door_code"])
    return redirect("cases:grid")
