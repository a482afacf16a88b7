"""The log as it is stored: a chain of notes for each place, so that those who write in two places never wait for each other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value

from linli.core import clock
from linli.core.ids import new_id

LINEAGES = (13, 26, 39, 52)
"""How long the lineage of a city, a district, a street, a community is: twelve digits and a stroke each."""


class Chain(models.Model):
    """The notes of one place: how many there were, the last one's signature, and what was cut off at the beginning.

    `path` is the place's lineage; "" is the installation itself. Its row is what writers of one place wait for. Of notes
    past their time (`services.notes_cut`) the number and the signature of the last one stay, sealed by the chain's key.
    """

    path = models.CharField(max_length=64, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes, help_text="signature of the last note")
    first_at = models.DateTimeField(null=True, help_text="of the oldest note that is kept")
    cut_seq = models.PositiveBigIntegerField(default=0, help_text="number of the last note that was cut off")
    cut_head = models.BinaryField(max_length=32, default=bytes)
    cut_seal = models.BinaryField(max_length=32, default=bytes)
    cut_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["first_at"], name="audit_oldest", condition=Q(first_at__isnull=False))]

    def __str__(self) -> str:
        return self.path


def _of_lineage(size: int) -> models.Index:
    """Return the index by which a territory of that size finds its notes, newest first."""
    inside = Func("path", Value(1), Value(size), function="SUBSTR", output_field=models.CharField())
    return models.Index(inside, F("at").desc(), F("id").desc(), name=f"audit_new_{size}")


class Note(models.Model):
    """That somebody did or read something: ids only, so that nothing of anybody is kept here twice."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    path = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=clock.now)
    deed = models.CharField(max_length=30)
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True, help_text="of what it is about, where that is kept by community")
    thing_id = models.BigIntegerField(null=True)
    facts: Any = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["path", "seq"], name="audit_note_once")]
        indexes = [
            *(_of_lineage(size) for size in LINEAGES),
            models.Index(fields=["post_id", "-at"], name="audit_by_post", condition=Q(post_id__isnull=False)),
            models.Index(fields=["account_id", "-at"], name="audit_by_account", condition=Q(account_id__isnull=False)),
            models.Index(fields=["thing_id", "-at"], name="audit_by_thing", condition=Q(thing_id__isnull=False)),
            models.Index(fields=["deed", "-at"], name="audit_by_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.path}{self.seq} {self.deed}"


class Count(models.Model):
    """How often something happened on a day that the log keeps no line of: wrong codes at the sign-in, of anybody."""

    day = models.DateField()
    what = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what"], name="audit_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.count}"
