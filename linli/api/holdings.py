"""What this room keeps of one person: tokens and hooks, which go with the account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.api.models import Hook, Token
from linli.people.models import Account
from linli.privacy.holdings import Holding, register


def _tokens(account: Account) -> Iterable[Sequence[Any]]:
    for token in Token.objects.filter(owner=account):
        yield token.name, ", ".join(token.scopes), token.created_at, token.expires_at, token.used_at


def _leave(account: Account) -> None:
    Token.objects.filter(owner=account).delete()
    Hook.objects.filter(owner=account).delete()


def holdings_register() -> None:
    """Register it."""
    columns = (_("系统"), _("用途"), _("建立时间"), _("到期时间"), _("最近一次使用"))
    register(Holding("tokens", _("令牌"), columns, _tokens, leave=_leave))
