"""Staff's pages: the list, one issue with its members and figures, its deeds, and a case's way into an issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.cases.selectors import case_for_staff
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.hot import selectors, services, words
from linli.hot.domain import course
from linli.hot.forms import Into, issue_form
from linli.hot.models import HotIssue
from linli.hot.services.answering import asks_photo, not_answered_why
from linli.people.domain import Standing
from linli.people.http import SignedRequest

PAGE = 20
Given = dict[str, Any]

_DO: dict[str, Callable[[int, Standing, Given], object]] = {
    "confirm": lambda pk, who, said: services.issue_confirm(pk, **said, standing=who),
    "describe": lambda pk, who, said: services.issue_describe(pk, **said, standing=who),
    "dismiss": lambda pk, who, said: services.issue_dismiss(pk, said["why"], standing=who),
    "assign": lambda pk, who, said: services.issue_assign(pk, said["owner"], standing=who),
    "answer": lambda pk, who, said: services.issue_answer(pk, **said, standing=who),
    "retry": lambda pk, who, said: services.issue_retry(pk, standing=who),
    "add": lambda pk, who, said: services.case_add(pk, selectors.case_to_add(who, said["number"]), standing=who),
    "hand_over": lambda pk, who, said: services.issue_hand_over(pk, said["question"], standing=who),
    "close": lambda pk, who, said: services.issue_close(pk, standing=who),
}


@access("staff")
def issues(request: SignedRequest) -> HttpResponse:
    """The issues somebody may know of, hottest first."""
    box = request.GET.get("box", "open")
    page = Paginator(selectors.issues_for_staff(request.standing, box), PAGE).get_page(request.GET.get("page"))
    boxes = [("open", _("全部进行中")), ("found", _("待确认")), ("done", _("已结束"))]
    return render(request, "hot/staff/issues.html", {"page": page, "box": box, "boxes": boxes})


@access("staff")
def issue(request: SignedRequest, issue_id: int) -> HttpResponse:
    """One issue."""
    found = selectors.issue_for_staff(request.standing, issue_id)
    return render(request, "hot/staff/issue.html", _page(found, request.standing))


def _page(found: HotIssue, standing: Standing) -> Given:
    members, others = selectors.members_visible(found, standing)
    offered = selectors.deeds_offered(found, standing)
    reachable = [member for member in members if not member.is_answered and not not_answered_why(member.case, standing)]
    left_over = any(member.refusal for member in members)
    buttons = [name for name in offered if name != "remove" and (name != "retry" or left_over)]
    return {
        "issue": found,
        "members": members,
        "others": others,
        "left": [member for member in members if member.refusal],
        "newer": sum(member.tried_round < found.round for member in members),
        "reachable": len(reachable),
        "buttons": [(name, words.deed_name(name)) for name in buttons],
        "may_remove": "remove" in offered,
        "steps": [(words.step_name(step.name), step) for step in selectors.steps_of(found)],
    }


@access("staff")
def deed(request: SignedRequest, issue_id: int, deed: str) -> HttpResponse:
    """The form of a deed, or doing it; refused, the words that were typed stay."""
    found = selectors.issue_for_staff(request.standing, issue_id)
    if deed not in _DO:
        raise Missing(_("没有这个操作。"))
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = issue_form(deed, found, *given)
    if request.method == "POST" and form.is_valid():
        try:
            _DO[deed](found.pk, request.standing, dict(form.cleaned_data))
        except LinliError as error:
            show_error(form, error)
            return _form(request, found, deed, form, error.status)
        messages.success(request, _("已完成：%(deed)s") % {"deed": words.deed_name(deed)})
        return redirect(found.staff_address())
    if request.method != "POST" and deed not in selectors.deeds_offered(found, request.standing):
        messages.error(request, _("这一步现在不能做。"))
        return redirect(found.staff_address())
    return _form(request, found, deed, form, 422 if form.is_bound else 200)


def _form(request: SignedRequest, found: HotIssue, deed: str, form: forms.Form, status: int) -> HttpResponse:
    context: Given = {"issue": found, "deed": deed, "title": words.deed_name(deed), "form": form}
    if deed == "answer":
        members, others = selectors.members_visible(found, request.standing)
        plan = [(member, not_answered_why(member.case, request.standing)) for member in members]
        reached = [member for member, why in plan if not why]
        context |= {"plan": plan, "others": others, "reached": len(reached)}
        context |= {"wanting": 0 if found.proofs else sum(map(asks_photo, reached))}
    return render(request, "hot/staff/deed.html", context, status=status)


@access("staff")
def remove(request: SignedRequest, issue_id: int, community_id: int, case_id: int) -> HttpResponse:
    """Take one case out."""
    found = selectors.issue_for_staff(request.standing, issue_id)
    case = case_for_staff(request.standing, community_id, case_id)
    form = issue_form("remove", found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.case_remove(found.pk, community_id, case_id, form.cleaned_data["why"], standing=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已完成：%(deed)s") % {"deed": words.deed_name("remove")})
            return redirect(found.staff_address())
    context = {"issue": found, "deed": "remove", "title": words.deed_name("remove"), "form": form, "case": case}
    return render(request, "hot/staff/deed.html", context, status=422 if form.errors else 200)


@access("staff")
def of_case(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """From a case: the issue it is in, or a choice of those it may join."""
    case = case_for_staff(request.standing, community_id, case_id)
    held = [m for m in selectors.members_by_case([(community_id, case_id)]) if m.left_at is None]
    open_ones = [
        one
        for one in selectors.issues_for_staff(request.standing)
        if course.DEEDS["add"].who & course.roles_of(request.standing, one.place.path, one.grid_id, one.owner_id)
    ]
    form = Into(request.POST if request.method == "POST" else None)
    form.fields["issue"].choices = [(one.pk, one.title) for one in open_ones]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            joined = services.case_add(form.cleaned_data["issue"], case, standing=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已完成：%(deed)s") % {"deed": words.deed_name("add")})
            return redirect(joined.staff_address())
    visible = selectors.issues_visible(request.standing).filter(pk__in=[m.issue_id for m in held])
    context = {"case": case, "form": form, "held": visible, "possible": bool(open_ones)}
    return render(request, "hot/staff/of_case.html", context, status=422 if form.errors else 200)
