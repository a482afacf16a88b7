"""Every read about messages and notices."""

from __future__ import annotations

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Missing
from linli.notify.models import Delivery, DeliveryState, Message, Notice
from linli.people import policies
from linli.people.domain import Right, Standing
from linli.places.models import Division, Grid


def _heard(standing: Standing) -> set[int]:
    """Return the organisations whose messages somebody reads: they speak of its cases, so those the own posts handle."""
    return {hat.organisation_id for hat in standing.hats_with(Right.HANDLE)}


def messages_of(standing: Standing) -> QuerySet[Message]:
    """Return the messages to somebody and to the organisations they handle cases for now."""
    if standing.account_id is None:
        return Message.objects.none()
    own = _heard(standing)
    return Message.objects.filter(Q(account=standing.account_id) | Q(organisation__in=own))


def messages_shown(standing: Standing) -> QuerySet[Message]:
    """Return them as they are listed: unread first, then the newest."""
    listed = messages_of(standing).select_related("organisation")
    return listed.order_by(ExpressionWrapper(Q(read_at__isnull=False), BooleanField()), "-created_at", "-id")


MOST_UNREAD = 100
"""The bell counts so far and no further."""


def unread_count(standing: Standing) -> int:
    """Return how many messages wait for somebody, MOST_UNREAD where it is so many or more: one query.

    Asked on every page and therefore written by hand; to an account or to an organisation, each by its own index.
    """
    if standing.account_id is None:
        return 0
    own = _heard(standing)
    whom = [f"account_id = {int(standing.account_id)}", *(f"organisation_id = {int(pk)}" for pk in sorted(own))]
    unread = (
        f"SELECT * FROM (SELECT 1 FROM notify_message WHERE {one} AND read_at IS NULL LIMIT {MOST_UNREAD}) own"
        for one in whom
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({' UNION ALL '.join(unread)}) unread")
        return min(int(cursor.fetchone()[0]), MOST_UNREAD)


def anything_unread(standing: Standing, community_id: int, subject_id: int) -> bool:
    """Whether somebody has a message about this case that they have not opened: one look into the index of the case.

    COALESCE keeps the database from beginning with all that the reader has not opened.
    """
    own = ", ".join(str(int(pk)) for pk in sorted(_heard(standing))) or "NULL"
    unread = (
        "SELECT 1 FROM notify_message WHERE community_id = %s AND subject_id = %s AND read_at IS NULL"
        f" AND (COALESCE(account_id, 0) = %s OR COALESCE(organisation_id, 0) IN ({own})) LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(unread, [community_id, subject_id, standing.account_id or -1])
        return cursor.fetchone() is not None


def deliveries_in(state: DeliveryState) -> int:
    """Return how many texts are waiting, or have failed: one query over those alone."""
    return Delivery.objects.exclude(state=DeliveryState.SENT).filter(state=state).count()


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


def notice_managed(standing: Standing, pk: int) -> Notice:
    """Return a notice of somebody's territory.

    Raises:
        Missing: none, or outside the territory; one cannot tell which.
    """
    found = notices_of(standing).filter(pk=pk).first()
    if found is None:
        raise Missing(_("没有找到这条公告，或者它不在您的管理范围内。"))
    return found


def notice_places(standing: Standing) -> dict[str, tuple[str, Division, Grid | None]]:
    """Return where somebody may post a notice: key → (name, place, grid). One's own places, and the grids of a community.

    Two queries.
    """
    hats = standing.hats_with(Right.NOTICES)
    own_grids = [hat.grid_id for hat in hats if hat.organisation_kind == "grid"]
    own_places = policies.own_places(standing, Right.NOTICES)
    found: dict[str, tuple[str, Division, Grid | None]] = {}
    for place in Division.objects.filter(pk__in=own_places).order_by("level"):
        found[f"place-{place.pk}"] = (_("%(place)s全体居民") % {"place": place.name}, place, None)
    grids = Grid.objects.filter(Q(pk__in=own_grids) | Q(community__in=own_places), active=True)
    for grid in grids.select_related("community"):
        name = _("%(community)s %(grid)s") % {"community": grid.community.name, "grid": grid.name}
        found[f"grid-{grid.pk}"] = (name, grid.community, grid)
    return found
