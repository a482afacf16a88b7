"""Articles in and out as spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.access import access
from linli.core.errors import Invalid
from linli.knowledge.importing import articles_import
from linli.knowledge.sheets import articles_export, template_write
from linli.people.http import SignedRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 200


@access("draft")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: SignedRequest) -> HttpResponse:
    """Show the page; a posted list is taken, or with "dry_run" only looked through."""
    if request.method != "POST":
        return render(request, "knowledge/staff/import.html")
    try:
        file = request.FILES.get("file")
        if file is None:
            raise Invalid(_("请先选择文件。"))
        if (file.size or 0) > MOST_BYTES:
            raise Invalid(_("文件超过 10 MB。请分成几个文件。"))
        dry_run = request.POST.get("dry_run") == "1"
        result = articles_import(file, acting=request.standing, dry_run=dry_run)  # type: ignore[arg-type]
    except Invalid as error:
        return render(request, "knowledge/staff/import.html", {"fault": error.message}, status=422)
    errors = result.errors[:MOST_SHOWN]
    context = {"result": result, "errors": errors, "more": len(result.errors) - len(errors)}
    return render(request, "knowledge/staff/import.html", context)


def _file(name: str, write: Callable[[BinaryIO], object]) -> HttpResponseBase:
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


@access("draft")
@require_safe
def template(request: SignedRequest) -> HttpResponseBase:
    """Send the empty list."""
    return _file("knowledge-template.xlsx", template_write)


@access("draft")
@require_safe
def export(request: SignedRequest) -> HttpResponseBase:
    """Send the articles that this person may see."""
    return _file("knowledge.xlsx", lambda target: articles_export(target, request.standing))
