"""Votes of neighbours: what is voted on, the roll of households, and the urn (G4, decision 043).

Who voted stands in the roll, what was chosen in the urn, and nothing joins them: the roll is drawn up whole and in random
order when the vote opens and keeps no time, the urn is one sealed row that every ballot writes anew.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import PersonalField
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Nomination, Post, PostKind
from linli.places.models import Division, Neighbourhood


def random_id() -> int:
    """Return a random positive 63-bit id: `new_id` counts with the time, and would tell an order."""
    return secrets.randbits(62) + 1


class VoteState(models.TextChoices):
    """Where a vote stands."""

    OPEN = "open", _("投票中")
    CHOSEN = "chosen", _("已选出")
    UNDECIDED = "undecided", _("没有选出，等社区决定")
    SETTLED = "settled", _("社区已决定")
    CALLED_OFF = "called_off", _("已停止")


RUNNING = (VoteState.OPEN, VoteState.UNDECIDED)


class VoteRule(models.Model):
    """What a community sets for its votes; without a row the usual holds."""

    place = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    turnout = models.PositiveSmallIntegerField(help_text="percent of households, more than that")
    majority = models.PositiveSmallIntegerField(help_text="percent of ballots, more than that")

    def __str__(self) -> str:
        return f"{self.place_id}: {self.days} {self.turnout} {self.majority}"


class Vote(Scoped):
    """Who shall lead an area, group or neighbourhood is asked of its households, from - until."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PostKind.choices)
    opened_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    turnout = models.PositiveSmallIntegerField(help_text="as set when it was opened")
    majority = models.PositiveSmallIntegerField()
    entitled = models.PositiveIntegerField(help_text="households on the roll")
    state = models.CharField(max_length=10, choices=VoteState.choices, default=VoteState.OPEN)
    outcome = models.CharField(max_length=10, blank=True)
    counted_at = models.DateTimeField(null=True)
    voted = models.PositiveIntegerField(null=True)
    nones = models.PositiveIntegerField(null=True, help_text="ballots for none of them")
    on_paper = models.PositiveIntegerField(null=True, help_text="of those that voted")
    why = models.CharField(
        max_length=300, blank=True, help_text="why the heads decided or stopped it; everybody reads it"
    )
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "neighbourhood"],
                condition=Q(state__in=["open", "undecided"]),
                name="one_vote_runs",
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="vote_ends", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"vote {self.id}"

    @property
    def over(self) -> bool:
        """Whether its time is past; it may not be counted yet."""
        return self.ends_at <= clock.now()

    @property
    def takes_ballots(self) -> bool:
        """Whether households can vote now."""
        return self.state == VoteState.OPEN and self.opened_at <= clock.now() and not self.over


class Candidate(Scoped):
    """A nomination on the ballot, under a number drawn by lot. The number stays when the name is deleted."""

    vote_id = models.BigIntegerField()
    vote = ScopedForeignKey(Vote, "vote_id", models.CASCADE, related_name="candidates")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    votes = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            ScopedReference(name="candidate_of", column="vote_id", to_table="leaders_vote", cascade=True),
            models.UniqueConstraint(fields=["community", "vote_id", "number"], name="candidate_number_once"),
            models.UniqueConstraint(fields=["community", "vote_id", "nomination"], name="candidate_once"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.number}"


class Urn(Scoped):
    """What was chosen so far, as sums, sealed: one row a vote, deleted when it is counted."""

    vote_id = models.BigIntegerField()
    vote = ScopedForeignKey(Vote, "vote_id", models.CASCADE, related_name="urns")
    tally = PersonalField(help_text="ballots by number, as `domain.urn_write` writes them")

    class Meta:
        constraints = [
            ScopedReference(name="urn_of", column="vote_id", to_table="leaders_vote", cascade=True),
            models.UniqueConstraint(fields=["community", "vote_id"], name="one_urn"),
        ]

    def __str__(self) -> str:
        return f"urn of {self.vote_id}"


class Way(models.IntegerChoices):
    """How a household of the roll votes."""

    NOT_YET = 0, _("还没有投")
    PHONE = 1, _("已经投票")
    PAPER = 2, _("领了纸质票")


class Roll(Scoped):
    """A household that may vote, and whether it has. Neither the door nor the account is here, only their keyed digests."""

    id = models.BigIntegerField(default=random_id, editable=False)
    vote_id = models.BigIntegerField()
    vote = ScopedForeignKey(Vote, "vote_id", models.CASCADE, related_name="roll")
    household = models.BinaryField(max_length=32)
    voter = models.BinaryField(
        max_length=32, null=True, help_text="so that somebody who moves votes once; gone when counted"
    )
    way = models.PositiveSmallIntegerField(choices=Way.choices, default=Way.NOT_YET)

    class Meta:
        constraints = [
            ScopedReference(name="roll_of", column="vote_id", to_table="leaders_vote", cascade=True),
            models.UniqueConstraint(fields=["community", "vote_id", "household"], name="household_once"),
            models.UniqueConstraint(fields=["community", "vote_id", "voter"], name="voter_once"),
        ]

    def __str__(self) -> str:
        return f"roll {self.id}"


from linli.leaders.training import Attendance, Proof, Training  # noqa: E402 - one room, two subjects

__all__ = [
    "RUNNING",
    "Attendance",
    "Candidate",
    "Proof",
    "Roll",
    "Training",
    "Urn",
    "Vote",
    "VoteRule",
    "VoteState",
    "Way",
    "random_id",
]
