"""Every read about training: sessions, who is to come, who came, who never did since their post began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Missing
from linli.leaders.training import Attendance, Training
from linli.people.domain import LEADS, Right, Standing
from linli.people.models import Account, OrganisationKind, Post, PostKind
from linli.people.selectors import place_managed
from linli.places.models import Division

KINDS = (*LEADS, PostKind.BUILDING_LEADER.value, PostKind.GRID_WORKER.value)
"""Whom a session may be for, the three leaders first."""
EARLY, LATE = timedelta(hours=1), timedelta(hours=2)
"""How long before it begins and after it ends the day's code is taken."""
MOST_SHOWN, MOST_ON_A_CARD = 100, 3


def day_code(training: Training, moment: datetime) -> str:
    """Return the six digits of a session on a day: nothing of it is kept."""
    mark = personal.digest(f"training:{training.id}:{timezone.localdate(moment)}")
    return f"{int.from_bytes(mark[:8]) % 1_000_000:06d}"


def code_counts(training: Training, moment: datetime) -> bool:
    """Whether somebody may sign in at a session then."""
    return training.cancelled_at is None and training.starts_at - EARLY <= moment <= training.ends_at + LATE


def leaders_of(place: Division, kinds: Iterable[str]) -> QuerySet[Post]:
    """Return the leaders of a community's grids who are on their posts now, deputies left out."""
    held = Post.objects.current().filter(
        organisation__place=place,
        organisation__kind=OrganisationKind.GRID,
        organisation__active=True,
        kind__in=list(kinds),
        deputy_for=None,
    )
    return held.select_related("organisation", "neighbourhood__parent").order_by("organisation_id", "kind", "id")


@dataclass(frozen=True, slots=True)
class Attended:
    """A session somebody came to: title and day, no score."""

    title: str
    at: datetime


def attended_by(posts: Iterable[Post]) -> dict[int, list[Attended]]:
    """Return post → what its holder attended in its community, on this post or another, the latest first: one query.

    Args:
        posts: with their organisations.
    """
    posts = list(posts)
    places = {post.organisation.place_id for post in posts}
    own = Attendance.objects.filter(community__in=places, post__account__in={post.account_id for post in posts})
    rows = own.filter(attended_at__isnull=False)
    found: dict[int, list[Attended]] = {}
    for account_id, title, at in rows.order_by("-training__starts_at").values_list(
        "post__account", "training__title", "training__starts_at"
    ):
        found.setdefault(account_id, []).append(Attended(title, at))
    return {post.pk: found.get(post.account_id, []) for post in posts}


def trained_in_words(posts: Sequence[Post]) -> dict[int, str]:
    """Return post → title and day of what its holder attended, the latest first, for a cell of a list."""
    attended = attended_by(post for post in posts if post.kind in KINDS)
    return {pk: "；".join(f"{one.title} {timezone.localdate(one.at)}" for one in rows) for pk, rows in attended.items()}


def people_with_training(posts: Iterable[Post]) -> list[Post]:
    """Return posts as neighbours see them, `trained` holding the latest sessions of whoever is a leader; one query."""
    rows = list(posts)
    attended = attended_by([post for post in rows if post.kind in KINDS])
    for post in rows:
        post.trained = attended.get(post.pk, [])[:MOST_ON_A_CARD]  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A leader as heads see them: on the list, there, and the latest session since their post began."""

    post: Post
    signed_up: bool
    there: bool
    proof: str
    latest: Attended | None


def lines_of(posts: list[Post], training: Training | None = None) -> list[Line]:
    """Return leaders with what they attended since their posts began, those who attended nothing first: two queries."""
    attended = attended_by(posts)
    rows: dict[int, Attendance] = {}
    if training is not None:
        here = Attendance.objects.filter(community=training.community_id, training_id=training.id)
        rows = {row.post_id: row for row in here}
    lines = []
    for post in posts:
        row = rows.get(post.pk)
        since = [one for one in attended[post.pk] if one.at >= post.starts_at]
        there = row is not None and row.attended_at is not None
        proof = row.get_proof_display() if row is not None else ""
        lines.append(Line(post, row is not None, there, proof, since[0] if since else None))
    return sorted(lines, key=lambda line: line.latest is not None) if training is None else lines


def trainings_of(place: Division) -> list[Training]:
    """Return the sessions of a community, the latest first."""
    return list(Training.objects.filter(community=place)[:MOST_SHOWN])


def training_managed(standing: Standing, code: str, training_id: int) -> Training:
    """Return a session of a place that somebody arranges.

    Raises:
        Refused, Missing: another's place, or no such session there.
    """
    place = place_managed(standing, Right.ADMIN, code)
    found = Training.objects.filter(community=place, id=training_id).select_related("community").first()
    if found is None:
        raise Missing(_("没有这次培训。"))
    return found


@dataclass(frozen=True, slots=True)
class Mine:
    """A session as one of its leaders sees it."""

    training: Training
    post: Post
    signed_up: bool
    there: bool
    now: bool


def mine_of(account: Account) -> list[Mine]:
    """Return the sessions for somebody's posts, those to come first: three queries."""
    posts = list(
        Post.objects.current()
        .filter(account=account, kind__in=KINDS, organisation__kind=OrganisationKind.GRID, deputy_for=None)
        .select_related("organisation")
    )
    places = {post.organisation.place_id for post in posts}
    since = clock.now() - timedelta(days=365)
    trainings = Training.objects.filter(community__in=places, starts_at__gt=since).select_related("community")
    own = Attendance.objects.filter(community__in=places, post__in=posts)
    rows = {(row.training_id, row.post_id): row for row in own}
    found, now = [], clock.now()
    for training in trainings.defer("community__outline")[:MOST_SHOWN]:
        for post in posts:
            if post.organisation.place_id == training.community_id and post.kind in training.kinds:
                row = rows.get((training.id, post.pk))
                there = row is not None and row.attended_at is not None
                found.append(Mine(training, post, row is not None, there, code_counts(training, now)))
    return sorted(found, key=lambda one: (not one.training.to_come, -one.training.starts_at.timestamp()))


def mine_required(account: Account, training_id: int) -> Mine:
    """Return one session that is for somebody.

    Raises:
        Missing: none of that number, or not for them; both sound the same.
    """
    found = next((one for one in mine_of(account) if one.training.id == training_id), None)
    if found is None:
        raise Missing(_("没有这次培训，或者不是给您的岗位开的。"))
    return found
