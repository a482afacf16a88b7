"""Accounts of children under 14: whose consent they stand on (PIPL art. 28, 31; decision 055)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.people.asking import AskedByCode

KNOWN_BY_NUMBER = timedelta(days=90)
"""How long after the consent the guardian is known by their number alone; a number given up goes to strangers after that."""
WAITS = timedelta(days=1)
"""How long the wish for an account is kept without a consent."""

LONGEST_YEARS = 14


class Guardianship(AskedByCode):
    """A child's wish for an account, and then the consent on which it stands.

    Waiting, it holds the child's number, proved by a code, and the guardian's; given, the number is the account's; ended,
    neither a number nor a guardian. No birthday: the account knows until when it is a child's, to the month.
    """

    account = models.OneToOneField(
        "people.Account", on_delete=models.CASCADE, null=True, related_name="guardianship", help_text="the child's"
    )
    phone = PersonalField()
    phone_index = BlindIndexField(unique=True)
    guardian = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="guards")
    guardian_phone = PersonalField()
    guardian_index = BlindIndexField(db_index=True)
    asked_at = models.DateTimeField(default=clock.now)
    given_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"guardianship {self.pk}"

    @property
    def stands(self) -> bool:
        """Whether the consent was given and has not ended."""
        return self.given_at is not None and self.ended_at is None

    @property
    def may_be_renewed(self) -> bool:
        """Whether the child may name a guardian anew: none is known any more, and the number alone no longer proves one."""
        given = self.given_at
        return self.ended_at is not None or (
            self.guardian_id is None and given is not None and given + KNOWN_BY_NUMBER <= clock.now()
        )


def month_after(year: int, month: int) -> date:
    """Return the first day after a month.

    Raises:
        ValueError: no such month.
    """
    first = date(year, month, 1)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
