"""Where a request comes from, for limits per address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

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


def asker_of(phone: str, address: str, device: str) -> str:
    """Return who asks in the name of a phone: the device where the phone has signed in on it before, else the network."""
    return f"{phone}@device:{device}" if device else f"{phone}@{network_of(address)}"


def network_of(address: str) -> str:
    """Return what counts as one asker: an IPv4 address, the /64 of an IPv6 address, of which a household has 2^64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or f"{IPv6Address(int(found) >> 64 << 64)}/64")
    return str(found)
