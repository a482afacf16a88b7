"""Where a request comes from, for limits per address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the network address of whoever asks: what our own proxy wrote last where there is one, else the peer.

    Earlier entries of X-Forwarded-For are whatever the client claims.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.headers.get("X-Forwarded-For", "")).rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
