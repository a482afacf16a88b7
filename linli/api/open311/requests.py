"""Service requests: Linli's cases as GeoReport v2 shows and takes them.

Without a key one reads what has been published; of a public case that has not, its id leads to where it stands and to
nothing that anybody wrote. With the key of somebody who may read it, it is shown as on the staff's pages.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.api.v1.reading import keys_of
from linli.api.v1.shapes import case_id
from linli.cases.domain.facts import OPEN
from linli.cases.models import Case, State, Visibility
from linli.cases.selectors import cases_visible, public_cases
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.people.domain import Standing
from linli.places.models import Division

MOST = 1000  # GeoReport v2: no more than a thousand at once
SPAN = timedelta(days=90)  # GeoReport v2: the days that are meant where none are named, and the longest span
_RELATED = ("community", "grid", "building", "category", "lead")


def found(query: QueryDict, standing: Standing | None) -> list[dict[str, Any]]:
    """Return the requests that a query asks for, newest first, at most a thousand.

    Args:
        query: service_request_id, service_code, start_date, end_date, status, jurisdiction_id, page, page_size.
        standing: of the key's owner; None without a key.

    Raises:
        Invalid: a date, a status or a page that is none.
    """
    rows = _readable(standing)
    if place := query.get("jurisdiction_id"):
        rows = rows.filter(path__startswith=_jurisdiction(place).path)
    if ids := query.get("service_request_id"):
        return [shown for one in ids.split(",")[:MOST] if (shown := _one_or_none(one.strip(), standing))]
    if codes := query.get("service_code"):
        rows = rows.filter(category__code__in=codes.split(","))
    if statuses := query.get("status"):
        wanted = set(statuses.split(","))
        if wanted - {"open", "closed"}:
            raise Invalid(_("status 只能是 open 或 closed。"))
        if len(wanted) == 1:
            rows = rows.filter(state__in=OPEN) if wanted == {"open"} else rows.exclude(state__in=OPEN)
    start, end = _span(query)
    rows = rows.filter(submitted_at__gte=start, submitted_at__lte=end)
    size, page = _number(query, "page_size", MOST, MOST), _number(query, "page", 1, 10_000)
    rows = rows.order_by("-submitted_at", "-id")[(page - 1) * size : page * size]
    return [_shown(row, full=standing is not None) for row in rows]


def _readable(standing: Standing | None) -> QuerySet[Case]:
    rows = public_cases() if standing is None else cases_visible(standing)
    return rows.select_related(*_RELATED).defer("community__outline", "grid__outline") if standing else rows


def _jurisdiction(code: str) -> Division:
    place = Division.objects.filter(code=code).first()
    if place is None:
        raise Missing(_("没有代码为“%(code)s”的区划。") % {"code": code[:20]})
    return place


def _span(query: QueryDict) -> tuple[datetime, datetime]:
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    if end is None:
        end = min(start + SPAN, clock.now()) if start else clock.now()
    if start is None or end - start > SPAN:
        start = end - SPAN
    return start, end


def _moment(query: QueryDict, name: str) -> datetime | None:
    given = query.get(name)
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise ValueError(given)
        # what no database takes is no date of a request
        if not 1970 <= moment.year <= 9000:
            raise ValueError(given)
    except ValueError:
        raise Invalid(_("%(name)s 应是带时区的时间，如 2026-01-31T09:00:00Z。") % {"name": name}) from None
    return moment


def _number(query: QueryDict, name: str, usual: int, most: int) -> int:
    given = query.get(name) or str(usual)
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= most):
        raise Invalid(_("%(name)s 应在 1 到 %(most)s 之间。") % {"name": name, "most": most})
    return int(given)


def one(request_id: str, standing: Standing | None) -> dict[str, Any]:
    """Return one request.

    Raises:
        Missing: there is none, or not for whoever asks; both sound the same.
    """
    shown = _one_or_none(request_id, standing)
    if shown is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return shown


def _one_or_none(request_id: str, standing: Standing | None) -> dict[str, Any] | None:
    try:
        community_id, number = keys_of(request_id)
    except Missing:
        return None
    of_id = {"community_id": community_id, "id": number}
    if standing is not None and (case := _readable(standing).filter(**of_id).first()):
        return _shown(case, full=True)
    if case := public_cases().filter(**of_id).first():
        return _shown(case, full=False)
    rows = Case.objects.filter(**of_id, visibility=Visibility.PUBLIC).select_related(*_RELATED)
    case = rows.defer("community__outline", "grid__outline").first()
    return _where_it_stands(case) if case else None


def _where_it_stands(case: Case) -> dict[str, Any]:
    return {
        "service_request_id": case_id(case),
        "status": "open" if case.state in OPEN else "closed",
        "status_notes": str(State(case.state).label),
        "service_name": _(case.category.name) if case.category else None,
        "service_code": case.category.code if case.category else None,
        "description": None,
        "agency_responsible": case.lead.name,
        "service_notice": None,
        "requested_datetime": case.submitted_at,
        "updated_datetime": _updated(case),
        "expected_datetime": case.promised_by,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _shown(case: Case, *, full: bool) -> dict[str, Any]:
    """Return a case with its words: all of them to whoever may read it, else those that were published."""
    said = _where_it_stands(case)
    if full:
        where = [row.name for row in (case.community, case.grid, case.building) if row]
        return said | {
            "description": case.body,
            "status_notes": case.answer or said["status_notes"],
            "address": " ".join(where),
            "lat": case.lat,
            "long": case.lon,
        }
    return said | {
        "description": case.public_title,
        "status_notes": case.public_answer,
        "address": " ".join(row.name for row in (case.community, case.grid) if row),
    }


def _updated(case: Case) -> datetime:
    moments = (case.submitted_at, case.accepted_at, case.contacted_at, case.resolved_at, case.closed_at)
    return max(moment for moment in moments if moment is not None)
