"""The staff's lists: boxes, search, filters, counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.cases.domain.facts import OPEN
from linli.cases.models import Case
from linli.cases.selectors.visible import OfRows, cases_visible, has_row, numbers
from linli.core import clock, personal
from linli.people.domain import HANDLING_KINDS, Right, Standing
from linli.people.models import Post

BOXES = ("mine", "decide", "place", "due_soon", "overdue", "unrouted")
DUE_SOON = timedelta(hours=24)
_OPEN = [str(state) for state in OPEN]


def _own(standing: Standing) -> list[int]:
    return [hat.organisation_id for hat in standing.hats_with(Right.HANDLE)]


def _called(own: list[int]) -> OfRows:
    mine = f"part.organisation_id IN ({numbers(own)})"
    return has_row("cases_handler", f"part.ended_at IS NULL AND part.part <> 'informed' AND {mine}")


def _to_decide(own: list[int]) -> Q:
    """Waiting for a word of ours: an objection, an extension, a review, a second "no", an acceptance."""
    waits = "part.ended_at IS NULL AND part.insisted_at IS NULL AND part.accepted_at IS NULL"
    objected = f"part.by_id IN ({numbers(own)}) AND part.objected_at IS NOT NULL AND {waits}"
    return (
        Q(has_row("cases_handler", objected))
        | Q(extension_to__isnull=False, above__in=own, state__in=_OPEN)
        | Q(review_asked_at__isnull=False, above__in=own, state="rejected")
        | Q(contested=True, lead__in=own, state="resolved")
        | Q(lead__in=own, accepted_at=None, state__in=_OPEN)
    )


def _box(box: str, standing: Standing) -> Q:
    own = _own(standing)
    is_open = Q(state__in=_OPEN)
    now = clock.now()
    if box == "mine":
        return is_open & (Q(lead__in=own) | Q(_called(own)))
    if box == "decide":
        return _to_decide(own)
    if box == "due_soon":
        return is_open & Q(resolve_by__gt=now, resolve_by__lte=now + DUE_SOON)
    if box == "overdue":
        return is_open & (Q(overdue_at__isnull=False) | Q(resolve_by__lte=now))
    if box == "unrouted":
        on_post = Post.objects.current().filter(organisation=OuterRef("lead_id"), kind__in=HANDLING_KINDS)
        return is_open & (Q(grid=None) | Q(~Exists(on_post)))
    return Q()


FILTERS: Mapping[str, str] = {
    "state": "state",
    "category": "category_id",
    "grid": "grid_id",
    "urgency": "urgency",
    "kind": "kind",
    "channel": "channel__code",
    "lead": "lead_id",
    "since": "submitted_at__gte",
    "until": "submitted_at__lt",
}


def inbox(
    standing: Standing, box: str = "mine", *, q: str = "", filters: Mapping[str, Any] | None = None
) -> QuerySet[Case]:
    """Return the cases of a box that somebody may see, the most pressing first.

    Args:
        box: one of BOXES; an unknown one is everything visible.
        q: a number, words of title or text, or a whole phone number (found by its blind index).
        filters: values by name of FILTERS.
    """
    found = cases_visible(standing).filter(_box(box, standing))
    for name, value in (filters or {}).items():
        if value not in (None, ""):
            found = found.filter(**{FILTERS[name]: value})
    if q := q.strip():
        match = Q(number=q) | Q(title__icontains=q) | Q(body__icontains=q)
        phone = personal.normal_phone(q)
        if len(phone) >= 7:
            match |= Q(reporters__phone_index=personal.digest(phone))
        found = found.filter(match).distinct()
    order = ["-submitted_at"] if box in ("place", "") else ["resolve_by", "-submitted_at"]
    return found.order_by(*order)


def box_counts(standing: Standing) -> dict[str, int]:
    """Return how many cases each box holds: one query."""
    totals = {box: Count("id", filter=_box(box, standing)) for box in BOXES}
    return cases_visible(standing).aggregate(**totals)
