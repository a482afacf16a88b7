"""The parts of a figure: by state, kind, channel, category, unit, grid or smaller place, and over time.

Confidential cases are in none of them but the smaller divisions; see `scope`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, TextField, Value
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext

from linli.cases.models import Kind, Reporter, State
from linli.catalog.models import Category, Urgency
from linli.insight.domain.periods import Period, step_of
from linli.insight.domain.rates import Rate
from linli.insight.selectors import measures
from linli.insight.selectors.scope import Scope, cases
from linli.insight.selectors.seconds import EPOCH_DAY, local_day_number
from linli.people.domain import DESK_KINDS
from linli.people.models import Organisation
from linli.places.models import Division, Grid, Level

CODE = 13  # a division's code in a path, with its "/"


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a breakdown: its code, its name in words, how many cases, its rates (none where only counted)."""

    code: str
    name: str
    cases: int
    rates: dict[str, Rate] = field(default_factory=dict)
    parts: tuple[Cell, ...] = ()
    outline: Any = None

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        found: dict[str, Any] = {"code": self.code, "name": self.name, "cases": self.cases}
        found |= {f"{name}_rate": rate.as_dict() for name, rate in self.rates.items()}
        return found | ({"parts": [part.as_dict() for part in self.parts]} if self.parts else {})


Counts = dict[Any, dict[str, int]]


def _grouped(
    scope: Scope, period: Period, now: datetime, key: Callable[[str], Any], condition: Callable[[str], Q]
) -> Counts:
    """Count cases and verdicts by a key: two queries. `key` gives the expression on a case reached by a prefix."""
    found: Counts = {}
    touched = cases(condition("") & measures.touched(period)).annotate(cell=key("")).values("cell")
    for row in touched.annotate(**measures.case_counts(period, now)).order_by("cell"):
        found[row["cell"]] = measures.counted(row)
    heard = Reporter.objects.filter(condition("case__") & measures.within("evaluated_at", period))
    judged = heard.annotate(cell=key("case__")).values("cell")
    for row in judged.annotate(**measures.verdict_counts(period)).order_by("cell"):
        found.setdefault(row["cell"], {}).update(measures.counted(row))
    return found


def _cell(code: str, name: str, counts: dict[str, int], **more: Any) -> Cell:
    return Cell(code, name, counts.get("cases", 0), measures.rates_of(counts), **more)


def mixture(scope: Scope, period: Period) -> dict[str, tuple[Cell, ...]]:
    """Return the cases submitted in the period by state, kind, urgency and channel: one query."""
    tally: dict[str, Counter[str]] = {name: Counter() for name in ("state", "kind", "urgency", "channel")}
    channels: dict[str, str] = {}
    rows = cases(scope.cell() & measures.within("submitted_at", period)).values(
        "state", "kind", "urgency", code=F("channel__code"), word=F("channel__name")
    )
    for row in rows.annotate(n=Count("id")).order_by("channel__order", "channel__code"):
        channels[row["code"]] = gettext(row["word"])
        for name in ("state", "kind", "urgency"):
            tally[name][row[name]] += row["n"]
        tally["channel"][row["code"]] += row["n"]
    words: dict[str, list[tuple[str, Any]]] = {
        "state": State.choices,
        "kind": Kind.choices,
        "urgency": Urgency.choices,
        "channel": list(channels.items()),
    }
    return {name: tuple(Cell(code, str(word), tally[name][code]) for code, word in words[name]) for name in words}


def by_category(scope: Scope, period: Period, now: datetime) -> tuple[Cell, ...]:
    """Return the categories of the first level with those of the second as parts, the most asked-for first."""
    counts = _grouped(scope, period, now, lambda to_case: F(f"{to_case}category"), scope.cell)
    by_parent: dict[int | None, list[Category]] = {}
    for category in Category.objects.defer("words"):
        by_parent.setdefault(category.parent_id, []).append(category)
    found = []
    for top in by_parent.get(None, []):
        below = [child for child in by_parent.get(top.pk, []) if child.pk in counts]
        parts = tuple(_cell(child.code, gettext(child.name), counts[child.pk]) for child in below)
        whole = Counter(counts.get(top.pk, {}))
        for child in below:
            whole.update(counts[child.pk])
        if whole:
            found.append(_cell(top.code, gettext(top.name), whole, parts=tuple(sorted(parts, key=_most))))
    if None in counts:
        found.append(_cell("", gettext("未分类"), counts[None]))
    return tuple(sorted(found, key=_most))


def _most(cell: Cell) -> tuple[bool, int]:
    return cell.code == "", -cell.cases


def by_unit(scope: Scope, period: Period, now: datetime) -> tuple[Cell, ...]:
    """Return the cases that units and departments lead (a desk's own are in its place), with their rates."""

    def led_by_unit(to_case: str) -> Q:
        return scope.cell(to_case) & ~Q(**{f"{to_case}lead__kind__in": sorted(DESK_KINDS)})

    counts = _grouped(scope, period, now, lambda to_case: F(f"{to_case}lead"), led_by_unit)
    units = Organisation.objects.filter(pk__in=list(counts)).order_by("name")
    return tuple(sorted((_cell(str(unit.pk), unit.name, counts[unit.pk]) for unit in units), key=_most))


# As text: the map reads it into a shape at once, and a district's outline is long to take apart in between.
_OUTLINE = Cast("outline", TextField())


def by_place(scope: Scope, period: Period, now: datetime) -> tuple[Cell, ...]:
    """Return the grids of a community, or the divisions one level below, each with its outline; none of a grid."""
    if scope.grid is not None:
        return ()
    if scope.place.level == Level.COMMUNITY:
        counts = _grouped(scope, period, now, lambda to_case: F(f"{to_case}grid"), scope.cell)
        grids = Grid.objects.filter(community=scope.place).defer("outline").annotate(drawn=_OUTLINE)
        return tuple(
            _cell(grid.code, grid.name, counts.get(grid.pk, {}), outline=grid.drawn)
            for grid in grids
            if grid.active or grid.pk in counts
        )
    length = len(scope.place.path) + CODE
    counts = _grouped(
        scope, period, now, lambda to_case: Substr(f"{to_case}path", Value(1), Value(length)), scope.total
    )
    below = Division.objects.filter(parent=scope.place).defer("outline").annotate(drawn=_OUTLINE)
    return tuple(_cell(one.code, one.name, counts.get(one.path, {}), outline=one.drawn) for one in below)


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a trend: its first day, the cases submitted and those resolved in it."""

    day: date
    submitted: int
    resolved: int


def trend(scope: Scope, period: Period) -> tuple[Point, ...]:
    """Return how many cases came and how many were answered, by day, week or month: two queries."""

    def series(column: str, condition: Q) -> Counter[date]:
        rows = cases(scope.cell() & measures.within(column, period) & condition).annotate(day=local_day_number(column))
        found: Counter[date] = Counter()
        for number, count in rows.values_list("day").annotate(n=Count("id")).order_by("day"):
            found[step_of(date.fromordinal(EPOCH_DAY + number), period.step)] += count
        return found

    came = series("submitted_at", Q())
    answered = series("resolved_at", Q(state__in=measures.ANSWERED))
    return tuple(Point(day, came[day], answered[day]) for day in period.steps())
