"""How many messages wait for somebody."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from linli.notify.models import Message


def unread(request: HttpRequest) -> int:
    """Return the number of unread messages to this account or to an organisation it holds a post in."""
    if not request.user.is_authenticated:
        return 0
    own = [hat.organisation_id for hat in request.standing.hats]  # type: ignore[attr-defined]
    return Message.objects.filter(Q(account=request.user.pk) | Q(organisation__in=own), read_at=None).count()
