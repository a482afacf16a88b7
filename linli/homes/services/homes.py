"""Every write about households: said by the resident, confirmed or declined by the grid's worker, ended by either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.core.errors import Invalid, Refused
from linli.core.ids import new_id
from linli.homes.domain import door_plain
from linli.homes.models import HomeReading, HomeState, Membership, Relation
from linli.homes.policies import grid_hat_required, grid_hats
from linli.notify.services import message_send
from linli.people.domain import Standing
from linli.people.models import Account
from linli.people.policies import grown_required
from linli.people.services import grid_team, try_count
from linli.places.models import Entrance
from linli.privacy.domain.terms import length

MOST_A_DAY = 5
LONGEST_LEASE = timedelta(days=20 * 366)
"""Civil Code art. 705: a lease runs twenty years at most."""


@transaction.atomic
def home_claim(
    account: Account,
    entrance: Entrance,
    *,
    door: str,
    relation: str,
    until: date | None = None,
    by_code: bool = False,
) -> Membership:
    """Say which door is one's own; an earlier claim that waits still is withdrawn.

    Args:
        entrance: with its building, grid and community.
        door: as typed.
        until: the last day, for a tenant.
        by_code: whether the code on that entrance was scanned.

    Raises:
        Invalid: no door, no relation, a day that is past or too far, or one is confirmed there already.
        Refused: a child; the family says where it lives.
        TooMany: more than five a day.
    """
    grown_required(account)
    number, fields = door_plain(door), {}
    if not number:
        fields["door"] = _("请填门牌号，如 1502。")
    if relation not in Relation.values:
        fields["relation"] = _("请选一个。")
    today = clock.today()
    if relation == Relation.TENANT and until is None:
        fields["until"] = _("请填租到哪一天。")
    if until is not None and not today <= until <= today + LONGEST_LEASE:
        fields["until"] = _("这个日期已经过去，或太远了。")
    if fields:
        raise Invalid(next(iter(fields.values())), fields)
    Account.objects.select_for_update().only("pk").get(pk=account.pk)
    own = Membership.objects.filter(account=account)
    there = own.current().filter(entrance=entrance, door_index__in=personal.blind_any(number))
    if there.exists():
        raise Invalid(_("您已经确认住在这里，不用再申报。"), {"door": _("已经确认。")})
    try_count("home_claim", str(account.pk), most=MOST_A_DAY, window=timedelta(days=1))
    own.filter(state=HomeState.WAITING).update(
        state=HomeState.WITHDRAWN, decided_at=clock.now(), door="", door_index=None
    )
    home = Membership.objects.create(
        community=entrance.building.grid.community,
        account=account,
        entrance=entrance,
        door=number,
        door_index=personal.blind(number),
        relation=relation,
        until=until if relation == Relation.TENANT else None,
        by_code=by_code,
        asked_at=clock.now(),
    )
    team = grid_team(entrance.building.grid)
    with translation.override(settings.LANGUAGE_CODE):
        text = _("有居民申报住处，请核实。")
    message_send(
        community_id=home.community_id,
        kind="home_claim",
        text=text,
        link=reverse("homes:waiting"),
        organisation=team,
    )
    return home


@transaction.atomic
def homes_confirm(ids: Iterable[int], acting: Standing) -> int:
    """Confirm several claims at once; each begins now and ends what was confirmed of that account before.

    Returns:
        How many were confirmed; one decided meanwhile is left as it is.

    Raises:
        Refused: one lies in a grid that whoever acts does not answer for; then none is confirmed.
    """
    rows = _locked(ids, acting)
    for home in rows:
        hat = grid_hat_required(acting, home.entrance.building.grid)
        now = clock.now()
        Account.objects.select_for_update().only("pk").get(pk=home.account_id)
        # Where somebody lives is one place: moving in here ends the home before it.
        Membership.objects.current(now).filter(account_id=home.account_id).update(
            ends_at=now, ended_by=None, why=_("已确认新的住处。")
        )
        home.state, home.decided_at, home.decided_by_id = HomeState.CONFIRMED, now, hat.post_id
        home.starts_at, home.ends_at = now, lease_end(home.until)
        home.save(update_fields=["state", "decided_at", "decided_by", "starts_at", "ends_at"])
        _tell(home, "home_confirmed")
    if rows:
        audit_note("home_confirmed", rows[0].community, acting, count=len(rows))
    return len(rows)


@transaction.atomic
def home_decline(home: Membership, *, why: str, acting: Standing) -> None:
    """Decline a claim with a reason that the resident reads; the door is forgotten with it.

    Raises:
        Refused: not one's own grid.
        Invalid: decided already, or no reason.
    """
    why = _reason(why)
    rows = _locked([home.id], acting)
    if not rows:
        raise Invalid(_("这条申报已经有结果。"))
    row = rows[0]
    hat = grid_hat_required(acting, row.entrance.building.grid)
    row.state, row.decided_at, row.decided_by_id, row.why = HomeState.DECLINED, clock.now(), hat.post_id, why
    # What was not confirmed is needed for nothing any more (PIPL art. 47, paragraph 1, item 1).
    row.door, row.door_index = "", None
    row.save(update_fields=["state", "decided_at", "decided_by", "why", "door", "door_index"])
    _tell(row, "home_declined")
    audit_note("home_declined", row.community, acting, (row.community_id, row.id), hat=hat)


@transaction.atomic
def home_leave(account: Account, home_id: int) -> None:
    """Let a resident move out, or take a claim back.

    Raises:
        Invalid: there is none that holds or waits.
    """
    row = Membership.objects.select_for_update().filter(account=account, id=home_id).first()
    now = clock.now()
    if row is not None and row.state == HomeState.WAITING:
        row.state, row.decided_at, row.door, row.door_index = HomeState.WITHDRAWN, now, "", None
        row.save(update_fields=["state", "decided_at", "door", "door_index"])
    elif row is not None and row.is_current:
        row.ends_at = now
        row.save(update_fields=["ends_at"])
    else:
        raise Invalid(_("这条住处信息已经结束。"))


@transaction.atomic
def home_end(home: Membership, *, why: str, acting: Standing) -> None:
    """End a membership from the grid's side, with a reason that the resident reads.

    Raises:
        Refused: not one's own grid.
        Invalid: it does not hold, or no reason.
    """
    why = _reason(why)
    row = Membership.objects.select_for_update(of=("self",)).select_related("entrance__building__grid").get(pk=home.pk)
    hat = grid_hat_required(acting, row.entrance.building.grid)
    if not row.is_current:
        raise Invalid(_("这条住处信息已经结束。"))
    row.ends_at, row.ended_by_id, row.why = clock.now(), hat.post_id, why
    row.save(update_fields=["ends_at", "ended_by", "why"])
    _tell(row, "home_ended")
    audit_note("home_ended", row.community, acting, (row.community_id, row.id), hat=hat)


def readings_keep(homes: Sequence[Membership], acting: Standing) -> None:
    """Write down that somebody on a grid's post was shown these, once a day each."""
    posts = {hat.grid_id: hat.post_id for hat in grid_hats(acting)}
    now = clock.now()
    day = timezone.localdate(now)
    HomeReading.objects.bulk_create(
        [
            HomeReading(
                community_id=home.community_id, id=new_id(), membership_id=home.id, post_id=post, day=day, at=now
            )
            for home in homes
            if (post := posts.get(home.entrance.building.grid_id)) is not None
        ],
        ignore_conflicts=True,
    )


