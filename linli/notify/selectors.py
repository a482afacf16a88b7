"""Every read about messages and notices."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from linli.core import clock
from linli.notify.models import Message, Notice
from linli.people.domain import Right, Standing
from linli.places.models import Division, Grid


def messages_of(standing: Standing) -> QuerySet[Message]:
    """Return the messages to somebody and to the organisations they hold a post in now."""
    if standing.account_id is None:
        return Message.objects.none()
    own = {hat.organisation_id for hat in standing.hats}
    return Message.objects.filter(Q(account=standing.account_id) | Q(organisation__in=own))


def messages_shown(standing: Standing) -> QuerySet[Message]:
    """Return them as they are listed: unread first, then the newest."""
    listed = messages_of(standing).select_related("organisation")
    return listed.order_by(ExpressionWrapper(Q(read_at__isnull=False), BooleanField()), "-created_at", "-id")


def unread_count(standing: Standing) -> int:
    """Return how many messages wait for somebody: one query."""
    return messages_of(standing).filter(read_at=None).count()


def _showing() -> Q:
    now = clock.now()
    return Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def notices_for(community: Division, grid: Grid | None = None) -> QuerySet[Notice]:
    """Return the notices that show now in a grid (or a whole community): its own, its community's, and those of above."""
    codes = [code for code in community.path.split("/") if code]
    return Notice.objects.filter(
        _showing(), Q(grid=None) | Q(grid=grid) if grid else Q(grid=None), place__code__in=codes
    )


def notices_of(standing: Standing) -> QuerySet[Notice]:
    """Return the notices of somebody's territory, those that show now first."""
    own = Q(pk__in=[])
    for hat in standing.hats_with(Right.NOTICES):
        if hat.organisation_kind == "grid":
            own |= Q(grid=hat.grid_id)
        elif hat.is_desk:
            own |= Q(place__path__startswith=hat.path)
    return (
        Notice.objects.filter(own)
        .select_related("place", "grid")
        .order_by(F("ends_at").desc(nulls_first=True), "-starts_at")
    )
