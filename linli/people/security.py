"""What the page 登录与安全 shows of somebody."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from linli.core import clock
from linli.people.browsers import browser_words
from linli.people.models import Account, FactorChange, SignedIn


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


MOST_CHANGES = 20


def factors_of(account: Account) -> list[Authenticator]:
    """Return somebody's second factors, the app first, each with `words`: what it is, or what they call it."""
    rows = list(Authenticator.objects.filter(user=account, type__in=("totp", "webauthn")).order_by("type", "id"))
    for row in rows:
        row.words = _("动态口令") if row.type == "totp" else row.data.get("name", "")
    return rows


def codes_left(account: Account) -> int:
    """Return how many recovery codes were not used."""
    row = Authenticator.objects.filter(user=account, type="recovery_codes").first()
    return settings.MFA_RECOVERY_CODE_COUNT - int(row.data["used_mask"]).bit_count() if row is not None else 0


def changes_of(account: Account) -> list[FactorChange]:
    """Return what was changed of late, by whom."""
    return list(FactorChange.objects.filter(account=account).select_related("by_post__organisation")[:MOST_CHANGES])


def has_totp(account: Account) -> bool:
    """Whether they hold an app's codes."""
    return Authenticator.objects.filter(user=account, type="totp").exists()


def has_passkey(account: Account) -> bool:
    """Whether they hold a passkey."""
    return Authenticator.objects.filter(user=account, type="webauthn").exists()
