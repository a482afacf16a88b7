"""Accounts: made at the first sign-in or by staff, changed by their owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid
from linli.people.models import Account, Consent

# What people agree to when they sign in first; a change of the notice's substance asks anew.
PRIVACY = "account"
PRIVACY_VERSION = "2026-11"
MOST_NAME = 30


def account_get_or_create(phone: str, name: str = "") -> Account:
    """Return the account of a phone number, made where there is none; a name fills an empty one only.

    Raises:
        Invalid: not a mobile number.
    """
    phone = personal.normal_phone(phone)
    if not personal.is_mobile(phone):
        words = _("请输入11位手机号码。")
        raise Invalid(words, {"phone": words})
    with transaction.atomic():
        account, _made = Account.objects.get_or_create(
            phone_index=personal.digest(phone),
            defaults={"phone": phone, "name": name.strip()[:MOST_NAME], "created_at": clock.now()},
        )
    if name.strip() and not account.name:
        account.name = name.strip()[:MOST_NAME]
        account.save(update_fields=["name"])
    return account


def account_update(account: Account, **changes: Any) -> None:
    """Let somebody change their name, language or elder mode.

    Raises:
        Invalid: a name that is too long, or a language that is none.
    """
    if len(changes.get("name", "")) > MOST_NAME:
        raise Invalid(_("称呼太长了。"), {"name": _("请控制在30个字以内。")})
    if changes.get("language") and changes["language"] not in dict(settings.LANGUAGES):
        raise Invalid(_("没有这种语言。"), {"language": _("请从列表中选择。")})
    allowed = {name: value for name, value in changes.items() if name in ("name", "language", "elder_mode")}
    for name, value in allowed.items():
        setattr(account, name, value.strip() if isinstance(value, str) else value)
    account.save(update_fields=list(allowed))


def consent_give(account: Account, purpose: str = PRIVACY, version: str = PRIVACY_VERSION) -> None:
    """Record that somebody agreed, once per purpose and version."""
    Consent.objects.get_or_create(account=account, purpose=purpose, version=version, defaults={"given_at": clock.now()})


def sessions_end_elsewhere(request: HttpRequest, account: Account) -> None:
    """End every session of an account but this one: sessions are bound to a secret of the account, which is drawn anew."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
