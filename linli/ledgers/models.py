"""Social resources of a community, lists on their way into a ledger, and who had a ledger's masked data shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.core.scoped import Scoped
from linli.people.models import Account, Organisation, Post
from linli.places.models import Division, Grid


class ResourceKind(models.Model):
    """What a community calls a kind of resource: one of its own, or one that ships under another name or taken out."""

    community = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["community_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="resource_kind_once_per_community"),
        ]

    def __str__(self) -> str:
        return self.name


class Resource(Scoped):
    """Something that neighbours can be helped with: a room, a vehicle, a skill (G5). Whom to ask for is sealed."""

    kind = models.CharField(max_length=20, help_text="a code of domain.KINDS or of ResourceKind")
    name = models.CharField(max_length=80)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered_by = models.CharField(max_length=80, blank=True, help_text="who offers it, where that is no unit we know")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    available = models.CharField(max_length=120, blank=True)
    contact = PersonalField()
    phone = PersonalField()
    phone_index = BlindIndexField(db_index=True)
    agreed = models.BooleanField(
        default=False, help_text="whoever is to be asked for agreed to be listed (PIPL art. 13)"
    )
    note = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True, help_text="last day")
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["community", "kind", "name"], name="resource_by_kind")]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where a list is on its way; the first two and TAKING are the worker's."""

    READING = "reading", _("正在读取")
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("等您确认")
    TAKING = "taking", _("正在导入")
    DONE = "done", _("已导入")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("没有导入")


WORKING = (State.READING, State.CHECKING, State.TAKING)


class Upload(models.Model):
    """A list on its way into a ledger: read into chunks, checked, confirmed by its sender, taken chunk by chunk."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")
    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    ledger = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, related_name="+", help_text="who sent it; None: the command"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    sent_at = models.DateTimeField(default=clock.now, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    content = PersonalField(help_text="the file in base64, until it is read")
    header = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="rows that the present state has been through")
    found = models.JSONField(default=dict, help_text="change → rows, as checked")
    taken = models.JSONField(default=dict, help_text="change → rows, as taken")
    fault = models.CharField(max_length=500, blank=True)
    claim = models.CharField(max_length=16, blank=True, help_text="drawn by the worker that is at it")
    beat_at = models.DateTimeField(default=clock.now, help_text="when a worker last got on with it")

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["place", "ledger", "-sent_at"], name="upload_latest")]

    def __str__(self) -> str:
        return self.name


class Chunk(models.Model):
    """Some rows of a list, sealed. Taken in one transaction; then only those that were refused are kept, to be mended."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    content = PersonalField(help_text="JSON; see services.chunks")
    checked = models.BooleanField(default=False)
    taken = models.BooleanField(default=False)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["upload_id", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="chunk_once_per_upload")]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.number}"


class Look(models.Model):
    """That somebody had the masked data of a ledger, or of one resource, shown: who, of what, when and why (PIPL art. 51, 55)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", help_text="by which they could"
    )
    ledger = models.CharField(max_length=20)
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resource_id = models.BigIntegerField(null=True, help_text="the one resource; a whole ledger where None")
    rows = models.PositiveIntegerField()
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["ledger", "place", "at"], name="look_at_ledger"),
            models.Index(fields=["account", "at"], name="look_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.ledger} {self.rows}"
