"""Tokens, by which other systems act as somebody; hooks, by which they hear of deeds, and each deed on its way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import PersonalField
from linli.core.scoped import Scoped, ScopedReference
from linli.people.models import Account
from linli.places.models import Division


class Token(models.Model):
    """A key to the interfaces: shown once, kept as a digest, for some purposes, until some day.

    It acts as its owner: what the owner's posts allow at that moment, and no more. An ended post ends it as well.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, help_text="which system uses it, in its owner's words")
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="to the hour, so that reading writes nothing")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.name


class TokenReading(models.Model):
    """How much was read with a token in an hour, until the hour is over and the log has its line (`readings`)."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "hour"], name="token_reading_an_hour")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.hour:%Y-%m-%d %H}"


class Hook(models.Model):
    """An address that hears of the deeds on cases of a place, as far as its owner may read them."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    secret = PersonalField(help_text="signs what is sent; sealed like personal data")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["place"], condition=Q(ended_at=None), name="hook_of_place")]

    def __str__(self) -> str:
        return self.name


class CallState(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", _("待推送")
    SENT = "sent", _("已推送")
    DROPPED = "dropped", _("无权读取，未推送")
    FAILED = "failed", _("推送失败")


class Call(Scoped):
    """One deed on its way to one hook. The calls of a case go out one after the other."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="calls", db_index=False)
    case_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(help_text="of the event")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, help_text="of the last answer")
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "hook", "case_id", "seq"], name="call_once"),
            ScopedReference(name="call_case", column="case_id", to_table="cases_case"),
        ]
        indexes = [models.Index(fields=["hook", "-created_at"], name="call_of_hook")]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.state}"
