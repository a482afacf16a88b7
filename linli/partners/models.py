"""Double registration as it is stored: units' branches and members with a community, what they offer, who was asked (L1)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.models import Case
from linli.core import clock
from linli.core.fields import PersonalField
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.partners.domain.offers import PURPOSES, TIMES, USUAL_ASKS, codes_of
from linli.people.models import Account, Organisation, Post
from linli.places.models import Division, Grid

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Time(models.TextChoices):
    """When somebody has time: `domain.TIMES` in words."""

    WEEKDAY = "weekday", _("工作日白天")
    EVENING = "evening", _("工作日晚上")
    WEEKEND = "weekend", _("周末和节假日")


class Purpose(models.TextChoices):
    """What for somebody may be called: `domain.PURPOSES` in words."""

    NEIGHBOUR = "neighbour", _("帮有困难的邻居")
    ACTIVITY = "activity", _("社区活动和志愿服务")
    EMERGENCY = "emergency", _("应急处置")
    DUTY = "duty", _("驿站值班")
    DELIBERATION = "deliberation", _("议事和调解")
    TEACHING = "teaching", _("讲课、辅导、咨询")


class State(models.TextChoices):
    """Where a registration stands. Whoever withdraws is no state: the row goes."""

    ASKED = "asked", pgettext_lazy("报到", "待确认")
    RETURNED = "returned", pgettext_lazy("报到", "请补充")
    CONFIRMED = "confirmed", pgettext_lazy("报到", "已报到")
    DECLINED = "declined", pgettext_lazy("报到", "未接收")
    ENDED = "ended", pgettext_lazy("报到", "已结束")


class Side(models.TextChoices):
    """With which of the two communities somebody registers."""

    HOME = "home", _("居住地")
    WORK = "work", _("工作地")


class Skill(models.Model):
    """A kind of skill or resource that may be offered: one that ships (no place), or a place's own, good for all below it."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=20)
    categories = models.JSONField(default=list, help_text="codes of the catalog: the kinds of request it helps with")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="skill_once_a_place"),
            models.UniqueConstraint(fields=["name"], condition=Q(place=None), name="skill_once_shipped"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitRegistration(Scoped):
    """A unit's party branch with the community where the unit works, for a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    members = models.PositiveIntegerField(default=0, help_text="how many members it says it has")
    resources = models.CharField(max_length=500, blank=True, help_text="what it can offer, in its own words")
    contact = models.CharField(max_length=40, blank=True, help_text="whom to ask for, on duty")
    phone = models.CharField(max_length=30, blank=True, help_text="office number")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    until = models.DateField(null=True, help_text="the last day it is good for")
    asks_until = models.DateField(null=True, help_text="what waits for the desk: until when it is to be good")
    words = models.CharField(max_length=300, blank=True, help_text="what the desk, or whoever ended it, wrote last")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "organisation"], name="unit_once_a_community")]
        indexes = [models.Index(fields=["community", "state"], name="units_of_community")]

    def __str__(self) -> str:
        return f"unit {self.organisation_id} in {self.community_id}"

    @property
    def runs(self) -> bool:
        """Whether it is confirmed and its time is not over."""
        return self.state == State.CONFIRMED and (self.until is None or self.until >= clock.today())

    @property
    def waits(self) -> bool:
        """Whether the desk has something to decide."""
        return self.state == State.ASKED or (self.state == State.CONFIRMED and self.asks_until is not None)


class MemberRegistration(Scoped):
    """A party member with one of the two communities, and what they offer there. That somebody is a member is sensitive
    (PIPL art. 28): the row exists by a separate consent (art. 29) and goes when it is taken back (art. 15, 47).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=5, choices=Side.choices)
    unit_id = models.BigIntegerField(null=True)
    unit = ScopedForeignKey(UnitRegistration, "unit_id", models.DO_NOTHING, null=True, related_name="registered")
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    words = models.CharField(max_length=300, blank=True, help_text="why it was declined")
    hours = models.PositiveSmallIntegerField(default=0, help_text="a month")
    times = models.PositiveSmallIntegerField(default=0, help_text="bits of domain.TIMES")
    purposes = models.PositiveSmallIntegerField(default=0, help_text="bits of domain.PURPOSES")
    asks = models.PositiveSmallIntegerField(default=USUAL_ASKS, help_text="at most so many within thirty days")
    note = PersonalField()
    paused_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(help_text="when the separate consent was given")
    on_paper = models.BooleanField(default=False, help_text="consent on paper, brought in by a list")
    own_words_at = models.DateTimeField(null=True, help_text="changed by themselves: no list speaks for them now")
    registered_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    last_asked_at = models.DateTimeField(default=NEVER, help_text="whoever was never asked comes first")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "account", "side"], name="member_once_a_side"),
            ScopedReference(name="member_unit", column="unit_id", to_table="partners_unitregistration"),
        ]
        indexes = [
            models.Index(fields=["community", "unit_id"], name="members_of_unit"),
            models.Index(
                fields=["community", "last_asked_at", "id"],
                name="members_to_be_asked",
                condition=Q(state="confirmed", paused_at=None),
            ),
            models.Index(fields=["community"], name="members_waiting", condition=Q(state="asked")),
            # Holds all that the count of a district looks at, so that no row is read; SQLite wants the state in it as well.
            models.Index(
                fields=["community", "side", "paused_at", "purposes", "state"],
                name="members_counted",
                condition=Q(state="confirmed"),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.account_id} in {self.community_id}"

    @property
    def time_words(self) -> list[str]:
        """When there is time, in words."""
        return [str(Time(code).label) for code in codes_of(self.times, TIMES)]

    @property
    def purpose_words(self) -> list[str]:
        """What for, in words."""
        return [str(Purpose(code).label) for code in codes_of(self.purposes, PURPOSES)]


class Offered(Scoped):
    """A skill that a member or a unit offers in a community."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+", db_index=False)
    member_id = models.BigIntegerField(null=True)
    member = ScopedForeignKey(MemberRegistration, "member_id", models.DO_NOTHING, null=True, related_name="offered")
    unit_id = models.BigIntegerField(null=True)
    unit = ScopedForeignKey(UnitRegistration, "unit_id", models.DO_NOTHING, null=True, related_name="offered")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "member_id", "skill"], condition=~Q(member_id=None), name="member_offers_once"
            ),
            models.UniqueConstraint(
                fields=["community", "unit_id", "skill"], condition=~Q(unit_id=None), name="unit_offers_once"
            ),
            ScopedReference(
                name="offered_member", column="member_id", to_table="partners_memberregistration", cascade=True
            ),
            ScopedReference(name="offered_unit", column="unit_id", to_table="partners_unitregistration", cascade=True),
        ]
        indexes = [
            models.Index(fields=["community", "skill", "member_id"], name="offered_by_members"),
            models.Index(fields=["community", "skill"], name="offered_by_units", condition=~Q(unit_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.member_id or self.unit_id}"


class Answer(models.TextChoices):
    """What whoever was asked said."""

    YES = "yes", _("可以帮忙")
    NO = "no", _("这次不行")


class Outcome(models.TextChoices):
    """What came of an asking, as the community notes it; nobody is judged by it."""

    HELPED = "helped", _("帮上了")
    SETTLED = "settled", _("不再需要")
    FAILED = "failed", _("没有成")


class Asking(Scoped):
    """A community asked one member, or one unit, for help: with what, when, what they said, what came of it.

    It names no resident: what it is about stands in words without personal data, and the case it comes from is known to
    staff alone. The member's row may go, the asking stays without the person.
    """

    member_id = models.BigIntegerField(null=True)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    unit_id = models.BigIntegerField(null=True)
    unit = ScopedForeignKey(UnitRegistration, "unit_id", models.DO_NOTHING, null=True, related_name="askings")
    skill = models.ForeignKey(Skill, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    what = models.CharField(max_length=300, help_text="what is needed; no resident in it")
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    needed_at = models.DateTimeField(null=True)
    case_id = models.BigIntegerField(null=True)
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, null=True, related_name="helpers_asked")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=64, help_text="of the form: a double press asks once")
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    reply = PersonalField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="asking_once_by_key"),
            ScopedReference(name="asking_unit", column="unit_id", to_table="partners_unitregistration"),
            ScopedReference(name="asking_case", column="case_id", to_table="cases_case"),
        ]
        indexes = [
            models.Index(fields=["community", "-asked_at"], name="askings_of_community"),
            models.Index(fields=["account", "-asked_at"], name="askings_of_account"),
            models.Index(fields=["community", "case_id"], name="askings_of_case", condition=~Q(case_id=None)),
        ]

    def __str__(self) -> str:
        return f"asking {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether the community has not noted yet what came of it."""
        return self.ended_at is None

    def staff_address(self) -> str:
        """Return the page for staff of the community."""
        return reverse("partners:asking", args=[self.community_id, self.id])

    def own_address(self) -> str:
        """Return the page for whoever was asked."""
        return reverse("partners:asked", args=[self.community_id, self.id])


class Reveal(Scoped):
    """That somebody of the staff looked behind the mask of a member's number and name, and why (PIPL art. 45, 50)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"reveal {self.id}"
