"""Training of leaders: sessions that heads call, and who came (G4, decision 053)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Post


class Training(Scoped):
    """A session: what about, when, where, for whom."""

    title = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    where = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kinds: Any = models.JSONField(default=list, help_text="kinds of post it is for")
    made_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, help_text="why cancelled, as leaders read it")

    class Meta:
        app_label = "leaders"
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["community", "-starts_at"], name="training_of_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def to_come(self) -> bool:
        """Whether it takes place and has not ended."""
        return self.cancelled_at is None and self.ends_at > clock.now()


class Proof(models.TextChoices):
    """By what it is known that somebody came."""

    HEAD = "head", _("社区登记")
    CODE = "code", _("现场签到")


class Attendance(Scoped):
    """That a leader will come, was put on the list, or came."""

    training_id = models.BigIntegerField()
    training = ScopedForeignKey(Training, "training_id", models.CASCADE, related_name="attendances")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    listed = models.BooleanField(default=False, help_text="put on the list by a head, not by themselves")
    attended_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=4, choices=Proof.choices, blank=True)
    noted_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        app_label = "leaders"
        ordering = ["id"]
        constraints = [
            ScopedReference(name="attendance_of", column="training_id", to_table="leaders_training", cascade=True),
            models.UniqueConstraint(fields=["community", "training_id", "post"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.id}"
