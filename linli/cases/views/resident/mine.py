"""A resident's own cases: the list, one case with its course and what can be done now, and the way back by code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.acting import FAMILY
from linli.cases.domain.table import DEEDS, Role
from linli.cases.forms.reporter import CodeForm, ReporterForm
from linli.cases.models import AttachmentKind, Case, Reporter
from linli.cases.selectors import case_by_code, case_for_reporter, cases_of_account, deeds_offered, timeline, wrote
from linli.cases.selectors.behalf import MOST, cases_for_family
from linli.cases.selectors.reported import cases_followed, name_of, place_of
from linli.cases.services import Acting, case_act
from linli.cases.services.papering import paper_open_by_code
from linli.cases.views.resident import remembered
from linli.cases.views.resident.paper import paper_remember
from linli.core.access import access
from linli.core.errors import Changed, Invalid, LinliError, Missing, Refused
from linli.people.client import client_address, network_of
from linli.people.services import try_count, try_forget

PAGE = 20
MOST_FOLLOWED = 50
# Tries with a code in an hour: from one address, and for one number from everywhere. At 500 an hour a hundred million
# codes take 22 years, and it takes fifty addresses to keep a neighbour from their own number.
MOST_TRIES = {"case_code": 10, "case_number": 500}
TRIES_WINDOW = timedelta(hours=1)
# What a resident does, in the order a page offers it: what is asked of them first.
ORDER = ("evaluate", "reply", "review", "reopen", "attach", "withdraw")


@access("signed_in")
def my_cases(request: HttpRequest) -> HttpResponse:
    """Everything this account has reported, and what it follows."""
    account = remembered.account_of(request)
    assert account is not None
    page = Paginator(cases_of_account(account), PAGE).get_page(request.GET.get("page"))
    followed = list(cases_followed(account)[:MOST_FOLLOWED])
    for case in followed:
        case.what, case.where = name_of(case), place_of(case)  # type: ignore[attr-defined]
    family = list(cases_for_family(account)[:MOST])
    return render(request, "cases/resident/my_cases.html", {"page": page, "followed": followed, "family": family})


@access("public")
def my_case(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """One case for its reporter."""
    case, reporter = _mine(request, community_id, case_id)
    return _page(request, case, reporter)


@access("public")
@require_POST
def my_deed(request: HttpRequest, community_id: int, case_id: int, deed: str) -> HttpResponse:
    """Do one of a reporter's deeds; refused, the page comes back with the words still in its form."""
    case, reporter = _mine(request, community_id, case_id)
    if deed not in ORDER:
        raise Missing(_("没有这个操作。"))
    form = ReporterForm(DEEDS[deed], case.version, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, reporter, form, status=422)
    try:
        case_act(
            community_id,
            case_id,
            deed,
            acting=_acting(request, reporter),
            carried=form.carried(),
            key=form.cleaned_data["key"],
            version=form.version_seen(),
            files=form.files_given(),
        )
    except (Invalid, Refused, Changed) as error:
        case, reporter = _mine(request, community_id, case_id)
        form.refuse_with(error, case.version)
        return _page(request, case, reporter, form, status=error.status)
    messages.success(request, form.done_words())
    return redirect("cases:my_case", community_id, case_id)


@access("public")
def by_code(request: HttpRequest) -> HttpResponse:
    """Number and code lead back to the case; ten wrong ones in an hour from one place are enough."""
    form = CodeForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            for kind, subject in (("case_code", network_of(client_address(request))), ("case_number", number)):
                try_count(kind, subject, most=MOST_TRIES[kind], window=TRIES_WINDOW)
            if (paper := paper_open_by_code(number, form.cleaned_data["code"])) is not None:
                try_forget("case_number", number)
                return paper_remember(request, paper)
            case, reporter = case_by_code(number, form.cleaned_data["code"])
        except LinliError as error:
            form.add_error(None, error.message)
            return render(request, "cases/resident/by_code.html", {"form": form}, status=error.status)
        try_forget("case_number", number)
        remembered.remember_by_code(request, case.community_id, reporter.id)
        return redirect("cases:my_case", case.community_id, case.id)
    return render(request, "cases/resident/by_code.html", {"form": form}, status=422 if form.errors else 200)


def _mine(request: HttpRequest, community_id: int, case_id: int) -> tuple[Case, Reporter]:
    return case_for_reporter(remembered.account_of(request), community_id, case_id, remembered.reporter_keys(request))


def _acting(request: HttpRequest, reporter: Reporter) -> Acting:
    """Return who acts as services see them: the reporter, or a relative, whose deeds say so."""
    own = reporter.account_id is not None and reporter.account_id == request.user.pk
    known = (reporter.community_id, reporter.id) in remembered.reporter_keys(request)
    family = request.user.is_authenticated and not own and not known
    return remembered.acting(request, reporter.id, FAMILY if family else "web")


def _page(
    request: HttpRequest, case: Case, reporter: Reporter, form: ReporterForm | None = None, status: int = 200
) -> HttpResponse:
    acting = _acting(request, reporter)
    offered = {deed.name: deed for deed in deeds_offered(case, acting) if Role.REPORTER in deed.who}
    if case.state in DEEDS["attach"].from_ and not case.closed_at:
        offered["attach"] = DEEDS["attach"]
    forms: dict[str, Any] = {
        name: form if form is not None and form.deed.name == name else ReporterForm(offered[name], case.version)
        for name in ORDER
        if name in offered
    }
    lost = form if form is not None and form.deed.name not in forms else None
    files = list(case.attachments.all())
    context = {
        "case": case,
        "reporter": reporter,
        "entries": timeline(case, acting, resident=True),
        "wrote": wrote(case, reporter),
        "attachments": [file for file in files if file.kind != AttachmentKind.PROOF],
        "proofs": [file for file in files if file.kind == AttachmentKind.PROOF],
        "forms": forms,
        "refused": form.deed.name if form is not None else "",
        "lost": lost,
        "merged_into": case.merged_into,
    }
    return render(request, "cases/resident/my_case.html", context, status=status)
