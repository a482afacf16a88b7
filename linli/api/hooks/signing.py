"""Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def secret_make() -> str:
    """Return a new secret: 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, delivery: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery.

    Args:
        secret: as `secret_make` gives it.
        delivery: the same at every try, so that the other side knows what it has.
        timestamp: of this try, seconds since 1970; the other side refuses old ones.
        body: what is sent.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{delivery}.{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
