"""What the front page reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from linli.places.models import Division, Level

MOST = 20


def communities_found(query: str) -> dict[str, Any]:
    """Return the communities that use Linli, by part of their name or street's name: at most 20, and how many there are."""
    found = Division.objects.filter(level=Level.COMMUNITY, active=True).select_related("parent")
    if query:
        found = found.filter(Q(name__icontains=query) | Q(parent__name__icontains=query))
    return {"communities": found[:MOST], "more": found.count() > MOST}
