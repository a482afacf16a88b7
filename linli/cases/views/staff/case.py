"""The case's page: what was said, who works on it, what runs, its course, and exactly the deeds allowed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.cases import selectors
from linli.cases.models import Case, Visibility
from linli.cases.panels import case_ways
from linli.cases.selectors.taken import receipt_hat
from linli.cases.views.staff import sheet
from linli.cases.views.staff.articles import may_keep
from linli.cases.words import deed_name
from linli.core.access import access
from linli.notify.services import messages_read
from linli.people.domain import Standing


@access("staff")
def case(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """Show one case; what was told about it counts as read."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    found = selectors.case_for_staff(standing, community_id, case_id)
    messages_read(standing, about=(community_id, case_id))
    return render(request, "cases/staff/case.html", page(found, standing))


def page(case: Case, standing: Standing) -> dict[str, object]:
    """Return what the page of a case shows to this reader."""
    selectors.case_gather(case)
    acting = sheet.acting_of(standing)
    offered = selectors.deeds_offered(case, acting)
    first, rest = sheet.buttons(offered)
    shown = sheet.revealed(case, standing.account_id)
    address, address_hidden = sheet.address(case, shown)
    return {
        "case": case,
        "files": sheet.files(case),
        "may_keep": may_keep(case, standing),
        "may_print": receipt_hat(case, standing) is not None,
        "reasons": selectors.routing_of(case),
        "people": sheet.people(case, standing, shown),
        "identity_visible": selectors.identity_visible(case, standing),
        "may_reveal": any(deed.name == "reveal" for deed in offered),
        "address": address,
        "address_hidden": address_hidden,
        "map_link": sheet.map_link(case),
        "limits": sheet.limits(case, standing),
        "parts": sheet.parts(case),
        "family": sheet.family(case, standing),
        "entries": list(reversed(selectors.timeline(case, acting, resident=False))),
        "buttons": [(deed.name, deed_name(deed.name)) for deed in first],
        "menu": [(deed.name, deed_name(deed.name)) for deed in rest],
        "ways": [] if case.visibility == Visibility.CONFIDENTIAL else case_ways,
    }
