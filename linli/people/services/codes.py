"""Sign-in by phone and one-time code: six digits, five minutes, kept as a keyed digest only.

Limits: a phone gets one code a minute and five an hour. Ten wrong tries lock a phone's codes for fifteen minutes - for the
address they came from, so that nobody can keep a neighbour out by typing nonsense in their name; and each code dies
after ten wrong tries wherever they came from, so that many addresses together gain nothing either.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError, TooMany
from linli.people.models import Account, OneTimeCode
from linli.people.services.accounts import account_get_or_create
from linli.people.services.tries import tries_clean, try_count, try_forget

log = logging.getLogger(__name__)
LIFE = timedelta(minutes=5)
LOCK = timedelta(minutes=15)
MOST_WRONG = 10
MOST_AN_HOUR = 5
MOST_AN_HOUR_AND_ADDRESS = 30  # a community's office may share one address
MOST_WRONG_AN_HOUR_AND_ADDRESS = 60
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)

Sender = Callable[[str, str], None]
_senders: list[Sender] = []


def sender_register(sender: Sender) -> None:
    """Say who carries codes to phones; the notify context, a floor above, does so at start."""
    _senders[:] = [sender]


def _digest(phone: str, code: str) -> bytes:
    return personal.digest(f"code:{phone}:{code}")


def _phone(text: str) -> str:
    phone = personal.normal_phone(text)
    if not personal.is_mobile(phone):
        words = _("请输入11位手机号码。")
        raise Invalid(words, {"phone": words})
    return phone


def code_send(phone: str, address: str = "") -> None:
    """Send a fresh code to a phone. Whether the phone has an account makes no difference.

    Args:
        phone: as typed.
        address: the network address that asks; limited as well where given.

    Raises:
        Invalid: no mobile number, or the text could not be handed over.
        TooMany: one was sent less than a minute ago, five in the last hour, or too many from this address.
    """
    phone = _phone(phone)
    now = clock.now()
    code = f"{secrets.randbelow(1_000_000):06d}"
    sent = OneTimeCode.objects.filter(phone_index=personal.digest(phone), sent_at__gt=now - HOUR)
    with transaction.atomic():
        minute = _("刚刚发送过验证码，请看看短信；一分钟后可以重新发送。")
        try_count("code_minute", phone, most=1, window=timedelta(minutes=1), message=minute)
        earlier = list(sent.order_by("sent_at").values_list("sent_at", flat=True))
        if len(earlier) >= MOST_AN_HOUR:
            wait = int((earlier[-MOST_AN_HOUR] + HOUR - now).total_seconds()) + 1
            words = _("这个号码一小时内已发送5次验证码，请过 %(minutes)s 分钟再试。") % {"minutes": -(-wait // 60)}
            raise TooMany(words, wait)
        if address:
            try_count("code_address", address, most=MOST_AN_HOUR_AND_ADDRESS, window=HOUR)
        row = OneTimeCode.objects.create(
            phone_index=personal.digest(phone), code_digest=_digest(phone, code), sent_at=now, expires_at=now + LIFE
        )
        OneTimeCode.objects.filter(sent_at__lt=now - KEPT).delete()
        tries_clean(KEPT)
    text = _("【邻里】验证码 %(code)s，5分钟内有效。请勿告诉他人，工作人员不会向您索要。") % {"code": code}
    try:
        _senders[0](phone, text)
    except Exception as error:  # a provider's library may raise anything, even with the number in its words
        log.error("a sign-in code could not be sent: %s", type(error).__name__)
        row.delete()
        try_forget("code_minute", phone)
        raise Invalid(_("验证码没有发出去，请稍后再试；也可以不登录，直接报事。")) from None


def code_check(phone: str, code: str, address: str = "") -> Account:
    """Return the account of a phone whose code was typed right; it is made at the first time. A code works once.

    Args:
        phone, code: as typed.
        address: the network address that tries.

    Raises:
        Invalid: wrong, used or expired code.
        TooMany: ten wrong tries; the lock ends after fifteen minutes, and holds for this address only.
    """
    phone = _phone(phone)
    digits = personal.normal_phone(code)[-6:]
    who = f"{phone}@{address}"
    locked = _("验证码输错已达10次，为了您的安全，请过 %(minutes)s 分钟再试，或直接报事不登录。")
    # Counted before it is looked at: a hundred guesses at once are still a hundred tries.
    wrong = try_count("code_wrong", who, most=MOST_WRONG, window=LOCK, sliding=True, message=locked)
    if address:
        try_count("code_wrong_address", address, most=MOST_WRONG_AN_HOUR_AND_ADDRESS, window=HOUR)
    if not _use(phone, digits):
        raise _refusal(wrong, locked)
    try_forget("code_wrong", who)
    return account_get_or_create(phone)


def _use(phone: str, digits: str) -> bool:
    """Spend the code if it is right, count a try against every living code of the phone if not."""
    now = clock.now()
    living = OneTimeCode.objects.filter(
        phone_index=personal.digest(phone), used_at=None, expires_at__gt=now, tries__lt=MOST_WRONG
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
    words = _("验证码不对或已过期，还可以试 %(left)s 次；也可以重新发送一个。") % {"left": left}
    return Invalid(words, {"code": words})
