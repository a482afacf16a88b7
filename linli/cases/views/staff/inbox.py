"""The inbox: boxes with their counts, search, filters, fifty cases a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.cases import selectors
from linli.cases.views.staff.filters import filters_from, panel
from linli.cases.views.staff.rows import rows_of
from linli.core.access import access
from linli.people.domain import Right, Standing
from linli.search.showing import marked
from linli.text.marking import Marker

PER_PAGE = 50
BOXES = {
    "mine": (_("我的"), _("由我单位负责，或叫我单位参与的。")),
    "decide": (_("待我决定"), _("等我单位受理、裁定异议、审批延期、复核或决定是否结案的。")),
    "place": (_("辖区"), _("我能看到的全部诉求，新的在前。")),
    "due_soon": (_("快到期"), _("24 小时内到办结期限的。")),
    "overdue": (_("已超时"), _("过了办结期限还没办结的。")),
    "unrouted": (_("待分派"), _("没有找到网格，或负责单位无人在岗的。")),
}


DEEPEST = 200
"""Nobody reads on to the ten-thousandth row, and each page costs as much as all before it: filters lead there."""


class BoxPages(Paginator):
    """A box in pages. What is counted no further (`MOST_COUNTED`) goes on as long as there is a next row."""

    def __init__(self, standing: Standing, box: str, filters: Mapping[str, Any], count: int) -> None:
        super().__init__((), PER_PAGE)
        self.standing, self.box, self.filters = standing, box, filters
        self.count, self.open_ended = count, count >= selectors.MOST_COUNTED
        if self.open_ended:
            self.num_pages = DEEPEST

    def page(self, number: int | str) -> Page:
        """Read one page: two queries."""
        number = self.validate_number(number)
        first, most = (number - 1) * PER_PAGE, PER_PAGE + self.open_ended
        keys = selectors.box_page(self.standing, self.box, filters=self.filters, first=first, most=most)
        if not keys and number > 1:  # an address of before, or a number made up
            return self.page(1)
        if self.open_ended:
            self.num_pages = number + (len(keys) > PER_PAGE)
        return Page(rows_of(keys[:PER_PAGE], self.standing), number, self)


@access("staff")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one box."""
    standing = request.standing  # type: ignore[attr-defined]
    box = request.GET.get("box", "")
    box = box if box in BOXES else "mine"
    search, filters = request.GET.get("q", "").strip()[:100], filters_from(request.GET)
    counts = selectors.box_counts(standing)
    if search:
        listed = _found(standing, box, search, filters, request.GET.get("before", ""))
    else:
        count = selectors.box_counts(standing, (box,), filters)[box] if filters else counts[box]
        page = BoxPages(standing, box, filters, count).get_page(request.GET.get("page"))
        listed = {"page": page, "rows": list(page.object_list)}
    is_open = bool(filters) or "filter" in request.GET
    return render(
        request,
        "cases/staff/inbox.html",
        {
            "box": box,
            "can_take_in": standing.may(Right.INTAKE),
            "about": BOXES[box][1],
            "boxes": [(name, words[0], counts[name]) for name, words in BOXES.items()],
            "most": selectors.MOST_COUNTED,
            "q": search,
            "narrowed": bool(search or filters),
            "filtering": is_open,
            "panel": panel(standing, request.GET) if is_open else (),
            "since": request.GET.get("since", ""),
            "until": request.GET.get("until", ""),
            **listed,
        },
    )


def _found(standing: Standing, box: str, asked: str, filters: Mapping[str, Any], before: str) -> dict[str, Any]:
    """What of a box meets the words, the newest first, and where to go on."""
    found = selectors.cases_found(standing, asked, box=box, filters=filters, before=before, most=PER_PAGE)
    marker = Marker(asked)
    rows = [replace(row, title=marked(marker.pieces(row.title))) for row in rows_of(found.keys, standing)]
    return {"rows": rows, "older": found.older}
