"""A vote opens, households cast their ballots, by phone or on paper; it is called off (G4, decision 043)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Changed, Invalid, Refused
from linli.leaders import domain
from linli.leaders.models import Candidate, Roll, Urn, Vote, VoteRule, VoteState, Way
from linli.leaders.selectors.roll import (
    household_behind,
    household_mark,
    household_of,
    households_in,
    voter_mark,
)
from linli.leaders.selectors.votes import rule_of
from linli.leaders.services.telling import vote_tell
from linli.people.domain import Hat, Right, Standing
from linli.people.models import Account, Nomination, NominationState
from linli.people.policies import grown_required, territory_required
from linli.places.models import Division, Entrance, Neighbourhood

MOST_NOMINEES = 20
BATCH = 1000


@transaction.atomic
def vote_open(nominations: Iterable[Nomination], *, days: int, acting: Standing) -> Vote:
    """Ask the households of an area, group or neighbourhood who shall lead it. The roll is drawn up now, for good.

    Args:
        nominations: one or several for the same post, whose notice is over.
        days: how long; 1 to 15.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: for two posts, a notice that runs, an objection without an answer, a vote that runs, too short or long, or
            fewer than three households.
    """
    wanted = sorted({one.pk for one in nominations})
    first = Nomination.objects.filter(pk__in=wanted).order_by("pk").first()
    if first is None:
        raise Invalid(_("请至少选一位被提名的人。"), {"nomination": _("请勾选。")})
    place = neighbourhood_locked(first.neighbourhood_id)
    hat = territory_required(acting, Right.ADMIN, place.community, place.grid)
    rows = list(Nomination.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    _open_check(rows, place, days)
    # A vote that ended without a choice is over with the next one.
    undecided = Vote.objects.filter(community=place.community, neighbourhood=place, state=VoteState.UNDECIDED)
    with translation.override(settings.LANGUAGE_CODE):
        undecided.update(state=VoteState.SETTLED, why=_("重新投票。"), decided_by=hat.post_id)
    doors = list(households_in(place).values_list("id", flat=True))
    if len(doors) < domain.FEWEST:
        raise Invalid(_("这里编入的户不到 %(least)s 户，投票不能保密。请先把门牌编进来。") % {"least": domain.FEWEST})
    rule, now = rule_of(place.community), clock.now()
    vote = Vote.objects.create(
        community=place.community,
        neighbourhood=place,
        kind=rows[0].kind,
        opened_by_id=hat.post_id,
        opened_at=now,
        ends_at=now + timedelta(days=days),
        turnout=rule.turnout,
        majority=rule.majority,
        entitled=len(doors),
    )
    _lots_draw(vote, rows)
    _roll_draw(vote, doors)
    Urn.objects.create(community=place.community, vote_id=vote.id, tally=domain.urn_write(domain.empty_urn(len(rows))))
    _noted("vote_opened", vote, acting, hat, kind=vote.kind, count=len(rows), households=len(doors), days=days)
    vote_tell(vote, "vote_opened")
    return vote


def _open_check(rows: list[Nomination], place: Neighbourhood, days: int) -> None:
    if place.grid_id is None:
        raise Invalid(_("“%(place)s”还没有归到网格，选出来也没有岗位。") % {"place": place.name})
    if any(row.neighbourhood_id != place.pk or row.kind != rows[0].kind for row in rows):
        raise Invalid(_("一次投票只选一个岗位。"))
    if len(rows) > MOST_NOMINEES:
        raise Invalid(_("一张票上最多 %(most)s 个人。") % {"most": MOST_NOMINEES})
    now = clock.now()
    if any(row.state != NominationState.POSTED or row.posted_until is None or row.posted_until > now for row in rows):
        raise Invalid(_("公示期结束以后才能投票。"))
    if any(row.objections.filter(upheld=None).exists() for row in rows):
        raise Invalid(_("还有异议没有答复。"))
    if Vote.objects.filter(community=place.community, neighbourhood=place, state=VoteState.OPEN).exists():
        raise Invalid(_("这里已经在投票。"))
    if not domain.SHORTEST <= days <= domain.LONGEST:
        words = _("投票要在 %(least)s 到 %(most)s 天之间。") % {"least": domain.SHORTEST, "most": domain.LONGEST}
        raise Invalid(words, {"days": words})


def _lots_draw(vote: Vote, rows: list[Nomination]) -> None:
    """Number the nominees by lot: whoever stands first on a ballot has an advantage."""
    secrets.SystemRandom().shuffle(rows)
    for number, row in enumerate(rows, 1):
        Candidate.objects.create(community_id=vote.community_id, vote_id=vote.id, nomination=row, number=number)


def _roll_draw(vote: Vote, doors: list[int]) -> None:
    """Write every household at once, in random order: rows that stand there already tell no order in which people voted."""
    secrets.SystemRandom().shuffle(doors)
    lines = [
        Roll(community_id=vote.community_id, vote_id=vote.id, household=household_mark(vote, door)) for door in doors
    ]
    Roll.objects.bulk_create(lines, batch_size=BATCH)


@transaction.atomic
def ballot_cast(account: Account, vote: Vote, *, choice: int, adult: bool) -> None:
    """Cast the ballot of one's household. Of who chose what nothing is kept: no time, no row, no line in any log.

    Args:
        choice: the number of a nominee, or `domain.NONE`.
        adult: whether they say to be eighteen and to speak for the household.

    Raises:
        Invalid: no choice, or not said to be of age.
        Refused: a child's account, no confirmed home on the roll, or the vote is not open.
        Changed: this household has voted.
    """
    grown_required(account)
    if not adult:
        raise Invalid(_("请勾选：已满18岁，代表本户投票。"), {"adult": _("请勾选。")})
    urn = Urn.objects.select_for_update().filter(community=vote.community_id, vote_id=vote.id).first()
    vote = Vote.objects.get(pk=vote.pk)
    if urn is None or not vote.takes_ballots:
        raise Refused(_("投票已经结束。"))
    tally = domain.urn_read(urn.tally)
    gone = Candidate.objects.filter(community=vote.community_id, vote_id=vote.id, number=choice)
    if choice not in tally or gone.exclude(nomination__state=NominationState.POSTED).exists():
        raise Invalid(_("请选一位，或者选“都不选”。"), {"choice": _("请选一个。")})
    _home, household_id = household_of(account)
    if household_id is None:
        raise Refused(_("请先登记“我家”，网格员核实后才能投票。"))
    _mark(vote, household_id, Way.PHONE, voter_mark(vote.id, account.pk))
    tally[choice] += 1
    urn.tally = domain.urn_write(tally)
    urn.save(update_fields=["tally"])


def _mark(vote: Vote, household_id: int, way: Way, voter: bytes | None) -> None:
    """Let a household of the roll vote, once: of two at the same moment the database lets one through."""
    line = Roll.objects.filter(
        community=vote.community_id, vote_id=vote.id, household=household_mark(vote, household_id)
    )
    try:
        with transaction.atomic():
            done = line.filter(way=Way.NOT_YET).update(way=way, voter=voter)
    except IntegrityError:
        raise Changed(_("您已经替另一户投过票，一人只能投一次。")) from None
    if done:
        return
    found = line.first()
    if found is None:
        raise Refused(_("这一户不在这次投票的名册上。名册在投票开始时定下，有疑问请找网格员。"))
    if found.way == Way.PAPER:
        raise Changed(_("这一户领了纸质票，请把票投进票箱。"))
    raise Changed(_("这一户已经投过票，一户一票。"))


@transaction.atomic
def paper_give(vote: Vote, entrance: Entrance, door: str, *, back: bool = False, acting: Standing) -> None:
    """Write down that a household has a ballot on paper, so that it cannot vote by phone as well; or has given it back.

    Raises:
        Refused: outside the territory of whoever acts, or the vote is over.
        Invalid: no such door on the roll.
        Changed: it has voted already; or has no ballot to give back.
    """
    hat = _hat(vote, acting)
    if Urn.objects.select_for_update().filter(community=vote.community_id, vote_id=vote.id).first() is None:
        raise Refused(_("投票已经结束。"))
    vote = Vote.objects.get(pk=vote.pk)
    if not vote.takes_ballots:
        raise Refused(_("投票已经结束。"))
    household_id = household_behind(vote.community_id, entrance.pk, door)
    if household_id is None:
        raise Invalid(_("没有这个门牌。"), {"door": _("没有这个门牌。")})
    if back:
        line = Roll.objects.filter(
            community=vote.community_id, vote_id=vote.id, household=household_mark(vote, household_id), way=Way.PAPER
        )
        if not line.update(way=Way.NOT_YET):
            raise Changed(_("这一户没有领纸质票。"))
    else:
        _mark(vote, household_id, Way.PAPER, None)
    _noted("vote_paper", vote, acting, hat, back=back)


@transaction.atomic
def vote_call_off(vote: Vote, *, why: str, acting: Standing) -> None:
    """Stop a vote with a reason that everybody reads. What is in the urn is destroyed unread.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it does not run, or no reason.
    """
    hat = _hat(vote, acting)
    if not why.strip():
        raise Invalid(_("请写明理由。"), {"why": _("请写明理由。")})
    neighbourhood_locked(vote.neighbourhood_id)
    urns = Urn.objects.select_for_update().filter(community=vote.community_id, vote_id=vote.id)
    row = Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    if not urns or row.state != VoteState.OPEN:
        raise Invalid(_("投票已经结束。"))
    urns.delete()
    row.state, row.why, row.decided_by_id = VoteState.CALLED_OFF, why.strip()[:300], hat.post_id
    row.save(update_fields=["state", "why", "decided_by"])
    Roll.objects.filter(community=row.community_id, vote_id=row.id).update(voter=None)
    _noted("vote_called_off", row, acting, hat)
    vote_tell(row, "vote_called_off")


@transaction.atomic
def rule_set(place: Division, *, days: int, turnout: int, majority: int, acting: Standing) -> VoteRule:
    """Set how votes are held in a community; what runs keeps what it began with.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: days or shares that cannot be.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if not domain.SHORTEST <= days <= domain.LONGEST:
        words = _("投票要在 %(least)s 到 %(most)s 天之间。") % {"least": domain.SHORTEST, "most": domain.LONGEST}
        raise Invalid(words, {"days": words})
    for name, share in (("turnout", turnout), ("majority", majority)):
        if not 0 <= share <= domain.HIGHEST:
            words = _("请填 0 到 %(most)s。") % {"most": domain.HIGHEST}
            raise Invalid(words, {name: words})
    row, _made = VoteRule.objects.update_or_create(
        place=place, defaults={"days": days, "turnout": turnout, "majority": majority}
    )
    audit_note("vote_rule_set", place, acting, hat=hat, days=days, turnout=turnout, majority=majority)
    return row


def neighbourhood_locked(pk: int) -> Neighbourhood:
    """Return a neighbourhood, locked: whoever opens, counts or settles there waits for each other, in one order."""
    rows = Neighbourhood.objects.select_for_update(of=("self",)).select_related("community", "grid")
    return rows.defer("community__outline", "grid__outline").get(pk=pk)


def _hat(vote: Vote, acting: Standing) -> Hat:
    return territory_required(acting, Right.ADMIN, vote.community, vote.neighbourhood.grid)


def _noted(deed: str, vote: Vote, acting: Standing | None, hat: Hat | None, **facts: int | str) -> None:
    audit_note(deed, vote.community, acting, (vote.community_id, vote.id), hat=hat, **facts)
