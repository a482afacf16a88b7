"""Photos that one answer to many cases gives once: judged and stored like any others, then each case's own proof (R8).

The file lies in storage once; every case that the answer reaches has a row of its own for it, kept by that case's deed, so that its
evidence is looked at, and may be seen by, whom that case allows.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from linli.cases.services.attaching import attachments_keep, files_prepare
from linli.core.errors import Invalid
from linli.core.photos import Prepared
from linli.hot.models import HotIssue

Kept = dict[str, str]


def proofs_keep(photos: Sequence[UploadedFile]) -> list[Kept]:
    """Store photos; return what an issue keeps of them.

    Raises:
        Invalid: one is no photo, or they are too many or too large; none is stored then.
    """
    prepared, unusable = files_prepare(photos)
    if unusable:
        message = " ".join(unusable)
        raise Invalid(message, {"photos": message})
    return [
        {"name": item.name, "thumbnail": item.thumbnail_name, "mime": item.mime, "suffix": item.suffix}
        for item in attachments_keep(prepared)
    ]


def proofs_of(issue: HotIssue) -> list[Prepared]:
    """Return the photos of an issue's present answer, as a deed takes what is in storage already.

    One that is gone from storage is left out: a case that asks for proof is refused then, and the others are answered.
    """
    found = []
    for item in issue.proofs:
        if not default_storage.exists(item["name"]):
            continue
        with default_storage.open(item["name"]) as file:
            found.append(Prepared(file.read(), b"", item["mime"], item["suffix"], item["name"], item["thumbnail"]))
    return found
