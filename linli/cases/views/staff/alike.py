"""Likely duplicates of a case, each with why, and merging those that are (R3). Loaded by the case's page when it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.cases import selectors
from linli.cases.domain.facts import OPEN
from linli.cases.domain.likeness import Near
from linli.cases.forms.deed import MOST_CHARACTERS, new_key
from linli.cases.models import Case, Visibility
from linli.cases.selectors.alike import Alike, alike_to, matter_of
from linli.cases.services.merging import cases_merge
from linli.cases.views.staff import sheet
from linli.core.access import access
from linli.core.errors import Missing, Refused
from linli.people.domain import Right, Standing

MOST = 10
NEAR = {
    Near.BUILDING: gettext_lazy("同一栋楼"),
    Near.COMPOUND: gettext_lazy("同一小区"),
    Near.STEPS: gettext_lazy("相距不远"),
    Near.GRID: gettext_lazy("同一网格"),
    Near.COMMUNITY: gettext_lazy("同一社区"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A likely duplicate as the page shows it."""

    case: Case
    percent: int
    near: Any
    metres: int | None
    shared: list[str]
    can_be_merged: bool
    is_open: bool


@access("staff")
def alike(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """Show the likely duplicates that the reader may see, or merge those that were chosen into this case."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    case = selectors.case_for_staff(standing, community_id, case_id)
    if case.visibility == Visibility.CONFIDENTIAL:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    context: dict[str, Any] = {"case": case, "key": new_key(), "why": _("与并入的件是同一事项")}
    status = 200
    if request.method == "POST":
        try:
            return _merge(request, case, standing)
        except Refused as error:
            context |= {"refused": error.message, "why": request.POST.get("why", "")}
            status = error.status
    context |= _found(case, standing)
    inline = "HX-Request" in request.headers and status == 200
    return render(request, "cases/staff/_alike.html" if inline else "cases/staff/alike.html", context, status=status)


def _found(case: Case, standing: Standing) -> dict[str, Any]:
    own = {hat.organisation_id for hat in standing.hats_with(Right.HANDLE)}
    open_here = case.state in OPEN
    found = alike_to(matter_of(case), selectors.cases_visible(standing), MOST)
    rows = [_row(one, open_here and one.case.lead_id in own) for one in found]
    return {
        "rows": rows,
        "can_merge": any(row.can_be_merged for row in rows),
        "can_be_merged": open_here and case.lead_id in own,
    }


def _row(one: Alike, ours: bool) -> Row:
    is_open = one.case.state in OPEN
    return Row(
        one.case,
        round(one.likeness * 100),
        NEAR[one.near],
        round(one.metres) if one.metres else None,
        one.shared,
        ours and is_open,
        is_open,
    )


def _merge(request: HttpRequest, case: Case, standing: Standing) -> HttpResponse:
    chosen = [int(pk) for pk in request.POST.getlist("source") if pk.isdecimal()][:MOST]
    why, key = request.POST.get("why", "").strip()[:MOST_CHARACTERS], request.POST.get("key", "")[:40]
    if not chosen or not why or not key:
        raise Refused(_("请选择要并入的件，并写明理由。"))
    sources = [selectors.case_for_staff(standing, case.community_id, pk) for pk in chosen]
    cases_merge(case, sources, why=why, acting=sheet.acting_of(standing), key=key)
    words = ngettext("已并入 %(n)s 件，反映人会一并收到答复。", "已并入 %(n)s 件，反映人会一并收到答复。", len(sources))
    messages.success(request, words % {"n": len(sources)})
    return redirect("cases:case", case.community_id, case.id)
