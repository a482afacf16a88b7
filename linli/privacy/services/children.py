"""What a guardian does with a child's data: a copy, another number, the consent taken back (PIPL art. 15, 31, 45-47)."""

from __future__ import annotations

from typing import IO

from django.db import transaction
from django.utils import timezone

from linli.core import clock
from linli.people.children import WAITS, Guardianship
from linli.people.models import Account
from linli.people.services.children import guardianship_end
from linli.privacy.domain.terms import length
from linli.privacy.models import RightKind
from linli.privacy.selectors.children import child_of
from linli.privacy.services.mine import account_leave, copy_write, phone_correct, right_note


@transaction.atomic
def consent_withdraw(guardian: Account, pk: int) -> None:
    """Take the consent back: the child's account is closed and erased like any that is left (art. 15, 16, 47).

    Raises:
        Missing: not theirs.
    """
    account = _child(guardian, pk)
    right_note(account, RightKind.WITHDRAW)
    account_leave(account)


def child_copy(guardian: Account, pk: int, target: IO[bytes]) -> None:
    """Write everything kept of a child, for the guardian (art. 45). Raises as `consent_withdraw`."""
    copy_write(_child(guardian, pk), target)


def child_phone(guardian: Account, pk: int, phone: str) -> None:
    """Give a child another number, which a code has proved (art. 46). Raises as `consent_withdraw` and `phone_correct`."""
    phone_correct(_child(guardian, pk), phone)


def guardian_part(guardian: Account, pk: int) -> None:
    """Let somebody be a child's guardian here no more; the child is asked for another. Raises as `consent_withdraw`."""
    guardianship_end(child_of(guardian, pk, given_at__isnull=False))


def guardian_leaves(account: Account) -> None:
    """Part somebody whose account goes from the children they agreed for; take a child's own consent away with the child."""
    for row in Guardianship.objects.filter(guardian=account):
        guardianship_end(row)
    Guardianship.objects.filter(account=account).delete()


def children_expire(most: int) -> int:
    """Delete wishes that nobody agreed to, end the consents of those who are 14 now, delete accounts left without one."""
    lasts = length("guardian")
    assert lasts is not None
    now = clock.now()
    old = Guardianship.objects.filter(given_at=None, asked_at__lte=now - WAITS).values_list("pk", flat=True)[:most]
    taken = Guardianship.objects.filter(pk__in=list(old)).delete()[0]
    today = timezone.localdate(now)
    grown = Guardianship.objects.filter(given_at__isnull=False, ended_at=None, account__child_until__lte=today)
    for row in grown.order_by("pk")[:most]:
        guardianship_end(row)
    left = Guardianship.objects.filter(ended_at__lte=now - lasts, account__isnull=False)
    for row in left.select_related("account").order_by("pk")[:most]:
        if row.account is not None:
            account_leave(row.account)
            taken += 1
    return taken


def _child(guardian: Account, pk: int) -> Account:
    account = child_of(guardian, pk, given_at__isnull=False).account
    assert account is not None  # given, it has one
    return account
