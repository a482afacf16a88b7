"""Signing in: the session is a new one, and what was done in the old one before is tied to the account."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.audit.services import audit_note, widest
from linli.core.errors import Refused
from linli.people.models import Account
from linli.people.selectors import standing_of
from linli.people.services.children import Step, step_of

# Contexts above add what is to happen after a sign-in, such as tying reports of this session to the account.
after_sign_in: list[Callable[[HttpRequest, Account], None]] = []


def sign_in(request: HttpRequest, account: Account, way: str = "") -> None:
    """Make this browser's session the account's, under a fresh session key, keeping what an unsigned session held.

    Args:
        way: by what (`people.signing.Way`), for the list of one's sessions.

    Raises:
        Refused: the account has been closed, or is a child's and asks for a consent first, which only the code leads to.
    """
    if not account.is_active:
        raise Refused(_("这个账户已停用，请联系社区工作人员。"))
    if step_of(account) != Step.NONE:
        raise Refused(_("这次请用手机号码和短信验证码登录：有一步要重新同意。"))
    request.signing_in_by = way  # type: ignore[attr-defined]
    login(request, account, backend="linli.people.sessions.AccountBackend")
    standing = standing_of(account)
    request.standing = standing  # type: ignore[attr-defined]
    if (hat := widest(standing)) is not None:
        with transaction.atomic():
            audit_note("signed_in", hat, standing, hat=hat)
    for follow in after_sign_in:
        follow(request, account)
