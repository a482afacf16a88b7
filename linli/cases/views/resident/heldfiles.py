"""Photos and recordings of a report that was sent and is not done yet: whose session they are, and of which form."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from linli.cases.services.attaching import files_prepare
from linli.cases.services.holding import Held, files_drop, files_hold

HELD = "held"


def held_by(request: HttpRequest, key: str) -> list[Held]:
    """Return what is held for the form with this key."""
    return list(_of(request, key).get("files", ()))


def refused_by(request: HttpRequest, key: str) -> list[str]:
    """Return in words what of the form's files was not taken."""
    return list(_of(request, key).get("refused", ()))


def take_in(request: HttpRequest, key: str, files: MultiValueDict[str, UploadedFile]) -> int:
    """Hold the files that came with the form besides those held already; return how many there are."""
    known = _of(request, key)
    if not known:
        forget(request)
    photos, voice = files.getlist("photos"), files.get("voice")
    held, refused = list(known.get("files", ())), list(known.get("refused", ()))
    if photos or voice:
        for file in filter(None, (*photos, voice)):
            file.seek(0)
        prepared, not_taken = files_prepare(photos, voice, before=len(held))
        held, refused = [*held, *files_hold(prepared)], [*refused, *not_taken]
    if held or refused:
        request.session[HELD] = {"key": key, "files": held, "refused": refused}
    return len(held)


def forget(request: HttpRequest) -> None:
    """Throw away whatever this session holds."""
    if known := request.session.pop(HELD, None):
        files_drop(known["files"])


def _of(request: HttpRequest, key: str) -> dict[str, Any]:
    known: dict[str, Any] = request.session.get(HELD) or {}
    return known if key and known.get("key") == key else {}
