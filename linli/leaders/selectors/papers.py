"""Ballots on paper: how many a vote has given out, and the entrances where one may be."""

from __future__ import annotations

from django.db.models import Count

from linli.leaders.models import Roll, VoteState, Way
from linli.places.models import Division, Entrance


def papers_given(place: Division) -> dict[int, int]:
    """Return vote → ballots on paper given out, of the votes of a community that are open."""
    rows = Roll.objects.filter(community=place, way=Way.PAPER, vote__state=VoteState.OPEN)
    return dict(rows.order_by().values_list("vote_id").annotate(Count("id")))


def entrances_in(place: Division) -> list[Entrance]:
    """Return the entrances of a community."""
    found = Entrance.objects.filter(building__grid__community=place).select_related("building__compound")
    return list(found.order_by("building_id", "id"))
