"""Language, security headers, and errors shown as pages with words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from linli.core.errors import LinliError, TooMany
from linli.core.preferences import LANGUAGE_COOKIE

GetResponse = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere; maps may show tiles from the configured source, photos before sending are blobs.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob: {tiles}; media-src 'self' blob:; script-src 'self'; "
    "style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class LanguageMiddleware:
    """The language chosen on the page (cookie), else Chinese: an old phone set to English by mistake still reads."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate it for the request."""
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SecurityHeadersMiddleware:
    """The content security policy and its neighbours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        tiles = settings.LINLI_TILES.split("/{z}")[0] if settings.LINLI_TILES else ""
        self.policy = CONTENT_SECURITY_POLICY.format(tiles=tiles)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ErrorsMiddleware:
    """A `LinliError` that no view caught becomes a page that says what is wrong and what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer errors for people; leave the others to Django."""
        if not isinstance(error, LinliError):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            response: HttpResponse = JsonResponse({"error": error.message, "fields": error.fields}, status=error.status)
        else:
            response = render(request, "web/error.html", {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
