"""Which cases wait for the sweep."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from linli.cases.models import Case


def cases_lapsed(now: datetime) -> QuerySet[Case]:
    """Return the cases with a limit that has passed and is not yet recorded, the oldest first; over all communities."""
    return Case.objects.filter(next_lapse_at__lte=now).order_by("next_lapse_at")
