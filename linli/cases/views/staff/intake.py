"""Reporting on a resident's behalf (R2), and the paper that the resident takes home."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from linli.cases import selectors
from linli.cases.domain.submission import MOST_CHARACTERS
from linli.cases.forms.intake import IntakeForm
from linli.cases.selectors.papers import paper_use
from linli.cases.selectors.taken import case_receipt, cases_taken
from linli.cases.selectors.territory import Territory
from linli.cases.services import Submitted, Whence, case_submit
from linli.cases.views.staff import sheet
from linli.cases.views.staff.rows import rows_of
from linli.catalog.selectors import suggest
from linli.core.access import access
from linli.core.errors import Invalid, Refused, TooMany
from linli.people.domain import Right, Standing
from linli.privacy.selectors.mine import agreed
from linli.privacy.words import SUGGESTIONS

LATEST = 20
CODES = "intake_codes"
MOST_CODES = 5
# The service's names of fields, where the form's differ.
_FIELDS = {"reporter_phone": "phone", "files": "photos", "category": "category_id"}


@access("intake")
def intake(request: HttpRequest) -> HttpResponse:
    """Show the form with what one has taken in of late, or take a report in."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    territory, wait = Territory.of(standing), 0
    if request.method == "POST":
        form = IntakeForm(territory, request.POST, request.FILES)
        try:
            done = _submit(form, standing) if form.is_valid() else None
        except TooMany as error:
            form.add_error(None, error.message)
            done, wait = None, error.retry_after
        if done:
            _remember(request, done)
            for words in done.refused_files:
                messages.warning(request, words)
            return redirect("cases:receipt", done.case.community_id, done.case.id)
    else:
        form = IntakeForm(territory)
    taken = cases_taken(standing)[:LATEST]
    context = {"form": form, "doors": list(territory.doors), "rows": rows_of(taken, standing)}
    response = render(request, "cases/staff/intake.html", context, status=429 if wait else 422 if form.errors else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@access("intake")
@require_POST
def hint(request: HttpRequest) -> HttpResponse:
    """While somebody writes: what it seems to be about, with the words that weighed."""
    allowed = agreed(request.user, SUGGESTIONS)  # type: ignore[arg-type]
    found = suggest(request.POST.get("body", "")[:MOST_CHARACTERS]) if allowed else None
    return render(request, "cases/staff/_suggestion.html", {"suggestion": found})


def _submit(form: IntakeForm, standing: Standing) -> Submitted | None:
    """Hand the draft over; what the service refuses is said at its field.

    Raises:
        TooMany: this member of staff has taken in too many of late.
    """
    whence = Whence(f"account:{standing.account_id}", kind="report_staff")
    try:
        return case_submit(form.draft(), acting=sheet.acting_of(standing), key=form.cleaned_data["key"], whence=whence)
    except Invalid as error:
        for name, message in (error.fields or {"": error.message}).items():
            name = _FIELDS.get(name, name)
            form.add_error(name if name in form.fields else None, message)
    except Refused as error:
        form.add_error("community" if "community" in form.fields else "place", error.message)
    return None


def _remember(request: HttpRequest, done: Submitted) -> None:
    """Keep the way back for the receipt that is printed next; of earlier ones only a few."""
    codes = request.session.get(CODES, [])
    request.session[CODES] = [*codes, [done.case.id, done.code]][-MOST_CODES:]


@access("intake")
def receipt(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """Show what was taken in: number and way back, who has it, by when - to print, and later to look at."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    case = case_receipt(standing, community_id, case_id)
    context = {
        "case": case,
        "code_address": settings.LINLI_BASE_URL + reverse("cases:case_by_code"),
        "code": dict(request.session.get(CODES, [])).get(case.id, ""),
        "entries": selectors.timeline(case, sheet.acting_of(standing), resident=True),
        "paper": paper_use(case),
        "handles": standing.may(Right.HANDLE),
    }
    return render(request, "cases/staff/receipt.html", context)
