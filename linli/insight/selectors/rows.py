"""Counting cases one by one, in the database: right for every selection, and what tallies are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Value, Window
from django.db.models.functions import RowNumber, Substr

from linli.cases.models import Reporter
from linli.insight.domain.periods import Period, step_of
from linli.insight.domain.rates import nearest_rank
from linli.insight.domain.tallies import EPOCH_DAY
from linli.insight.selectors import measures
from linli.insight.selectors.counting import Counts, Mixture, Spread
from linli.insight.selectors.scope import Scope, cases
from linli.insight.selectors.seconds import local_day_number, seconds_between
from linli.people.domain import DESK_KINDS
from linli.places.models import Division

CODE = 13  # a division's code in a path, with its "/"


class Rows:
    """Every count is a query or two, whatever it counts. See `Counting`."""

    def __init__(self, scope: Scope, period: Period, now: datetime) -> None:
        self.scope, self.period, self.now = scope, period, now

    def summed(self) -> tuple[Counts, Counts]:
        """Two queries."""
        period, before = self.period, self.period.previous()
        counts = measures.counted(
            cases(self.scope.total()).aggregate(
                **measures.case_counts(period, self.now, full=True),
                **measures.case_counts(before, self.now, prefix="before_"),
            )
        )
        heard = measures.counted(
            Reporter.objects.filter(self.scope.total("case__")).aggregate(
                **measures.verdict_counts(period), **measures.verdict_counts(before, prefix="before_")
            )
        )
        both = counts | heard
        earlier = {name.removeprefix("before_"): n for name, n in both.items() if name.startswith("before_")}
        return {name: n for name, n in both.items() if not name.startswith("before_")}, earlier

    def spreads(self, contacts: int, resolved: int) -> tuple[Spread, Spread]:
        """Two queries, or none where nothing was counted."""
        return exact_spreads(self.scope, self.period, self.now, contacts, resolved)

    def mixture(self) -> Mixture:
        """One query."""
        found = Mixture(Counter(), Counter(), Counter(), Counter())
        rows = cases(self.scope.cell() & measures.within("submitted_at", self.period))
        names = ("state", "kind", "urgency", "channel")
        for *values, count in rows.values_list(*names).annotate(n=Count("id")).order_by():
            for name, value in zip(names, values, strict=True):
                getattr(found, name)[value] += count
        return found

    def by_category(self) -> dict[int, Counts]:
        """Two queries."""
        counts = self._grouped(lambda to_case: F(f"{to_case}category"), self.scope.cell)
        return {category or 0: own for category, own in counts.items()}

    def by_unit(self) -> dict[int, Counts]:
        """Two queries."""

        def led_by_unit(to_case: str) -> Q:
            return self.scope.cell(to_case) & ~Q(**{f"{to_case}lead__kind__in": sorted(DESK_KINDS)})

        return self._grouped(lambda to_case: F(f"{to_case}lead"), led_by_unit)

    def by_place(self, below: Sequence[Division]) -> dict[int, Counts]:
        """Two queries."""
        length = len(self.scope.place.path) + CODE
        counts = self._grouped(lambda to_case: Substr(f"{to_case}path", Value(1), Value(length)), self.scope.total)
        return {one.pk: counts[one.path] for one in below if one.path in counts}

    def by_grid(self) -> dict[int, Counts]:
        """Two queries."""
        return self._grouped(lambda to_case: F(f"{to_case}grid"), self.scope.cell)

    def trend(self) -> tuple[Counter[date], Counter[date]]:
        """Two queries."""
        return self._series("submitted_at", Q()), self._series("resolved_at", Q(state__in=measures.ANSWERED))

    def _series(self, column: str, condition: Q) -> Counter[date]:
        rows = cases(self.scope.cell() & measures.within(column, self.period) & condition)
        days = rows.annotate(day=local_day_number(column)).values_list("day").annotate(n=Count("id")).order_by("day")
        found: Counter[date] = Counter()
        for number, count in days:
            found[step_of(date.fromordinal(EPOCH_DAY + number), self.period.step)] += count
        return found

    def _grouped(self, key: Callable[[str], Any], condition: Callable[[str], Q]) -> dict[Any, Counts]:
        """Count cases and verdicts by a key. `key` gives the expression on a case reached by a prefix."""
        found: dict[Any, Counts] = {}
        touched = cases(condition("") & measures.touched(self.period)).annotate(cell=key("")).values("cell")
        for row in touched.annotate(**measures.case_counts(self.period, self.now)).order_by("cell"):
            found[row["cell"]] = measures.counted(row)
        heard = Reporter.objects.filter(condition("case__") & measures.within("evaluated_at", self.period))
        judged = heard.annotate(cell=key("case__")).values("cell")
        for row in judged.annotate(**measures.verdict_counts(self.period)).order_by("cell"):
            found.setdefault(row["cell"], {}).update(measures.counted(row))
        return {key: counts for key, counts in found.items() if any(counts.values())}


def exact_spreads(scope: Scope, period: Period, now: datetime, contacts: int, resolved: int) -> tuple[Spread, Spread]:
    """Return the times to the first contact and to the answer, found by the database: a query each, or none."""
    total = cases(scope.total())
    contacted = total.filter(measures.within("contacted_at", period))
    answered = total.filter(measures.rated(period, now)["resolved"])
    return _spread(contacted, "contacted_at", contacts), _spread(answered, "resolved_at", resolved)


def _spread(rows: Any, moment: str, count: int) -> Spread:
    if not count:
        return Spread()
    ranks = [(nearest_rank(count, share) or 0) + 1 for share in (0.5, 0.9)]
    ordered = rows.annotate(took=seconds_between("submitted_at", moment)).annotate(
        place=Window(RowNumber(), order_by=F("took").asc())
    )
    found = dict(ordered.filter(place__in=ranks).values_list("place", "took"))
    median, p90 = (timedelta(seconds=found[rank]) for rank in ranks)
    return Spread(count, median, p90)
