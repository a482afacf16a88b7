"""What people decided about categories: what the next model learns from (R3)."""

from __future__ import annotations

from datetime import timedelta

from linli.cases.domain.redaction import redact
from linli.cases.models import Case, Event, Visibility
from linli.catalog.learning import LEAST_DECISIONS, Decided
from linli.catalog.selectors import category_models
from linli.core import clock

DECIDING = ("accept", "reclassify")
LEARN_EVERY = timedelta(days=1)
GROWTH = 1.2


def categories_decided(most: int) -> list[Decided]:
    """Return the newest `most` cases whose category a person confirmed or changed, the oldest first: one query.

    The category is that of today, so that a second thought counts. Confidential cases are left out; of the others
    names, phones and addresses are taken out before anything is learnt.
    """
    by_hand = Event.objects.filter(name__in=DECIDING, post__isnull=False, content__said__category_id__isnull=False)
    by_hand = by_hand.exclude(content__said__category_id=None)  # the field was left empty: nothing was decided
    decided = by_hand.order_by().values_list("community_id", "case_id")
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
    """Whether enough was decided since the last version to learn another: a fifth more, and a day has passed. Two queries."""
    last = category_models().first()
    if last is not None and last.made_at > clock.now() - LEARN_EVERY:
        return False
    decided = Case.objects.filter(accepted_at__isnull=False, category__isnull=False).count()
    return decided >= (LEAST_DECISIONS if last is None else last.decisions * GROWTH)
