"""The log for those who answer for a place: who did or read what there and below; found, and taken out as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.audit import selectors, words
from linli.audit.domain.deeds import DEEDS
from linli.audit.selectors import Asked
from linli.audit.services import HOUSE, audit_note
from linli.cases.selectors import cases_visible
from linli.catalog.policies import at_the_top
from linli.core.access import access
from linli.core.chunks import chunks
from linli.core.sheets import SheetColumn, write_csv, write_sheet
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.models import Post
from linli.people.selectors import place_above_managed, place_managed, places_below
from linli.places.models import Division
from linli.web.log_lines import lines_of

MOST_EXPORTED = 200_000
MOST_PEOPLE = 200
CHUNK = 500
DAYS = 7
HOUSE_GROUP = "house"
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What an address asks for, as it was typed, and as the log is asked."""

    place: Division
    typed: dict[str, str]
    asked: Asked
    top: bool


@access("admin")
@require_safe
def log(request: SignedRequest) -> HttpResponse:
    """A page of lines, newest first."""
    query = _query(request)
    page = selectors.notes_page(query.asked, request.GET.get("before", ""))
    groups = [(name, label) for name, label in words.GROUPS.items() if query.top or name != HOUSE_GROUP]
    context = {
        "place": query.place,
        "below": places_below(query.place),
        "above": place_above_managed(request.standing, Right.ADMIN, query.place),
        "typed": query.typed,
        "filtered": any(query.typed.values()),
        "groups": [(name, label, _deeds(name)) for name, label in groups],
        "lines": lines_of(page.notes, request.standing),
        "older": page.older,
        "failed": selectors.sign_ins_failed(DAYS) if query.top else None,
        "days": DAYS,
    }
    return render(request, "web/log.html", context)


def _deeds(group: str) -> list[tuple[str, Any]]:
    return [(name, words.DEEDS[name]) for name, deed in DEEDS.items() if deed.group == group]


@access("admin")
@require_safe
def export(request: SignedRequest) -> HttpResponseBase:
    """The lines that are asked for as a list, xlsx or csv; taking it out is a line itself."""
    query = _query(request)
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = _rows(request, query.asked)
    columns = _columns()
    count = write_csv(target, columns, rows) if form == "csv" else write_sheet(target, _("工作日志"), columns, rows)
    with transaction.atomic():
        audit_note("log_exported", query.place, request.standing, rows=count, form=form)
    target.seek(0)
    name = f"log-{query.place.code}.{form}"
    return FileResponse(target, as_attachment=True, filename=name, content_type=FORMS[form])


def _columns() -> list[SheetColumn]:
    titles = [_("时间"), _("做了什么"), _("姓名"), _("单位和岗位"), _("地方"), _("对象"), _("内容")]
    return [SheetColumn(title, width) for title, width in zip(titles, (20, 18, 12, 28, 16, 30, 50), strict=True)]


def _rows(request: SignedRequest, asked: Asked) -> Iterator[list[Any]]:
    found = selectors.notes_asked(asked)[:MOST_EXPORTED].iterator(chunk_size=CHUNK)
    for chunk in chunks(found, CHUNK):
        for line in lines_of(chunk, request.standing):
            facts = "；".join(f"{name} {value}" for name, value in line.facts)
            yield [line.at, line.deed, line.who, line.office, line.place, line.thing, facts]


def _query(request: SignedRequest) -> Query:
    """Read an address; what cannot be read asks for nothing.

    Raises:
        Refused: the place is another's.
        Missing: no such place.
    """
    place = place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("who", "post", "deed", "number", "thing")}
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    given |= {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    top = at_the_top(request.standing)
    deed = given["deed"] if given["deed"] in DEEDS or given["deed"] in words.GROUPS else ""
    group = DEEDS[deed].group if deed in DEEDS else deed
    if group == HOUSE_GROUP and not top:
        deed, group = "", ""
    asked = Asked(
        path=HOUSE if group == HOUSE_GROUP else place.path,
        deed=deed,
        posts=_people(place, given),
        thing=_thing(request, given),
        since=since,
        until=until,
    )
    return Query(place, {**given, "deed": deed}, asked, top)


def _people(place: Division, given: dict[str, str]) -> list[int] | None:
    """The posts of those whose posted name is asked for, of the place and below; or one post, by its number."""
    if given["post"].isascii() and given["post"].isdigit() and len(given["post"]) < 18:
        return [int(given["post"])]
    if not given["who"]:
        return None
    found = Post.objects.filter(public_name__icontains=given["who"], organisation__place__path__startswith=place.path)
    return list(found.order_by("-pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def _thing(request: SignedRequest, given: dict[str, str]) -> tuple[str, int | None, int] | None:
    """What it was about: a case by its number, where it may be read, else any thing by the query of its own line."""
    if given["number"]:
        case = cases_visible(request.standing).filter(number=given["number"][:10]).first()
        return ("case", case.community_id, case.id) if case else ("case", 0, 0)
    kind, community, number = (*given["thing"].split(":"), "", "", "")[:3]
    if kind not in words.THINGS or not _is_id(number) or not (community == "" or _is_id(community)):
        return None
    return kind, int(community) if community else None, int(number)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 9000 else None
