"""Hot issues as they are stored. An issue may span communities; the cases in it are kept with theirs.

Why the issue is not keyed by community and its members are: docs/decisions/025-a-hot-issue-spans-communities.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.models import Case, Outcome
from linli.core import clock
from linli.core.ids import new_id
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Account, Organisation, Post
from linli.places.models import Division, Grid


class State(models.TextChoices):
    """The states of `domain.course`, in the words people read."""

    FOUND = "found", _("待确认")
    CONFIRMED = "confirmed", pgettext_lazy("热点问题", "跟进中")
    ANSWERED = "answered", pgettext_lazy("热点问题", "已答复")
    HANDED = "handed_to_deliberation", _("已列为议题候选")
    CLOSED = "closed", pgettext_lazy("热点问题", "已结束")
    DISMISSED = "dismissed", _("不作为热点")
    JOINED = "joined", pgettext_lazy("热点问题", "已并入")


class HotIssue(models.Model):
    """Many requests about one thing in one place. Figures are kept here as of `counted_at`, so that a list reads them."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", help_text="holds all its cases")
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, related_name="+")
    spot = models.CharField(max_length=80, blank=True, help_text="the compound most of it speaks of")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True, help_text="for residents, written by a person")
    words = models.JSONField(default=list)
    state = models.CharField(max_length=24, choices=State.choices, default=State.FOUND)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="parts", help_text="found wider"
    )
    alone = models.BooleanField(default=False, help_text="a desk has said so: no search joins it with other places")
    earlier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="later")
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    support = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="why it was dismissed")
    people_then = models.PositiveIntegerField(default=0, help_text="when it was dismissed")
    answer = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    basis = models.TextField(blank=True)
    answer_key = models.CharField(max_length=64, blank=True, help_text="of the form: a double press answers once")
    proofs = models.JSONField(
        default=list, help_text="the answer's photos as they lie in storage, each case's own proof"
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=0, help_text="how often answered")
    question = models.TextField(blank=True, help_text="what deliberation is asked")
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-last_at"]), models.Index(fields=["place", "state"])]

    def __str__(self) -> str:
        return self.title

    def staff_address(self) -> str:
        """Return the page for staff."""
        return reverse("hot:issue", args=[self.pk])

    def public_address(self) -> str:
        """Return the page for residents."""
        return reverse("hot:shown", args=[self.pk])

    @property
    def growth(self) -> int:
        """How many more people in the last fortnight than in the one before."""
        return self.recent - self.before


class Member(Scoped):
    """A case in an issue: since when, by whom, and what the issue's answer did to it."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="members")
    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="hot_members")
    joined_at = models.DateTimeField(default=clock.now)
    by_hand = models.BooleanField(default=False)
    times = models.PositiveSmallIntegerField(default=1, help_text="how often it was put in")
    told_at = models.DateTimeField(null=True, help_text="when the case's history says so")
    left_at = models.DateTimeField(null=True, help_text="taken out by hand: never found in again")
    tried_round = models.PositiveSmallIntegerField(default=0, help_text="the last answer that was tried on it")
    refusal = models.CharField(max_length=300, blank=True, help_text="why that answer did not reach it")

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "issue"], name="hot_member_once"),
            models.UniqueConstraint(
                fields=["community", "case_id"], condition=Q(left_at=None), name="case_in_one_hot_issue"
            ),
            ScopedReference(name="hot_member_case", column="case_id", to_table="cases_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.issue_id}"

    @property
    def is_answered(self) -> bool:
        """Whether an answer of the issue has reached the case."""
        return self.tried_round > 0 and not self.refusal


class Follower(models.Model):
    """Somebody who wants to hear how an issue goes on."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="followers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "account"], name="hot_follower_once")]

    def __str__(self) -> str:
        return f"{self.account_id} follows {self.issue_id}"


class Step(models.Model):
    """What was done to an issue, by whom, when. Append-only."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    name = models.CharField(max_length=20)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", help_text="none: time itself")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.issue_id}"


class Look(models.Model):
    """When a place was last searched for hot issues; claimed before the search, so that of two machines one searches."""

    place = models.OneToOneField(Division, on_delete=models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.place_id} {self.looked_at}"
