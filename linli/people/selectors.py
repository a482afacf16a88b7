"""Every read about people: who somebody is now, who is responsible where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from linli.core import personal
from linli.people.domain import NOBODY, Hat, Standing
from linli.people.models import Account, Organisation, OrganisationKind, Post
from linli.places.models import Division, Grid, Level

_DESKS_BY_LEVEL = {
    OrganisationKind.COMMUNITY: Level.COMMUNITY,
    OrganisationKind.STREET: Level.STREET,
    OrganisationKind.DISTRICT: Level.DISTRICT,
    OrganisationKind.CITY: Level.CITY,
}


def standing_of(account: Account | None, moment: datetime | None = None) -> Standing:
    """Return who `account` is at `moment` (now, where None): its current posts, read in one query."""
    if account is None or account.pk is None or not account.is_active:
        return NOBODY
    posts = (
        Post.objects.current(moment)
        .filter(account=account, organisation__active=True)
        .select_related("organisation__place")
        .order_by("-organisation__level", "id")
    )
    return Standing(account.pk, tuple(hat_of_post(post) for post in posts))


def hat_of_post(post: Post) -> Hat:
    """Return a post as rules see it."""
    organisation = post.organisation
    return Hat(
        post_id=post.pk,
        post_kind=post.kind,
        organisation_id=organisation.pk,
        organisation_kind=organisation.kind,
        level=organisation.level,
        place_id=organisation.place_id,
        path=organisation.place.path,
        grid_id=organisation.grid_id,
    )


def account_by_phone(phone: str) -> Account | None:
    """Return the account of a phone number (as `normal_phone` gives it), found by its blind index."""
    return Account.objects.filter(phone_index=personal.digest(phone)).first()


def ladder_of(community: Division, grid: Grid | None) -> list[Organisation]:
    """Return the desks that answer for a place, lowest level first: one query."""
    codes = [code for code in community.path.split("/") if code]
    desks = Organisation.objects.filter(active=True, kind__in=_DESKS_BY_LEVEL, place__code__in=codes)
    if grid is not None:
        desks = desks | Organisation.objects.filter(active=True, kind=OrganisationKind.GRID, grid=grid)
    return sorted(desks, key=lambda desk: desk.level)


def staffed(organisation_ids: Iterable[int]) -> frozenset[int]:
    """Return those organisations on which somebody holds a post now."""
    return frozenset(
        Post.objects.current().filter(organisation__in=list(organisation_ids)).values_list("organisation_id", flat=True)
    )


def responsible_people(community: Division, grid: Grid | None) -> QuerySet[Post]:
    """Return the posts shown to residents of a grid: its own people first, then the community's (G6)."""
    organisations = [desk.pk for desk in ladder_of(community, grid) if desk.level <= Level.COMMUNITY]
    return (
        Post.objects.current()
        .filter(organisation__in=organisations, deputy_for=None)
        .select_related("organisation")
        .order_by("organisation__level", "id")
    )


def organisations_covering(path: str) -> QuerySet[Organisation]:
    """Return the active organisations whose place is the division with this lineage, or one above it."""
    codes = [code for code in path.split("/") if code]
    return Organisation.objects.filter(active=True, place__code__in=codes).select_related("place")
