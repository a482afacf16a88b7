"""Which kinds of skill there are where."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.partners.models import Skill
from linli.places.models import Division


def skills_in(place: Division) -> QuerySet[Skill]:
    """Return the kinds in use in a place: those that ship, its own, and those of all above it."""
    codes = [code for code in place.path.split("/") if code]
    return Skill.objects.filter(Q(place=None) | Q(place__code__in=codes), active=True).order_by("id")
