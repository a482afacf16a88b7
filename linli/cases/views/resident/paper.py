"""What the code on a paper receipt leads to: the state, the answer, the promised days; and a verdict on the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.domain.table import DEEDS, Role
from linli.cases.forms.reporter import ReporterForm
from linli.cases.models import Case, PaperReceipt, Reporter
from linli.cases.selectors import deeds_offered
from linli.cases.selectors.papers import case_on_paper
from linli.cases.services import Acting, case_act
from linli.cases.services.papering import paper_open
from linli.core import clock
from linli.core.access import access
from linli.core.errors import Changed, Invalid, Missing, Refused
from linli.people.client import client_address, network_of

KEPT = "papers"
MOST_KEPT = 5
SHOWN_FOR_SECONDS = 30 * 60
"""A helper's phone is not the holder's: after half an hour the sheet is asked for again."""


def paper_remember(request: HttpRequest, paper: PaperReceipt) -> HttpResponse:
    """Let this browser read a sheet for half an hour, and go there: the code does not stay in the address."""
    kept = [entry for entry in request.session.get(KEPT, ()) if entry[:2] != [paper.community_id, paper.id]]
    request.session[KEPT] = [*kept, [paper.community_id, paper.id, clock.now().timestamp()]][-MOST_KEPT:]
    return redirect("cases:paper", paper.community_id, paper.id)


@access("public")
@require_safe
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """The picture on the sheet."""
    return paper_remember(request, paper_open(token, network_of(client_address(request))))


@access("public")
@require_safe
def paper(request: HttpRequest, community_id: int, paper_id: int) -> HttpResponse:
    """State, answer, promised days: nothing about people, no words of theirs, no photos."""
    case, reporter = _opened(request, community_id, paper_id)
    return _page(request, paper_id, case, reporter)


@access("public")
@require_POST
def verdict(request: HttpRequest, community_id: int, paper_id: int) -> HttpResponse:
    """The holder's verdict, once an answer; the event says that it came by paper."""
    case, reporter = _opened(request, community_id, paper_id)
    form = ReporterForm(DEEDS["evaluate"], case.version, request.POST)
    if not form.is_valid():
        return _page(request, paper_id, case, reporter, form)
    try:
        case_act(
            case.community_id,
            case.id,
            "evaluate",
            acting=_acting(reporter),
            carried=form.carried(),
            key=form.cleaned_data["key"],
            version=form.version_seen(),
        )
    except (Invalid, Refused, Changed) as error:
        case, reporter = _opened(request, community_id, paper_id)
        form.refuse_with(error, case.version)
        return _page(request, paper_id, case, reporter, form)
    messages.success(request, form.done_words())
    return redirect("cases:paper", community_id, paper_id)


def _acting(reporter: Reporter) -> Acting:
    return Acting(reporter_id=reporter.id, channel="paper")


def _opened(request: HttpRequest, community_id: int, paper_id: int) -> tuple[Case, Reporter]:
    since = clock.now().timestamp() - SHOWN_FOR_SECONDS
    if not any(entry[:2] == [community_id, paper_id] and entry[2] > since for entry in request.session.get(KEPT, ())):
        raise Missing(_("请再扫一次纸上的码，或填编号和查询码。"))
    return case_on_paper(community_id, paper_id)


def _page(
    request: HttpRequest, paper_id: int, case: Case, reporter: Reporter, form: ReporterForm | None = None
) -> HttpResponse:
    offered = any(
        deed.name == "evaluate" and Role.REPORTER in deed.who for deed in deeds_offered(case, _acting(reporter))
    )
    page: dict[str, Any] = {
        "paper_id": paper_id,
        "case": case,
        "quiet": case.visibility == "confidential",
        "form": (form or ReporterForm(DEEDS["evaluate"], case.version)) if offered else None,
        "lost": form if form is not None and not offered else None,
        "judged": reporter.round >= case.round > 0,
    }
    status = 422 if form is not None else 200
    return render(request, "cases/resident/paper.html", page, status=status)
