"""Reads along the tree of divisions."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.places.models import Division, Level


def communities_under(division: Division) -> QuerySet[Division]:
    """Return the communities of a division; a community's own is itself. Outlines are left in the database."""
    return Division.objects.filter(path__startswith=division.path, level=Level.COMMUNITY).defer("outline")


def communities_in_use(q: str = "") -> QuerySet[Division]:
    """Return the communities whose desk answers, with the street and district above; `q` looks in all three names."""
    found = Division.objects.filter(level=Level.COMMUNITY, active=True).select_related("parent__parent")
    if q:
        found = found.filter(
            Q(name__icontains=q) | Q(parent__name__icontains=q) | Q(parent__parent__name__icontains=q) | Q(code=q)
        )
    return found.defer("outline", "parent__outline", "parent__parent__outline").order_by("code")


def divisions_path(division: Division) -> list[Division]:
    """Return a division and all above it, from the city down: one query."""
    codes = [code for code in division.path.split("/") if code]
    return list(Division.objects.filter(code__in=codes).defer("outline").order_by("-level"))
