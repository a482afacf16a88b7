"""Cases: lists, one with its course, reporting, deeds, files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status, UploadedFile

from linli.api import paging
from linli.api.auth import READ, WRITE
from linli.api.problems import Problem
from linli.api.readings import reading_count
from linli.api.v1 import doing, shapes
from linli.api.v1.reading import Reading, case_read, key_of, unchanged, version_seen
from linli.api.v1.schemas import (
    CaseIn,
    CaseMade,
    CaseOut,
    CasePage,
    DeedIn,
    DeedOut,
    EventOut,
    StateName,
    Text,
    UrgencyName,
)
from linli.cases.models import Case
from linli.cases.selectors import BOXES, FoundCases, box_newest, cases_found, cases_of_account, timeline
from linli.cases.services.noting import file_note
from linli.catalog.models import Category
from linli.core.errors import Invalid, Missing
from linli.people.models import Account

BOX = f"one of {', '.join(BOXES)}; without it everything one may see"
router = Router(tags=["cases"])
PROBLEMS = dict.fromkeys((401, 403, 404, 422), Problem)
ACTS = PROBLEMS | {400: Problem, 409: Problem, 412: Problem}


@router.get("/cases", auth=READ, response={200: CasePage, **PROBLEMS}, url_name="cases")
def cases(
    request: HttpRequest,
    box: Text = Query("", max_length=20, description=BOX),
    q: Text = Query("", max_length=200, description="a number, words, pinyin, or a whole phone number"),
    state: StateName | None = Query(None),
    category: Text | None = Query(None, max_length=40, description="code"),
    urgency: UrgencyName | None = Query(None),
    since: datetime | None = Query(None, description="submitted at or after"),
    until: datetime | None = Query(None, description="submitted before"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(paging.USUAL, ge=1, le=paging.MOST),
) -> dict[str, Any]:
    """List the cases that the owner's posts let them read, newest first."""
    if box and box not in BOXES:
        raise Invalid(_("没有这个列表。"), {"box": ", ".join(BOXES)})
    filters: dict[str, Any] = {"state": state, "urgency": urgency, "category": _category(category)}
    filters |= {"since": _aware("since", since), "until": _aware("until", until)}
    standing, token = request.standing, request.auth  # type: ignore[attr-defined]
    if q.strip():
        found = cases_found(standing, q, box=box, filters=filters, before=paging.found_before(cursor), most=limit)
        rows = _rows(found)
        reading_count(token, standing, len(rows))
        return {"items": [shapes.case_brief(row) for row in rows], "next": found.older or None}
    keys = box_newest(standing, box, filters=filters, before=paging.before_of(cursor), most=limit + 1)
    rows = _rows(FoundCases(keys[:limit]))
    reading_count(token, standing, len(rows))
    following = paging.following(rows, "submitted_at", more=len(keys) > limit)
    return {"items": [shapes.case_brief(row) for row in rows], "next": following}


@router.get("/me/cases", auth=READ, response={200: CasePage, **PROBLEMS}, url_name="my_cases")
def my_cases(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(paging.USUAL, ge=1, le=paging.MOST),
) -> dict[str, Any]:
    """List the cases that the owner has reported, newest first."""
    assert isinstance(request.user, Account)
    found = cases_of_account(request.user).select_related(*_READ).defer(*_HEAVY)
    items, following = paging.page(found, by="submitted_at", cursor=cursor, limit=limit)
    return {"items": [shapes.case_brief(row) for row in items], "next": following}


_READ = ("community", "grid", "category", "lead")
_HEAVY = ("community__outline", "grid__outline")


def _rows(found: FoundCases) -> list[Case]:
    return found.read(Case.objects.select_related(*_READ).defer(*_HEAVY))


def _category(code: str | None) -> int | None:
    if not code:
        return None
    found = Category.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(_("没有代码为“%(code)s”的类别。") % {"code": code}, {"category": code})
    return found


