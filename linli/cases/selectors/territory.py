"""Where somebody takes reports on residents' behalf: their own doors first, then the communities below their desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from linli.people.domain import Hat, Right, Standing
from linli.places.models import Division, Entrance, Level

MOST_DOORS = 800
"""More doors than this are no list to choose from: a street's officer writes the address."""


@dataclass(frozen=True)
class Territory:
    """The places of the posts that may take reports."""

    hats: tuple[Hat, ...]

    @classmethod
    def of(cls, standing: Standing) -> Territory:
        """Return the territory of somebody's posts with the right "intake"."""
        return cls(standing.hats_with(Right.INTAKE))

    @property
    def kind(self) -> str:
        """The kind of the lowest desk."""
        return min(self.hats, key=lambda hat: hat.level).organisation_kind if self.hats else ""

    @cached_property
    def place(self) -> Division | None:
        """The division of the lowest desk: a grid worker's is the community."""
        lowest = min(self.hats, key=lambda hat: hat.level, default=None)
        return Division.objects.filter(pk=lowest.place_id).first() if lowest else None

    @property
    def is_one_community(self) -> bool:
        """Whether there is nothing to choose."""
        return (
            len({hat.place_id for hat in self.hats}) == 1
            and self.place is not None
            and self.place.level == Level.COMMUNITY
        )

    def communities(self) -> QuerySet[Division]:
        """Return the communities that use Linli, below the posts' places."""
        below = Q(pk__in=[])
        for path in {hat.path for hat in self.hats}:
            below |= Q(path__startswith=path)
        return Division.objects.filter(below, level=Level.COMMUNITY, active=True)

    @cached_property
    def doors(self) -> dict[str, Entrance]:
        """The entrances of the grids and communities that the posts answer for, by the words people choose them by."""
        near = Q(building__grid__in=[hat.grid_id for hat in self.hats if hat.grid_id])
        for hat in self.hats:
            if hat.organisation_kind == "community":
                near |= Q(building__grid__community_id=hat.place_id)
        found = Entrance.objects.filter(near, building__grid__active=True).select_related(
            "building__compound", "building__grid__community"
        )
        ordered = found.order_by("building__grid__code", "building_id", "id")[:MOST_DOORS]
        return {door_words(door): door for door in ordered}

    def door(self, words: str) -> Entrance | None:
        """Return the entrance that somebody chose from the list, or None."""
        return self.doors.get(words)


def door_words(door: Entrance) -> str:
    """Return what people call an entrance: 青和居小区 1栋 1单元."""
    compound = door.building.compound
    return " ".join(part for part in (compound.name if compound else "", door.building.name, door.name) if part)
