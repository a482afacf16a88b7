"""Which cases a figure counts, and which of them may be told apart.

Three rules, the same for every figure (`docs/decisions/011-figures-and-confidential-cases.md`):

- A part of a split case is not counted: its parent is.
- A confidential case is counted in the totals and rates of a community or a larger place, over everything. It is in no
  cell smaller than that: no grid, category, kind, channel, urgency, state, unit or day; and a selection by grid,
  category or organisation leaves it out, so that no "one" can tell of it (case description, "Confidential", story 11).
- For somebody whom a confidential case names, it is not counted at all: their figures are the same with and without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from linli.cases.models import Case, Exclusion, Handler, Visibility
from linli.catalog.models import Category
from linli.people.domain import Standing
from linli.people.models import Organisation
from linli.places.models import Division, Grid, Level


@dataclass(frozen=True, slots=True)
class Scope:
    """A selection of cases: a place, perhaps one grid, category or organisation of it; `viewer` is who looks."""

    place: Division
    grid: Grid | None = None
    category: Category | None = None
    organisation: Organisation | None = None
    viewer: Standing | None = None

    @property
    def narrow(self) -> bool:
        """Whether it is smaller than a community's all cases: then confidential ones are left out."""
        return bool(self.grid or self.category or self.organisation)

    def total(self, to_case: str = "") -> Q:
        """Return the condition for totals and rates.

        Args:
            to_case: "" on cases, "case__" on rows that belong to one.
        """
        if self.narrow:
            return self.cell(to_case)
        account_id = self.viewer.account_id if self.viewer else None
        if account_id is None:
            return self._counted(to_case)
        named = Exclusion.objects.filter(
            community=OuterRef("community"), case_id=OuterRef(f"{to_case}id"), account=account_id
        )
        return self._counted(to_case) & (self._told(to_case) | Q(~Exists(named)))

    def cell(self, to_case: str = "") -> Q:
        """Return the condition for everything that is broken down."""
        return self._counted(to_case) & self._told(to_case)

    def listed(self) -> Q:
        """Return the condition for a list of cases: parts of split cases stand in it, confidential ones never."""
        return self._selected("") & self._told()

    def _counted(self, to_case: str) -> Q:
        return self._selected(to_case) & Q(**{f"{to_case}parent_id": None})

    def _told(self, to_case: str = "") -> Q:
        return ~Q(**{f"{to_case}visibility": Visibility.CONFIDENTIAL})

    def _selected(self, to_case: str) -> Q:
        if self.place.level == Level.COMMUNITY:
            chosen = Q(community=self.place.pk)
        else:
            below = Division.objects.filter(path__startswith=self.place.path)
            chosen = Q(community__in=below.values("pk"))
        if self.grid is not None:
            chosen &= Q(**{f"{to_case}grid": self.grid.pk})
        if self.category is not None:
            own = {f"{to_case}category": self.category.pk}
            chosen &= Q(**own) | Q(**{f"{to_case}category__parent": self.category.pk})
        if self.organisation is not None:
            chosen &= Q(**{f"{to_case}lead": self.organisation.pk}) | Q(Exists(_called(self.organisation, to_case)))
        return chosen


def _called(organisation: Organisation, to_case: str):  # type: ignore[no-untyped-def]
    """The parts an organisation has in cases it does not lead, unless only informed or let off after an objection."""
    let_off = Q(objected_at__isnull=False, ended_at__isnull=False, insisted_at=None, reported_at=None)
    return (
        Handler.objects.filter(
            community=OuterRef("community"), case_id=OuterRef(f"{to_case}id"), organisation=organisation.pk
        )
        .exclude(part="informed")
        .exclude(let_off)
    )


def cases(condition: Q):  # type: ignore[no-untyped-def]
    """Return the cases under a condition of `Scope`."""
    return Case.objects.filter(condition).order_by()
