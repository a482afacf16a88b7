"""Figures of whole places above the community, added up from what was tallied by day and month.

To the tallies come what deeds have noted and nobody has folded in yet, and what time alone has changed since the last
deed. Whoever asks does so in one snapshot, in which no note is both folded and not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import Substr

from linli.cases.models import Case, Visibility
from linli.insight.domain.periods import MONTH, Period, step_of
from linli.insight.domain.tallies import (
    EPOCH_DAY,
    KINDS,
    MEASURES,
    MOST_KEY,
    STATES,
    URGENCIES,
    Facet,
    Mark,
    day_number,
    face_of,
    marks_of,
    ranked_seconds,
    stretches,
    tally_id,
)
from linli.insight.models import Book, Change, Tally
from linli.insight.selectors import measures
from linli.insight.selectors.counting import Counts, Mixture, Spread
from linli.insight.selectors.rows import CODE, exact_spreads
from linli.insight.selectors.scope import Scope, cases
from linli.insight.selectors.seconds import local_day_number
from linli.insight.tallying.adding import Sums, marks_add, sums_add, sums_of_changes
from linli.people.domain import DESK_KINDS
from linli.places.models import Division, Level

EXACT_UP_TO = 3000
"""So many times are put in order one by one; of more, the median is told to within one per cent."""

_TOLD_APART = (Facet.PLACE, Facet.CATEGORY, Facet.UNIT, Facet.STATE, Facet.KIND, Facet.URGENCY, Facet.CHANNEL)
_TABLE = Tally._meta.db_table


def has_tallies(scope: Scope) -> bool:
    """Whether a scope is a whole place above the community, and the tallies are made: one query, or none."""
    return scope.place.level > Level.COMMUNITY and not scope.narrow and Book.objects.filter(made=True).exists()


class Tallied:
    """Sums of tallies. See `Counting`."""

    def __init__(self, scope: Scope, period: Period, now: datetime) -> None:
        self.scope, self.period, self.now = scope, period, now

    def summed(self) -> tuple[Counts, Counts]:
        """A query for the period before, and one for the promises that have passed unmarked."""
        whole, before = self._told_apart[Facet.PLACE], self._added([Facet.PLACE], self.period.previous())[Facet.PLACE]
        counts = {name: sum(each[name] for each in whole.values()) for name in MEASURES}
        passed = measures.within("submitted_at", self.period) & measures.unmarked(self.now)
        counts["overdue"] = counts.pop("late") + cases(self.scope.total() & passed).count()
        return counts, {name: sum(each[name] for each in before.values()) for name in MEASURES}

    def spreads(self, contacts: int, resolved: int) -> tuple[Spread, Spread]:
        """Two queries where every time is put in order, one where they are tallied."""
        if max(contacts, resolved) <= EXACT_UP_TO:
            return exact_spreads(self.scope, self.period, self.now, contacts, resolved)
        found = self._added([Facet.CONTACT, Facet.RESOLVE], self.period)
        return _spread(found[Facet.CONTACT]), _spread(found[Facet.RESOLVE])

    def mixture(self) -> Mixture:
        """No query of its own."""

        def words(facet: Facet, names: Sequence[str]) -> Counter[str]:
            return Counter({names[key]: counts["cases"] for key, counts in self._told_apart[facet].items()})

        channels = {key: counts["cases"] for key, counts in self._told_apart[Facet.CHANNEL].items()}
        return Mixture(
            words(Facet.STATE, STATES), words(Facet.KIND, KINDS), words(Facet.URGENCY, URGENCIES), Counter(channels)
        )

    def by_category(self) -> dict[int, Counts]:
        """No query of its own."""
        return self._told_apart[Facet.CATEGORY]

    def by_unit(self) -> dict[int, Counts]:
        """No query of its own."""
        return self._told_apart[Facet.UNIT]

    def by_place(self, below: Sequence[Division]) -> dict[int, Counts]:
        """No query of its own."""
        return self._told_apart[Facet.PLACE]

    def by_grid(self) -> dict[int, Counts]:
        """Grids have no tallies: they are small enough to be counted."""
        raise NotImplementedError("a place above the community has no grids of its own")

    def trend(self) -> tuple[Counter[date], Counter[date]]:
        """One query."""
        step = self.period.step
        found = self._added([Facet.KIND], self.period, by_day=True, whole_months=step == MONTH)[Facet.KIND]
        came: Counter[date] = Counter()
        answered: Counter[date] = Counter()
        for number, counts in found.items():
            first = step_of(date.fromordinal(EPOCH_DAY + number), step)
            came[first] += counts["cases"]
            answered[first] += counts["resolved"]
        return came, answered

    @cached_property
    def _told_apart(self) -> dict[Facet, dict[int, Counts]]:
        return self._added(_TOLD_APART, self.period)

    def _added(
        self, facets: Sequence[Facet], period: Period, *, by_day: bool = False, whole_months: bool = True
    ) -> dict[Facet, dict[int, Counts]]:
        """Return what is counted in a period by facet and key, or by facet and day; what adds up to nothing is left out."""
        found: dict[Facet, dict[int, Counts]] = {facet: {} for facet in facets}
        for facet, key, *counts in self._stored(facets, period, by_day, whole_months):
            found[Facet(facet)][key] = dict(zip(MEASURES, map(int, counts), strict=True))
        first, last = day_number(period.first), day_number(period.last)
        for (facet, key, day), changed in self._noted.items():
            if facet in found and first <= day <= last:
                into = found[facet].setdefault(day if by_day else key, dict.fromkeys(MEASURES, 0))
                for name, count in changed.items():
                    into[name] += count
        return {facet: {key: one for key, one in own.items() if any(one.values())} for facet, own in found.items()}

    def _stored(self, facets: Sequence[Facet], period: Period, by_day: bool, whole_months: bool) -> list[Any]:
        """The tallies' own sums: one query over stretches of the primary key, each of which is read as it lies there."""
        columns = f"facet, {'day' if by_day else 'key'}"
        ranges = [
            (self.scope.place.pk, tally_id(span, facet, first, 0), tally_id(span, facet, last, MOST_KEY))
            for facet in facets
            for span, first, last in stretches(period, whole_months=whole_months)
        ]
        rows = f"SELECT {columns}, {', '.join(MEASURES)} FROM {_TABLE} WHERE community_id = %s AND id BETWEEN %s AND %s"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns}, {', '.join(f'SUM({name})' for name in MEASURES)} "
                f"FROM ({' UNION ALL '.join([rows] * len(ranges))}) AS parts GROUP BY {columns}",
                [value for one in ranges for value in one],
            )
            return cursor.fetchall()

    @cached_property
    def _noted(self) -> Sums:
        """What belongs to the tallies and is not in them: notes of deeds, less what this viewer or this moment leaves out."""
        path = self.scope.place.path
        below = dict(Division.objects.filter(parent=self.scope.place).values_list("path", "pk"))
        changes = Change.objects.filter(community__path__startswith=path)
        notes = changes.values_list(Substr("community__path", 1, len(path) + CODE), "before", "after")
        whole: Sums = {}
        for place, sums in sums_of_changes((below[part], *faces) for part, *faces in notes).items():
            sums_add(whole, sums, place)
        marks_add(whole, self._named(below), -1)
        if self.period.end > self.now:
            marks_add(whole, self._ahead(below), -1)
        return whole

    def _named(self, below: Mapping[str, int]) -> Iterator[Mark]:
        """Marks of the confidential cases that name the viewer."""
        account_id = self.scope.viewer.account_id if self.scope.viewer else None
        if account_id is None:
            return
        named = Case.objects.filter(
            community__path__startswith=self.scope.place.path,
            visibility=Visibility.CONFIDENTIAL,
            exclusions__account=account_id,
        )
        for case in (
            named.defer("address").select_related("community").defer("community__outline").prefetch_related("reporters")
        ):
            if face := face_of(case, case.reporters.all(), case.channel_id):
                place = below[case.community.path[: len(self.scope.place.path) + CODE]]
                for facet, key, day, measure in marks_of(face, lambda lead: False):
                    yield facet, place if facet == Facet.PLACE else key, day, measure

    def _ahead(self, below: Mapping[str, int]) -> Iterator[Mark]:
        """Marks of the contacts that are due in the periods, but later than now."""
        length = len(self.scope.place.path) + CODE
        both = Period(self.period.previous().first, self.period.last)
        rows = cases(self.scope.total() & measures.awaited(both) & Q(contact_by__gt=self.now))
        rows = rows.annotate(part=Substr("path", 1, length), day=local_day_number("contact_by"))
        in_time = Count("id", filter=Q(contacted_at__lte=F("contact_by")))
        for row in rows.values("part", "day", "category", "lead", "lead__kind", "visibility").annotate(
            due=Count("id"), contacted=in_time
        ):
            cells = [(Facet.PLACE, below[row["part"]])]
            if row["visibility"] != Visibility.CONFIDENTIAL:
                cells.append((Facet.CATEGORY, row["category"] or 0))
                if row["lead__kind"] not in DESK_KINDS:
                    cells.append((Facet.UNIT, row["lead"]))
            for facet, key in cells:
                for measure in ("due", "contacted"):
                    yield from [(facet, key, row["day"], measure)] * row[measure]


def _spread(counts: Mapping[int, Counts]) -> Spread:
    times = {bucket: each["cases"] for bucket, each in counts.items()}
    count = sum(times.values())
    if not count:
        return Spread()
    median, p90 = (timedelta(seconds=ranked_seconds(times, share) or 0) for share in (0.5, 0.9))
    return Spread(count, median, p90)
