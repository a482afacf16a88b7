"""Gathers what routing looks at, for a new case and anew for one whose category has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.domain.facts import Desk
from linli.cases.domain.routing import Routing, RoutingFacts, route
from linli.cases.models import Case
from linli.cases.situations import desk_of
from linli.catalog.models import Category, Precedence
from linli.catalog.selectors import owners_of
from linli.core import clock, personal
from linli.core.errors import Refused
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
) -> Routing:
    """Return who should hold a case of this category at this place, and why.

    Args:
        ladder: the place's desks by level.
        words: route → the words of it that the text holds; empty where no route is in question any more.
        excluded_ids: accounts that a confidential report names: they do not count as being on duty.

    Raises:
        Refused: no desk answers for the place.
    """
    owners = owners_of(category, community) if category else []
    facts = RoutingFacts(
        ladder=ladder,
        on_duty=_on_duty([desk.id for desk in ladder.values()], excluded_ids),
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
    mine = Case.objects.filter(
        community_id=community.pk,
        submitted_at__gte=clock.now() - REPEAT_WITHIN,
        state__in=("resolved", "closed", "rejected"),
    )
    who: dict[str, Any] = {"account": account} if account is not None else {"phone_index": personal.digest(phone)}
    mine = mine.filter(**{f"reporters__{name}": value for name, value in who.items()})
    earlier = list(mine.values_list("body", flat=True)[:20])
    if not earlier:
        return 0.0
    said = profile(body)
    return max(likeness(said, profile(one)) for one in earlier)


def _on_duty(desk_ids: Sequence[int], excluded_ids: Sequence[int]) -> frozenset[int]:
    posts = Post.objects.current().filter(organisation__in=desk_ids, kind__in=HANDLING_KINDS)
    if excluded_ids:
        posts = posts.exclude(account__in=excluded_ids)
    return frozenset(posts.values_list("organisation_id", flat=True))
