"""Looks for hot issues: among the cases of each community, across the communities of a street, across the streets of a district.

Run twice, or on two machines, it finds nothing new the second time: a case is in one issue, and a search is claimed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from operator import itemgetter

from django.db import transaction

from linli.cases.models import Case, Visibility
from linli.cases.models import State as CaseState
from linli.catalog.models import Category
from linli.core import clock
from linli.core.chunks import chunks
from linli.hot.domain import NOBODY, Message
from linli.hot.models import Look
from linli.hot.services.counting import people_of
from linli.hot.services.membership import members_tell
from linli.hot.services.taking import Found, take_in
from linli.hot.things import things_of
from linli.places.models import Division, Level
from linli.places.selectors import communities_in_use

EVERY = {
    Level.COMMUNITY: timedelta(hours=6),
    Level.STREET: timedelta(hours=6),
    Level.DISTRICT: timedelta(days=1),
}
"""So often a place is searched: an issue grows over days, and whoever reads of it does so in the morning."""

MOST_READ = 50_000
"""Cases of one search, the newest: what a district of a million people reports in a season, and a minute's work."""

MOST_AT_ONCE = 500  # places claimed at a time
AFTER_OTHERS = -10  # priority of the task: messages to people go first
IDS_AT_ONCE = 5000

BACK = timedelta(days=90)
"""So far back cases are read: as far apart as two requests of one period may be."""

logger = logging.getLogger("linli.hot")


def looks_begin(now: datetime | None = None) -> list[int]:
    """Claim the places that are due for a search, and leave a task for each, the narrowest first; return their ids."""
    from linli.hot.tasks import look

    now = now or clock.now()
    places = _places_to_look()
    known = dict(Look.objects.values_list("place_id", "looked_at"))
    begun: list[int] = []
    for place_id, every in places.items():
        if len(begun) == MOST_AT_ONCE:
            break
        if place_id in known and known[place_id] > now - every:
            continue
        with transaction.atomic():
            if place_id not in known:
                claimed = Look.objects.get_or_create(place_id=place_id, defaults={"looked_at": now})[1]
            else:
                due = Look.objects.filter(place_id=place_id, looked_at__lte=now - every)
                claimed = bool(due.update(looked_at=now))
            if claimed:
                look.using(priority=AFTER_OTHERS).enqueue(place_id)
                begun.append(place_id)
    return begun


def _places_to_look() -> dict[int, timedelta]:
    """How often each place is searched: communities in use, and what lies above at least two that are. One query."""
    rows = communities_in_use().values_list(
        "pk", "parent_id", "parent__level", "parent__parent_id", "parent__parent__level"
    )
    below: dict[tuple[int, int], set[int]] = {}
    for community, parent, level, above, level_above in rows:
        below[Level.COMMUNITY, community] = set()
        if parent is not None:
            below.setdefault((level, parent), set()).add(community)
        if above is not None:
            below.setdefault((level_above, above), set()).add(parent)
    return {
        place: EVERY[Level(level)]
        for (level, place), children in sorted(below.items(), key=itemgetter(0))
        if level == Level.COMMUNITY or (level in EVERY and len(children) > 1)
    }


def issues_search(place: Division, now: datetime | None = None) -> Found:
    """Search the cases of a place without writing anything; confidential ones are not read at all."""
    from linli.hot.domain.finding import issues_find

    now = now or clock.now()
    newest = (
        Case.objects.filter(path__startswith=place.path, submitted_at__gt=now - BACK, submitted_at__lte=now, parent_id=None)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .exclude(state__in=(CaseState.WITHDRAWN, CaseState.REJECTED))
        .values_list(
            "community_id", "id", "submitted_at", "title", "body",
            "path", "community__code", "building__compound__name", "grid__code",
        )
        .order_by("-submitted_at", "-id")[:MOST_READ]
    )  # fmt: skip
    rows = list(newest)[::-1]
    keys = [(row[0], row[1]) for row in rows]
    people = {key: who for some in chunks(keys, IDS_AT_ONCE) for key, who in people_of(some).items()}
    messages = [
        Message(
            case_id, people.get((community_id, case_id), [NOBODY])[0], at, title, body, places=_places(*place_names)
        )
        for community_id, case_id, at, title, body, _path, *place_names in rows
    ]
    signs = (sign for words in Category.objects.values_list("words", flat=True) for sign in words)
    groups = issues_find(messages, now, things=things_of(signs))
    return Found(keys, [row[5] for row in rows], [row[7] or "" for row in rows], messages, groups)


def _places(community: str, compound: str | None, grid: str | None) -> tuple[str, ...]:
    inner = compound or grid
    return (community, f"{community}/{inner}") if inner else (community,)


def issues_look(place: Division) -> tuple[int, int]:
    """Search a place and take in what was found; return how many issues are new and how many cases joined known ones."""
    found = issues_search(place)
    new = joined = 0
    for group in found.groups:
        try:
            with transaction.atomic():
                taken = take_in(found, group)
        except Exception:  # one that cannot be taken in must not keep the others from it
            logger.exception("a hot issue of %s cannot be taken in", place.code)
            continue
        if taken.issue is not None:
            new += taken.new
            joined += taken.joined
            members_tell(taken.issue)
    return new, joined
