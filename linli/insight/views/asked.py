"""What a request asks figures of: place, grid and days; shared by the dashboard and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.insight.domain.periods import Period, local_day, named
from linli.insight.policies import may_see
from linli.insight.selectors import choosing
from linli.people.domain import Standing
from linli.places.models import Division, Grid

WORDS = {
    "month": gettext_lazy("本月"),
    "last_month": gettext_lazy("上月"),
    "90_days": gettext_lazy("近 90 天"),
    "year": gettext_lazy("近一年"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A place somebody may see, and a period; `fault` says what was wrong with the days, which then are this month's."""

    standing: Standing
    place: Division
    grid: Grid | None
    choice: str
    period: Period
    fault: str = ""

    @property
    def name(self) -> str:
        """The place in words."""
        return f"{self.place.name} {self.grid.name}" if self.grid else self.place.name

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The periods to choose from by name; the others are chosen by their days."""
        return [(choice, str(word)) for choice, word in WORDS.items()]

    @property
    def where(self) -> str:
        """The place, as an address's query says it."""
        return urlencode({"place": self.place.code} | ({"grid": self.grid.code} if self.grid else {}))


def asked(request: HttpRequest) -> Asked:
    """Read place, grid and period of a request's query; one's own place where none is named.

    Raises:
        Missing: no such place.
        Refused: it is not within the own territory.
    """
    standing: Standing = request.standing  # type: ignore[attr-defined]
    query = request.GET
    if code := query.get("place", ""):
        place = choosing.place_by_code(code)
        grid = choosing.grid_by_code(query["grid"], place) if query.get("grid") else None
    else:
        place, grid = choosing.home(standing)
    if not may_see(standing, place, grid):
        raise Refused(_("这里不在您的辖区内。您可以查看自己辖区的数据。"))
    today = local_day(clock.now())
    choice = query.get("period", "month")
    if choice == "custom":
        try:
            return Asked(standing, place, grid, choice, choosing.period(query.get("from", ""), query.get("to", "")))
        except Invalid as error:
            return Asked(standing, place, grid, choice, named("month", today), error.message)
    if choice not in WORDS:
        choice = "month"
    return Asked(standing, place, grid, choice, named(choice, today))
