"""Language, security headers, addresses that no database takes, and errors shown as pages with words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from linli.core.errors import LinliError, Missing, TooMany
from linli.core.preferences import LANGUAGE_COOKIE
from linli.core.problems import problem_of, wants_problem
from linli.text.characters import seemly

GetResponse = Callable[[HttpRequest], HttpResponse]
MOST_NUMBER = 2**63 - 1

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


class AddressMiddleware:
    """What no database takes is refused before anybody looks it up: a NUL anywhere, a number past 64 bits."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget cookies that hold a NUL, before the session is looked for."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """Refuse such an address, in words."""
        asked = (text for name, values in request.GET.lists() for text in (name, *values))
        if "\0" in request.path_info or any("\0" in text for text in asked):
            return answer(request, LinliError(_("网址里有无法识别的字符，请检查后重新输入，或回到首页。")))
        if any(isinstance(part, int) and part > MOST_NUMBER for part in parts.values()):
            return answer(request, Missing(_("网址里的编号不存在，请检查后重新输入，或回到首页。")))
        return None


class WordsMiddleware:
    """What is typed loses what no database keeps and no page may show: NUL, controls, marks that turn the line round.

    Here, and not in each form, so that a form shown again, a box of a search and a service all have the same words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> None:
        """Clean what was asked and sent; the forgery check has read it by now, or refused."""
        for name in ("GET", "POST"):
            given: QueryDict = getattr(request, name)
            if changed := {key: found for key, texts in given.lists() if (found := [*map(seemly, texts)]) != texts}:
                clean = given.copy()
                for key, texts in changed.items():
                    clean.setlist(key, texts)
                clean._mutable = False
                setattr(request, name, clean)


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
        if response.status_code >= 500 or request.user.is_authenticated:  # who asks may be what cannot be read
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
        return answer(request, error) if isinstance(error, LinliError) else None


def answer(request: HttpRequest, error: LinliError) -> HttpResponse:
    """Say what is wrong as a page, or as a problem where a program asked."""
    if wants_problem(request):
        return problem_of(error)
    response = render(request, "web/error.html", {"error": error}, status=error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
