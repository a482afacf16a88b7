"""Photos and recordings of a case: judged by their content (photos in `core.photos`), kept, given their rows (R1)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from linli.cases.models import Attachment, Case
from linli.core import clock
from linli.core.errors import Invalid
from linli.core.ids import new_id
from linli.core.photos import MOST_BYTES, Prepared, photo_prepare

MOST_PHOTOS = 9

# What a recording may begin with: (offset, bytes, mime, suffix).
_VOICES = (
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"\xff\xf3", "audio/mpeg", "mp3"),
    (0, b"\xff\xf1", "audio/aac", "aac"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (0, b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
    (0, b"#!AMR", "audio/amr", "amr"),
    (4, b"ftyp", "audio/mp4", "m4a"),
    (8, b"WAVE", "audio/wav", "wav"),
)


def voice_prepare(file: UploadedFile) -> Prepared:
    """Return a recording as it is, its kind judged by its first bytes.

    Raises:
        Invalid: larger than 10 MB, or no recording.
    """
    name = file.name or ""
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(_("录音“%(name)s”超过 10 MB，没有收下。请分段录制。") % {"name": name})
    data = file.read()
    for offset, magic, mime, suffix in _VOICES:
        if data[offset : offset + len(magic)] == magic:
            return Prepared(data, b"", mime, suffix)
    raise Invalid(_("“%(name)s”不是能识别的录音，没有收下。") % {"name": name})


def files_prepare(
    photos: Sequence[UploadedFile], voice: UploadedFile | None = None, before: int = 0
) -> tuple[list[Prepared], list[str]]:
    """Return what can be kept of a form's files, and in words what cannot; `before`: photos that are kept already."""
    kept: list[Prepared] = []
    refused: list[str] = []
    for number, photo in enumerate(photos, start=before):
        if number >= MOST_PHOTOS:
            refused.append(_("照片最多 %(most)s 张，多出的没有收下。") % {"most": MOST_PHOTOS})
            break
        try:
            kept.append(photo_prepare(photo))
        except Invalid as error:
            refused.append(error.message)
    if voice is not None:
        try:
            kept.append(voice_prepare(voice))
        except Invalid as error:
            refused.append(error.message)
    return kept, refused


def attachments_keep(prepared: Sequence[Prepared]) -> list[Prepared]:
    """Put files into storage, before the transaction: a file without its row is rubbish, a row without its file a loss."""
    return files_save(prepared, f"cases/{clock.now():%Y/%m}")


def files_save(prepared: Sequence[Prepared], folder: str) -> list[Prepared]:
    """Put files into a folder of the storage under random names; return them with these."""
    kept = []
    for item in prepared:
        stem = f"{folder}/{secrets.token_hex(16)}"
        name = default_storage.save(f"{stem}.{item.suffix}", ContentFile(item.data))
        small = default_storage.save(f"{stem}-s.jpg", ContentFile(item.thumbnail)) if item.thumbnail else ""
        kept.append(Prepared(item.data, item.thumbnail, item.mime, item.suffix, name, small))
    return kept


def attachments_save(case: Case, stored: Sequence[Prepared], photo_kind: str, account_id: int | None) -> None:
    """Write the rows of files that `attachments_keep` has put into storage; the same file twice is one row."""
    known = set(case.attachments.values_list("kind", "sha256")) if stored else set()
    rows = []
    for item in stored:
        kind = "voice" if item.mime.startswith("audio/") else photo_kind
        digest = hashlib.sha256(item.data).hexdigest()
        if (kind, digest) in known:
            continue
        known.add((kind, digest))
        rows.append(
            Attachment(
                community_id=case.community_id,
                id=new_id(),
                case_id=case.id,
                kind=kind,
                file=item.name,
                thumbnail=item.thumbnail_name,
                mime=item.mime,
                size=len(item.data),
                sha256=digest,
                added_by_id=account_id,
            )
        )
    Attachment.objects.bulk_create(rows)
