"""Printing a receipt for somebody without a phone; its codes are shown while it is printed and never again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.cases.domain.redaction import redact
from linli.cases.models import Case, Event, PaperReceipt
from linli.cases.papers import Sheet, paper_pdf
from linli.cases.selectors.taken import case_receipt
from linli.cases.services.papering import paper_make, paper_withdraw
from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.people.http import SignedRequest
from linli.places.qr import qr_svg

KEPT = "paper_codes"
SHOWN_FOR_SECONDS = 30 * 60


@access("intake")
@require_POST
def make(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """Make a sheet; the one before it is worthless from now on."""
    case = case_receipt(request.standing, community_id, case_id)
    try:
        done = paper_make(case, request.standing)
    except LinliError as error:
        messages.error(request, error.message)
        return redirect("cases:receipt", community_id, case_id)
    kept = [done.paper.community_id, done.paper.id, case.id, done.token, done.code, clock.now().timestamp()]
    request.session[KEPT] = kept
    return redirect("cases:paper_print", community_id, case_id)


@access("intake")
@require_safe
def show(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """The sheet, to print from the browser or as PDF."""
    case = case_receipt(request.standing, community_id, case_id)
    sheet = _sheet(request, case)
    code = mark_safe(qr_svg(sheet.url).decode())
    return render(request, "cases/staff/paper.html", {"case": case, "sheet": sheet, "code": code})


@access("intake")
@require_safe
def pdf(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """The sheet as one A5 page."""
    case = case_receipt(request.standing, community_id, case_id)
    headers = {"Content-Disposition": f'inline; filename="receipt-{case.number}.pdf"'}
    return HttpResponse(paper_pdf(_sheet(request, case)), content_type="application/pdf", headers=headers)


@access("intake")
@require_POST
def withdraw(request: SignedRequest, community_id: int, case_id: int) -> HttpResponse:
    """A lost sheet is worthless from now on."""
    paper_withdraw(case_receipt(request.standing, community_id, case_id), request.standing)
    messages.success(request, _("已作废，纸上的码不能再用。"))
    return redirect("cases:receipt", community_id, case_id)


def _sheet(request: HttpRequest, case: Case) -> Sheet:
    """Return the sheet that this browser has just made.

    Raises:
        Missing: too long ago, made elsewhere, or withdrawn since: its codes are kept by nobody.
    """
    community_id, paper_id, case_id, token, code, made = request.session.get(KEPT) or (0, 0, 0, "", "", 0)
    fresh = made > clock.now().timestamp() - SHOWN_FOR_SECONDS
    papers = PaperReceipt.objects.filter(community_id=case.community_id, id=paper_id, withdrawn_at=None)
    paper = papers.first()
    if (community_id, case_id) != (case.community_id, case.id) or not fresh or paper is None:
        raise Missing(_("纸上的码只在打印时显示。请回到回执页重新打印，旧纸随即作废。"))
    phone = f" {case.lead.phone}" if case.lead.phone else ""
    said = Event.objects.filter(community_id=case.community_id, case_id=case.id, seq=1)
    by = said.select_related("post__organisation").get().post
    return Sheet(
        number=case.number,
        said=_("（保密件）") if case.visibility == "confidential" else redact(case.title),
        who=f"{case.lead.name}{phone}",
        by=_words(case.promised_by) if case.promised_by else "",
        taken=f"{by.organisation.name} {by.public_name}" if by else "",
        at=_words(case.submitted_at),
        url=settings.LINLI_BASE_URL + reverse("cases:paper_scanned", args=[token]),
        address=settings.LINLI_BASE_URL + reverse("cases:case_by_code"),
        code=code,
    )


def _words(moment: datetime) -> str:
    return format_date(timezone.localtime(moment), pgettext("日期格式", "Y年n月j日 H:i"))