def homes_expire(most: int) -> int:
    """Delete what was declined, withdrawn or ended longer ago than the term of a home (PIPL art. 19, 47)."""
    lasts = length("home")
    assert lasts is not None
    before = clock.now() - lasts
    over = Membership.objects.filter(ends_at__lte=before) | Membership.objects.filter(
        state__in=(HomeState.DECLINED, HomeState.WITHDRAWN), decided_at__lte=before
    )
    found = list(over.order_by("community_id", "id").values_list("pk", flat=True)[:most])
    for pk in found:
        Membership.objects.filter(pk=pk).delete()
    return len(found)


def homes_leave(account: Account) -> None:
    """Take away what is kept of somebody's homes when their account goes (PIPL art. 47)."""
    for home in Membership.objects.filter(account=account):
        home.delete()


def _locked(ids: Iterable[int], acting: Standing) -> list[Membership]:
    places = {hat.place_id for hat in grid_hats(acting)}
    rows = Membership.objects.select_for_update(of=("self",)).select_related("entrance__building__grid", "account")
    found = list(rows.filter(community_id__in=places, id__in=list(ids)).order_by("id"))
    if not found and not grid_hats(acting):
        raise Refused(_("只有本网格的网格员可以核实住户。"))
    for row in found:
        grid_hat_required(acting, row.entrance.building.grid)
    return [row for row in found if row.state == HomeState.WAITING]


def _reason(why: str) -> str:
    if not why.strip():
        raise Invalid(_("请写明理由。"), {"why": _("请写明理由。")})
    return why.strip()[:200]


def lease_end(last_day: date | None) -> datetime | None:
    """Return the moment after a last day, in the place's own time; None where there is none."""
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time())) if last_day else None


def _tell(home: Membership, kind: str) -> None:
    """Tell the resident; no door in the words, as they may stand on a locked screen."""
    with translation.override(home.account.language or settings.LANGUAGE_CODE):
        words = {
            "home_confirmed": _("您申报的住处已经确认。以后报事会自动带上门牌，可以改。"),
            "home_declined": _("您申报的住处没有确认，理由请打开查看。"),
            "home_ended": _("网格员结束了您的住处信息，理由请打开查看。"),
        }
    message_send(
        community_id=home.community_id,
        kind=kind,
        text=words[kind],
        link=reverse("homes:home"),
        account=home.account,
    )
