"""The inbox: boxes with their counts, search, filters, fifty cases a page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from linli.cases import selectors
from linli.cases.views.staff.filters import filters_from, panel
from linli.cases.views.staff.rows import rows_of
from linli.core.access import access
from linli.people.domain import Right

PER_PAGE = 50
BOXES = {
    "mine": (_("我的"), _("由我单位负责，或叫我单位参与的。")),
    "decide": (_("待我决定"), _("等我单位受理、裁定异议、审批延期、复核或决定是否结案的。")),
    "place": (_("辖区"), _("我能看到的全部诉求，新的在前。")),
    "due_soon": (_("快到期"), _("24 小时内到办结期限的。")),
    "overdue": (_("已超时"), _("过了办结期限还没办结的。")),
    "unrouted": (_("待分派"), _("没有找到网格，或负责单位无人在岗的。")),
}


class CountedPaginator(Paginator):
    """A paginator that is told the count instead of asking for it, where the box's count is known."""

    def __init__(self, *args: Any, known: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.known if self.known is not None else int(self.object_list.count())  # type: ignore[attr-defined]


@access("staff")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one box."""
    standing = request.standing  # type: ignore[attr-defined]
    box = request.GET.get("box", "")
    box = box if box in BOXES else "mine"
    search, filters = request.GET.get("q", "").strip()[:100], filters_from(request.GET)
    counts = selectors.box_counts(standing)
    found = selectors.inbox(standing, box, q=search, filters=filters)
    narrowed = bool(search or filters)
    page = CountedPaginator(found, PER_PAGE, known=None if narrowed else counts[box]).get_page(request.GET.get("page"))
    is_open = bool(filters) or "filter" in request.GET
    return render(
        request,
        "cases/staff/inbox.html",
        {
            "box": box,
            "can_take_in": standing.may(Right.INTAKE),
            "about": BOXES[box][1],
            "boxes": [(name, words[0], counts[name]) for name, words in BOXES.items()],
            "page": page,
            "rows": rows_of(page.object_list, standing),  # type: ignore[arg-type]
            "q": search,
            "narrowed": narrowed,
            "filtering": is_open,
            "panel": panel(standing, request.GET) if is_open else (),
            "since": request.GET.get("since", ""),
            "until": request.GET.get("until", ""),
        },
    )
