"""Sign-in by phone and one-time code: six digits, five minutes, kept as a keyed digest only.

Limits: whoever asks gets one code a minute and five an hour for a phone. Once strangers together have had ten sent to it,
each of them waits some minutes for the next, longer the more were sent; how long is settled when they first ask, so that
nobody who keeps asking holds the owner up (`people.services.turns`). Ten wrong tries lock
a phone's codes for fifteen minutes - for the asker they came from, so that nobody can keep a neighbour out by typing
nonsense in their name. A code opens only in the browser session that asked for it and dies after ten wrong tries there:
many addresses together gain nothing, and nobody spoils a code that a neighbour waits for.

The asker is the network address; or, for a phone that has signed in there before, the device (`people.devices`): it is
counted alone, so that nothing done elsewhere, or behind the same carrier's address, shuts its owner out
(docs/decisions/042-counted-by-who-is-known.md).
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from linli.audit.services import SIGN_IN_FAILED, count_add
from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError, TooMany
from linli.people.client import asker_of, network_of
from linli.people.models import OneTimeCode
from linli.people.services.accounts import mobile_of
from linli.people.services.tries import tries_clean, try_count, try_forget
from linli.people.services.turns import turn_wait

log = logging.getLogger(__name__)
LIFE = timedelta(minutes=5)
LOCK = timedelta(minutes=15)
MOST_WRONG = 10
MOST_AN_HOUR = 5
MOST_AN_HOUR_AT_ONCE = 10  # texts that strangers together can let a phone receive before each must wait for a turn
MOST_AN_HOUR_AND_ADDRESS = 30  # a community's office may share one address
MOST_WRONG_AN_HOUR_AND_ADDRESS = 60
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)

Sender = Callable[[str, str], None]
_senders: list[Sender] = []


def sender_register(sender: Sender) -> None:
    """Say who carries codes to phones; the notify context, a floor above, does so at start."""
    _senders[:] = [sender]


def text_send(phone: str, text: str) -> None:
    """Carry a text to a phone. Raises whatever the sender raises."""
    _senders[0](phone, text)


def _digest(phone: str, code: str) -> bytes:
    return personal.digest(f"code:{phone}:{code}")


def code_send(phone: str, address: str = "", *, device: str = "", session: str = "") -> None:
    """Send a fresh code to a phone. Whether the phone has an account makes no difference.

    Args:
        phone: as typed.
        address: the network address that asks; limited as well where given.
        device: the device that asks, where this phone has signed in on it before; then it alone is counted.
        session: a secret of the browser session that asks; the code opens there only.

    Raises:
        Invalid: no mobile number, or the text could not be handed over.
        TooMany: one was sent less than a minute ago, five in the last hour, or too many from this address; or strangers
            have asked for many, and this one's turn has not come.
    """
    phone = mobile_of(phone)
    now = clock.now()
    code = f"{secrets.randbelow(1_000_000):06d}"
    asker = asker_of(phone, address, device)
    sent = OneTimeCode.objects.filter(phone_index=personal.digest(phone), sent_at__gt=now - HOUR)
    own = sent.filter(asker_index=personal.digest(asker))
    if not device and own.count() < MOST_AN_HOUR and (many := sent.count()) >= MOST_AN_HOUR_AT_ONCE:
        turn_wait(asker, many - MOST_AN_HOUR_AT_ONCE)
    with transaction.atomic():
        minute = _("刚刚发送过验证码，请看看短信；一分钟后可以重新发送。")
        try_count("code_minute", asker, most=1, window=timedelta(minutes=1), message=minute)
        _among(own, MOST_AN_HOUR, now)
        if address and not device:
            try_count("code_address", network_of(address), most=MOST_AN_HOUR_AND_ADDRESS, window=HOUR)
        row = OneTimeCode.objects.create(
            phone_index=personal.digest(phone),
            code_digest=_digest(phone, code),
            asker_index=personal.digest(asker),
            session_index=personal.digest(session),
            sent_at=now,
            expires_at=now + LIFE,
        )
        OneTimeCode.objects.filter(sent_at__lt=now - KEPT).delete()
        tries_clean(KEPT)
    text = _("【邻里】验证码 %(code)s，5分钟内有效。请勿告诉他人，工作人员不会向您索要。") % {"code": code}
    try:
        text_send(phone, text)
    except Exception as error:  # a provider's library may raise anything, even with the number in its words
        log.error("a sign-in code could not be sent: %s", type(error).__name__)
        row.delete()
        try_forget("code_minute", asker)
        raise Invalid(_("验证码没有发出去，请稍后再试；也可以不登录，直接报事。")) from None


def _among(sent: QuerySet[OneTimeCode], most: int, now: datetime) -> None:
    """Refuse where `most` codes of these were sent within the hour."""
    earlier = list(sent.order_by("sent_at").values_list("sent_at", flat=True))
    if len(earlier) >= most:
        wait = int((earlier[-most] + HOUR - now).total_seconds()) + 1
        words = _("这个号码一小时内已发送%(count)s次验证码，请过 %(minutes)s 分钟再试。")
        raise TooMany(words % {"count": most, "minutes": -(-wait // 60)}, wait)


def code_prove(phone: str, code: str, address: str = "", *, device: str = "", session: str = "") -> str:
    """Return the number of somebody who has just proved to hold it; no account is made. A code works once.

    Args:
        phone, code: as typed.
        address, device, session: as for `code_send`.

    Raises:
        Invalid: wrong, used or expired code, or one that another session asked for.
        TooMany: ten wrong tries; the lock ends after fifteen minutes, and holds for this asker only.
    """
    phone = mobile_of(phone)
    digits = personal.normal_phone(code)[-6:]
    who = asker_of(phone, address, device)
    locked = _("验证码输错已达10次，为了您的安全，请过 %(minutes)s 分钟再试，或直接报事不登录。")
    # Counted before it is looked at: a hundred guesses at once are still a hundred tries.
    wrong = try_count("code_wrong", who, most=MOST_WRONG, window=LOCK, sliding=True, message=locked)
    if address and not device:
        try_count("code_wrong_address", network_of(address), most=MOST_WRONG_AN_HOUR_AND_ADDRESS, window=HOUR)
    if not _use(phone, digits, session):
        count_add(SIGN_IN_FAILED)
        raise _refusal(wrong, locked)
    try_forget("code_wrong", who)
    return phone


def _use(phone: str, digits: str, session: str) -> bool:
    """Spend the code if it is right, count a try against every living code of the phone in this session if not."""
    now = clock.now()
    living = OneTimeCode.objects.filter(
        phone_index=personal.digest(phone),
        session_index=personal.digest(session),
        used_at=None,
        # sent in the future: the clock was set back, and the code would live for as long
        sent_at__lte=now,
        expires_at__gt=now,
        tries__lt=MOST_WRONG,
    )
    expected = _digest(phone, digits)
    with transaction.atomic():
        for row in living.select_for_update().order_by("id"):
            if hmac.compare_digest(bytes(row.code_digest), expected):
                OneTimeCode.objects.filter(phone_index=row.phone_index, used_at=None).update(used_at=now)
                return True
        living.update(tries=F("tries") + 1)
    return False


def _refusal(wrong: int, locked: str) -> LinliError:
    left = MOST_WRONG - wrong
    if left <= 0:
        wait = int(LOCK.total_seconds())
        return TooMany(locked % {"minutes": wait // 60}, wait)
    return Invalid.at("code", _("验证码不对或已过期，还可以试 %(left)s 次；也可以重新发送一个。") % {"left": left})
