"""A vote is counted once its time is over; who has the votes takes the post, and where nobody has, heads decide (G4)."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid, LinliError
from linli.leaders import domain
from linli.leaders.domain import NONE, Outcome, Rule
from linli.leaders.models import Candidate, Roll, Urn, Vote, VoteState, Way
from linli.leaders.services.telling import vote_tell
from linli.leaders.services.votes import neighbourhood_locked
from linli.people.domain import Right, Standing
from linli.people.models import NominationState
from linli.people.policies import territory_required
from linli.people.services.nominating import nomination_choose, nomination_decline

log = logging.getLogger(__name__)
MOST_AT_ONCE = 50


@transaction.atomic
def vote_count(vote: Vote, *, paper: Mapping[int, int] | None = None, acting: Standing | None = None) -> Vote:
    """Count a vote whose time is over, publish the sums, and let whoever won begin.

    Args:
        paper: ballots on paper by number; needed where some were given out.
        acting: who counts; None: the installation, which counts where there is no paper.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: not over yet, counted already, or more paper than was given out.
    """
    place = neighbourhood_locked(vote.neighbourhood_id)
    hat = territory_required(acting, Right.ADMIN, place.community, place.grid) if acting is not None else None
    urn = Urn.objects.select_for_update().filter(community=vote.community_id, vote_id=vote.id).first()
    row = Vote.objects.select_for_update(of=("self",)).select_related("community").get(pk=vote.pk)
    if row.state != VoteState.OPEN or urn is None:
        raise Invalid(_("已经计过票。"))
    if not row.over:
        raise Invalid(_("投票时间还没有到，不能计票。"))
    tally = domain.urn_read(urn.tally)
    on_paper = _paper_check(row, tally, paper)
    for on_ballot, count in on_paper.items():
        tally[on_ballot] += count
    candidates = list(Candidate.objects.filter(community=row.community_id, vote_id=row.id).select_related("nomination"))
    for one in candidates:
        one.votes = tally[one.number]
        one.save(update_fields=["votes"])
    outcome, number = domain.decided(tally, row.entitled, Rule(turnout=row.turnout, majority=row.majority))
    row.outcome, row.counted_at = outcome, clock.now()
    row.voted, row.nones, row.on_paper = sum(tally.values()), tally[NONE], sum(on_paper.values())
    row.state = VoteState.UNDECIDED if number is None else VoteState.CHOSEN
    row.save(update_fields=["outcome", "counted_at", "voted", "nones", "on_paper", "state"])
    # The sums are published; nothing else of the urn is needed (PIPL art. 19, 47).
    urn.delete()
    Roll.objects.filter(community=row.community_id, vote_id=row.id).update(voter=None)
    if number is not None:
        _begin(row, candidates, number)
    audit_note(
        "vote_counted",
        row.community,
        acting,
        (row.community_id, row.id),
        hat=hat,
        outcome=row.outcome,
        count=row.voted,
        households=row.entitled,
    )
    vote_tell(row, "vote_counted")
    return row


def _paper_check(vote: Vote, tally: domain.Tally, paper: Mapping[int, int] | None) -> domain.Tally:
    """Return the ballots on paper; more than were given out would be a household's second."""
    given = Roll.objects.filter(community=vote.community_id, vote_id=vote.id, way=Way.PAPER).count()
    if given and paper is None:
        raise Invalid(_("发过纸质票，请开箱清点后填写票数。"))
    found = dict(paper or {})
    if set(found) - set(tally) or any(count < 0 for count in found.values()):
        raise Invalid(_("请填写每个人的票数，没有的填 0。"))
    if sum(found.values()) > given:
        words = _("纸质票共发出 %(given)s 张，填写的合计是 %(sum)s 张，请重新清点。")
        raise Invalid(words % {"given": given, "sum": sum(found.values())})
    return found


def _begin(vote: Vote, candidates: list[Candidate], number: int) -> None:
    """Let whoever was chosen begin; where the post cannot begin, the heads decide and everybody reads why."""
    chosen = next(one for one in candidates if one.number == number)
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            vote.post = nomination_choose(chosen.nomination, acting=None)
            _others_decline(candidates, chosen, None)
    except LinliError as error:
        vote.post, vote.state, vote.outcome, vote.why = None, VoteState.UNDECIDED, Outcome.BARRED, error.message[:300]
    vote.save(update_fields=["post", "state", "outcome", "why"])


def _others_decline(candidates: list[Candidate], chosen: Candidate | None, acting: Standing | None) -> None:
    for one in candidates:
        one.nomination.refresh_from_db()
        if one is not chosen and one.nomination.state == NominationState.POSTED:
            nomination_decline(one.nomination, why=_("邻居投票，没有当选。"), acting=acting)


@transaction.atomic
def vote_settle(vote: Vote, *, number: int, why: str, acting: Standing) -> Vote:
    """Decide as a head what a vote has not decided: somebody on the ballot, or nobody; everybody reads the reason.

    Args:
        number: of the nominee; `domain.NONE`: nobody.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: nothing waits, no such nominee, no reason, or as `nomination_choose` says.
    """
    place = neighbourhood_locked(vote.neighbourhood_id)
    hat = territory_required(acting, Right.ADMIN, place.community, place.grid)
    row = Vote.objects.select_for_update(of=("self",)).select_related("community").get(pk=vote.pk)
    if row.state != VoteState.UNDECIDED:
        raise Invalid(_("这次投票不用再决定。"))
    if not why.strip():
        raise Invalid(_("请写明理由，居民看得到。"), {"why": _("请写明理由。")})
    candidates = list(Candidate.objects.filter(community=row.community_id, vote_id=row.id).select_related("nomination"))
    chosen = next((one for one in candidates if one.number == number), None)
    if chosen is None and number != NONE:
        raise Invalid(_("请选一位，或者选“都不选”。"))
    row.state, row.why, row.decided_by_id = VoteState.SETTLED, why.strip()[:300], hat.post_id
    row.save(update_fields=["state", "why", "decided_by"])
    if chosen is not None:
        row.post = nomination_choose(chosen.nomination, acting=acting)
        row.save(update_fields=["post"])
    _others_decline(candidates, chosen, acting)
    audit_note("vote_settled", row.community, acting, (row.community_id, row.id), hat=hat, post=row.post_id)
    vote_tell(row, "vote_settled")
    return row


def votes_count_due(most: int = MOST_AT_ONCE) -> int:
    """Count what is over and has no paper; the worker calls it. One that fails leaves the others alone.

    Returns:
        How many were counted.
    """
    rows = Vote.objects.filter(state=VoteState.OPEN, ends_at__lte=clock.now()).order_by("ends_at")
    done = 0
    for vote in rows[:most]:
        if Roll.objects.filter(community=vote.community_id, vote_id=vote.id, way=Way.PAPER).exists():
            continue
        try:
            vote_count(vote)
        except LinliError as error:  # somebody counted it a moment ago
            log.info("vote %s: %s", vote.id, error)
        else:
            done += 1
    return done
