"""Reporting is possible before signing in; afterwards the report is tied to the account."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from linli.cases.acting import Acting
from linli.cases.domain.deeds import decide
from linli.cases.models import OnBehalf, Reporter
from linli.cases.selectors.facts import case_lock, facts_of
from linli.cases.services.recording import record
from linli.cases.situations import situation_for
from linli.core import clock, personal
from linli.homes.models import Authority
from linli.people.models import Account
from linli.people.selectors import standing_of


def reports_claim(account: Account, reporter_keys: Sequence[tuple[int, int]]) -> int:
    """Tie reports of this browser session to the account that has signed in.

    A report that names another phone number stays with that number.

    Args:
        reporter_keys: (community_id, reporter id) pairs that the session remembers; anonymous ones are never among them.

    Returns:
        How many were tied.
    """
    return sum(_claim(account, community_id, reporter_id) for community_id, reporter_id in reporter_keys)


def family_claim(account: Account) -> int:
    """Tie what relatives reported for somebody to their account, once their sign-in has proved the number; return how many."""
    if not account.phone:
        return 0
    theirs = Authority.objects.current().filter(phone_index__in=personal.blind_any(account.phone))
    keys = list(OnBehalf.objects.filter(authority__in=theirs).values_list("community_id", "reporter_id"))
    return sum(_claim(account, community_id, reporter_id, served=True) for community_id, reporter_id in keys)


@transaction.atomic
def _claim(account: Account, community_id: int, reporter_id: int, *, served: bool = False) -> bool:
    row = Reporter.objects.filter(community_id=community_id, id=reporter_id, account=None).first()
    if row is None or (row.phone and row.phone != account.phone and not served):
        return False
    case = case_lock(community_id, row.case_id)
    facts = facts_of(case)
    acting = Acting(standing_of(account), reporter_id)
    now = clock.now()
    situation = situation_for(case, facts, acting.towards(case), now, {})
    record(
        case,
        facts,
        decide("claim", facts, situation, {}),
        name="claim",
        at=now,
        account_id=account.pk,
        hat=None,
        channel=acting.channel,
        said={},
        key=None,
    )
    return True
