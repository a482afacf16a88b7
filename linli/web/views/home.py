"""The front page and the manifest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from linli.core.access import access
from linli.people.domain import Right
from linli.places.selectors import communities_in_use

MOST = 20


@access("public")
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their inbox; everybody else finds where they are, and what became of what they said."""
    query = request.GET.get("q", "").strip()[:40]
    if not query and "stay" not in request.GET and request.standing.may(Right.HANDLE):  # type: ignore[attr-defined]
        return redirect("cases:inbox")
    found = list(communities_in_use(query)[: MOST + 1])
    return render(request, "web/home.html", {"q": query, "communities": found[:MOST], "more": len(found) > MOST})


@access("public")
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the page on its home screen."""
    return JsonResponse(
        {
            "name": _("邻里"),
            "short_name": _("邻里"),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#faf8f5",
            "theme_color": "#b3402a",
            "icons": [{"src": static("web/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )
