"""A list on its way into a ledger: sent, looked at, taken, cancelled, what was wrong with it."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import telling
from linli.ledgers import selectors, words
from linli.ledgers.kinds import Ledger
from linli.ledgers.models import WORKING, State, Upload
from linli.ledgers.services.exporting import bad_rows_write
from linli.ledgers.services.uploads import MOST_BYTES, upload_bad_rows, upload_begin, upload_cancel, upload_confirm
from linli.ledgers.views.ledgers import ledger_asked, ledger_page, sheet
from linli.people.http import SignedRequest

SHOWN = 100


@access("ledger")
@require_POST
def send(request: SignedRequest, code: str, name: str) -> HttpResponse:
    """Keep a list for the worker."""
    ledger = ledger_asked(request, code, name, write=True)
    file = request.FILES.get("file")
    if file is None:
        return ledger_page(request, ledger, fault=_("请先选择文件。"), status=422)
    if (file.size or 0) > MOST_BYTES:
        return ledger_page(request, ledger, fault=_("文件超过 30 MB。请分成几个文件。"), status=422)
    try:
        upload = upload_begin(ledger, file.name or "", file.read(), account_id=request.user.pk)
    except LinliError as error:
        return ledger_page(request, ledger, fault=error.message, status=422)
    return redirect("ledgers:upload", code, name, upload.pk)


def _upload(request: SignedRequest, code: str, name: str, upload_id: int) -> tuple[Ledger, Upload]:
    ledger = ledger_asked(request, code, name, write=True)
    return ledger, selectors.upload_for(request.user, ledger.area, name, upload_id)


@access("ledger")
@require_safe
def shown(request: SignedRequest, code: str, name: str, upload_id: int) -> HttpResponse:
    """How far a list is, what it would do or did, and what is wrong with it."""
    ledger, upload = _upload(request, code, name, upload_id)
    working = upload.state in WORKING
    counts = upload.taken or (upload.found if upload.state != State.TAKING else {})
    errors = [] if working else [error for row in upload_bad_rows(upload, SHOWN) for error in row.errors][:SHOWN]
    refused = 0 if working else counts.get("refused", 0)
    context = {
        "ledger": ledger,
        "area": ledger.area,
        "upload": upload,
        "working": working,
        "counts": [(words.CHANGES[change], counts.get(change, 0)) for change in words.CHANGES],
        "to_take": counts.get("new", 0) + counts.get("changed", 0),
        "refused": refused,
        "errors": errors,
        "more": refused > len({error.row for error in errors}),
    }
    return render(request, "ledgers/upload.html", context)


@access("ledger")
@require_POST
def take(request: SignedRequest, code: str, name: str, upload_id: int) -> HttpResponse:
    """Let the worker take a list that was checked."""
    _ledger, upload = _upload(request, code, name, upload_id)
    with telling(request):
        upload_confirm(upload)
    return redirect("ledgers:upload", code, name, upload_id)


@access("ledger")
@require_POST
def cancel(request: SignedRequest, code: str, name: str, upload_id: int) -> HttpResponse:
    """Stop; what was taken stays."""
    _ledger, upload = _upload(request, code, name, upload_id)
    with telling(request):
        upload_cancel(upload)
    return redirect("ledgers:upload", code, name, upload_id)


@access("ledger")
@require_safe
def errors(request: SignedRequest, code: str, name: str, upload_id: int) -> HttpResponseBase:
    """Send the rows that were refused, to be mended and sent again."""
    ledger, upload = _upload(request, code, name, upload_id)
    return sheet(f"{name}-errors-{upload_id}.xlsx", lambda target: bad_rows_write(ledger, upload, target))
