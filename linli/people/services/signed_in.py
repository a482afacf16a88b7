"""The browsers in which somebody is signed in: noted at sign-in, seen at most once an hour, ended one by one or together."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Missing
from linli.people.browsers import browser_of
from linli.people.models import Account, SignedIn

log = logging.getLogger(__name__)
MOST_REMEMBERED = 50_000

# Session key → the hour in which this process wrote that it was seen: a page costs a look into a dict, and no read.
_seen: dict[str, datetime] = {}


def signed_in_note(sender: Any, request: HttpRequest, user: Account, **_more: Any) -> None:
    """Write down that this browser is signed in now; Django tells of each sign-in."""
    if not request.session.session_key:
        request.session.create()
    key, hour = str(request.session.session_key), _hour()
    SignedIn.objects.update_or_create(
        key=key,
        defaults={
            "account": user,
            "browser": browser_of(request.headers.get("User-Agent", "")),
            "way": getattr(request, "signing_in_by", ""),
            "since": clock.now(),
            "seen_at": hour,
        },
    )
    _seen[key] = hour


def signed_in_forget(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Forget this browser; Django tells of each sign-out."""
    SignedIn.objects.filter(key=request.session.session_key or "").delete()


def signed_in_seen(key: str) -> None:
    """Write down that a session was used, once an hour and process at most; a page does not fail over it."""
    hour = _hour()
    known = _seen.get(key)
    if known is not None and known >= hour:  # in this hour already, or a clock was set back
        return
    if len(_seen) >= MOST_REMEMBERED:
        _seen.clear()
    _seen[key] = hour
    try:
        SignedIn.objects.filter(key=key, seen_at__lt=hour).update(seen_at=hour)
    except DatabaseError as error:
        log.warning("when a session was seen could not be written: %s", type(error).__name__)


def signed_in_end(account: Account, signed_in_id: int) -> None:
    """End one of somebody's own sessions.

    Raises:
        Missing: they have none of that number.
    """
    with transaction.atomic():
        row = SignedIn.objects.filter(account=account, pk=signed_in_id).first()
        if row is None:
            raise Missing(_("那里已经退出了。"))
        Session.objects.filter(session_key=row.key).delete()
        row.delete()


def sessions_end_elsewhere(request: HttpRequest, account: Account) -> None:
    """End every session of an account but this one, also those that nobody noted: all are bound to a secret, drawn anew."""
    with transaction.atomic():
        sessions_end(account, but=request.session.session_key or "")
        session_rotate(request, account)


def sessions_end(account: Account, but: str = "") -> None:
    """End every session of an account, `but` the one of this key where its caller binds it anew."""
    others = SignedIn.objects.filter(account=account).exclude(key=but)
    Session.objects.filter(session_key__in=list(others.values_list("key", flat=True))).delete()
    others.delete()
    account.session_secret = secrets.token_hex(16)
    account.save(update_fields=["session_secret"])


def session_rotate(request: HttpRequest, account: Account) -> None:
    """Give this session a fresh key, and bind it to the account as it is now."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    SignedIn.objects.filter(key=before).update(key=request.session.session_key)


def _hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)
