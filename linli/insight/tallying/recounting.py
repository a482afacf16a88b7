"""What tallies should be: sums of cases for a place of communities, sums of smaller places for those above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from linli.cases.models import Case, Reporter
from linli.insight.domain.tallies import MEASURES, Face, Facet, face_of, marks_of
from linli.insight.models import Tally
from linli.insight.tallying.adding import Sums, Units, marks_add, sums_add
from linli.insight.tallying.folding import lineages_of

_COLUMNS = (
    *("parent_id", "visibility", "category_id", "lead_id", "kind", "urgency", "state", "submitted_at", "contact_by"),
    *("contacted_at", "resolved_at", "promised_by", "closed_at", "overdue_at", "reopens", "unevaluated"),
)


@dataclass
class Tree:
    """The places that have tallies: by place the communities and the larger places directly below, lowest level first."""

    communities: dict[int, list[int]] = field(default_factory=dict)
    places: dict[int, list[int]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)


def tree_of(communities: Iterable[int]) -> Tree:
    """Return the places above communities."""
    found = Tree()
    depth: dict[int, int] = {}
    for community, lineage in sorted(lineages_of(communities).items()):
        above = lineage[:-1]
        for place, below in pairwise(above):
            if below not in found.places.setdefault(place, []):
                found.places[place].append(below)
        depth |= {place: number for number, place in enumerate(above)}
        if above:
            found.communities.setdefault(above[-1], []).append(community)
    found.order = sorted(depth, key=lambda place: (-depth[place], place))
    return found


def faces_of(communities: list[int]) -> Iterator[tuple[int, Face]]:
    """Yield what figures see of every case of communities, with the community: two queries."""
    verdicts: dict[tuple[int, int], list[Reporter]] = {}
    heard = Reporter.objects.filter(community__in=communities, evaluated_at__isnull=False).order_by()
    for row in heard.only("community_id", "id", "case_id", "evaluated_at", "solved", "satisfied").iterator():
        verdicts.setdefault((row.community_id, row.case_id), []).append(row)
    cases = Case.objects.filter(community__in=communities).order_by()
    for case in cases.values_list("community_id", "id", "channel_id", *_COLUMNS, named=True).iterator():
        face = face_of(case, verdicts.get((case.community_id, case.id), ()), case.channel_id)
        if face is not None:
            yield case.community_id, face


def sums_of_cases(communities: list[int]) -> Sums:
    """Return the sums of communities, counted from their cases; in PLACE the community is the key."""
    whole: Sums = {}
    units = Units()
    by_community: dict[int, Sums] = {}
    units.learn(Case.objects.filter(community__in=communities).order_by().values_list("lead_id", flat=True).distinct())
    for community, face in faces_of(communities):
        marks_add(by_community.setdefault(community, {}), marks_of(face, units), 1)
    for community, sums in by_community.items():
        sums_add(whole, sums, community)
    return whole


TABLE = Tally._meta.db_table
_KEY = f"CASE WHEN facet = {Facet.PLACE.value} THEN community_id ELSE key END"
HEAD = "id, span, facet, day, key"
SUMS = ", ".join(f"SUM({name}) AS {name}" for name in MEASURES)


def parts_below(places: list[int], sign: str = "") -> str:
    """The tallies of smaller places as the larger one has them: in PLACE they themselves are the key."""
    measures = ", ".join(f"{sign}{name} AS {name}" for name in MEASURES)
    return (
        f"SELECT id - key + {_KEY} AS id, span, facet, day, {_KEY} AS key, {measures} "
        f"FROM {TABLE} WHERE community_id IN ({', '.join(map(str, map(int, places)))})"
    )
