"""Lists of a community's places: template, trial run, taking over, and the rows to mend."""

from __future__ import annotations

import io
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.audit.services import Acting
from linli.core.access import access
from linli.core.errors import LinliError
from linli.places.domain import Crs
from linli.places.forms import ImportForm
from linli.places.importing.kinds import COMMUNITY_KINDS, KINDS
from linli.places.importing.results import ImportResult, write_errors
from linli.places.importing.runner import run_import
from linli.places.importing.scope import Scope
from linli.places.importing.templates import write_template
from linli.places.models import Division, ImportUpload
from linli.places.policies import community_for
from linli.places.services import upload_keep, upload_taken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@access("places")
def imports(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a kind and a file; it is kept for its trial run."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        upload = upload_keep(
            community=community,
            kind=form.cleaned_data["kind"],
            name=file.name,
            content=file.read(),
            crs=form.cleaned_data["crs"],
            account_id=request.user.pk,  # type: ignore[arg-type]  # signed in, as the rule asks
        )
        return redirect("places:import_report", community.code, upload.pk)
    kinds = [(key, KINDS[key].title) for key in COMMUNITY_KINDS]
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "places/import.html",
        {"community": community, "tab": "import", "form": form, "kinds": kinds},
        status=status,
    )


@access("places")
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty list to fill in."""
    if kind not in COMMUNITY_KINDS:
        raise Http404
    out = io.BytesIO()
    write_template(kind, out)
    return _xlsx(out, _("%(kind)s导入模板.xlsx") % {"kind": KINDS[kind].title})


@access("places")
@require_GET
def report(request: HttpRequest, code: str, upload_id: int) -> HttpResponse:
    """What taking a list over would do, and every row that is wrong."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    upload = _upload(request, community, upload_id)
    try:
        result = _run(upload, dry_run=True)
    except LinliError as error:
        return _page(request, upload, error=error)
    return _page(request, upload, result=result)


@access("places")
@require_POST
def take(request: HttpRequest, code: str, upload_id: int) -> HttpResponse:
    """Take a list over."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    upload = _upload(request, community, upload_id)
    try:
        result = _run(upload, dry_run=False, acting=request.standing)  # type: ignore[attr-defined]
    except LinliError as error:
        return _page(request, upload, error=error)
    upload_taken(upload)
    messages.success(
        request,
        _("已导入：新增 %(created)s 行，更新 %(updated)s 行，未变 %(unchanged)s 行，未导入 %(rejected)s 行。")
        % {
            "created": result.created,
            "updated": result.updated,
            "unchanged": result.unchanged,
            "rejected": result.rejected,
        },
    )
    if result.rejected:
        return redirect("places:import_report", community.code, upload.pk)
    return redirect("places:community", community.code)


@access("places")
@require_GET
def errors(request: HttpRequest, code: str, upload_id: int) -> HttpResponse:
    """The rows that were not taken as xlsx, to mend and send again."""
    community = community_for(request.standing, code)  # type: ignore[attr-defined]
    upload = _upload(request, community, upload_id)
    out = io.BytesIO()
    write_errors(_run(upload, dry_run=True), out)
    return _xlsx(out, _("%(kind)s需要更正的行.xlsx") % {"kind": KINDS[upload.kind].title})


def _upload(request: HttpRequest, community: Division, upload_id: int) -> ImportUpload:
    return get_object_or_404(ImportUpload, pk=upload_id, community=community, account_id=request.user.pk)


def _run(upload: ImportUpload, *, dry_run: bool, acting: Acting | None = None) -> ImportResult:
    crs = Crs(upload.origin_crs) if upload.origin_crs else None
    scope = Scope(community=upload.community, division=upload.community, crs=crs)
    return run_import(upload.kind, io.BytesIO(upload.content), scope=scope, dry_run=dry_run, acting=acting)


def _page(
    request: HttpRequest, upload: ImportUpload, *, result: ImportResult | None = None, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "community": upload.community,
        "tab": "import",
        "upload": upload,
        "kind": KINDS[upload.kind].title,
        "result": result,
        "shown": result.errors[:SHOWN] if result else [],
        "error": error,
    }
    return render(request, "places/import_report.html", context, status=error.status if error else 200)


def _xlsx(content: io.BytesIO, name: str) -> HttpResponse:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content.getvalue(), content_type=XLSX, headers={"Content-Disposition": disposition})
