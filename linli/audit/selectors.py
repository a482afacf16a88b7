"""Every read of the log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Func, Q, QuerySet, Sum
from django.utils import timezone

from linli.audit.domain.deeds import DEEDS
from linli.audit.models import LINEAGES, Count, Note
from linli.audit.services import HOUSE, SIGN_IN_FAILED
from linli.core import clock

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is asked for; None and "" ask for everything.

    Args:
        path: lineage of the place: it and all below. HOUSE: the installation's own lines, and no place's.
        deed: a deed, or a group of them.
        posts: by whom; an empty collection finds nothing.
        thing: kind, community id (None: not kept by community), id of what it is about.
        since, until: days, both included.
    """

    path: str
    deed: str = ""
    posts: Collection[int] | None = None
    thing: tuple[str, int | None, int] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, and where the next page begins; "" where nothing older is left."""

    notes: list[Note]
    older: str


def notes_asked(asked: Asked) -> QuerySet[Note]:
    """Return the lines that are asked for, newest first."""
    found = _inside(asked.path)
    if asked.deed in DEEDS:
        found = found.filter(deed=asked.deed)
    elif asked.deed:
        found = found.filter(deed__in=[name for name, deed in DEEDS.items() if deed.group == asked.deed])
    if asked.posts is not None:
        found = found.filter(post_id__in=asked.posts)
    if asked.thing is not None:
        kind, community_id, thing_id = asked.thing
        about = [name for name, deed in DEEDS.items() if deed.thing == kind]
        found = found.filter(deed__in=about, thing_id=thing_id, community_id=community_id)
    if asked.since is not None:
        found = found.filter(at__gte=clock.midnight(asked.since))
    if asked.until is not None:
        found = found.filter(at__lt=clock.midnight(asked.until) + timedelta(days=1))
    return found.order_by("-at", "-id")


def _inside(path: str) -> QuerySet[Note]:
    if path == HOUSE:
        return Note.objects.filter(path=HOUSE)
    if len(path) not in LINEAGES:
        return Note.objects.filter(path__startswith=path)
    # In the very words of the index: a number that is a parameter would be another expression to the database.
    inside = Func("path", template=f"SUBSTR(%(expressions)s, 1, {len(path)})", output_field=CharField())
    return Note.objects.alias(inside=inside).filter(inside=path)


def notes_page(asked: Asked, before: str = "", most: int = A_PAGE) -> Page:
    """Return a page of lines: one query, as quick on the last page as on the first.

    Args:
        asked: which.
        before: `older` of the page before; what cannot be read begins at the newest.
        most: how many.
    """
    found = notes_asked(asked)
    if cursor := _cursor(before):
        at, number = cursor
        found = found.filter(at__lte=at).exclude(Q(at=at, id__gte=number))
    rows = list(found[: most + 1])
    older = f"{rows[most - 1].at.timestamp():.6f}_{rows[most - 1].id}" if len(rows) > most else ""
    return Page(rows[:most], older)


def _cursor(text: str) -> tuple[datetime, int] | None:
    seconds, _line, number = text.partition("_")
    whole, _dot, micro = seconds.partition(".")
    if not all(part.isascii() and part.isdigit() for part in (whole, micro, number)):
        return None
    if len(whole) > 11 or len(micro) != 6 or len(number) > 19 or int(number) >= 2**63:
        return None
    at = datetime.fromtimestamp(int(whole), tz=timezone.get_current_timezone()) + timedelta(microseconds=int(micro))
    return at, int(number)


def sign_ins_failed(days: int) -> int:
    """Return how many wrong codes were typed in the last days, by whomever: one query."""
    since = clock.today() - timedelta(days=days - 1)
    found = Count.objects.filter(what=SIGN_IN_FAILED, day__gte=since).aggregate(n=Sum("count"))
    return int(found["n"] or 0)
