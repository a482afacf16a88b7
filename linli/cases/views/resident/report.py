"""Reporting (R1, R2): one screen, no sign-in, no JavaScript needed; then the number, the way back, and who has it now."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.forms.report import ReportForm
from linli.cases.hints import Writing, hints_for, is_emergency
from linli.cases.models import Case
from linli.cases.services import Acting, case_submit
from linli.cases.services.attaching import files_prepare
from linli.cases.services.holding import files_held
from linli.cases.views.resident import heldfiles, remembered
from linli.catalog.models import Route
from linli.core.access import access
from linli.core.errors import Invalid, Refused, TooMany
from linli.homes.selectors import authorities_valid, home_of
from linli.knowledge.unanswered import unanswered_take
from linli.people.selectors import responsible_people
from linli.places.here import here


@access("public")
def report(request: HttpRequest) -> HttpResponse:
    """The form. What cannot be used is said at its field, and nothing that was written is lost, photos included.

    Where neighbours seem to have reported the same, the first press shows it, once; whoever saw it while writing
    (`seen`) is not stopped.
    """
    place = here(request)
    account = remembered.account_of(request)
    people = list(responsible_people(place.community, place.grid)) if place else []
    home = home_of(account) if account else None
    family = list(authorities_valid(account)) if account else []
    form = ReportForm(place, account, people, request.POST or None, request.FILES or None, home=home, family=family)

    @cache  # found only for whoever will see it: a report that is taken at once does not wait for its neighbours
    def beside() -> dict[str, object]:
        return _beside(Writing.of(form.data, place, account, remembered.reports_made(request)))

    if not form.is_bound:
        form.initial["body"] = unanswered_take(request)
    if request.POST.get("drop"):
        heldfiles.forget(request)
    stopped, wait = False, 0
    if request.method == "POST" and form.is_valid():
        stopped = not request.POST.get("seen") and bool(beside()["alike"])
        try:
            if not stopped and _submit(request, form):
                return redirect("cases:reported")
        except TooMany as error:
            form.refuse(error)
            wait = error.retry_after
    files = heldfiles.take_in(request, form.data.get("key", ""), form.files) if form.is_bound else 0
    context = {"form": form, "place": place, "stopped": stopped, "files": files, "wait": wait, **beside()}
    status = 429 if wait else 422 if form.is_bound and form.errors else 200
    response = render(request, "cases/resident/report.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _submit(request: HttpRequest, form: ReportForm) -> bool:
    """Make the case; what the service refuses is said in the form.

    Raises:
        TooMany: too many reports of late.
    """
    key = form.data.get("key", "")
    draft, held = form.draft(), heldfiles.held_by(request, key)
    prepared, refused = files_prepare(draft.photos, draft.voice, before=len(held))
    draft = replace(draft, photos=(), voice=None, prepared=[*files_held(held), *prepared])
    acting = Acting() if draft.anonymous else remembered.acting(request)
    try:
        done = case_submit(draft, acting=acting, key=form.submission_key(), whence=remembered.whence(request))
    except (Invalid, Refused) as error:
        form.refuse(error)
        return False
    refused = [*heldfiles.refused_by(request, key), *refused]
    done = replace(done, refused_files=refused)
    remembered.remember_submitted(request, done, draft.anonymous, for_family=draft.authority is not None)
    heldfiles.forget(request)
    return True


def _beside(writing: Writing) -> dict[str, object]:
    """What stands beside the words: whom to call first, and the sections of `linli.cases.hints`."""
    hints = hints_for(writing)
    return {"urgent": is_emergency(writing), "hints": hints, "alike": any(hint.name == "alike" for hint in hints)}


@access("public")
@require_POST
def hint(request: HttpRequest) -> HttpResponse:
    """While somebody writes: what `linli.cases.hints` has to say, and whom to call where the words speak of danger."""
    account, reports = remembered.account_of(request), remembered.reports_made(request)
    writing = Writing.of(request.POST, here(request), account, reports)
    return render(request, "cases/resident/hint.html", _beside(writing))


@access("public")
def reported(request: HttpRequest) -> HttpResponse:
    """Number and code, who has it now and by when; in an emergency the numbers to call before anything else."""
    kept = remembered.submitted(request)
    if kept is None:
        return redirect("cases:my_cases" if request.user.is_authenticated else "cases:case_by_code")
    case = (
        Case.objects.select_related("community", "grid", "building", "entrance", "lead", "category")
        .filter(community_id=kept["community_id"], id=kept["case_id"])
        .first()
    )
    if case is None:
        return redirect("cases:report")
    route = Route.objects.filter(code=case.route).first() if case.route else None
    return render(
        request,
        "cases/resident/reported.html",
        {
            "case": case,
            "code": kept["code"],
            "refused_files": kept["refused_files"],
            "anonymous": kept["anonymous"],
            "urgent": case.urgency == "danger",
            "route": route,
            "route_answer": _(route.answer) if route else "",
        },
    )
