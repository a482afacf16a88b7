"""A device on which a phone has signed in before: a signed cookie says so, so that what others do does not shut it out.

It opens nothing. It holds a number of its own and, of each phone, a keyed digest that only this installation can make.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from linli.core import personal

COOKIE = "linli_device"
SALT = "linli.people.devices"
LIFE = 400 * 24 * 3600
"""Seconds; browsers keep no cookie for longer."""
MOST_PHONES = 5


def device_of(request: HttpRequest, phone: str) -> str:
    """Return the number of the device that asks where this phone has signed in on it, else ""."""
    kept = _kept(request)
    return kept["id"] if _mark(phone) in kept["phones"] else ""


def device_remember(request: HttpRequest, response: HttpResponse, phone: str) -> None:
    """Let the device be known as one on which this phone has signed in."""
    kept = _kept(request)
    phones = [*(mark for mark in kept["phones"] if mark != _mark(phone)), _mark(phone)][-MOST_PHONES:]
    value = signing.dumps({"id": kept["id"] or secrets.token_hex(8), "phones": phones}, salt=SALT, compress=True)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, value, max_age=LIFE, httponly=True, secure=secure, samesite="Lax", path="/sign-in/")


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {"id": "", "phones": []}
    return found


def _mark(phone: str) -> str:
    return personal.digest(f"device:{phone}").hex()[:24]
