"""Whose data an account could have read between two moments, and had shown: every room is asked (PIPL art. 57)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from linli.audit.domain.deeds import DEEDS
from linli.audit.models import Note
from linli.audit.words import deed_name
from linli.core import personal
from linli.core.chunks import chunks
from linli.people.models import Account, Delegation, Post
from linli.people.standing import standing_then
from linli.privacy.exposing import EXPOSED, Open, Period, Shown, Stretch

CHUNK = 500
DID = ("reading", "data")
"""Groups of deeds that are readings: what was looked at, opened, taken out or brought in."""


@dataclass(slots=True)
class Lay:
    """What of one kind lay open of one person."""

    rows: int = 0
    about: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """One person whose data lay open: by account, by mobile number where there is none, else by the row alone."""

    account_id: int | None
    phone: str
    name: str
    kinds: dict[str, Lay] = field(default_factory=dict)

    @property
    def times_shown(self) -> int:
        """How often their data was shown."""
        return sum(len(lay.shown) for lay in self.kinds.values())

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; number and name masked, to be looked up by whoever tells them."""
        said: dict[str, Any] = {"account": self.account_id, "phone": personal.mask_phone(self.phone)}
        said["name"] = personal.mask_name(self.name)
        return said | {
            name: {
                "rows": lay.rows,
                "about": lay.about,
                "shown": [f"{at.isoformat()} {what}".strip() for at, what in sorted(lay.shown)],
            }
            for name, lay in self.kinds.items()
        }


@dataclass(slots=True)
class Kind:
    """What of one kind lay open: rows, people, rows that name nobody, how often something was shown, what is counted besides."""

    title: str
    rows: int = 0
    people: int = 0
    unnamed: int = 0
    shown: int = 0
    marks: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        counts = {"rows": self.rows, "people": self.people, "unnamed": self.unnamed, "shown": self.shown}
        return {"title": self.title, **counts, **self.marks}


@dataclass(frozen=True, slots=True)
class Did:
    """A kind of reading in the log of deeds: how often, and of how many rows altogether."""

    deed: str
    times: int
    rows: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an account held in a period, whose data it could read and had shown, and what the log says it read."""

    period: Period
    kinds: dict[str, Kind]
    people: list[Person]
    did: list[Did]


def exposure_of(account: Account, first: datetime, last: datetime) -> Exposure:
    """Return what an account could have read from `first` until `last`, and did.

    Could: what its posts of the period, and what was lent to them, let it read of what was there then and still is; of rows
    that have been erased since nothing is known. Did: what was shown from behind masks, and the readings in the log.

    Args:
        account: whose sign-in was lost.
        first, last: aware moments.
    """
    period = period_of(account, first, last)
    people: dict[Hashable, Person] = {}
    kinds = {name: _gather(name, period, people) for name in EXPOSED}
    merged = _one_a_person(people)
    for name, kind in kinds.items():
        kind.people = sum(name in person.kinds for person in merged)
    return Exposure(period, kinds, merged, _did(period))


def period_of(account: Account, first: datetime, last: datetime) -> Period:
    """Return what an account held from `first` until `last`, cut where anything of it changed."""
    within = Q(starts_at__lt=last) & (Q(ends_at=None) | Q(ends_at__gt=first))
    posts = list(Post.objects.filter(within, account=account).select_related("organisation").order_by("starts_at"))
    own = [post.organisation_id for post in posts]
    ids = [post.pk for post in posts] + [post.deputy_for_id for post in posts if post.deputy_for_id]
    lent = Delegation.objects.filter(within).filter(Q(post__in=ids) | Q(kind__in={post.kind for post in posts}))
    # A desk acts for what lies directly below while nobody is on a post there (decision 047).
    below = Post.objects.filter(within, organisation__parent__in=own)
    moments = {first}
    for rows in (
        [(post.starts_at, post.ends_at) for post in posts],
        lent.values_list("starts_at", "ends_at"),
        lent.values_list("by__starts_at", "by__ends_at"),
        below.values_list("starts_at", "ends_at"),
    ):
        moments |= {moment for row in rows for moment in row if moment is not None and first < moment < last}
    stretches: list[Stretch] = []
    ordered = sorted(moments)
    for since, until in zip(ordered, [*ordered[1:], last], strict=True):
        standing = standing_then(account, since)
        if stretches and stretches[-1].standing == standing:
            since = stretches.pop().since
        stretches.append(Stretch(standing, since, until))
    return Period(account, first, last, tuple(posts), tuple(one for one in stretches if one.standing.hats))


def _gather(name: str, period: Period, people: dict[Hashable, Person]) -> Kind:
    kind = Kind(str(EXPOSED[name].title))
    rows: dict[Hashable, bool] = {}
    seen: set[Hashable] = set()
    shown: set[tuple[Hashable, Shown]] = set()
    for one in EXPOSED[name].find(period):
        if one.row not in rows:
            rows[one.row] = False
            kind.rows += one.rows
            kind.unnamed += one.rows
            kind.marks.update(one.marks)
        shown |= {(one.row, when) for when in one.shown}
        if not one.of_somebody:
            continue
        if not rows[one.row]:
            rows[one.row] = True
            kind.unnamed -= one.rows
        who = _who(name, one)
        if (who, one.row) in seen:
            continue
        seen.add((who, one.row))
        person = people.setdefault(who, Person(one.account_id, one.phone, one.name))
        person.phone, person.name = person.phone or one.phone, person.name or one.name
        lay = person.kinds.setdefault(name, Lay())
        lay.rows += 1
        lay.shown += one.shown
        if one.about and one.about not in lay.about:
            lay.about.append(one.about)
    kind.shown = len(shown)
    return kind


def _who(name: str, one: Open) -> Hashable:
    if one.account_id:
        return one.account_id
    # The number of an office is many people's.
    return one.phone if personal.is_mobile(one.phone) else (name, one.row, one.name)


def _one_a_person(people: dict[Hashable, Person]) -> list[Person]:
    """Fill in number and name of those who signed in, and make one of those who left the number of an account."""
    ids = sorted({person.account_id for person in people.values() if person.account_id})
    by_phone: dict[str, Person] = {}
    for some in chunks(ids, CHUNK):
        for pk, account in Account.objects.in_bulk(some).items():
            person = people[pk]
            person.phone, person.name = account.phone or person.phone, account.name or person.name
            by_phone[account.phone] = person
    kept = []
    for person in people.values():
        same = by_phone.get(person.phone) if person.account_id is None and person.phone else None
        if same is None:
            kept.append(person)
            continue
        for name, lay in person.kinds.items():
            there = same.kinds.setdefault(name, Lay())
            there.rows += lay.rows
            there.about += [about for about in lay.about if about not in there.about]
            there.shown += lay.shown
    return kept


def _did(period: Period) -> list[Did]:
    deeds = [name for name, deed in DEEDS.items() if deed.group in DID]
    found = Note.objects.filter(account_id=period.account.pk, at__gte=period.first, at__lt=period.last, deed__in=deeds)
    times: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for deed, facts in found.order_by().values_list("deed", "facts").iterator(CHUNK):
        times[deed] += 1
        rows[deed] += int(facts.get("rows") or 0)
    return [Did(deed_name(deed), count, rows[deed]) for deed, count in times.most_common()]
