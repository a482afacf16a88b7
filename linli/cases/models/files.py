"""Photos and recordings of a case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models.case import Case
from linli.core import clock
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Account


class AttachmentKind(models.TextChoices):
    """What was attached."""

    PHOTO = "photo", _("照片")
    VOICE = "voice", _("录音")
    PROOF = "proof", _("办理证明")


class Attachment(Scoped):
    """A photo or recording of a case, re-encoded and without metadata."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="attachments")
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices)
    file = models.FileField(upload_to="cases/%Y/%m/", max_length=120)
    thumbnail = models.FileField(upload_to="cases/%Y/%m/", max_length=120, blank=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "kind", "sha256"], name="same_file_once"),
            ScopedReference(name="attachment_case", column="case_id", to_table="cases_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
