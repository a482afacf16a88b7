"""Following a public case without having reported it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.cases.models import Case, Follower, Visibility
from linli.core.errors import Missing
from linli.people.models import Account


def case_follow(case: Case, account: Account) -> None:
    """Let `account` hear how the case goes on.

    Raises:
        Missing: the case is not public, so its existence is nobody else's business.
    """
    if case.visibility != Visibility.PUBLIC or case.published_at is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    Follower.objects.get_or_create(community_id=case.community_id, case_id=case.id, account=account)


def case_unfollow(case: Case, account: Account) -> None:
    """Stop following."""
    Follower.objects.filter(community_id=case.community_id, case_id=case.id, account=account).delete()
