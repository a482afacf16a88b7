"""Takes in what a search found: a known issue grows, what was known in pieces becomes one, a dismissed one mostly stays away.

The narrowest place that holds all of an issue's cases owns it. What nobody has touched yet joins the wider issue that it is a
part of; what a person has taken up takes in the rest and never ends in another; what a desk has parted is not joined again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from linli.cases.domain.redaction import redact
from linli.core import clock
from linli.hot.domain import FEWEST_PEOPLE, Group, Message, course
from linli.hot.models import HotIssue, Member, State
from linli.hot.services.counting import Key, issue_recount, spot_of
from linli.hot.services.steps import issue_lock, step_write
from linli.notify.services import message_send
from linli.people.selectors import desk_over
from linli.places.models import Division

ALIVE = timedelta(days=30)
"""What nobody has reported for so long is not proposed anew: it has been answered, or has passed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search read and found: cases as messages, position by position with their keys, and the groups among them."""

    keys: list[Key]
    paths: list[str]
    spots: list[str]
    messages: list[Message]
    groups: list[Group]


@dataclass(slots=True)
class _Known:
    """A group's cases, and the issues that hold or held them."""

    at: dict[Key, int]
    past: list[Member]
    inside: dict[Key, HotIssue]

    @classmethod
    def of(cls, found: Found, group: Group) -> _Known:
        at = {found.keys[each]: each for each in group.members}
        communities, ids = {key[0] for key in at}, [key[1] for key in at]
        past = list(
            Member.objects.filter(community__in=communities, case_id__in=ids)
            .select_related("issue")
            .order_by("issue_id")
        )
        return cls(at, past, {(row.community_id, row.case_id): row.issue for row in past if row.left_at is None})

    def shared(self, states: Sequence[str]) -> list[HotIssue]:
        """The issues in these states that the group is the same as, locked; those that it shares most with first.

        A group that only touches an issue is another one; half of the smaller of both makes them the same.
        """
        counted = Counter(issue.pk for issue in self.inside.values() if issue.state in states)
        # Always in one order, so that two searches never wait for each other.
        locked = {pk: issue_lock(pk) for pk in sorted(counted)}
        return [
            locked[pk]
            for pk, count in counted.most_common()
            if locked[pk].state in states
            and 2 * count >= min(len(self.at), locked[pk].members.filter(left_at=None).count())
        ]

    def free(self, found: Found, issue: HotIssue) -> list[Key]:
        """The cases that may join an issue: in none, not taken out of it by hand, and in its place where it keeps to that."""
        taken_out = {(row.community_id, row.case_id) for row in self.past if row.issue_id == issue.pk and row.left_at}
        return [
            key
            for key, at in self.at.items()
            if key not in self.inside
            and key not in taken_out
            and (not issue.alone or found.paths[at].startswith(issue.place.path))
        ]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a group: the issue that it is (None: nothing changed), whether it is new, how many cases joined it."""

    issue: HotIssue | None
    new: bool = False
    joined: int = 0


def take_in(found: Found, group: Group) -> Taken:
    """Take in one group; to be called in a transaction."""
    known = _Known.of(found, group)
    if same := known.shared(course.GROWING):
        return _one_of(same, found, group, known)
    if dismissed := known.shared((State.DISMISSED,)):
        return _come_back(dismissed[0], known.free(found, dismissed[0]), group)
    rest = [at for key, at in known.at.items() if key not in known.inside]
    enough = len({found.messages[at].person for at in rest}) >= FEWEST_PEOPLE
    if not enough or found.messages[rest[-1]].at < clock.now() - ALIVE:
        return Taken(None)
    closed = next((issue for issue in known.inside.values() if issue.state == State.CLOSED), None)
    return Taken(_open(found, group, rest, closed), new=True)


def _one_of(same: Sequence[HotIssue], found: Found, group: Group, known: _Known) -> Taken:
    """The group is known: as one issue, or as several that are one thing in a wider place."""
    joinable = [issue for issue in same if not issue.alone]
    loose = [issue for issue in joinable if not _taken_up(issue)]
    wide = _common([found.paths[at] for at in known.at.values()])
    # What a person has taken up takes in the others, else one that is as wide already; several pieces make a new whole.
    held = [issue for issue in joinable if issue not in loose]
    held += [issue for issue in loose if issue.place.path == wide]
    if not held and len(loose) > 1:
        issue = _open(found, group, [known.at[key] for key in known.free(found, loose[0])], None, loose)
        return Taken(issue, new=True)
    issue = next(iter(held or joinable or same))
    parts = [other for other in loose if other.pk != issue.pk] if issue in joinable else []
    return _grow(issue, known.free(found, issue), parts)


def _taken_up(issue: HotIssue) -> bool:
    """Whether a person has done anything to it: confirmed it, given it to somebody, put a case in or out."""
    return issue.state != State.FOUND or issue.steps.filter(post__isnull=False).exists()


def _common(paths: Iterable[str]) -> str:
    """The lineage of codes that all of these share."""
    lineages = [path.strip("/").split("/") for path in paths]
    shared = []
    for codes in zip(*lineages, strict=False):
        if len(set(codes)) > 1:
            break
        shared.append(codes[0])
    return "/".join([*shared, ""])


def _grow(issue: HotIssue, keys: Sequence[Key], parts: Sequence[HotIssue]) -> Taken:
    if not keys and not parts:
        return Taken(None)
    before = issue.place
    _join(issue, keys, parts)
    if keys:
        step_write(issue, "grew", note=str(len(keys)))
    if issue.place_id != before.pk:
        step_write(issue, "spread", note=issue.place.name)
        _desk_tell(issue, _("热点问题的范围扩大到您的辖区：%(title)s") % {"title": issue.title})
    return Taken(issue, joined=len(keys))


def _come_back(issue: HotIssue, keys: Sequence[Key], group: Group) -> Taken:
    if not course.comes_back(group.heat.people, issue.people_then):
        return Taken(None)
    issue.state = State.FOUND
    _join(issue, keys)
    step_write(issue, "came_back")
    return Taken(issue, joined=len(keys))


def _open(
    found: Found, group: Group, rest: Sequence[int], earlier: HotIssue | None, parts: Sequence[HotIssue] = ()
) -> HotIssue:
    """Open an issue of these positions, and of the issues that are parts of it."""
    every = group.members if parts else rest
    issue = HotIssue.objects.create(
        place=_place(_common(found.paths[at] for at in every)),
        spot=spot_of(found.spots[at] for at in every)[:80],
        # Read by staff; a person writes the one for residents.
        title=redact(found.messages[group.central].title)[:120],
        words=[word for word in (group.name, *group.words) if word],
        found_at=clock.now(),
        earlier=earlier,
    )
    _join(issue, [found.keys[at] for at in rest], parts)
    step_write(issue, "found")
    _desk_tell(issue, _("发现可能的热点问题：%(title)s，请确认") % {"title": issue.title})
    return issue


def _place(path: str) -> Division:
    return Division.objects.defer("outline").get(code=path.strip("/").rpartition("/")[2])


def _join(issue: HotIssue, keys: Sequence[Key], parts: Sequence[HotIssue] = ()) -> None:
    """Put cases into an issue, and the cases of issues that are a part of it; count it anew."""
    now = clock.now()
    Member.objects.bulk_create(
        Member(community_id=community_id, case_id=case_id, issue=issue, joined_at=now) for community_id, case_id in keys
    )
    for part in parts:
        part_join(issue, part)
    issue_recount(issue)


def part_join(issue: HotIssue, part: HotIssue) -> None:
    """Let an issue that nobody has touched become part of another. `parts_free` takes it back."""
    now = clock.now()
    live = part.members.filter(left_at=None)
    rows = list(live)
    live.update(left_at=now)
    before = set(issue.members.values_list("community_id", "case_id"))
    Member.objects.bulk_create(
        Member(community_id=row.community_id, case_id=row.case_id, issue=issue, joined_at=now, by_hand=row.by_hand)
        for row in rows
        if (row.community_id, row.case_id) not in before  # taken out of it by hand
    )
    part.state, part.into, part.closed_at = State.JOINED, issue, now
    part.save(update_fields=["state", "into", "closed_at"])
    step_write(part, "joined", note=issue.title)
    step_write(issue, "took_in", note=part.title)


def parts_free(issue: HotIssue) -> None:
    """Let what had joined an issue be issues of their own places again, for good: a desk has said that it is none."""
    now = clock.now()
    for part in issue.parts.filter(state=State.JOINED).select_related("place", "grid").order_by("id"):
        own = part.members.filter(left_at=part.closed_at)
        for community_id, case_id in list(own.values_list("community_id", "case_id")):
            issue.members.filter(community_id=community_id, case_id=case_id, left_at=None).update(left_at=now)
        own.update(left_at=None)
        part.state, part.into, part.closed_at, part.alone = State.FOUND, None, None, True
        part.save()
        step_write(part, "parted", note=issue.title)
        issue_recount(part)
        issue_recount(issue)


def _desk_tell(issue: HotIssue, text: str) -> None:
    """Tell the desk that answers for the whole place; kept with the issue's first community."""
    first = issue.members.filter(left_at=None).values_list("community_id", flat=True).first()
    if first is not None and (desk := desk_over(issue.place)):
        message_send(community_id=first, kind="hot_found", text=text, link=issue.staff_address(), organisation=desk)
