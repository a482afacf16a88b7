"""Who lives behind which door: said by the resident, confirmed by the grid's worker, from - until (sourcebook R1, G1)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Account, Post
from linli.places.models import Entrance


def entrance_words(entrance: Entrance) -> str:
    """Return what people call an entrance, with its building and compound: 青和居小区3栋 2单元."""
    building = entrance.building
    return f"{building.compound.name if building.compound else ''}{building.name} {entrance.name}"


class Relation(models.TextChoices):
    """As what somebody lives there."""

    OWNER = "owner", _("业主")
    TENANT = "tenant", _("租户")
    FAMILY = "family", _("家人")
    TOGETHER = "together", _("同住")


class HomeState(models.TextChoices):
    """Where a claim stands; a confirmed one lasts from - until."""

    WAITING = "waiting", _("等网格员核实")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("未确认")
    WITHDRAWN = "withdrawn", _("已撤回")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by time."""

    def current(self, moment: Any = None) -> MembershipQuerySet:
        """Those confirmed that have begun and not ended at `moment` (now, where None)."""
        moment = moment or clock.now()
        lasting = Q(ends_at=None) | Q(ends_at__gt=moment)
        return self.filter(lasting, state=HomeState.CONFIRMED, starts_at__lte=moment)


class Membership(Scoped):
    """That an account says, or was confirmed, to live behind a door. The door is sealed: who lives where is nobody's list.

    The door is not a `Household`'s id but its number, sealed, with a blind index: the table of doors is read by many, and
    a row that joined it to an account would say in the clear who lives there.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="homes", db_index=False)
    entrance = models.ForeignKey(Entrance, on_delete=models.PROTECT, related_name="+")
    door = PersonalField()
    door_index = BlindIndexField()
    relation = models.CharField(max_length=10, choices=Relation.choices)
    state = models.CharField(max_length=10, choices=HomeState.choices, default=HomeState.WAITING)
    by_code = models.BooleanField(help_text="whether the code on the door was scanned before")
    until = models.DateField(null=True, help_text="the last day, as the resident said it")
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=200, blank=True, help_text="why declined or ended, as the resident reads it")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "account"], condition=Q(state="waiting"), name="one_home_waits"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-asked_at"], name="home_of_account"),
            models.Index(fields=["entrance", "door_index"], name="home_behind_door"),
            models.Index(fields=["community", "asked_at"], condition=Q(state="waiting"), name="home_waiting"),
        ]

    def __str__(self) -> str:
        return f"membership {self.id}"

    @property
    def where(self) -> str:
        """What people call the entrance: 青和居小区3栋 2单元."""
        return entrance_words(self.entrance)

    @property
    def is_current(self) -> bool:
        """Whether it holds now."""
        now = clock.now()
        begun = self.state == HomeState.CONFIRMED and self.starts_at is not None and self.starts_at <= now
        return begun and (self.ends_at is None or self.ends_at > now)


class HomeReading(Scoped):
    """That somebody on a post was shown who lives behind a door, once a day (PIPL art. 45, 50, 51)."""

    membership_id = models.BigIntegerField()
    membership = ScopedForeignKey(Membership, "membership_id", models.CASCADE, related_name="readings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            ScopedReference(name="home_reading_of", column="membership_id", to_table="homes_membership", cascade=True),
            models.UniqueConstraint(
                fields=["community", "membership_id", "post", "day"], name="home_reading_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.day}"


from linli.homes.family import Authority, AuthorityState, Ground, Kin, PaperKind  # noqa: E402 - one room, two subjects

__all__ = [
    "Authority",
    "AuthorityState",
    "Ground",
    "HomeReading",
    "HomeState",
    "Kin",
    "Membership",
    "MembershipQuerySet",
    "PaperKind",
    "Relation",
    "entrance_words",
]
