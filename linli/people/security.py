"""What the page 登录与安全 shows of somebody."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from linli.core import clock
from linli.people.browsers import browser_words
from linli.people.models import Account, SignedIn


def sessions_of(account: Account, here: str) -> list[SignedIn]:
    """Return the browsers in which somebody is signed in, this one first, then by last use; two queries.

    Args:
        here: key of the session that asks.

    Returns:
        Rows with `words`, what people call the device, and `here`.
    """
    rows = list(SignedIn.objects.filter(account=account).order_by("-seen_at", "-id"))
    living = Session.objects.filter(session_key__in=[row.key for row in rows], expire_date__gt=clock.now())
    keys = set(living.values_list("session_key", flat=True))
    found = [row for row in rows if row.key in keys]
    for row in found:
        row.words, row.here = browser_words(row.browser), row.key == here  # type: ignore[attr-defined]
    return sorted(found, key=lambda row: row.key != here)
