"""Looks for hot issues among a street's cases: a known one grows, a dismissed one stays away unless it has grown markedly.

Run twice, or on two machines, it finds nothing new the second time: a case is in one issue, and a search is claimed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.domain.redaction import redact
from linli.cases.models import Case, Visibility
from linli.cases.models import State as CaseState
from linli.catalog.models import Category
from linli.core import clock
from linli.hot.domain import FEWEST_PEOPLE, NOBODY, Group, Message, course
from linli.hot.models import HotIssue, Look, Member, State
from linli.hot.services.counting import Key, issue_recount, people_of, place_of, spot_of
from linli.hot.services.membership import members_tell
from linli.hot.services.steps import issue_lock, step_write
from linli.hot.things import things_of
from linli.notify.services import message_send
from linli.people.selectors import desk_of
from linli.places.models import Division, Level
from linli.places.selectors import communities_in_use

EVERY = timedelta(hours=6)
"""So often a street is searched: an issue grows over days, and whoever reads of it does so in the morning."""

BACK = timedelta(days=90)
"""So far back cases are read: as far apart as two requests of one period may be."""

ALIVE = timedelta(days=30)
"""What nobody has reported for so long is not proposed anew: it has been answered, or has passed."""

logger = logging.getLogger("linli.hot")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search read and found: cases as messages, position by position with their keys, and the groups among them."""

    keys: list[Key]
    spots: list[str]
    messages: list[Message]
    groups: list[Group]


def looks_begin(now: datetime | None = None) -> list[int]:
    """Claim the streets that are due for a search, and leave a task for each; return their ids."""
    from linli.hot.tasks import look

    now = now or clock.now()
    streets = set(communities_in_use().filter(parent__level=Level.STREET).values_list("parent_id", flat=True))
    known = dict(Look.objects.filter(place__in=streets).values_list("place_id", "looked_at"))
    begun = []
    for place_id in sorted(streets):
        with transaction.atomic():
            if place_id not in known:
                claimed = Look.objects.get_or_create(place_id=place_id, defaults={"looked_at": now})[1]
            else:
                due = Look.objects.filter(place_id=place_id, looked_at__lte=now - EVERY)
                claimed = bool(due.update(looked_at=now))
            if claimed:
                look.enqueue(place_id)
                begun.append(place_id)
    return begun


def issues_search(place: Division, now: datetime | None = None) -> Found:
    """Search the cases of a place without writing anything; confidential ones are not read at all."""
    from linli.hot.domain.finding import issues_find

    now = now or clock.now()
    rows = list(
        Case.objects.filter(path__startswith=place.path, submitted_at__gt=now - BACK, submitted_at__lte=now, parent_id=None)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .exclude(state__in=(CaseState.WITHDRAWN, CaseState.REJECTED))
        .values_list(
            "community_id", "id", "submitted_at", "title", "body",
            "community__code", "building__compound__name", "grid__code",
        )
        .order_by("submitted_at", "id")
    )  # fmt: skip
    keys = [(row[0], row[1]) for row in rows]
    people = people_of(keys)
    messages = [
        Message(
            case_id, people.get((community_id, case_id), [NOBODY])[0], at, title, body, places=_places(*place_names)
        )
        for community_id, case_id, at, title, body, *place_names in rows
    ]
    signs = (sign for words in Category.objects.values_list("words", flat=True) for sign in words)
    groups = issues_find(messages, now, things=things_of(signs))
    return Found(keys, [row[6] or "" for row in rows], messages, groups)


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
                issue, count = _take_in(found, group)
        except Exception:  # one that cannot be taken in must not keep the others from it
            logger.exception("a hot issue of %s cannot be taken in", place.code)
            continue
        if issue is not None:
            new += count == 0
            joined += count
            members_tell(issue)
    return new, joined


