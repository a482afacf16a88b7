"""The parts of a figure, with their names: by state, kind, channel, category, unit, grid or smaller place, and over time.

Confidential cases are in none of them but the smaller divisions; see `scope`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext

from linli.cases.models import Kind, State
from linli.catalog.models import Category, Channel, Urgency
from linli.insight.domain.periods import Period
from linli.insight.domain.rates import Rate
from linli.insight.selectors import measures
from linli.insight.selectors.counting import Counting, Counts
from linli.insight.selectors.scope import Scope
from linli.people.models import Organisation
from linli.places.models import Division, Grid, Level


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a breakdown: its code, its name in words, how many cases, what its rates are made of."""

    code: str
    name: str
    cases: int
    counts: Counts | None = None
    parts: tuple[Cell, ...] = ()
    outline: Any = None

    @property
    def rates(self) -> dict[str, Rate]:
        """Its four rates, worked out when asked for: of a city's thousand units a page shows thirty. None where only counted."""
        return {} if self.counts is None else measures.rates_of(self.counts)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        found: dict[str, Any] = {"code": self.code, "name": self.name, "cases": self.cases}
        found |= {f"{name}_rate": rate.as_dict() for name, rate in self.rates.items()}
        return found | ({"parts": [part.as_dict() for part in self.parts]} if self.parts else {})


def _cell(code: str, name: str, counts: Counts, **more: Any) -> Cell:
    return Cell(code, name, counts.get("cases", 0), counts, **more)


def mixture(counting: Counting) -> dict[str, tuple[Cell, ...]]:
    """Return the cases submitted in the period by state, kind, urgency, and by those channels that any came by."""
    found = counting.mixture()
    channels = Channel.objects.filter(pk__in=list(found.channel)).order_by("order", "code")

    def cells(words: Iterable[tuple[str, Any]], counts: Counter[str]) -> tuple[Cell, ...]:
        return tuple(Cell(code, str(word), counts[code]) for code, word in words)

    return {
        "state": cells(State.choices, found.state),
        "kind": cells(Kind.choices, found.kind),
        "urgency": cells(Urgency.choices, found.urgency),
        "channel": tuple(Cell(one.code, str(one), found.channel[one.pk]) for one in channels),
    }


def by_category(counting: Counting) -> tuple[Cell, ...]:
    """Return the categories of the first level with those of the second as parts, the most asked-for first."""
    counts = counting.by_category()
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
    if 0 in counts:
        found.append(_cell("", gettext("未分类"), counts[0]))
    return tuple(sorted(found, key=_most))


def _most(cell: Cell) -> tuple[bool, int]:
    return cell.code == "", -cell.cases


def by_unit(counting: Counting) -> tuple[Cell, ...]:
    """Return the cases that units and departments lead (a desk's own are in its place), with their rates."""
    counts = counting.by_unit()
    units = Organisation.objects.filter(pk__in=list(counts)).order_by("name").values_list("pk", "name")
    return tuple(sorted((_cell(str(pk), name, counts[pk]) for pk, name in units), key=_most))


# As text: the map reads it into a shape at once, and a district's outline is long to take apart in between.
_OUTLINE = Cast("outline", TextField())


def by_place(scope: Scope, counting: Counting) -> tuple[Cell, ...]:
    """Return the grids of a community, or the divisions one level below, each with its outline; none of a grid."""
    if scope.grid is not None:
        return ()
    if scope.place.level == Level.COMMUNITY:
        counts = counting.by_grid()
        grids = Grid.objects.filter(community=scope.place).defer("outline").annotate(drawn=_OUTLINE)
        return tuple(
            _cell(grid.code, grid.name, counts.get(grid.pk, {}), outline=grid.drawn)
            for grid in grids
            if grid.active or grid.pk in counts
        )
    below = list(Division.objects.filter(parent=scope.place).defer("outline").annotate(drawn=_OUTLINE))
    counts = counting.by_place(below)
    return tuple(_cell(one.code, one.name, counts.get(one.pk, {}), outline=one.drawn) for one in below)


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a trend: its first day, the cases submitted and those resolved in it."""

    day: date
    submitted: int
    resolved: int


def trend(counting: Counting, period: Period) -> tuple[Point, ...]:
    """Return how many cases came and how many were answered, by day, week or month."""
    came, answered = counting.trend()
    return tuple(Point(day, came[day], answered[day]) for day in period.steps())
