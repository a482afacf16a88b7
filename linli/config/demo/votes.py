"""Neighbours of the demo vote: one vote under way, one counted; and the leaders' training (G4), all through the services."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.config.demo.cast import Cast
from linli.config.demo.places import Neighbourhood as Built
from linli.core import clock
from linli.homes.models import HomeState, Membership
from linli.leaders.models import Vote
from linli.leaders.selectors.training import leaders_of, mine_required
from linli.leaders.services import (
    attendance_set,
    ballot_cast,
    paper_give,
    training_make,
    training_sign_up,
    vote_count,
    vote_open,
)
from linli.people.domain import Standing
from linli.people.models import Account, Nomination, Organisation, PostKind
from linli.people.selectors import standing_of
from linli.people.services.nominating import nomination_make, nomination_post
from linli.places.models import Household, Neighbourhood

_NOMINEES = (
    (("袁春华", "19900038001", "左邻右舍，随叫随到。"), ("彭国庆", "19900038002", "楼道的灯，我天天看。")),
    (("曾丽娟", "19900038003", "老人的事先办。"), ("苏文斌", "19900038004", "有话当面说，有事一起办。")),
)
COUNTED, OPEN = 0, 1
DOORS = (5, 8)


def votes_make(built: Built, cast: Cast, organisations: dict[str, Organisation], until: datetime) -> list[Vote]:
    """Let the neighbours of the first two grids vote: in the first it is counted, in the second under way since yesterday.

    The second resident of the demo has not voted yet: whoever walks through it can.
    """
    desk = organisations[f"community:{built.division.code}"]
    heads = [standing_of(holder) for holder in cast.holders[desk.pk]]
    head = next(one for one in heads if any(hat.post_kind == PostKind.SECRETARY for hat in one.hats))
    found = []
    for number in range(2):
        homes = list(
            Membership.objects.filter(entrance__building__grid=built.grids[number], state=HomeState.CONFIRMED)
            .select_related("account", "entrance__building")
            .order_by("asked_at", "account_id")
        )
        place = _neighbours(built, number, homes)
        since = until - timedelta(days=1 if number == OPEN else 6)
        nominations = _posted(place, cast, number, head, since - timedelta(days=6))
        with clock.at(since):
            vote = vote_open(nominations, days=3, acting=head)
        numbers = {one.nomination_id: one.number for one in vote.candidates.all()}
        first, second = (numbers[row.pk] for row in nominations)
        voters: list[Account] = [home.account for home in homes]
        if number == OPEN:
            voters = [voter for voter in voters if voter.pk != cast.residents[1].pk][:1]
        with clock.at(since + timedelta(hours=5)):
            for voter, choice in zip(voters, (first, second, first), strict=False):
                ballot_cast(voter, vote, choice=choice, adult=True)
            if number == OPEN:
                free = Household.objects.filter(neighbourhood=place).exclude(door__in=[home.door for home in homes])
                household = free.select_related("entrance").order_by("id").last()
                assert household is not None
                paper_give(vote, household.entrance, household.door, acting=head)
        if number == COUNTED:
            with clock.at(since + timedelta(days=3, minutes=1)):
                vote = vote_count(vote)
        found.append(vote)
    return found


def _neighbours(built: Built, number: int, homes: list[Membership]) -> Neighbourhood:
    """Put some doors of the entrance where the demo's residents live into one neighbourhood."""
    entrance, grid = homes[0].entrance, built.grids[number]
    place = {"community": built.division, "grid": grid}
    area = Neighbourhood.objects.create(kind="area", name=("东片", "西片")[number], **place)
    group = Neighbourhood.objects.create(kind="group", name="第1组", parent=area, **place)
    one = Neighbourhood.objects.create(kind="neighbourhood", name="第1邻", parent=group, **place)
    doors = {home.door for home in homes}
    rows = list(Household.objects.filter(community=built.division, entrance=entrance).order_by("id"))
    own = [row for row in rows if row.door in doors] + [row for row in rows if row.door not in doors]
    ids = [row.id for row in own[: DOORS[number]]]
    Household.objects.filter(community=built.division, id__in=ids).update(neighbourhood=one)
    return one


def _posted(place: Neighbourhood, cast: Cast, number: int, head: Standing, since: datetime) -> list[Nomination]:
    found = []
    with clock.at(since):
        for name, phone, promise in _NOMINEES[number]:
            row = nomination_make(
                cast.residents[20 + number], place, name=name, phone=phone, promise=promise, by_self=False
            )
            found.append(nomination_post(row, days=5, agreed=True, acting=head))
    return found


def training_hold(built: Built, cast: Cast, organisations: dict[str, Organisation], until: datetime) -> None:
    """One session was held, and some came; one is to come."""
    desk = organisations[f"community:{built.division.code}"]
    heads = [standing_of(holder) for holder in cast.holders[desk.pk]]
    head = next(one for one in heads if any(hat.post_kind == PostKind.SECRETARY for hat in one.hats))
    kinds = (PostKind.AREA_LEADER, PostKind.GROUP_LEADER, PostKind.NEIGHBOUR_LEADER)
    held = until - timedelta(days=20)
    with clock.at(held - timedelta(days=7)):
        training = training_make(
            built.division,
            title="怎样替邻居报事、怎样回话",
            where="青和居党群服务中心二楼",
            starts_at=held,
            ends_at=held + timedelta(hours=2),
            kinds=kinds,
            acting=head,
        )
    with clock.at(held + timedelta(hours=1)):
        leaders = list(leaders_of(built.division, kinds).select_related("account"))
        attendance_set(training, [post.pk for post in leaders[:4]], acting=head)
    with clock.at(until - timedelta(days=1)):
        coming = training_make(
            built.division,
            title="电动自行车充电安全",
            where="青和居党群服务中心二楼",
            starts_at=until + timedelta(days=3),
            ends_at=until + timedelta(days=3, hours=2),
            kinds=(*kinds, PostKind.BUILDING_LEADER),
            about="消防站的同志来讲，带一支笔。",
            acting=head,
        )
        for post in leaders[:2]:
            training_sign_up(mine_required(post.account, coming.id), up=True)
