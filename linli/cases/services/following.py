"""Following a case without having reported it: as far as a neighbour may know of it (decision 023)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.cases.domain.sharing import is_shared
from linli.cases.models import Case, Follower
from linli.core.errors import Missing
from linli.people.models import Account


def case_follow(case: Case, account: Account) -> None:
    """Let `account` hear how the case goes on.

    Raises:
        Missing: the case is neither published nor a matter that neighbours share: that it is there is nobody's business.
    """
    if not case_is_shared(case):
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    Follower.objects.get_or_create(community_id=case.community_id, case_id=case.id, account=account)


def case_unfollow(case: Case, account: Account) -> None:
    """Stop following."""
    Follower.objects.filter(community_id=case.community_id, case_id=case.id, account=account).delete()


def case_is_shared(case: Case) -> bool:
    """Return whether neighbours may know that the case is there."""
    return is_shared(case.visibility, case.kind, case.category.code if case.category else "", bool(case.published_at))
