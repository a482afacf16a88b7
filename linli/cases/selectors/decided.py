"""What people decided about categories: what the next model learns from (R3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from linli.cases.domain.redaction import redact
from linli.cases.models import Case, Event, Visibility
from linli.catalog.learning import Decided, too_few_why
from linli.catalog.selectors import category_models
from linli.core import clock

DECIDING = ("accept", "reclassify")
LEARN_EVERY = timedelta(days=1)
GROWTH = 0.2


def _by_hand() -> QuerySet[Event]:
    """The deeds by which somebody on a post said a category; a field left empty is no decision."""
    said = Event.objects.filter(name__in=DECIDING, post__isnull=False, content__said__category_id__isnull=False)
    return said.exclude(content__said__category_id=None).order_by()


def decisions_by_category(since: datetime | None = None) -> dict[str, int]:
    """Return how many cases people decided, by the code of their category of today: one query.

    Args:
        since: only what was decided after it.
    """
    rows = _by_hand().filter(case__category__active=True).exclude(case__channel__code="replay")
    rows = rows.exclude(case__visibility=Visibility.CONFIDENTIAL)
    if since is not None:
        rows = rows.filter(at__gt=since)
    return dict(rows.values_list("case__category__code").annotate(Count("case_id", distinct=True)))


def categories_decided(most: int) -> list[Decided]:
    """Return the newest `most` cases whose category a person confirmed or changed, the oldest first: one query.

    The category is that of today, so that a second thought counts. Confidential cases are left out; of the others
    names, phones and addresses are taken out before anything is learnt.
    """
    decided = _by_hand().values_list("community_id", "case_id")
    rows = (
        Case.objects.filter(category__active=True)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .exclude(channel__code="replay")
        .order_by("-submitted_at")
        .values_list("community_id", "id", "category__code", "title", "body")
    )
    known = set(decided)
    found: list[Decided] = []
    for community_id, case_id, code, title, body in rows.iterator(chunk_size=2000):
        if (community_id, case_id) in known:
            found.append(Decided(code, redact(f"{title} {body}")))
            if len(found) == most:
                break
    return found[::-1]


def learning_due() -> bool:
    """Whether people decided enough since the last version to learn another: a fifth of what that one learnt from, and a day
    has passed. Two queries.
    """
    last = category_models().first()
    if last is None:
        return not too_few_why(decisions_by_category())
    if last.made_at > clock.now() - LEARN_EVERY:
        return False
    return sum(decisions_by_category(last.made_at).values()) >= max(last.decisions * GROWTH, 1)
