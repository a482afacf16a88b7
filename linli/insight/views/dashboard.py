"""The dashboard of a place: thin; what is counted stands in the selectors, how it is drawn in `charts`."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.access import access
from linli.insight import charts
from linli.insight.domain.rates import Rate, ranked
from linli.insight.policies import may_see
from linli.insight.selectors import Cell, Figures, Summary, choosing, figures
from linli.insight.views.asked import Asked, asked
from linli.places.models import Division, Level

RATES = {
    "response": (_("响应率"), _("按时联系 / 应联系")),
    "resolution": (_("解决率"), _("（解决 + ½ 部分解决）/ 已评价")),
    "satisfaction": (_("满意率"), _("满意 / 已评价")),
    "on_time": (_("按期办结率"), _("按期办结 / 已办结")),
}
# "统计": these words count; as names of one thing, or of a deed, other languages say them otherwise.
STOCK = {
    "communities": pgettext_lazy("统计", "社区"),
    "grids": pgettext_lazy("统计", "网格"),
    "compounds": pgettext_lazy("统计", "小区"),
    "buildings": pgettext_lazy("统计", "楼栋"),
    "households": _("户"),
    "residents": pgettext_lazy("统计", "居民"),
    "organisations": _("组织"),
    "posts": _("在岗人员"),
}
BESIDE = {
    "unevaluated": _("无人评价即结案"),
    "reopened": pgettext_lazy("统计", "重办"),
    "overdue": _("超过承诺时限"),
    "withdrawn": pgettext_lazy("统计", "撤回"),
    "rejected": _("不予受理"),
    "merged": pgettext_lazy("统计", "并案"),
}
MIXTURE = {"state": _("状态"), "kind": _("类型"), "urgency": _("紧急程度"), "channel": _("渠道")}
MOST_UNITS = 30
"""Of a city's thousand units those with the most cases; the rest is a press away."""


@access("figures")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show a place's figures; 422 where the chosen days could not be used."""
    query = asked(request)
    category = choosing.category_by_code(request.GET["category"]) if request.GET.get("category") else None
    unit = choosing.unit_by_id(request.GET["unit"]) if request.GET.get("unit") else None
    found = figures(
        query.place,
        query.period.first,
        query.period.last,
        grid=query.grid,
        category=category,
        organisation=unit,
        viewer=query.standing,
    )
    by = request.GET.get("by", "")
    units = found.units if request.GET.get("units") == "all" else found.units[:MOST_UNITS]
    context = {
        "asked": query,
        "figures": found,
        "previous": found.period.previous(),
        "links": Links(request, query),
        "rates": [rate_card(name, found.summary, found.previous) for name in RATES],
        "stock": [(STOCK[name], count) for name, count in found.stock.items() if count is not None],
        "beside": [(BESIDE[name], found.beside[name]) for name in BESIDE],
        "mixture": [(MIXTURE[name], bars(cells)) for name, cells in found.mixture.items()],
        "categories": bars(found.categories),
        "units": [row(cell) for cell in units],
        "units_more": len(found.units) - len(units),
        "is_community": found.scope.place.level == Level.COMMUNITY,
        **trend(found),
        **places(found, by if by in RATES else "resolution"),
    }
    return render(request, "insight/dashboard.html", context, status=422 if query.fault else 200)


