"""Areas, groups and neighbourhoods of a community with their households and leaders (G2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count

from linli.people.domain import LEADS
from linli.people.models import Post
from linli.places.models import Division, Household, Neighbourhood


@dataclass(slots=True)
class Part:
    """An area, group or neighbourhood: who leads it now, how many households it holds, what lies in it."""

    neighbourhood: Neighbourhood
    leaders: list[Post] = field(default_factory=list)
    own_households: int = 0
    below: list[Part] = field(default_factory=list)

    @property
    def households(self) -> int:
        """Its households with those of what lies in it."""
        return self.own_households + sum(part.households for part in self.below)


@dataclass(frozen=True, slots=True)
class Listed:
    """A community's areas, and how many there are of each: areas, groups, neighbourhoods, leaders, households in them."""

    areas: list[Part]
    counts: dict[str, int]
    leaders: int
    households: int
    elsewhere: int


def parts_of(community: Division) -> Listed:
    """Return what a community is divided into: three queries."""
    rows = Neighbourhood.objects.filter(community=community).select_related("grid").defer("grid__outline")
    parts = {row.pk: Part(row) for row in rows}
    counted = (
        Household.objects.filter(community=community).order_by().values_list("neighbourhood").annotate(Count("id"))
    )
    elsewhere = 0
    for pk, number in counted:
        if pk is None:
            elsewhere = number
        else:
            parts[pk].own_households = number
    held = Post.objects.current().filter(neighbourhood__community=community, kind__in=LEADS, deputy_for=None)
    for post in held:
        parts[post.neighbourhood_id or 0].leaders.append(post)
    areas: list[Part] = []
    for part in parts.values():
        above = parts.get(part.neighbourhood.parent_id or 0)
        (above.below if above else areas).append(part)
    counts: dict[str, int] = {}
    for part in parts.values():
        counts[part.neighbourhood.kind] = counts.get(part.neighbourhood.kind, 0) + 1
    leaders = sum(len(part.leaders) for part in parts.values())
    return Listed(areas, counts, leaders, sum(area.households for area in areas), elsewhere)
