"""What the privacy room keeps of its own: data keys, what people chose and asked for, terms that a place has lengthened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.people.models import Account, Post
from linli.places.models import Division


class DataKey(models.Model):
    """A key that seals values, wrapped by a master key (decision 044).

    `writes` marks the one of its purpose that new values are written with, `retired_at` one under which nothing stands any
    more; it is kept readable until the next rotation, for a process that slept through this one.
    """

    id = models.PositiveIntegerField(primary_key=True)
    purpose = models.CharField(max_length=12)
    wrapped = models.BinaryField(max_length=80)
    master = models.PositiveSmallIntegerField(help_text="id of the master key that wraps it")
    writes = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    writes_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(writes=True), name="one_writing_key_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Choice(models.Model):
    """What somebody agreed to or refused, beside the notice at sign-in (PIPL art. 15, 24). The latest of a purpose holds."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=30)
    agreed = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "purpose", "-at"], name="choice_latest")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.purpose} {self.agreed}"


class RightKind(models.TextChoices):
    """The rights of PIPL art. 44-47 that somebody may use by themselves."""

    COPY = "copy", _("复制")
    CORRECT = "correct", _("更正")
    WITHDRAW = "withdraw", _("撤回同意")
    DELETE = "delete", _("注销")


class RightUsed(models.Model):
    """That somebody used a right (art. 50): when, which one. Of a deleted account it is the tombstone."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=10, choices=RightKind.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "-at"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.right}"


class LongerTerm(models.Model):
    """A term that a place has lengthened, and why (art. 19); the latest of a place and term holds."""

    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    term = models.CharField(max_length=12, help_text="a name in domain.terms.TERMS")
    days = models.PositiveIntegerField()
    why = models.CharField(max_length=300)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="who set it")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["place", "term", "-at"])]

    def __str__(self) -> str:
        return f"{self.term} {self.days}"