class Links:
    """Addresses that keep what was asked and change one thing; each is put together once, however often it is shown."""

    def __init__(self, request: HttpRequest, query: Asked) -> None:
        self.kept = {name: request.GET[name] for name in ("period", "from", "to") if request.GET.get(name)}
        self.place, self.grid, self.query = query.place, query.grid, query

    @cached_property
    def same(self) -> str:
        """This place, nothing else chosen."""
        return "?".join(
            (reverse("insight:dashboard"), "&".join(filter(None, (self.query.where, urlencode(self.kept)))))
        )

    @cached_property
    def inside(self) -> str:
        """What a smaller place's address begins with."""
        own = {"place": self.place.code} if self.place.level == Level.COMMUNITY else {}
        name = "grid" if own else "place"
        return f"{reverse('insight:dashboard')}?{urlencode({**own, **self.kept, name: ''})}"

    @property
    def all_units(self) -> str:
        """This place with every unit."""
        return self.same + "&units=all"

    @cached_property
    def category(self) -> str:
        """This place, one category."""
        return self.same + "&category="

    @cached_property
    def unit(self) -> str:
        """This place, one unit."""
        return self.same + "&unit="

    @cached_property
    def by(self) -> str:
        """This place, ranked by another rate."""
        return self.same + "&by="

    @cached_property
    def above(self) -> tuple[str, str] | None:
        """Name and address of the place one level up, where it may be seen."""
        if self.grid and may_see(self.query.standing, self.place):
            return (
                self.place.name,
                f"{reverse('insight:dashboard')}?{urlencode({'place': self.place.code} | self.kept)}",
            )
        parent = Division.objects.filter(children=self.place).defer("outline").first() if not self.grid else None
        if parent is None or not may_see(self.query.standing, parent):
            return None
        return parent.name, f"{reverse('insight:dashboard')}?{urlencode({'place': parent.code} | self.kept)}"


def rate_card(name: str, now: Summary, before: Summary) -> dict[str, Any]:
    """Return a rate with its words, its picture and the change in percentage points."""
    rate, was = now.rates[name], before.rates[name]
    change = None if rate.value is None or was.value is None else round((rate.value - was.value) * 100, 1)
    title, meaning = RATES[name]
    return {**drawn(rate), "title": title, "meaning": meaning, "change": change, "points": abs(change or 0)}


def drawn(rate: Rate) -> dict[str, Any]:
    """Return a rate with its interval as templates want it."""
    if rate.value is None:
        return {"rate": rate, "interval": None, "text": written(rate)}
    percent = [(share or 0) * 100 for share in (rate.value, rate.low, rate.high)]
    return {
        "rate": rate,
        "interval": charts.interval(rate),
        "text": written(rate),
        **dict(zip(("value", "low", "high"), percent, strict=True)),
    }


def written(rate: Rate) -> str:
    """Return a rate with what it is made of, in a word."""
    return "—" if rate.value is None else f"{rate.value * 100:.0f}% ({rate.numerator:g}/{rate.denominator})"


def bars(cells: tuple[Cell, ...]) -> list[dict[str, Any]]:
    """Return cells with the width of their bars, parts on the same scale."""
    widths = charts.shares([cell.cases for cell in cells])
    most = max((cell.cases for cell in cells), default=0) or 1
    return [
        {
            "cell": cell,
            "width": width,
            "rates": [(RATES[name][0], written(rate)) for name, rate in cell.rates.items()],
            "parts": [{"cell": part, "width": charts.number(100 * part.cases / most)} for part in cell.parts],
        }
        for cell, width in zip(cells, widths, strict=True)
    ]


def row(cell: Cell, rank: int | None = None) -> dict[str, Any]:
    """Return a line of the ranking table."""
    return {"rank": rank, "cell": cell, "rates": [(RATES[name][0], drawn(rate)) for name, rate in cell.rates.items()]}


def places(found: Figures, by: str) -> dict[str, Any]:
    """Return the map and the ranking of the smaller places, best lower bound first; what nobody judged has no rank."""
    cells = ranked(found.places, lambda cell: cell.rates[by])
    rows = [row(cell, rank if cell.rates[by].denominator else None) for rank, cell in enumerate(cells, start=1)]
    return {
        "rows": rows,
        "ranked_by": by,
        "ways": [(name, RATES[name][0]) for name in RATES],
        "heads": [RATES[name][0] for name in RATES],
        "map": charts.choropleth((cell, cell.outline, cell.cases) for cell in found.places),
        "shades": range(charts.SHADES),
    }


def trend(found: Figures) -> dict[str, Any]:
    """Return the two series drawn, and the days that stand under them."""
    points = found.trend
    most = max((max(point.submitted, point.resolved) for point in points), default=0)
    return {
        "trend_most": most,
        "submitted": charts.line([point.submitted for point in points], most),
        "resolved": charts.line([point.resolved for point in points], most),
        "trend_days": [points[i].day for i in sorted({0, len(points) // 2, len(points) - 1})],
    }
