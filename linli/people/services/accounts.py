"""Accounts: made at the first sign-in or by staff, changed by their owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid, Refused
from linli.core.loading import instances_load
from linli.people.models import Account, Consent, FactorChange, Post, WechatBinding
from linli.people.services.factors import factors_drop
from linli.people.services.signed_in import sessions_end

# What people agree to when they sign in first; a change of the notice's substance asks anew.
PRIVACY = "account"
PRIVACY_VERSION = "2026-11-24"
MOST_NAME = 30


def mobile_of(text: str) -> str:
    """Return the digits of a mobile number as it was typed.

    Raises:
        Invalid: it is none.
    """
    phone = personal.normal_phone(text)
    if not personal.is_mobile(phone):
        raise Invalid.at("phone", _("请输入11位手机号码。"))
    return phone


def account_get_or_create(phone: str, name: str = "") -> Account:
    """Return the account of a phone number, made where there is none; a name fills an empty one only.

    Raises:
        Invalid: not a mobile number.
    """
    phone = mobile_of(phone)
    with transaction.atomic():
        account = Account.objects.filter(phone_index__in=personal.blind_any(phone)).first()
        if account is None:
            account, _made = Account.objects.get_or_create(
                phone_index=personal.blind(phone),
                defaults={"phone": phone, "name": name.strip()[:MOST_NAME], "created_at": clock.now()},
            )
    if name.strip() and not account.name:
        account.name = name.strip()[:MOST_NAME]
        account.save(update_fields=["name"])
    return account


def accounts_get_or_create(names: Mapping[str, str]) -> dict[str, int]:
    """Return the accounts of many phones, made where there are none, as `account_get_or_create` does for one.

    Args:
        names: mobile number (digits) → name, which fills an empty one only.

    Returns:
        phone → id of the account.

    Raises:
        IntegrityError: somebody else made one of them in the same second; what is tried again finds it.
    """
    indexes = {phone: personal.blind_any(phone) for phone in names}
    asked = [index for some in indexes.values() for index in some]

    def known() -> dict[bytes, int]:
        rows = Account.objects.filter(phone_index__in=asked).values_list("phone_index", "pk")
        return {bytes(index): pk for index, pk in rows if index}

    there = known()
    # In one order, so that two that bring in the same people wait for each other and never in a ring.
    missing = sorted((indexes[phone][0], phone) for phone in names if not any(i in there for i in indexes[phone]))
    made = [
        Account(phone=phone, phone_index=index, name=names[phone].strip()[:MOST_NAME], created_at=clock.now())
        for index, phone in missing
    ]
    if made:
        instances_load(Account, made)
        there = known()
    found = {phone: next(there[index] for index in some if index in there) for phone, some in indexes.items()}
    _names_fill({found[phone]: name for phone, name in names.items()})
    return found


def _names_fill(names: Mapping[int, str]) -> None:
    nameless = list(Account.objects.filter(pk__in=list(names), name="").order_by("pk").only("pk", "name"))
    for account in nameless:
        account.name = names[account.pk].strip()[:MOST_NAME]
    Account.objects.bulk_update(nameless, ["name"], batch_size=500)


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


def account_phone_change(account: Account, phone: str) -> None:
    """Give an account another number, which its owner has proved to hold (PIPL art. 46).

    Raises:
        Invalid: not a mobile number, or one that has an account already.
    """
    phone = mobile_of(phone)
    with transaction.atomic():
        if Account.objects.filter(phone_index__in=personal.blind_any(phone)).exclude(pk=account.pk).exists():
            raise Invalid.at("phone", _("这个号码已经有账户了。要合在一起，请联系社区工作人员。"))
        account.phone, account.phone_index = phone, personal.blind(phone)
        account.save(update_fields=["phone", "phone_index"])


def account_close(account: Account) -> None:
    """Empty an account for good: number, name and habits go, every session ends; its number stands in history for nobody.

    Raises:
        Refused: its owner holds a post, or will; the post ends first.
    """
    if Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), account=account).exists():
        raise Refused(_("您还在岗，账户要在岗位结束后才能注销。请先请负责人结束您的岗位。"))
    account.phone, account.phone_index, account.name, account.language = "", None, "", ""
    account.home, account.elder_mode, account.is_active, account.last_login = None, False, False, None
    account.child_until = None
    factors_drop(account)
    FactorChange.objects.filter(account=account).delete()
    WechatBinding.objects.filter(account=account).delete()
    sessions_end(account)
    account.save()


def consent_give(account: Account, purpose: str = PRIVACY, version: str = PRIVACY_VERSION) -> None:
    """Record that somebody agreed, once per purpose and version."""
    Consent.objects.get_or_create(account=account, purpose=purpose, version=version, defaults={"given_at": clock.now()})
