"""Reading a confidential case takes two people: one asks and says why, a second who may read it agrees (decision 046)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.selectors.confidential import openings_asked, openings_known
from linli.cases.selectors.timeline import timeline
from linli.cases.services.letting_in import ASKED_FOR, MOST_WHY, opening_ask, opening_decide, opening_read
from linli.cases.views.staff.sheet import acting_of
from linli.core import clock
from linli.core.access import access
from linli.core.errors import Invalid
from linli.core.forms import show_error
from linli.core.ids import new_id
from linli.people.domain import Right, Standing

REQUIRED = {"required": gettext_lazy("请填写这一项。")}


class OpeningForm(forms.Form):
    """Which case, and why."""

    number = forms.CharField(label=gettext_lazy("保密件的编号"), max_length=20, error_messages=REQUIRED)
    why = forms.CharField(
        label=gettext_lazy("为什么要看"),
        max_length=MOST_WHY,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("办理此件的人会看到理由和您的姓名；同意后可看24小时，每次查看都有记录。"),
        error_messages=REQUIRED,
    )


@access("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def confidential(request: HttpRequest) -> HttpResponse:
    """What somebody asked for, what waits for their decision, and a form for those who administer a place."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opening_ask(standing, form.cleaned_data["number"], form.cleaned_data["why"])
        except Invalid as error:
            show_error(form, error)
        else:
            messages.success(request, _("如果有这件保密件，申请已送到办理它的人；三天内有人同意，会发消息给您。"))
            return redirect("cases:confidential")
    now = clock.now()
    page = {
        "form": form,
        "may_ask": standing.may(Right.ADMIN),
        "asked": openings_asked(standing),
        "known": openings_known(standing),
        "now": now,
        "lapsed": now - ASKED_FOR,
        "key": f"opening-{new_id()}",
    }
    return render(request, "cases/staff/confidential.html", page, status=422 if form.errors else 200)


@access("staff")
@require_POST
def confidential_decide(request: HttpRequest, community_id: int, opening_id: int) -> HttpResponse:
    """Agree, or do not."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    agree = request.POST.get("agree") == "1"
    opening_decide(
        standing, community_id, opening_id, agree=agree, key=request.POST.get("key", "")[:64] or f"o-{new_id()}"
    )
    messages.success(request, _("已同意，对方可看24小时。") if agree else _("已拒绝。"))
    return redirect("cases:confidential")


@access("staff")
@require_safe
def confidential_read(request: HttpRequest, community_id: int, opening_id: int) -> HttpResponse:
    """Read it; nothing can be done to it here, and who reported it is not shown."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    opening, case = opening_read(standing, community_id, opening_id)
    entries = timeline(case, acting_of(standing), resident=False)
    response = render(
        request, "cases/staff/confidential_case.html", {"case": case, "opening": opening, "entries": entries}
    )
    response.headers["Cache-Control"] = "no-store"
    return response
