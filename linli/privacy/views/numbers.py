"""A new number that waits in the session, sealed, until a code has proved it; whose it will be is in its key."""

from __future__ import annotations

import base64

from linli.core import personal
from linli.people.http import SignedRequest

OWN = "privacy_number"
CONTEXT = "privacy.number"


def key_of(guardianship_id: int) -> str:
    """Return under which key a child's new number waits."""
    return f"{OWN}_child_{guardianship_id}"


def number_keep(request: SignedRequest, number: str, key: str = OWN) -> None:
    """Let a number wait."""
    request.session[key] = base64.b64encode(personal.seal(number, CONTEXT)).decode()


def number_waiting(request: SignedRequest, key: str = OWN) -> str:
    """Return the number that waits; "" where none does, or its key was retired meanwhile."""
    try:
        return personal.unseal(base64.b64decode(request.session.get(key, "")), CONTEXT)
    except (KeyError, ValueError):
        return ""


def number_drop(request: SignedRequest, key: str = OWN) -> None:
    """Forget it."""
    request.session.pop(key, None)
