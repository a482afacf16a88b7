"""What this room keeps of one person: which issues they follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.hot.models import Follower
from linli.hot.services.following import issue_unfollow
from linli.people.models import Account
from linli.privacy.holdings import Holding, register


def _followed(account: Account) -> Iterable[Sequence[Any]]:
    for row in Follower.objects.filter(account=account).select_related("issue"):
        yield row.issue.title, row.issue.get_state_display()


def _leave(account: Account) -> None:
    for row in Follower.objects.filter(account=account).select_related("issue"):
        issue_unfollow(row.issue, account)


def holdings_register() -> None:
    """Register it."""
    register(Holding("hot", _("关注的热点问题"), (_("标题"), _("状态")), _followed, leave=_leave))
