"""Homes of the demo: some confirmed, one that waits for the first grid's worker; a daughter for her father; a child; a receipt on paper."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases.models import Case, Event
from linli.cases.services.papering import paper_make
from linli.config.demo.cast import Cast
from linli.config.demo.places import Neighbourhood
from linli.core import clock, personal
from linli.homes.models import (
    Authority,
    AuthorityState,
    Ground,
    HomeState,
    Kin,
    Membership,
    PaperKind,
    Relation,
)
from linli.homes.services import lease_end
from linli.people.domain import Right
from linli.people.models import Account, Post
from linli.people.selectors import standing_of
from linli.people.services import account_update
from linli.people.services.children import child_begin, guardian_agree
from linli.places.models import Entrance, Household

CONFIRMED = 12
CHILD_NUMBER = "19909990001"
WAITING = 1


def homes_make(built: Neighbourhood, cast: Cast, until: datetime) -> int:
    """Let residents of the first two grids live behind doors there: one waiting, the others confirmed a month ago."""
    entrances: dict[int, Entrance] = {}
    for entrance in built.entrances:
        entrances.setdefault(entrance.building.grid_id, entrance)
    workers = Post.objects.current(until).filter(organisation__grid__in=[grid.pk for grid in built.grids[:2]])
    by_grid = {post.organisation.grid_id: post for post in workers.select_related("organisation").order_by("-id")}
    here = {grid.pk for grid in built.grids[:2]}
    residents = [one for one in cast.residents if one.home_id in here][: CONFIRMED + WAITING]
    rows = []
    for number, account in enumerate(residents):
        entrance = entrances[account.home_id or 0]
        rows.append(_home(account, entrance, number, by_grid[entrance.building.grid_id], until))
    Membership.objects.bulk_create(rows)
    return len(rows)


def family_make(cast: Cast, until: datetime) -> None:
    """Let the second resident act for her father, who has no phone: the grid's worker saw a mandate. And a child is let in."""
    child_make(cast, until)
    daughter = cast.residents[1]
    home = Membership.objects.filter(account=daughter).select_related("entrance__building__grid").get()
    last_day = (until + timedelta(days=330)).date()
    Authority.objects.create(
        actor=daughter,
        name=f"{daughter.name[:1]}老伯",
        kin=Kin.PARENT,
        ground=Ground.PAPER,
        paper=PaperKind.MANDATE,
        grid=home.entrance.building.grid,
        state=AuthorityState.VALID,
        until=last_day,
        asked_at=until - timedelta(days=21),
        starts_at=until - timedelta(days=20),
        ends_at=lease_end(last_day),
        seen_by=home.decided_by,
    )


def child_make(cast: Cast, until: datetime) -> Account:
    """Let the first resident have agreed to a child's account three weeks ago; the child turns 14 in four years."""
    guardian = cast.residents[0]
    with clock.at(until - timedelta(days=21)):
        wish = child_begin(CHILD_NUMBER)
        wish.guardian_phone, wish.guardian_index = guardian.phone, personal.blind(guardian.phone)
        wish.save(update_fields=["guardian_phone", "guardian_index"])
        account = guardian_agree(wish, year=until.year + 4, month=6, agree=True, guardian=guardian)
        account_update(account, name=f"{guardian.name[:1]}小雨")
    return account


def paper_print(built: Neighbourhood, until: datetime) -> bool:
    """Let the first report that somebody took in for a resident of the first community have its receipt on paper."""
    taken = Case.objects.filter(community=built.division, channel__by_staff=True, visibility="public", erased_at=None)
    for case in taken.order_by("-submitted_at", "id")[:20]:
        event = Event.objects.filter(community_id=case.community_id, case_id=case.id, seq=1).first()
        if event is None or event.actor_id is None:
            continue
        acting = standing_of(Account.objects.get(pk=event.actor_id), until)
        if acting.may(Right.INTAKE):
            with clock.at(case.submitted_at):
                paper_make(case, acting)
            return True
    return False


def _home(account: Account, entrance: Entrance, number: int, worker: Post, until: datetime) -> Membership:
    waits = number < WAITING
    last_day = (until + timedelta(days=300)).date() if number % 4 == 3 else None
    month = until - timedelta(days=30)
    door = Household.objects.filter(entrance=entrance).order_by("id")[number].door
    return Membership(
        community_id=entrance.building.grid.community_id,
        account=account,
        entrance=entrance,
        door=door,
        door_index=personal.blind(door),
        relation=Relation.TENANT if last_day else Relation.OWNER,
        until=last_day,
        state=HomeState.WAITING if waits else HomeState.CONFIRMED,
        by_code=True,
        asked_at=until - timedelta(hours=5) if waits else month,
        decided_at=None if waits else month,
        decided_by=None if waits else worker,
        starts_at=None if waits else month,
        ends_at=lease_end(last_day),
    )
