"""Where photos and recordings are kept: a folder, or an object store that several servers share."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ABOUT = "LINLI_FILES must be s3://bucket/folder?endpoint=https://…&region=…, or a folder"


def files_folder(where: str, default: Path) -> Path:
    """Return the folder of files: LINLI_FILES where it names one."""
    return Path(where).expanduser().resolve() if where and "://" not in where else default


def storage_settings(where: str) -> dict[str, Any]:
    """Return Django's storage for files, private in every case: Linli itself hands them out, to whom may see them.

    Args:
        where: LINLI_FILES; "" or a folder, or s3://bucket/prefix?endpoint=…&region=…. Credentials come as the object
            store's own library reads them (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or the machine's role).

    Raises:
        ValueError: an address that means nothing.
    """
    if "://" not in where:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(where)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or set(options) - {"endpoint", "region"}:
        raise ValueError(f"{ABOUT}; it is {where!r}")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            "file_overwrite": False,
            "signature_version": "s3v4",
        },
    }
