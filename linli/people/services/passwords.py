"""Passwords of whoever holds a second factor: never enough alone, and counted by who asks (decision 042)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.audit.services import SIGN_IN_FAILED, count_add
from linli.core import personal
from linli.core.errors import Invalid, Refused
from linli.people.client import asker_of, network_of
from linli.people.models import Account, Change
from linli.people.services.factors import factor_note
from linli.people.services.signed_in import session_rotate
from linli.people.services.tries import try_count, try_forget

MOST_WRONG, LOCK = 10, timedelta(minutes=15)
MOST_WRONG_AND_ADDRESS = 60
MOST_LENGTH = 128


def password_set(request: HttpRequest, account: Account, password: str) -> None:
    """Give an account a password; sessions elsewhere end, this one gets a fresh key.

    Raises:
        Invalid: too short, too common, or digits alone.
        Refused: there is no second factor yet.
    """
    if not account.second_factor:
        raise Refused(_("先添加动态口令或通行密钥，再设置密码：单靠密码不能登录。"))
    try:
        validate_password(password[:MOST_LENGTH], account)
    except ValidationError as error:
        raise Invalid.at("password", " ".join(error.messages)) from None
    account.set_password(password)
    account.save(update_fields=["password"])
    factor_note(account, Change.PASSWORD)
    session_rotate(request, account)


def password_drop(request: HttpRequest, account: Account) -> None:
    """Take the password away; codes by text message and passkeys stay."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    factor_note(account, Change.NO_PASSWORD)
    session_rotate(request, account)


def password_check(phone: str, password: str, address: str = "", *, device: str = "") -> Account:
    """Return the account of a phone whose password this is. It costs as much where there is none, and says the same.

    Args:
        phone, password: as typed.
        address, device: who asks, as for `code_send`.

    Raises:
        Invalid: wrong, or no such phone, or no password.
        TooMany: ten wrong tries; the lock holds for this asker only.
    """
    number = personal.normal_phone(phone)
    who = asker_of(number, address, device)
    locked = _("试错太多了，请过 %(minutes)s 分钟再试，或改用短信验证码登录。")
    # Counted before it is looked at: a hundred guesses at once are still a hundred tries.
    try_count("password_wrong", who, most=MOST_WRONG, window=LOCK, sliding=True, message=locked)
    if address and not device:
        hour = timedelta(hours=1)
        subject = network_of(address)
        try_count("password_wrong_address", subject, most=MOST_WRONG_AND_ADDRESS, window=hour, message=locked)
    account = Account.objects.filter(phone_index__in=personal.blind_any(number), is_active=True).first()
    if account is None or not account.has_usable_password() or not account.second_factor:
        make_password(password[:MOST_LENGTH])
        account = None
    elif not check_password(password[:MOST_LENGTH], account.password):
        account = None
    if account is None:
        count_add(SIGN_IN_FAILED)
        raise Invalid.at("password", _("号码或密码不对。没有设置过密码的，请用短信验证码登录。"))
    try_forget("password_wrong", who)
    return account
