"""The ledger's page: take it, or bring one in."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.cases.services import Acting
from linli.core.access import access
from linli.core.errors import Invalid, Refused
from linli.insight.ledger import ledger_export, ledger_import, template_write
from linli.insight.policies import may_list
from linli.insight.views.asked import Asked, asked
from linli.people.domain import Right
from linli.places.importing.results import ImportResult

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 30 * 1024 * 1024
MOST_SHOWN = 200


def _asked(request: HttpRequest) -> Asked:
    """Read what is asked for, where the cases there may be listed.

    Raises:
        Refused: the place's figures are open to whoever asks, its cases are not.
    """
    query = asked(request)
    if not may_list(query.standing, query.place, query.grid):
        raise Refused(_("这里的诉求不由您的岗位办理，不能看台账。"))
    return query


@access("ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the page; a posted file is read, or with "dry_run" only looked through."""
    query = _asked(request)
    if request.method != "POST":
        return _page(request, query)
    if not query.standing.may(Right.INTAKE):
        raise Refused(_("您的岗位不能导入台账。"))
    try:
        result = _read(request, query)
    except Invalid as error:
        return _page(request, query, fault=error.message, status=422)
    return _page(request, query, result)


def _read(request: HttpRequest, query: Asked) -> ImportResult:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("请先选择文件。"))
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(_("文件超过 30 MB。请分成几个文件，或请管理员用命令导入。"))
    return ledger_import(
        file,  # type: ignore[arg-type]
        acting=Acting(query.standing, channel="desk"),
        place=query.place,
        grid=query.grid,
        dry_run=request.POST.get("dry_run") == "1",
    )


def _page(
    request: HttpRequest, query: Asked, result: ImportResult | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "asked": query,
        "result": result,
        "errors": result.errors[:MOST_SHOWN] if result else [],
        "more": max(len(result.errors) - MOST_SHOWN, 0) if result else 0,
        "fault": fault,
        "may_add": query.standing.may(Right.INTAKE),
    }
    return render(request, "insight/ledger.html", context, status=422 if query.fault else status)


@access("ledger")
def download(request: HttpRequest) -> HttpResponseBase:
    """Send the ledger of a place and period, written to disk first: it may be long."""
    query = _asked(request)
    if query.fault:
        raise Invalid(query.fault)
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    ledger_export(target, query.place, query.period, query.grid, acting=query.standing)
    target.seek(0)
    where = query.grid.code if query.grid else query.place.code
    name = f"ledger-{where}-{query.period.first}-{query.period.last}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


@access("ledger")
def template(request: HttpRequest) -> HttpResponseBase:
    """Send the empty ledger."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    template_write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="ledger-template.xlsx", content_type=XLSX)
