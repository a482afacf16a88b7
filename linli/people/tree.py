"""The organisations of a place as two trees: the line of administration, and the party's beside it (G3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from linli.core import clock
from linli.people.domain import DESK_KINDS, PARTY_KINDS
from linli.people.models import Organisation
from linli.places.models import Division

MOST = 400
"""So many organisations of a place are shown; below them the place's own page shows the rest."""


@dataclass(slots=True)
class Branch:
    """An organisation, how many people are on a post of it now, and what stands under it."""

    organisation: Organisation
    people: int
    below: list[Branch] = field(default_factory=list)

    @property
    def deep(self) -> int:
        """How many organisations stand below, at any depth."""
        return sum(1 + branch.deep for branch in self.below)


def trees_of(place: Division) -> tuple[list[Branch], list[Branch]]:
    """Return the two trees of a place: of its own organisations and of the desks directly below. One query."""
    now = clock.now()
    held = Q(posts__starts_at__lte=now) & (Q(posts__ends_at=None) | Q(posts__ends_at__gt=now))
    below = Q(place__parent=place, kind__in=[*DESK_KINDS, "party_community"]) & ~Q(kind="grid")
    rows = (
        Organisation.objects.filter(Q(place=place) | below, active=True)
        .annotate(people=Count("posts", filter=held))
        .select_related("place", "within")
        .defer("place__outline", "within__outline")
        .order_by("-level", "kind", "place__code", "id")[:MOST]
    )
    branches = {row.pk: Branch(row, row.people) for row in rows}
    tops: tuple[list[Branch], list[Branch]] = ([], [])
    for branch in branches.values():
        above = branches.get(branch.organisation.parent_id or 0)
        (above.below if above else tops[branch.organisation.kind in PARTY_KINDS]).append(branch)
    return tops


def organisations_above(place: Division) -> QuerySet[Organisation]:
    """Return what an organisation of a place may be put under: desks of its lineage, and the party's of it."""
    codes = [code for code in place.path.split("/") if code]
    kinds = [*(DESK_KINDS - {"grid"}), *PARTY_KINDS]
    found = Organisation.objects.filter(place__code__in=codes, kind__in=kinds, active=True)
    return found.select_related("place").defer("place__outline").order_by("kind", "level", "id")


def organisations_posted(community: Division) -> QuerySet[Organisation]:
    """Return what residents of a community may turn to: its own organisations, and those of above that answer for something.

    Only what has something to say is shown: duties or a number.
    """
    codes = [code for code in community.path.split("/") if code]
    told = ~Q(duties="", phone="", contact="")
    found = Organisation.objects.filter(told, place__code__in=codes, active=True).exclude(kind="grid")
    return found.select_related("place").defer("place__outline").order_by("level", "kind", "id")
