"""The second step of a sign-in: who waits for it, for how long, how often they may try."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Invalid
from linli.people.models import Account
from linli.people.services.factors import recovery_use, totp_use
from linli.people.services.sign_in import sign_in
from linli.people.services.tries import try_count, try_forget

WAITING = "second_step"
PATIENCE = timedelta(minutes=10)
MOST_WRONG, LOCK = 10, timedelta(minutes=15)
MOST_WRONG_A_DAY = 100


def sign_in_or_wait(request: HttpRequest, account: Account, way: str) -> bool:
    """Sign somebody in, or let them wait for their second factor; tell whether they are in.

    Raises:
        Refused: the account has been closed.
    """
    if not account.second_factor:
        sign_in(request, account, way)
        return True
    request.session[WAITING] = {"account": account.pk, "way": str(way), "at": clock.now().isoformat()}
    return False


def waiting_account(request: HttpRequest) -> Account | None:
    """Return who waits for the second step in this session."""
    kept = request.session.get(WAITING)
    if not kept or clock.now() >= datetime.fromisoformat(kept["at"]) + PATIENCE:
        return None
    return Account.objects.filter(pk=kept["account"], is_active=True).first()


def second_step(request: HttpRequest, account: Account, code: str, whence: str) -> None:
    """Sign in whoever waits, by a code of their app or a recovery code.

    Args:
        whence: who asks, an address or a known device: wrong tries of others shut nobody out. Whoever tries here has
            given the first factor; a hundred wrong ones a day from everywhere are all that such a one gets.

    Raises:
        Invalid: neither is right, or the code was used before.
        TooMany: ten wrong tries.
    """
    locked = _("试错太多了，请过 %(minutes)s 分钟再试。")
    subject = f"{account.pk}@{whence}"
    left = MOST_WRONG - try_count("second_wrong", subject, most=MOST_WRONG, window=LOCK, sliding=True, message=locked)
    if not whence.startswith("device:"):
        day = timedelta(days=1)
        try_count("second_wrong_all", str(account.pk), most=MOST_WRONG_A_DAY, window=day, message=locked)
    if not (totp_use(account, code) or recovery_use(account, code)):
        raise Invalid.at("code", _("口令不对、已过期或已经用过，还可以试 %(left)s 次。") % {"left": left})
    try_forget("second_wrong", subject)
    second_done(request, account)


def second_done(request: HttpRequest, account: Account) -> None:
    """Sign in whoever waited."""
    way = request.session.pop(WAITING, {}).get("way", "")
    sign_in(request, account, way)
