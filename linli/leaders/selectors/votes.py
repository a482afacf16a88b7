"""Every read about votes: what runs in a place, what a resident may do, what heads decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Missing
from linli.leaders.domain import Rule
from linli.leaders.models import RUNNING, Candidate, Vote, VoteRule, VoteState, Way
from linli.leaders.selectors.roll import household_of, roll_of
from linli.people.domain import Right, Standing
from linli.people.forms import neighbourhood_words
from linli.people.models import Account, Nomination, NominationState
from linli.people.selectors import place_managed
from linli.places.models import Division

SHOWN_FOR = timedelta(days=90)
MOST_SHOWN = 100


def rule_of(place: Division) -> Rule:
    """Return how votes are held in a community: as it set, else as usual."""
    row = VoteRule.objects.filter(place=place).first()
    return Rule(row.days, row.turnout, row.majority) if row else Rule()


def _with_place(rows: QuerySet[Vote]) -> QuerySet[Vote]:
    found = rows.select_related("community", "neighbourhood__parent__parent", "neighbourhood__grid", "post")
    return found.defer("community__outline", "neighbourhood__grid__outline")


@dataclass(slots=True)
class Shown:
    """A vote with what is on its ballot."""

    vote: Vote
    candidates: list[Candidate] = field(default_factory=list)
    papers: int = 0
    paper_form: Any = None

    @property
    def where(self) -> str:
        """What people call the neighbourhood: 第一片 第二组."""
        return neighbourhood_words(self.vote.neighbourhood)

    @property
    def silent(self) -> int:
        """Households that did not vote."""
        return self.vote.entitled - (self.vote.voted or 0)


def _shown(votes: Iterable[Vote]) -> list[Shown]:
    rows = {vote.id: Shown(vote) for vote in votes}
    places = {shown.vote.community_id for shown in rows.values()}
    found = Candidate.objects.filter(community__in=places, vote_id__in=list(rows))
    for one in found.select_related("nomination").order_by("number"):
        rows[one.vote_id].candidates.append(one)
    return list(rows.values())


def votes_public(community: Division) -> list[Shown]:
    """Return what runs in a community, then what was decided in the last ninety days: two queries."""
    recent = Q(state__in=RUNNING) | Q(opened_at__gt=clock.now() - SHOWN_FOR)
    rows = _with_place(Vote.objects.filter(recent, community=community))
    return sorted(_shown(rows[:MOST_SHOWN]), key=lambda shown: shown.vote.state not in RUNNING)


def vote_shown(code: str, vote_id: int) -> Shown:
    """Return one vote with its ballot.

    Raises:
        Missing: no such vote there.
    """
    place = Division.objects.filter(code=code).only("pk").first()
    vote = _with_place(Vote.objects.filter(community=place, id=vote_id)).first() if place else None
    if vote is None:
        raise Missing(_("没有这次投票。"))
    return _shown([vote])[0]


class May(StrEnum):
    """What somebody can do about a vote, or why nothing."""

    VOTE = "vote"
    VOTED = "voted"
    PAPER = "paper"
    NO_HOME = "no_home"
    ELSEWHERE = "elsewhere"
    OVER = "over"


def may_vote(vote: Vote, account: Account) -> May:
    """Return what somebody can do about a vote: that their home has voted is told, who of it did is not known."""
    if not vote.takes_ballots:
        return May.OVER
    home, household_id = household_of(account)
    if home is None:
        return May.NO_HOME
    line = roll_of(vote, household_id) if household_id is not None else None
    if line is None:
        return May.ELSEWHERE
    return {Way.NOT_YET: May.VOTE, Way.PHONE: May.VOTED}.get(Way(line.way), May.PAPER)


@dataclass(slots=True)
class Seat:
    """Nominations for one post whose notice is over: what a vote may be opened on."""

    nominations: list[Nomination] = field(default_factory=list)

    @property
    def first(self) -> Nomination:
        """One of them, for what they share."""
        return self.nominations[0]

    @property
    def where(self) -> str:
        """What people call the neighbourhood."""
        return neighbourhood_words(self.first.neighbourhood)


def seats_open(place: Division) -> list[Seat]:
    """Return, by seat, who may be voted on now: the notice is over, no objection waits, no vote runs. Two queries."""
    rows = Nomination.objects.filter(
        neighbourhood__community=place, state=NominationState.POSTED, posted_until__lte=clock.now()
    )
    rows = rows.exclude(objections__upheld=None, objections__isnull=False)
    voting = set(Vote.objects.filter(community=place, state=VoteState.OPEN).values_list("neighbourhood", flat=True))
    seats: dict[tuple[int, str], Seat] = {}
    for row in rows.select_related("neighbourhood__parent__parent").order_by("proposed_at", "id"):
        if row.neighbourhood_id not in voting:
            seats.setdefault((row.neighbourhood_id, row.kind), Seat()).nominations.append(row)
    return list(seats.values())


def votes_staff(place: Division) -> list[Shown]:
    """Return the votes of a community, those that run first: two queries."""
    rows = _with_place(Vote.objects.filter(community=place))[:MOST_SHOWN]
    return sorted(_shown(rows), key=lambda shown: shown.vote.state not in RUNNING)


def vote_managed(standing: Standing, code: str, vote_id: int) -> Vote:
    """Return a vote of a place that somebody arranges.

    Raises:
        Refused, Missing: another's place, or no such vote there.
    """
    place = place_managed(standing, Right.ADMIN, code)
    vote = _with_place(Vote.objects.filter(community=place, id=vote_id)).first()
    if vote is None:
        raise Missing(_("没有这次投票。"))
    return vote


def held_back(nomination: Nomination) -> str:
    """Return why a nomination cannot be decided by heads alone now: neighbours vote on it, or the vote waits for them; else ""."""
    found = Candidate.objects.filter(
        community=nomination.neighbourhood.community_id, nomination=nomination, vote__state__in=RUNNING
    )
    return _("邻居正在投票，或投票结果等您处理，请到“邻居投票”页办理。") if found.exists() else ""
