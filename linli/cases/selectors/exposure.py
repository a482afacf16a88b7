"""Whose data an account could have read, and did, between two moments: what must be told after a loss (PIPL art. 57)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from linli.cases.models import Case, Event, Exclusion, Reporter, Visibility
from linli.cases.selectors.sql import Rule
from linli.cases.selectors.visible import own_ids, sight
from linli.core import personal
from linli.people.domain import Standing
from linli.people.models import Account, Post
from linli.people.selectors import standing_of

CHUNK = 500
Key = tuple[int, int]


@dataclass(slots=True)
class Person:
    """One person whose data lay open: by account, by number where there is none, else by the case alone."""

    account_id: int | None
    phone: str
    name: str
    cases: list[str] = field(default_factory=list)
    revealed: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; number and name masked, to be looked up by whoever tells them."""
        shown = {"account": self.account_id, "phone": personal.mask_phone(self.phone)}
        return shown | {"name": personal.mask_name(self.name), "cases": self.cases, "revealed": self.revealed}


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an account held in a period, whose data it could read, and which numbers, names and doors it had shown."""

    account: Account
    posts: list[Post]
    people: list[Person]
    cases: int
    confidential: int
    without_reporter: int
    revealed: int
    deeds: int


def exposure_of(account: Account, first: datetime, last: datetime) -> Exposure:
    """Return what an account could have read from `first` until `last`, and did.

    Could: what its posts of the period let it read as cases stand now, and what their organisations ever led; what was
    submitted later is left out. Did: numbers, names and doors that it had shown, which are recorded; that it opened a
    page is not.

    Args:
        account: whose sign-in was lost.
        first, last: aware moments.
    """
    posts = list(_posts_between(account, first, last))
    people: dict[Any, Person] = {}
    cases = confidential = anonymous = 0
    seen: set[Key] = set()
    shown = _revealed(account, first, last)
    for case in _readable(account, posts, first, last):
        key = (case.community_id, case.id)
        if key in seen:
            continue
        seen.add(key)
        cases += 1
        confidential += case.visibility == Visibility.CONFIDENTIAL
        reporters = list(case.reporters.all())
        anonymous += not reporters or all(not row.account_id and not row.phone and not row.name for row in reporters)
        for row in reporters:
            person = people.setdefault(_who(row), Person(row.account_id, row.phone, row.name))
            person.cases.append(case.number)
            person.revealed += shown.get(key, [])
    _names(people)
    deeds = Event.objects.filter(actor=account, recorded_at__gte=first, recorded_at__lt=last).count()
    return Exposure(
        account, posts, list(people.values()), cases, confidential, anonymous, sum(map(len, shown.values())), deeds
    )


def _who(row: Reporter) -> Any:
    if row.account_id:
        return ("account", row.account_id)
    if row.phone:
        return ("phone", row.phone)
    return ("case", row.community_id, row.case_id, row.id)


def _names(people: dict[Any, Person]) -> None:
    """Fill in number and name of those who signed in and left none with the request."""
    accounts = Account.objects.in_bulk([person.account_id for person in people.values() if person.account_id])
    for person in people.values():
        if account := accounts.get(person.account_id or 0):
            person.phone, person.name = person.phone or account.phone, person.name or account.name


def _posts_between(account: Account, first: datetime, last: datetime) -> QuerySet[Post]:
    held = Post.objects.filter(account=account, starts_at__lt=last).filter(Q(ends_at=None) | Q(ends_at__gt=first))
    return held.select_related("organisation").order_by("starts_at")


def _readable(account: Account, posts: list[Post], first: datetime, last: datetime) -> Iterator[Case]:
    """Yield the cases of each set of posts that was held at some moment, and those the account itself reported."""
    before = Case.objects.filter(submitted_at__lt=last).prefetch_related("reporters").order_by("community_id", "id")
    yield from before.filter(reporters__account=account).iterator(CHUNK)
    moments = {first, *(post.starts_at for post in posts if post.starts_at > first)}
    asked: set[Any] = set()
    for moment in sorted(moments):
        standing = standing_of(account, moment) if account.is_active else _standing_then(account, moment)
        if not standing.hats or standing.hats in asked:
            continue
        asked.add(standing.hats)
        yield from before.filter(Rule(sight(standing))).iterator(CHUNK)
        yield from _led(before, account, standing)


def _standing_then(account: Account, moment: datetime) -> Standing:
    """The posts of an account that has been closed since."""
    was = Account(pk=account.pk, is_active=True)
    return standing_of(was, moment)


def _led(before: QuerySet[Case], account: Account, standing: Standing) -> Iterator[Case]:
    """Yield what an own organisation led once, wherever it went; never what names the account."""
    led = Event.objects.filter(content__set__lead_id__in=own_ids(standing)).values_list("community_id", "case_id")
    named = set(Exclusion.objects.filter(account=account).values_list("community_id", "case_id"))
    keys = sorted(set(led) - named)
    for at in range(0, len(keys), CHUNK):
        some = keys[at : at + CHUNK]
        wanted = before.filter(id__in=[key[1] for key in some], community_id__in={key[0] for key in some})
        yield from (case for case in wanted if (case.community_id, case.id) in set(some))


def _revealed(account: Account, first: datetime, last: datetime) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    events = Event.objects.filter(actor=account, name="reveal", recorded_at__gte=first, recorded_at__lt=last)
    for event in events.order_by("recorded_at"):
        said = event.content.get("said", {})
        found.setdefault((event.community_id, event.case_id), []).append(
            f"{event.recorded_at.isoformat()} {said.get('what', '')}".strip()
        )
    return found
