"""Rights that a head gives to a post of the territory for a time, or takes from it: who, what, to whom, until when, why."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core import clock
from linli.people.models import Post, PostKind
from linli.places.models import Division


class Effect(models.TextChoices):
    """What a delegation does; of two that speak of the same right, taking wins (decision 062)."""

    GIVEN = "given", pgettext_lazy("权限", "交给")
    TAKEN = "taken", _("收回")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by time."""

    def current(self, moment: Any = None) -> DelegationQuerySet:
        """What holds at `moment` (now, where None): begun, not ended, and given from a post that is still held."""
        moment = moment or clock.now()
        by_held = Q(by__starts_at__lte=moment) & (Q(by__ends_at=None) | Q(by__ends_at__gt=moment))
        holds = Q(ends_at=None) | Q(ends_at__gt=moment)
        return self.filter(holds, Q(effect=Effect.TAKEN) | by_held, starts_at__lte=moment)


class Delegation(models.Model):
    """One right, given to or taken from one post, or every post of a kind in a division and below it.

    What is given ends with the giver's post, and all of it with the receiver's; what is taken stays taken until its end.
    """

    effect = models.CharField(max_length=5, choices=Effect.choices)
    right = models.CharField(max_length=20, help_text="a name of `rights.Right`")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="lent")
    kind = models.CharField(max_length=20, choices=PostKind.choices, blank=True)
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, help_text="lineage of the place")
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        app_label = "people"
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["kind", "path"], name="delegation_kind_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, kind="") | (Q(post__isnull=True) & ~Q(kind="")),
                name="delegation_to_a_post_or_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.right}"
