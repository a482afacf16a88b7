"""Children's accounts as their guardian sees them, and a child's own consent."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Missing
from linli.people.children import WAITS, Guardianship
from linli.people.models import Account


def children_of(guardian: Account) -> QuerySet[Guardianship]:
    """Return whom somebody is the guardian of: what waits for their yes by their number, and what stands on it; one query.

    From the day a child is taken to be 14 on, it is nobody's but theirs.
    """
    if guardian.is_child or not guardian.phone:
        return Guardianship.objects.none()
    now = clock.now()
    waits = Q(guardian_index__in=personal.blind_any(guardian.phone), given_at=None, asked_at__gt=now - WAITS)
    stands = Q(guardian=guardian, ended_at=None, account__child_until__gt=timezone.localdate(now))
    return Guardianship.objects.filter(waits | stands).select_related("account").order_by("pk")


def child_of(guardian: Account, pk: int, **state: Any) -> Guardianship:
    """Return one of them.

    Raises:
        Missing: not theirs, over, or not in this state.
    """
    row = children_of(guardian).filter(pk=pk, **state).first()
    if row is None:
        raise Missing(_("没有这个孩子的账户，或已经结束。"))
    return row


def guardianship_of(child: Account) -> Guardianship | None:
    """Return on whose consent a child's account stands."""
    return Guardianship.objects.filter(account=child).select_related("guardian").first()
