"""Reporting for one of the family (PIPL art. 13, 31): within the authority's period, with both sides on record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.cases.models import Case, OnBehalf
from linli.core.errors import Refused
from linli.homes.models import Authority
from linli.people.models import Account


def authority_required(authority: Authority, account_id: int | None) -> None:
    """Make sure, in the transaction that reports, that an authority is somebody's and holds still.

    Raises:
        Refused: another's, or ended meanwhile.
    """
    holds = Authority.objects.select_for_update(of=("self",)).current().filter(pk=authority.pk, actor=account_id)
    if not holds.exists():
        raise Refused(_("您替家人办事的授权已经结束，请重新申请，或让本人来报。"))


def behalf_keep(case: Case, reporter_id: int, authority: Authority) -> None:
    """Write down who acted for the reporter, and by which authority."""
    OnBehalf.objects.create(
        community_id=case.community_id,
        case_id=case.id,
        reporter_id=reporter_id,
        account_id=authority.actor_id,
        authority=authority,
    )


def behalf_move(community_id: int, old: int, new: int, case_id: int) -> None:
    """Let whoever acted follow the reporter into the case that theirs was merged into."""
    for row in OnBehalf.objects.filter(community_id=community_id, reporter_id=old):
        there = OnBehalf.objects.filter(community_id=community_id, case_id=case_id, account_id=row.account_id)
        if not there.exists():
            row.case_id, row.reporter_id = case_id, new
            row.save(update_fields=["case_id", "reporter_id"])


def behalf_leave(account: Account) -> None:
    """Take away for whom somebody acted, when their account goes."""
    for row in OnBehalf.objects.filter(account=account):
        row.delete()
