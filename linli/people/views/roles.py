"""Becoming somebody of the demo's cast. Outside a demo there is no such page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core.access import access
from linli.core.errors import Missing
from linli.people.roles import demo_cast, demo_member
from linli.people.services import sign_in
from linli.people.signing import Way


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """Show the cast by role; choosing signs in as that person.

    Raises:
        Missing: this is no demo, or the person is not of the cast.
    """
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    if request.method == "POST":
        sign_in(request, demo_member(request.POST.get("account", "")), Way.DEMO)
        return redirect("/")
    return render(request, "people/roles.html", {"roles": demo_cast()})
