"""Photos and recordings, for the case's reporter and the staff who may read it; never by a guessed address."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from linli.cases.models import Attachment, AttachmentKind
from linli.cases.selectors import case_for_reporter, case_for_staff, wrote
from linli.cases.services.noting import file_note
from linli.cases.views.resident import remembered
from linli.core.access import access
from linli.core.errors import Missing


@access("public")
def attachment(request: HttpRequest, community_id: int, attachment_id: int, size: str = "") -> HttpResponseBase:
    """Serve one file, shown in place and unable to do anything there."""
    found = Attachment.objects.filter(community_id=community_id, id=attachment_id).first()
    if found is None or not _may_read(request, found, noted=not size):
        raise Missing(_("没有这个文件，或您不能查看。"))
    file = found.thumbnail if size == "thumb" and found.thumbnail else found.file
    suffix = file.name.rpartition(".")[2]
    response = FileResponse(file.open("rb"), content_type=found.mime, filename=f"{found.kind}-{found.id}.{suffix}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _may_read(request: HttpRequest, file: Attachment, *, noted: bool) -> bool:
    """Whether they may; that somebody of the staff opened the file itself, and not its small picture, is noted."""
    ids = (file.community_id, file.case_id)
    try:
        case, reporter = case_for_reporter(remembered.account_of(request), *ids, remembered.reporter_keys(request))
        if file.kind == AttachmentKind.PROOF or wrote(case, reporter):
            return True
    except Missing:
        pass  # not a reporter: perhaps staff
    try:
        case = case_for_staff(request.standing, *ids)  # type: ignore[attr-defined]
    except Missing:
        return False
    if noted and request.method == "GET":
        file_note(file, case, request.standing)  # type: ignore[attr-defined]
    return True
