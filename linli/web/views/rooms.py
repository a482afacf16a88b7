"""Everything there is for whoever holds a post, on one page: nobody has to know an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.core.access import access
from linli.web import navigation


@access("post")
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """What this person may open, by what it is for."""
    return render(request, "web/rooms.html", {"groups": navigation.rooms(request)})
