"""Cases that somebody reported for their family, as long as their authority holds."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.cases.models import Case, OnBehalf
from linli.core import clock
from linli.core.prepared import prepared
from linli.homes.models import AuthorityState
from linli.people.models import Account

MOST = 50


def _holding() -> Q:
    now = clock.now()
    return Q(authority__state=AuthorityState.VALID, authority__starts_at__lte=now, authority__ends_at__gt=now)


def reporter_acted_for(case: Case, account: Account) -> int | None:
    """Return the id of the reporter for whom somebody acts in a case now."""
    found = OnBehalf.objects.filter(_holding(), community_id=case.community_id, case_id=case.id, account=account)
    return found.values_list("reporter_id", flat=True).first()


def cases_for_family(account: Account) -> QuerySet[Case]:
    """Return what somebody reported for their family and may still follow, newest first."""
    mine = OnBehalf.objects.filter(_holding(), account=account)
    cases = Case.objects.filter(on_behalf__in=mine).select_related("category", "lead", "grid", "community")
    return cases.order_by("-submitted_at")


def actors_of(community_id: int, case_id: int) -> list[int]:
    """Return the accounts that act for reporters of a case now."""
    now = clock.now()
    return list(_actors(community_id, case_id, now, now))


@prepared
def _actors(community_id: int, case_id: int, begun: object, not_over: object) -> QuerySet[OnBehalf, int]:
    rows = OnBehalf.objects.filter(
        community_id=community_id,
        case_id=case_id,
        authority__state="valid",
        authority__starts_at__lte=begun,
        authority__ends_at__gt=not_over,
    )
    return rows.order_by().values_list("account_id", flat=True)
