"""Keeping an uploaded list between its trial run and its being taken over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from linli.core import clock
from linli.places.models import Division, ImportUpload

KEPT = timedelta(days=1)


@transaction.atomic
def upload_keep(
    *, community: Division, kind: str, name: str, content: bytes, crs: str, account_id: int
) -> ImportUpload:
    """Keep a file for its sender; files older than a day go."""
    ImportUpload.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
    return ImportUpload.objects.create(
        community=community, kind=kind, name=name[-120:], content=content, origin_crs=crs, account_id=account_id
    )


def upload_taken(upload: ImportUpload) -> None:
    """Remember that a file has been taken over."""
    upload.taken_at = clock.now()
    upload.save(update_fields=["taken_at"])
