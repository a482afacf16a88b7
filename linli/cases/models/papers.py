"""The receipt on paper of somebody without a phone: the code on it leads to the case's state, and to nothing about people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case
from linli.core import clock
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Post


class PaperReceipt(Scoped):
    """One printed sheet. Of its codes only digests are kept; printing anew makes the sheet before it worthless.

    `case` is the one that was taken in; the reporter may have been merged into another since, and leads to that one.
    """

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="papers")
    reporter_id = models.BigIntegerField(help_text="whose verdict it can carry")
    token_digest = models.BinaryField(max_length=32, help_text="of the QR code's 128 bits")
    code_digest = models.BinaryField(
        max_length=32, help_text="of the digits that are read aloud, with the case's number"
    )
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            ScopedReference(name="paper_case", column="case_id", to_table="cases_case", cascade=True),
            models.UniqueConstraint(
                fields=["community", "case_id", "reporter_id"], condition=Q(withdrawn_at=None), name="one_paper_valid"
            ),
        ]
        indexes = [
            models.Index(fields=["token_digest"], name="paper_token"),
            models.Index(fields=["community", "case_id"], name="paper_of_case"),
        ]

    def __str__(self) -> str:
        return f"paper of {self.case_id}"


class PaperRead(Scoped):
    """That a sheet's code was opened, by its picture or its digits."""

    paper_id = models.BigIntegerField()
    paper = ScopedForeignKey(PaperReceipt, "paper_id", models.DO_NOTHING, related_name="reads")
    by_digits = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            ScopedReference(name="paper_read", column="paper_id", to_table="cases_paperreceipt", cascade=True)
        ]
        indexes = [models.Index(fields=["community", "paper_id"], name="read_of_paper")]

    def __str__(self) -> str:
        return f"read {self.paper_id}"
