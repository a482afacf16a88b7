"""Posts by the thousand, from a ledger: every rule of `post_start`, `post_update` and `post_end`, few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError
from linli.core.loading import instances_load
from linli.core.planned import Allowed, Change, Planned
from linli.people.domain import Standing
from linli.people.models import Account, Organisation, Post
from linli.people.services.accounts import accounts_get_or_create, mobile_of
from linli.people.services.naming import posts_name
from linli.people.services.organisations import grid_team, organisation_may
from linli.people.services.posts import MOST_PROMISE, post_check, post_end, post_held, post_of_child
from linli.places.models import Neighbourhood

BATCH = 500
_midnight = lru_cache(maxsize=4096)(clock.midnight)  # thousands of rows begin on a few days


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post as a ledger tells of it.

    Args:
        organisation: whose post; a grid's team that is not saved yet is made with its first post.
        phone: the account's, digits only; with stars in it, of a post that is named by number, as it is.
        public_phone, promise: empty leaves what there is.
        first: first day on the post; the present moment where None.
        last: last day; open, or as it is, where None.
        post_id: the post it speaks of; found by organisation, kind, phone and days where None.
    """

    organisation: Organisation
    kind: str
    public_name: str
    phone: str
    public_phone: str = ""
    promise: str = ""
    first: date | None = None
    last: date | None = None
    neighbourhood: Neighbourhood | None = None
    post_id: int | None = None

    @property
    def starts_at(self) -> datetime:
        """The moment it begins."""
        return _midnight(self.first) if self.first else clock.now()

    @property
    def ends_at(self) -> datetime | None:
        """The moment after its last day."""
        return _midnight(self.last + timedelta(days=1)) if self.last else None


def last_day(ends_at: datetime | None) -> date | None:
    """Return the last day of a post that ends at a moment; of one that ends at midnight, the day before."""
    return timezone.localdate(ends_at - timedelta(microseconds=1)) if ends_at else None


