"""Who may, or may not, know of a case besides those who handle and report it: named in it, following it, let in."""

from __future__ import annotations

from django.db import models

from linli.cases.models.case import Case
from linli.core import clock
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.homes.models import Authority
from linli.people.models import Account, Post


class Exclusion(Scoped):
    """Somebody named in a confidential report: may not know of it, whatever their posts."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="exclusions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "account"], name="excluded_once"),
            ScopedReference(name="exclusion_case", column="case_id", to_table="cases_case"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} not in {self.case_id}"


class Follower(Scoped):
    """Somebody who wants to hear how a case goes on without having reported it."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="followers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "account"], name="follower_once"),
            ScopedReference(name="follower_case", column="case_id", to_table="cases_case"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} follows {self.case_id}"


class OnBehalf(Scoped):
    """Somebody reported for one of their family, by an authority; while it holds they follow the case as its reporter does."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="on_behalf")
    reporter_id = models.BigIntegerField(help_text="the one who is served")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "account"], name="on_behalf_once"),
            ScopedReference(name="on_behalf_case", column="case_id", to_table="cases_case"),
        ]
        indexes = [models.Index(fields=["account"], name="on_behalf_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} for {self.reporter_id}"


class Opening(Scoped):
    """Somebody who may not read a confidential case asks to; a second person, who may, agrees by name or does not."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="openings")
    asker = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=clock.now)
    second_post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)
    read_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [ScopedReference(name="opening_case", column="case_id", to_table="cases_case")]
        indexes = [
            models.Index(fields=["asker", "-asked_at"], name="opening_asked"),
            models.Index(fields=["community", "case_id"], name="opening_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} asks for {self.case_id}"


class OpeningRead(Scoped):
    """One reading of a confidential case by whoever was let in."""

    opening_id = models.BigIntegerField()
    opening = ScopedForeignKey(Opening, "opening_id", models.DO_NOTHING, related_name="readings")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [ScopedReference(name="opening_read", column="opening_id", to_table="cases_opening")]
        indexes = [models.Index(fields=["community", "opening_id"], name="reading_of_opening")]

    def __str__(self) -> str:
        return f"read {self.opening_id}"