def _aware(name: str, moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        message = _("请写明时区，如 2026-01-31T09:00:00+08:00。")
        raise Invalid(message, {name: message})
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError:  # in the first or last hours that there are, elsewhere than here
        message = _("这个时间太早或太晚了。")
        raise Invalid(message, {name: message}) from None


@router.post("/cases", auth=WRITE, response={200: CaseMade, 201: CaseMade, **ACTS, 429: Problem}, url_name="case_make")
def case_make(request: HttpRequest, response: HttpResponse, body: CaseIn) -> Any:
    """Report something. The same Idempotency-Key gives the case made first, with its code."""
    made = doing.report(request, body, key_of(request))
    reading = Reading(made.case, None, doing.acting(request))
    response["Location"] = reverse("v1:case", args=[shapes.case_id(made.case)])
    response["ETag"] = reading.etag
    said = {"case": shapes.case_full(made.case), "code": made.code, "created": made.created}
    return Status(201 if made.created else 200, said)


@router.get("/cases/{case}", auth=READ, response={200: CaseOut, 304: None, **PROBLEMS}, url_name="case")
def case_one(request: HttpRequest, response: HttpResponse, case: str) -> Any:
    """Read one case, as staff or as its reporter."""
    reading = case_read(request, case)
    response["ETag"] = reading.etag
    if unchanged(request, reading.etag):
        return Status(304, None)
    return shapes.case_full(reading.case, reading.reporter)


@router.get("/cases/{case}/events", auth=READ, response={200: list[EventOut], **PROBLEMS}, url_name="case_events")
def events(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """Read a case's course, oldest first: all of it as staff, what concerns them as its reporter."""
    reading = case_read(request, case)
    lines = timeline(reading.case, reading.acting, resident=reading.reporter is not None)
    return [shapes.event(line) for line in lines]


@router.get("/cases/{case}/deeds", auth=READ, response={200: list[DeedOut], **PROBLEMS}, url_name="case_deeds")
def deeds(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """List what the owner can do to a case now, and what each deed must carry."""
    return doing.offered(case_read(request, case))


@router.post("/cases/{case}/deeds/{deed}", auth=WRITE, response={200: CaseOut, **ACTS}, url_name="case_deed")
def deed(request: HttpRequest, response: HttpResponse, case: str, deed: str, body: DeedIn) -> Any:
    """Do a deed. If-Match makes sure that nobody did another since the case was read."""
    reading = case_read(request, case)
    done = doing.act(reading, deed, body.carried, key_of(request), version_seen(request, reading))
    return _after(request, response, done)


@router.post("/cases/{case}/files", auth=WRITE, response={200: CaseOut, **ACTS}, url_name="case_files")
def files_add(request: HttpRequest, response: HttpResponse, case: str, photos: File[list[UploadedFile]]) -> Any:
    """Add photos, nine at most of 10 MB each; they are re-encoded and lose their metadata."""
    reading = case_read(request, case)
    return _after(request, response, doing.attach(reading, photos, key_of(request)))


def _after(request: HttpRequest, response: HttpResponse, reading: Reading) -> dict[str, Any]:
    response["ETag"] = reading.etag
    return shapes.case_full(reading.case, reading.reporter)


@router.get("/cases/{case}/files/{int:file}", auth=READ, response={200: None, **PROBLEMS}, url_name="case_file")
def file_one(request: HttpRequest, case: str, file: int) -> Any:
    """Read a photo, a recording or a proof."""
    reading = case_read(request, case)
    shown = {row["id"] for row in shapes.case_full(reading.case, reading.reporter)["files"]}
    found = next((row for row in reading.case.attachments.all() if row.id == file and str(row.id) in shown), None)
    if found is None:
        raise Missing(_("没有这个文件，或您不能查看。"))
    if reading.reporter is None:
        file_note(found, reading.case, reading.acting.standing)
    response = FileResponse(found.file.open("rb"), content_type=found.mime)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