@dataclass(frozen=True, slots=True)
class _Days:
    starts_at: datetime
    ends_at: datetime | None

    def meets(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        """Whether two times have a moment in common."""
        return (self.ends_at is None or self.ends_at > starts_at) and (ends_at is None or self.starts_at < ends_at)


@dataclass(slots=True)
class _Known:
    """What is in the tables of the people and organisations of some records."""

    accounts: dict[bytes, int]
    children: set[int]
    held: dict[Any, list[Post]]
    named: dict[int, Post]
    told: dict[Any, list[_Days]] = field(default_factory=dict)  # by records before this one

    @classmethod
    def of(cls, records: Iterable[PostRecord], indexes: dict[str, list[bytes]]) -> _Known:
        asked = [index for some in indexes.values() for index in some]
        rows = Account.objects.filter(phone_index__in=asked).values_list("phone_index", "pk", "child_until")
        accounts = {bytes(index): pk for index, pk, _until in rows if index}
        children = {pk for _index, pk, until in rows if until}
        organisations = {record.organisation.pk for record in records if record.organisation.pk}
        held: dict[Any, list[Post]] = {}
        for post in Post.objects.filter(account__in=set(accounts.values()), organisation__in=organisations):
            held.setdefault((post.organisation_id, post.kind, post.account_id), []).append(post)
        numbers = [record.post_id for record in records if record.post_id]
        named = Post.objects.filter(pk__in=numbers, organisation__in=organisations).select_related("account")
        return cls(accounts, children, held, {post.pk: post for post in named})


def posts_plan(records: Sequence[PostRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Return what the records come to, one by one; nothing is written."""
    indexes = {record.phone: personal.blind_any(record.phone) for record in records if "*" not in record.phone}
    known = _Known.of(records, indexes)
    allowed = Allowed()
    return [_plan(record, known, indexes, acting, allowed) for record in records]


def _plan(
    record: PostRecord,
    known: _Known,
    indexes: dict[str, list[bytes]],
    acting: Standing | None,
    allowed: Allowed,
) -> Planned:
    organisation = record.organisation
    try:
        allowed.require(
            (organisation.place_id, organisation.grid_id),
            lambda: organisation_may(acting, organisation.place, organisation.grid),
        )
        account = next((known.accounts[index] for index in indexes.get(record.phone, []) if index in known.accounts), 0)
        post = _named(record, known, account) if record.post_id else _held(record, known, account)
        if post is not None:
            return _changed(record, post, acting)
        mobile_of(record.phone)
        if account in known.children:
            raise post_of_child()
        post_check(
            organisation,
            record.kind,
            record.public_name,
            record.starts_at,
            record.ends_at,
            record.neighbourhood,
        )
    except LinliError as error:
        return Planned.refused(error)
    # A later record of the same person must find this one.
    days = _Days(record.starts_at, record.ends_at)
    known.told.setdefault(_key(record, account), []).append(days)
    return Planned(Change.NEW)


def _key(record: PostRecord, account: int) -> Any:
    organisation = record.organisation
    return organisation.pk or f"grid {organisation.grid_id}", record.kind, account or record.phone


def _named(record: PostRecord, known: _Known, account: int) -> Post:
    post = known.named.get(record.post_id or 0)
    if post is None or post.organisation_id != record.organisation.pk or post.kind != record.kind:
        words = _("这里没有这个编号的岗位。")
        raise Invalid(words, {"number": _("新增的请把编号留空。")})
    same = (
        personal.mask_phone(post.account.phone) == record.phone if "*" in record.phone else post.account_id == account
    )
    if not same:
        words = _("手机号码与这个岗位的不同。")
        raise Invalid(words, {"phone": _("换人请给原来的一行填结束日期，再为接任的人另写一行。")})
    return post


def _held(record: PostRecord, known: _Known, account: int) -> Post | None:
    """Return the post that somebody holds already in the record's days."""
    if "*" in record.phone:
        words = _("号码带着星号，又没有编号。")
        raise Invalid(words, {"phone": _("请填写完整的手机号码。")})
    days, key = _Days(record.starts_at, record.ends_at), _key(record, account)
    for post in known.held.get(key, []):
        if days.meets(post.starts_at, post.ends_at):
            if post.deputy_for_id is not None:
                raise post_held(record.public_name)
            return post
    if any(days.meets(other.starts_at, other.ends_at) for other in known.told.get(key, [])):
        raise post_held(record.public_name)
    return None


def _changed(record: PostRecord, post: Post, acting: Standing | None) -> Planned:
    """Return what a record changes of a post that is there: what is posted, and an earlier end. The rest is history."""
    instead = _("岗位的经历不能改写：请给这一行填结束日期，再另写一行。")
    if record.public_name.strip()[:40] != post.public_name:
        raise Invalid(_("姓名与在岗的不同。"), {"public_name": instead})
    if record.first is not None and record.first != timezone.localdate(post.starts_at):
        raise Invalid(_("上岗日期与记录的不同。"), {"first": instead})
    if record.neighbourhood is not None and record.neighbourhood.pk != post.neighbourhood_id:
        raise Invalid(_("负责的片、组、邻与记录的不同。"), {"neighbourhood": instead})
    wanted = {"public_phone": record.public_phone.strip()[:30], "promise": record.promise.strip()[:MOST_PROMISE]}
    planned = Planned.of(post, {name: words for name, words in wanted.items() if words})
    if record.last is not None and record.last != last_day(post.ends_at):
        _end_check(record, post, acting)
        planned.change = Change.CHANGED
        planned.values = (planned.values or {}) | {"ends_at": record.ends_at}
    return planned


def _end_check(record: PostRecord, post: Post, acting: Standing | None) -> None:
    ends_at = record.ends_at
    assert ends_at is not None
    if post.ends_at is not None and (post.ends_at <= clock.now() or ends_at > post.ends_at):
        raise Invalid(_("这个岗位已有更早的结束日期。"), {"last": _("要再上岗，请另写一行。")})
    if ends_at <= post.starts_at:
        raise Invalid(_("结束日期早于上岗日期。"), {"last": _("请核对日期。")})
    if acting is not None and post.account_id == acting.account_id:
        raise Invalid(_("不能结束自己的岗位，以免无人管理。请由同事或上级办理。"), {"last": _("请留空。")})


@transaction.atomic
def posts_put(records: Sequence[PostRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Bring posts to what records say: begin them, end them, change what is posted.

    Organisations are locked in the order of their number and accounts made in that of their index: two that write about
    the same people wait for each other and never in a ring.

    Args:
        acting: who appoints; None is the installation itself.

    Returns:
        What came of each record; of one that is refused no post was written.
    """
    if any(not record.organisation.pk for record in records):
        _teams_make(records, posts_plan(records, acting=acting))
    touched = {record.organisation.pk for record in records if record.organisation.pk}
    list(Organisation.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk", flat=True))
    planned = posts_plan(records, acting=acting)
    wanted = [(plan, one) for plan, one in zip(planned, records, strict=True) if plan.change == Change.NEW]
    accounts = accounts_get_or_create({record.phone: record.public_name for _plan, record in wanted})
    new = [(plan, _post(record, accounts[record.phone])) for plan, record in wanted]
    _posts_insert(new)
    changed = [plan for plan in planned if plan.change == Change.CHANGED]
    _change(changed, acting)
    posts_name([plan.row.pk for plan in planned if plan.change in (Change.NEW, Change.CHANGED)])
    return planned


def _teams_make(records: Sequence[PostRecord], planned: Sequence[Planned]) -> None:
    """Make the teams of grids that are about to have their first post."""
    for record, plan in zip(records, planned, strict=True):
        if plan.change == Change.NEW and not record.organisation.pk and record.organisation.grid is not None:
            record.organisation.pk = grid_team(record.organisation.grid).pk


def _post(record: PostRecord, account_id: int) -> Post:
    return Post(
        organisation_id=record.organisation.pk,
        kind=record.kind,
        account_id=account_id,
        public_name=record.public_name.strip()[:40],
        public_phone=record.public_phone.strip()[:30],
        promise=record.promise.strip()[:MOST_PROMISE],
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        neighbourhood=record.neighbourhood,
    )


def _posts_insert(new: Sequence[tuple[Planned, Post]]) -> None:
    """Write new posts, and find out the numbers that the database gave them."""
    if not new:
        return
    instances_load(Post, [post for _plan, post in new])
    rows = Post.objects.filter(
        organisation__in={post.organisation_id for _plan, post in new},
        account__in={post.account_id for _plan, post in new},
    )
    columns = rows.order_by("pk").values_list("organisation", "kind", "account", "starts_at", "pk")
    numbers = {(organisation, kind, account, begun): pk for organisation, kind, account, begun, pk in columns}
    for plan, post in new:
        post.pk = numbers[post.organisation_id, post.kind, post.account_id, post.starts_at]
        plan.row = post


def _change(plans: Sequence[Planned], acting: Standing | None) -> None:
    posted = []
    for plan in plans:
        values = dict(plan.values or {})
        ends_at = values.pop("ends_at", None)
        if ends_at is not None:
            try:
                with transaction.atomic():  # each end has rules of its own: the last one of the topmost desk, deputies
                    plan.row = post_end(plan.row, ends_at, acting=acting)
            except LinliError as error:
                plan.change, plan.error = Change.REFUSED, error
                continue
        for name, value in values.items():
            setattr(plan.row, name, value)
        posted += [plan.row] if values else []
    if posted:
        Post.objects.bulk_update(posted, ["public_phone", "promise"], batch_size=BATCH)
