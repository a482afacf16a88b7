"""What people are told: messages to one person or one organisation, and notices to a place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import PersonalField
from linli.core.scoped import Scoped
from linli.people.models import Account, Organisation
from linli.places.models import Division, Grid


class Message(Scoped):
    """One message. It goes to an account, to everybody on a post of an organisation, or to a bare phone number."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    phone = PersonalField()
    subject_id = models.BigIntegerField(null=True, blank=True, help_text="the case it speaks of")
    kind = models.CharField(max_length=30)
    text = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-created_at"]),
            models.Index(fields=["organisation", "-created_at"]),
            # What the bell counts on every page.
            models.Index(fields=["account"], condition=Q(read_at=None), name="unread_of_account"),
            models.Index(fields=["organisation"], condition=Q(read_at=None), name="unread_of_organisation"),
            # Whether a list's case has something new: asked of every row.
            models.Index(fields=["community", "subject_id"], condition=Q(read_at=None), name="unread_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DeliveryState(models.TextChoices):
    """What became of a message on a channel."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")


class Delivery(Scoped):
    """A message on its way to one phone through one channel (SMS …); in-app messages need none.

    `recipient` is empty where the message itself names a bare number.
    """

    message_id = models.BigIntegerField()
    recipient = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "message_id", "channel", "recipient"], name="delivery_once_per_recipient"
            ),
            models.UniqueConstraint(
                fields=["community", "message_id", "channel"],
                condition=models.Q(recipient=None),
                name="delivery_once_to_a_bare_phone",
            ),
        ]
        # Sent ones are nearly all; those that wait or failed are counted by whoever watches the service.
        indexes = [models.Index(fields=["state"], condition=~Q(state="sent"), name="delivery_not_sent")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Notice(models.Model):
    """A notice to everybody in a place (or one grid), from - until."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="notices")
    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    title = models.CharField(max_length=80)
    body = models.TextField(blank=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signed = models.CharField(max_length=80, help_text="the organisation it is signed by")
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.title
