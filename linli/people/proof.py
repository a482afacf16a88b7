"""That whoever is signed in has just proved to hold the phone: asked before what cannot be undone, or hands data out.

Whoever finds a phone unlocked is not its owner.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from linli.core import clock
from linli.people.client import client_address
from linli.people.devices import device_of
from linli.people.http import SignedRequest

PROVED, SECRET = "proved", "proving"
PROVED_FOR = timedelta(minutes=10)


def is_proved(request: SignedRequest) -> bool:
    """Whether they proved within the last minutes, in this session and as this account, that it is them."""
    kept = request.session.get(PROVED)
    if not kept or kept.get("account") != request.user.pk:
        return False
    return clock.now() < datetime.fromisoformat(kept["at"]) + PROVED_FOR


def proof_keep(request: SignedRequest) -> None:
    """Remember that they did so now."""
    request.session[PROVED] = {"at": clock.now().isoformat(), "account": request.user.pk}


def proof_whence(request: SignedRequest, number: str) -> dict[str, str]:
    """Return who asks, as the limits on codes count it; a code opens only in the session that asked for it.

    Whoever is signed in is known for their own number: what others do with it counts against them.
    """
    session = request.session.setdefault(SECRET, secrets.token_hex(16))
    own = f"account:{request.user.pk}" if number == request.user.phone else ""
    return {"address": client_address(request), "device": own or device_of(request, number), "session": session}
