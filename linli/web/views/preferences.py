"""Language and elder mode: a cookie each, set by a form that works without JavaScript."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linli.core.access import access
from linli.core.preferences import preferences_remember


def _back(request: HttpRequest) -> HttpResponseRedirect:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(address if safe else "/")


@access("public")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; an unknown one changes nothing."""
    response = _back(request)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        preferences_remember(response, language=request.POST["language"])
    return response


@access("public")
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Turn elder mode on ("1") or off."""
    response = _back(request)
    preferences_remember(response, elder=request.POST.get("elder") == "1")
    return response