def _take_in(found: Found, group: Group) -> tuple[HotIssue | None, int]:
    """Return the issue that a group is, with how many cases joined it: 0 for a new one; None where nothing changes."""
    keys = [found.keys[at] for at in group.members]
    past = list(
        Member.objects.filter(community__in={key[0] for key in keys}, case_id__in=[key[1] for key in keys])
        .select_related("issue")
        .order_by("issue_id")
    )
    inside = {(row.community_id, row.case_id): row.issue for row in past if row.left_at is None}
    known = Counter(issue.pk for issue in inside.values() if issue.state in course.GROWING)
    for issue_id, count in known.most_common():
        issue = issue_lock(issue_id)
        # A group that only touches an issue is another one; half of the smaller of both makes them the same.
        if 2 * count >= min(len(keys), issue.members.filter(left_at=None).count()):
            return _grow(issue, _free(keys, past, inside, issue))
    dismissed = Counter(issue.pk for issue in inside.values() if issue.state == State.DISMISSED)
    for issue_id, count in dismissed.most_common(1):
        issue = issue_lock(issue_id)
        if 2 * count >= min(len(keys), issue.members.filter(left_at=None).count()):
            return _come_back(issue, keys, past, inside, group)
    rest = [at for at in group.members if found.keys[at] not in inside]
    closed = next((issue for issue in inside.values() if issue.state == State.CLOSED), None)
    enough = len({found.messages[at].person for at in rest}) >= FEWEST_PEOPLE
    if not enough or found.messages[rest[-1]].at < clock.now() - ALIVE:
        return None, 0
    return _open(found, group, rest, closed), 0


def _free(keys: Sequence[Key], past: Sequence[Member], inside: dict[Key, HotIssue], issue: HotIssue) -> list[Key]:
    """The cases that may join: in no issue, and not taken out of this one by hand."""
    taken_out = {(row.community_id, row.case_id) for row in past if row.issue_id == issue.pk and row.left_at}
    return [key for key in keys if key not in inside and key not in taken_out]


def _grow(issue: HotIssue, keys: Sequence[Key]) -> tuple[HotIssue | None, int]:
    if not keys:
        return None, 0
    _join(issue, keys)
    step_write(issue, "grew", note=str(len(keys)))
    return issue, len(keys)


def _come_back(
    issue: HotIssue, keys: Sequence[Key], past: Sequence[Member], inside: dict[Key, HotIssue], group: Group
) -> tuple[HotIssue | None, int]:
    if not course.comes_back(group.heat.people, issue.people_then):
        return None, 0
    issue.state = State.FOUND
    free = _free(keys, past, inside, issue)
    _join(issue, free)
    step_write(issue, "came_back")
    return issue, len(free)


def _open(found: Found, group: Group, rest: Sequence[int], earlier: HotIssue | None) -> HotIssue:
    keys = [found.keys[at] for at in rest]
    cases = list(
        Case.objects.filter(community__in={k[0] for k in keys}, id__in=[k[1] for k in keys]).select_related("grid")
    )
    place, grid = place_of(cases)
    issue = HotIssue.objects.create(
        place=place,
        grid=grid,
        spot=spot_of(found.spots[at] for at in rest)[:80],
        # Read by staff; a person writes the one for residents.
        title=redact(found.messages[group.central].title)[:120],
        words=[word for word in (group.name, *group.words) if word],
        found_at=clock.now(),
        earlier=earlier,
    )
    _join(issue, keys)
    step_write(issue, "found")
    if desk := desk_of(place):
        message_send(
            community_id=keys[0][0],
            kind="hot_found",
            text=_("发现可能的热点问题：%(title)s，请确认") % {"title": issue.title},
            link=issue.staff_address(),
            organisation=desk,
        )
    return issue


def _join(issue: HotIssue, keys: Sequence[Key]) -> None:
    Member.objects.bulk_create(
        Member(community_id=community_id, case_id=case_id, issue=issue, joined_at=clock.now())
        for community_id, case_id in keys
    )
    issue_recount(issue)
