"""Passkeys: a key in somebody's phone, computer or security key, which signs a number drawn here (WebAuthn level 2).

Made so that the device asks its owner (finger, face, code) and knows the account itself: a passkey alone is both factors.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import (
    WebAuthn,
    begin_authentication,
    begin_registration,
    clear_state,
    complete_authentication,
    complete_registration,
    parse_authentication_response,
    parse_registration_response,
)
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.library import account_of_handle, lent
from linli.people.models import Account, Change
from linli.people.services.factors import factor_added, factor_allowed

MOST, MOST_NAME, MOST_BYTES = 10, 30, 20_000


def passkey_options(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for somebody; the number drawn waits in the session.

    Raises:
        Refused: no post, or ten passkeys already.
    """
    factor_allowed(account)
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).count() >= MOST:
        raise Refused(_("最多添加10个通行密钥，请先删除不用的。"))
    with lent(request):
        return _plain(begin_registration(account, passwordless=True))


def passkey_add(request: HttpRequest, account: Account, credential: str, name: str) -> list[str]:
    """Keep the passkey that a browser made; return fresh recovery codes where it is the first factor.

    Raises:
        Invalid: it is not an answer to what was drawn for this session.
    """
    factor_allowed(account)
    given = _read(credential)
    with lent(request), transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        parse_registration_response(given)
        made = complete_registration(given)
        if made.credential_data is None or not made.is_user_verified():
            raise ValueError("a passkey that did not ask its owner")
        WebAuthn.add(account, name.strip()[:MOST_NAME] or _("通行密钥"), given)
        return factor_added(account, Change.PASSKEY)


def passkey_ask(request: HttpRequest, account: Account | None = None) -> dict[str, Any]:
    """Return what a browser needs to sign in with a passkey: of `account`, or of whoever it knows."""
    with lent(request):
        return _plain(begin_authentication(account))


def passkey_use(request: HttpRequest, credential: str, account: Account | None = None) -> Account:
    """Return the account whose passkey has signed; a drawn number serves once, whatever comes of it.

    Args:
        account: who it must be; whoever the passkey names, where None.

    Raises:
        Invalid: it is nobody's, or another's.
    """
    given = _read(credential)
    with lent(request):
        try:
            parse_authentication_response(given)
            owner = account_of_handle(given["response"].get("userHandle") or "") if account is None else account
            if owner is None:
                raise ValueError("nobody's passkey")
            used = complete_authentication(owner, given)
        finally:
            clear_state()
        used.last_used_at = clock.now()
        used.save(update_fields=["last_used_at"])
    return owner


def _read(credential: str) -> dict[str, Any]:
    try:
        found = json.loads(credential[:MOST_BYTES])
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid(_("没有收到设备的凭据。请用较新的浏览器，允许本页使用通行密钥，再试一次。"))
    return found


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """Return the library's options as JSON has them: bytes as base64url, which its types do themselves."""
    plain: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return plain
