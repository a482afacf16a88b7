"""Which files the rows name."""

from __future__ import annotations

from collections.abc import Iterator

from linli.cases.models import Attachment


def attachment_files() -> Iterator[str]:
    """Yield the name in the storage of every photo, recording and thumbnail."""
    for file, thumbnail in Attachment.objects.values_list("file", "thumbnail").iterator():
        yield file
        if thumbnail:
            yield thumbnail
