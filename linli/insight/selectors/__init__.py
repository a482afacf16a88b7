"""The figures of a place and a period (sourcebook I1, I2, R6): one answer for the page, the shell and the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.catalog.models import Category
from linli.core import clock
from linli.core.snapshot import snapshot
from linli.insight.domain.periods import Period
from linli.insight.domain.rates import Rate
from linli.insight.selectors import breakdown, measures
from linli.insight.selectors.breakdown import Cell, Point
from linli.insight.selectors.counting import Counting, Counts, Spread
from linli.insight.selectors.rows import Rows
from linli.insight.selectors.scope import Scope
from linli.insight.selectors.stock import stock
from linli.insight.selectors.tallied import Tallied, has_tallies
from linli.people.domain import Standing
from linli.people.models import Organisation
from linli.places.models import Division, Grid, Level

__all__ = ["Cell", "Figures", "Point", "Scope", "Spread", "Summary", "figures"]

BESIDE = ("unevaluated", "withdrawn", "rejected", "merged", "reopened", "overdue")


@dataclass(frozen=True, slots=True)
class Summary:
    """What can be compared between two periods."""

    cases: int
    response: Rate
    resolution: Rate
    satisfaction: Rate
    on_time: Rate

    @property
    def rates(self) -> dict[str, Rate]:
        """The four rates by name."""
        return {name: getattr(self, name) for name in ("response", "resolution", "satisfaction", "on_time")}

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"cases": self.cases} | {f"{name}_rate": rate.as_dict() for name, rate in self.rates.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything about one place and period. `evaluations` holds evaluated, yes, partly, no, satisfied."""

    scope: Scope
    period: Period
    stock: dict[str, int | None]
    summary: Summary
    previous: Summary
    evaluations: dict[str, int]
    beside: dict[str, int]
    time_to_contact: Spread
    time_to_resolve: Spread
    mixture: dict[str, tuple[Cell, ...]]
    categories: tuple[Cell, ...]
    places: tuple[Cell, ...]
    units: tuple[Cell, ...]
    trend: tuple[Point, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return them for JSON, keys in English, moments as local dates."""
        scope, period = self.scope, self.period
        chosen = {"grid": scope.grid, "category": scope.category}
        return {
            "place": {"code": scope.place.code, "name": scope.place.name},
            **{name: one and {"code": one.code, "name": one.name} for name, one in chosen.items()},
            "organisation": scope.organisation and {"id": scope.organisation.pk, "name": scope.organisation.name},
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            **self.stock,
            **self.summary.as_dict(),
            "evaluations": self.evaluations,
            **self.beside,
            "time_to_contact": self.time_to_contact.as_dict(),
            "time_to_resolve": self.time_to_resolve.as_dict(),
            **{f"by_{name}": [cell.as_dict() for cell in cells] for name, cells in self.mixture.items()},
            "by_category": [cell.as_dict() for cell in self.categories],
            "by_grid" if scope.place.level == Level.COMMUNITY else "by_division": [
                cell.as_dict() for cell in self.places
            ],
            "by_unit": [cell.as_dict() for cell in self.units],
            "trend": {
                "step": period.step,
                "points": [
                    {"from": p.day.isoformat(), "submitted": p.submitted, "resolved": p.resolved} for p in self.trend
                ],
            },
            "previous": {
                "from": period.previous().first.isoformat(),
                "to": period.previous().last.isoformat(),
                **self.previous.as_dict(),
            },
        }


def figures(
    place: Division,
    start: date,
    end: date,
    *,
    grid: Grid | None = None,
    category: Category | None = None,
    organisation: Organisation | None = None,
    viewer: Standing | None = None,
) -> Figures:
    """Return the figures of a place, in a number of queries that does not grow with what is counted.

    What each figure counts, and by which moment, stands in `measures`; what becomes of confidential cases and of the
    parts of a split case, in `scope`; how it is counted, in `counting`.

    Args:
        place: a community or any division above.
        start: first day, local.
        end: last day, local, included.
        grid: one grid of the place.
        category: one category, its subcategories included.
        organisation: cases that it leads or was called to.
        viewer: who looks; None for the operator's shell.

    Raises:
        ValueError: `start` comes after `end`.
    """
    scope, period, now = Scope(place, grid, category, organisation, viewer), Period(start, end), clock.now()
    with snapshot():
        return counted(scope, period, (Tallied if has_tallies(scope) else Rows)(scope, period, now))


def counted(scope: Scope, period: Period, counting: Counting) -> Figures:
    """Return figures as one way of counting finds them."""
    counts, before = counting.summed()
    contact, resolve = counting.spreads(counts["contacts"], counts["resolved"])
    return Figures(
        scope=scope,
        period=period,
        stock=stock(scope.place, scope.grid),
        summary=_summary(counts),
        previous=_summary(before),
        evaluations={name: counts[name] for name in ("evaluated", "yes", "partly", "no", "satisfied")},
        beside={name: counts[name] for name in BESIDE},
        time_to_contact=contact,
        time_to_resolve=resolve,
        mixture=breakdown.mixture(counting),
        categories=breakdown.by_category(counting),
        places=breakdown.by_place(scope, counting),
        units=breakdown.by_unit(counting),
        trend=breakdown.trend(counting, period),
    )


def _summary(counts: Counts) -> Summary:
    return Summary(cases=counts["cases"], **measures.rates_of(counts))
