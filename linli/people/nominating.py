"""Who may become an area, group or neighbour leader: proposed, posted for a time, objected to, chosen (G4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.people.models import Account, Post, PostKind
from linli.places.models import Neighbourhood


class NominationState(models.TextChoices):
    """Where a nomination stands."""

    PROPOSED = "proposed", _("已提名")
    POSTED = "posted", _("公示中")
    CHOSEN = "chosen", _("已当选")
    DECLINED = "declined", _("未当选")


class Nomination(models.Model):
    """Somebody is proposed, by themselves or by a neighbour. Name and phone are sealed until the notice posts the name."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="nominations")
    kind = models.CharField(max_length=20, choices=PostKind.choices)
    proposer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by_self = models.BooleanField()
    name = PersonalField()
    phone = PersonalField()
    phone_index = BlindIndexField()
    why = models.CharField(max_length=300, blank=True)
    promise = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=NominationState.choices, default=NominationState.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now)
    posted_at = models.DateTimeField(null=True)
    posted_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=300, blank=True, help_text="why not, in words the nominee reads")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", help_text="what came of it")

    class Meta:
        app_label = "people"
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["neighbourhood", "state"])]

    def __str__(self) -> str:
        return f"nomination {self.pk}"


class Objection(models.Model):
    """What somebody has against a nomination while it is posted; read by those who decide."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="objections")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField(default=clock.now)
    upheld = models.BooleanField(null=True)
    reply = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "people"
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["nomination", "account"], name="objection_once")]

    def __str__(self) -> str:
        return f"objection {self.pk}"
