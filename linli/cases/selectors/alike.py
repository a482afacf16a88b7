"""Which cases are likely about the same matter as a text at a place: by words, place and time, among those given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from linli.cases.domain.facts import OPEN
from linli.cases.domain.likeness import ANSWERED_WITHIN, WITHIN, Near, Spot, is_likely, metres_between, nearness
from linli.cases.models import Case, Visibility
from linli.core import clock
from linli.places.selectors import Located
from linli.text.folding import fold
from linli.text.likeness import Profile, keys_of, likeness, profile, shared_words

NEWEST = 200
"""Of the cases that share a key, so many of the newest are looked at: a neighbourhood has no more in its two months."""
CANDIDATES = 40
"""Those that share most keys are compared word by word; each costs about a tenth of a millisecond."""
SHOWN = 5
# What is compared and what may be shown of it; a whole case has four times as many columns.
_COMPARED = [
    *("community_id", "id", "number", "title", "body", "state", "visibility", "kind", "category", "submitted_at"),
    *("published_at", "public_title", "lon", "lat", "parent_id", "merged_into_id", "grid", "building", "lead_id"),
    *("grid__name", "building__lon", "building__lat", "building__compound", "building__compound__name"),
    *("category__name", "category__code", "community__name"),
]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is looked for: words at a place.

    Args:
        names: how people call the place, folded: it is compared as a place and not as words.
        own_id: the case that says so itself, or None where it is being written.
    """

    community_id: int
    text: str
    spot: Spot
    category_id: int | None = None
    names: tuple[str, ...] = ()
    own_id: int | None = None

    @property
    def profile(self) -> Profile:
        """Its words, the first sentence counting as its title."""
        return profile_at(self.text, self.names)


@dataclass(frozen=True, slots=True)
class Alike:
    """A case likely about the same matter, and why."""

    case: Case
    likeness: float
    near: Near
    metres: float | None
    days: int
    shared: list[str]


def profile_at(text: str, names: Iterable[str] = ()) -> Profile:
    """Return what a case's text consists of."""
    return profile(text, text.split("\n", 1)[0], without=names)


def text_of(case: Case) -> str:
    """Return what a case says: its title stands first, once."""
    return case.body if case.body.startswith(case.title) else f"{case.title}\n{case.body}"


def day_of(moment: datetime) -> int:
    """Return a day as the table of keys counts it."""
    return int(moment.timestamp() // timedelta(days=1).total_seconds())


def matter_of(case: Case) -> Matter:
    """Return a case as what is looked for."""
    names = _names(case.community.name, case.building.compound.name if case.building and case.building.compound else "")
    return Matter(case.community_id, text_of(case), spot_of(case), case.category_id, names, case.id)


def matter_at(
    place: Located, text: str, category_id: int | None = None, point: tuple[float, float] | None = None
) -> Matter:
    """Return what somebody writes at a place as what is looked for."""
    building = place.building
    compound = building.compound if building else None
    lon, lat = point or ((building.lon, building.lat) if building else (None, None))
    spot = Spot(
        place.grid.pk if place.grid else None,
        building.pk if building else None,
        compound.pk if compound else None,
        lon,
        lat,
    )
    return Matter(
        place.community.pk, text, spot, category_id, _names(place.community.name, compound.name if compound else "")
    )


def spot_of(case: Case) -> Spot:
    """Return where a case is; its building's point where it has none of its own."""
    building = case.building
    own = case.lon is not None or building is None
    lon, lat = (case.lon, case.lat) if own else (building.lon, building.lat)  # type: ignore[union-attr]
    return Spot(case.grid_id, case.building_id, building.compound_id if building else None, lon, lat)


def _names(community: str, compound: str) -> tuple[str, ...]:
    """How people call the place, with and without what every such name ends in."""
    names = {community, community.removesuffix("社区"), compound, compound.removesuffix("小区")}
    return tuple(sorted((fold(name) for name in names if len(name) > 1), key=len, reverse=True))


def alike_to(matter: Matter, cases: QuerySet[Case], most: int = SHOWN) -> list[Alike]:
    """Return the cases likely about the same matter, the likest first: two queries.

    Args:
        matter: what is looked for.
        cases: those whoever asks may know of. Confidential ones are left out whoever asks, and so are parts of the
            same case, those ended without an answer, and those answered long ago.
    """
    now, wanted = clock.now(), matter.profile
    ids = [pk for pk in _candidates(matter.community_id, keys_of(wanted), day_of(now - WITHIN)) if pk != matter.own_id]
    if not ids:
        return []
    recent = Q(state__in=OPEN) | Q(state__in=("resolved", "closed"), resolved_at__gte=now - ANSWERED_WITHIN)
    rows = (
        cases.filter(recent, community_id=matter.community_id, id__in=ids, submitted_at__gte=now - WITHIN)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .select_related("category", "grid", "building__compound", "community")
        .only(*_COMPARED)
    )
    found = [one for case in rows if (one := _compared(matter, wanted, case, now))]
    return sorted(found, key=lambda one: (-one.likeness, -one.case.id))[:most]


def _compared(matter: Matter, wanted: Profile, case: Case, now: datetime) -> Alike | None:
    text, spot = text_of(case), spot_of(case)
    other = profile_at(text, matter.names)
    words, near = likeness(wanted, other), nearness(matter.spot, spot)
    if matter.own_id is not None and matter.own_id in (case.parent_id, case.merged_into_id):
        return None
    if not is_likely(words, near, matter.category_id, case.category_id):
        return None
    shared = shared_words(text, other, wanted)
    return Alike(case, words, near, metres_between(matter.spot, spot), (now - case.submitted_at).days, shared)


_NEWEST_OF_A_KEY = f"""SELECT case_id FROM (
    SELECT case_id FROM cases_likenesskey WHERE community_id = %s AND key = %s AND day >= %s
    ORDER BY day DESC, case_id DESC LIMIT {NEWEST}) newest"""


def _candidates(community_id: int, keys: list[int], since: int) -> list[int]:
    """The cases that share most keys, of those newest at each key."""
    if not keys:
        return []
    met = " UNION ALL ".join([_NEWEST_OF_A_KEY] * len(keys))
    sql = f"SELECT case_id FROM ({met}) met GROUP BY case_id ORDER BY COUNT(*) DESC, case_id DESC LIMIT {CANDIDATES}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for key in keys for value in (community_id, key, since)])
        return [row[0] for row in cursor.fetchall()]
