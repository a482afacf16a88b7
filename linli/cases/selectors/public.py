"""Answered cases that a person has looked at and published: title and answer without personal data."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Visibility
from linli.core.errors import Missing
from linli.places.models import Division, Grid, Level

_SHOWN = [
    "community_id",
    "id",
    "number",
    "public_title",
    "public_answer",
    "published_at",
    "resolved_at",
    "submitted_at",
    "outcome",
    "state",
    "kind",
    "category__name",
    "category__code",
    "grid__name",
    "community__name",
    "lead__name",
    "path",
]


def public_cases(place: Division | None = None, grid: Grid | None = None) -> QuerySet[Case]:
    """Return published cases of a place (all, where None), newest first; nothing but what may be shown is loaded."""
    found = Case.objects.filter(published_at__isnull=False, visibility=Visibility.PUBLIC)
    if place is not None and place.level == Level.COMMUNITY:
        found = found.filter(community=place.pk)
    elif place is not None:
        found = found.filter(path__startswith=place.path)
    if grid is not None:
        found = found.filter(grid=grid)
    return found.select_related("category", "grid", "community", "lead").only(*_SHOWN).order_by("-published_at")


def public_case(community_id: int, number: str) -> Case:
    """Return one published case.

    Raises:
        Missing: none with that number is published.
    """
    case = public_cases().filter(community_id=community_id, number=number).first()
    if case is None:
        raise Missing(_("没有这条公开答复。"))
    return case
