"""Gathers what routing looks at, for a new case and anew for one whose category has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.domain.facts import Desk
from linli.cases.domain.routing import Routing, RoutingFacts, route
from linli.cases.models import Case
from linli.cases.situations import desk_of
from linli.catalog.models import Category, Precedence
from linli.catalog.selectors import owners_of
from linli.core import clock, personal
from linli.core.errors import Refused
from linli.core.prepared import prepared
from linli.people.domain import HANDLING_KINDS
from linli.people.models import Account, Post
from linli.places.models import Division
from linli.text.likeness import likeness, profile

REPEAT_WITHIN = timedelta(days=30)


def routing_for(
    community: Division,
    category: Category | None,
    ladder: Mapping[int, Desk],
    *,
    place_reason: str,
    place_values: Mapping[str, Any],
    words: Mapping[str, Sequence[str]],
    likeness: float = 0.0,
    excluded_ids: Sequence[int] = (),
    on_duty: frozenset[int] | None = None,
) -> Routing:
    """Return who should hold a case of this category at this place, and why.

    Args:
        ladder: the place's desks by level.
        words: route → the words of it that the text holds; empty where no route is in question any more.
        excluded_ids: accounts that a confidential report names: they do not count as being on duty.
        on_duty: which of the desks had somebody on a post, where that is known; else it is read for this moment.

    Raises:
        Refused: no desk answers for the place.
    """
    owners = owners_of(category, community) if category else []
    facts = RoutingFacts(
        ladder=ladder,
        on_duty=on_duty
        if on_duty is not None
        else frozenset(_on_duty([desk.id for desk in ladder.values()], excluded_ids, clock.now())),
        owners=[desk_of(owner, community.path) for owner in owners],
        owner_first=category is not None and category.precedence == Precedence.OWNER_FIRST,
        community_duty=category is None or category.community_duty,
        place_reason=place_reason,
        place_values=place_values,
        words_of_routes=words,
        likeness=likeness,
    )
    try:
        return route(facts)
    except LookupError:
        message = _("“%(place)s”还没有开通。请选择其他社区，或拨打 12345。") % {"place": community.name}
        raise Refused(message) from None


def routing_said(routing: Routing) -> dict[str, Any]:
    """Return a routing as its event keeps it: the reasons, and whom to think of next."""
    suggested = routing.suggested or routing.lead
    return {"routing": [[r.code, dict(r.values)] for r in routing.reasons], "suggested_id": suggested.id}


def likeness_to_answered(community: Division, account: Account | None, phone: str, body: str) -> float:
    """How like this is to what the same reporter had answered here of late; 0 for an unknown reporter."""
    if account is None and not phone:
        return 0.0
    keys: list[tuple[int | None, bytes | None]] = (
        [(account.pk, None)] if account is not None else [(None, index) for index in personal.blind_any(phone)]
    )
    since = clock.now() - REPEAT_WITHIN
    earlier = [text for who in keys for text in _answered(community.pk, since, *who)]
    if not earlier:
        return 0.0
    said = profile(body)
    return max(likeness(said, profile(one)) for one in earlier)


def duties_at(organisation_ids: Sequence[int]) -> list[tuple[int, datetime, datetime | None]]:
    """Return when somebody was on a handling post of these organisations: organisation, from, until. One query."""
    posts = Post.objects.filter(organisation__in=organisation_ids, kind__in=HANDLING_KINDS)
    return list(posts.values_list("organisation_id", "starts_at", "ends_at"))


@prepared
def _answered(
    community_id: int, since: datetime, account_id: int | None, phone_index: bytes | None
) -> QuerySet[Case, str]:
    who: dict[str, Any] = {"account": account_id} if account_id is not None else {"phone_index": phone_index}
    mine = Case.objects.filter(
        community_id=community_id,
        submitted_at__gte=since,
        state__in=("resolved", "closed", "rejected"),
        **{f"reporters__{name}": value for name, value in who.items()},
    )
    return mine.values_list("body", flat=True)[:20]


@prepared
def _on_duty(desk_ids: Sequence[int], excluded_ids: Sequence[int], now: datetime) -> QuerySet[Post, int]:
    posts = Post.objects.current(now).filter(organisation__in=desk_ids, kind__in=HANDLING_KINDS)
    return posts.exclude(account__in=excluded_ids).values_list("organisation_id", flat=True)
