"""How somebody likes the pages: a cookie each, so that it holds before signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

LANGUAGE_COOKIE = "linli_language"
ELDER_COOKIE = "linli_elder"
YEAR = 60 * 60 * 24 * 365


def preferences_remember(response: HttpResponse, *, language: str | None = None, elder: bool | None = None) -> None:
    """Set the cookies of what is given; the rest stays as it is."""
    values = {LANGUAGE_COOKIE: language or None, ELDER_COOKIE: None if elder is None else str(int(elder))}
    for name, value in values.items():
        if value is not None:
            response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
