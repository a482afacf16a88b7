"""What this room keeps of one person: messages to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.notify.models import Message
from linli.notify.services import messages_expire, messages_leave
from linli.people.models import Account
from linli.privacy.holdings import SWEEPERS, Holding, register


def _messages(account: Account) -> Iterable[Sequence[Any]]:
    yield from (
        Message.objects.filter(account=account).order_by("created_at").values_list("created_at", "text", "read_at")
    )


def holdings_register() -> None:
    """Register them, and what takes old ones away."""
    register(Holding("messages", _("消息"), (_("时间"), _("内容"), _("何时读过")), _messages, leave=messages_leave))
    SWEEPERS["messages"] = messages_expire
