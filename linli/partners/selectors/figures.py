"""How many have registered where: a plain count, and no person in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q

from linli.core import clock
from linli.partners.models import Answer, Asking, MemberRegistration, Side, State, UnitRegistration
from linli.partners.policies import BRANCH_KIND
from linli.partners.selectors.finding import WINDOW
from linli.partners.selectors.registered import runs
from linli.people.models import Organisation
from linli.places.models import Division, Level
from linli.places.selectors import communities_under


@dataclass(slots=True)
class Counts:
    """What is registered with a community, or with all of a division below it.

    A general branch is one that other units' branches stand under. `reachable` members can be asked now.
    """

    communities: int = 0
    general: int = 0
    branches: int = 0
    at_work: int = 0
    at_home: int = 0
    reachable: int = 0
    asked: int = 0
    agreed: int = 0

    def add(self, other: Counts) -> None:
        """Add another's."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def figures_of(place: Division) -> tuple[list[tuple[Division, Counts]], Counts]:
    """Return the counts of what lies below a place, in its order, and their sum; those without anything are left out.

    A street and a district show communities, a city its districts. Four queries, five for a city, however many.
    """
    names = {row.pk: row for row in communities_under(place).order_by("code")}
    by_community = _counted(list(names))
    whole = Counts()
    rows: dict[int, tuple[Division, Counts]] = {}
    above = _districts(place) if place.level == Level.CITY else {}
    for pk, community in names.items():
        if pk not in by_community:
            continue
        shown = next((row for path, row in above.items() if community.path.startswith(path)), community)
        counts = rows.setdefault(shown.pk, (shown, Counts()))[1]
        counts.add(by_community[pk])
        whole.add(by_community[pk])
    return list(rows.values()), whole


def _districts(place: Division) -> dict[str, Division]:
    return {row.path: row for row in Division.objects.filter(parent=place).defer("outline")}


def _counted(communities: list[int]) -> dict[int, Counts]:
    under = {"community__in": communities}
    found: dict[int, Counts] = defaultdict(lambda: Counts(communities=1))
    below = Organisation.objects.filter(parent=OuterRef("organisation"), kind=BRANCH_KIND, active=True)
    units = UnitRegistration.objects.filter(runs(), **under).annotate(general=Exists(below))
    for community_id, general, count in units.values_list("community", "general").annotate(n=Count("id")).order_by():
        setattr(found[community_id], "general" if general else "branches", count)
    members = MemberRegistration.objects.filter(state=State.CONFIRMED, **under)
    reachable = Q(paused_at=None) & ~Q(purposes=0)
    grouped = members.values_list("community", "side").annotate(n=Count("*"), open=Count("side", filter=reachable))
    for community_id, side, count, reached in grouped.order_by():
        counts = found[community_id]
        setattr(counts, "at_home" if side == Side.HOME else "at_work", count)
        counts.reachable += reached
    askings = Asking.objects.filter(asked_at__gt=clock.now() - WINDOW, **under)
    said_yes = Count("id", filter=Q(answer=Answer.YES))
    for community_id, count, yes in askings.values_list("community").annotate(n=Count("id"), yes=said_yes).order_by():
        found[community_id].asked, found[community_id].agreed = count, yes
    return found
