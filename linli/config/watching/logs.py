"""What goes into the log: as lines for people or as JSON for a collector, and never a phone or identity number.

PIPL art. 51: personal data are kept from where they need not be. Messages of ours name cases by number; what others put
into theirs - a database that quotes the row it refuses - is masked here, once for every logger.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

# A mobile number, an identity number, an address of mail: what registers under GB 11643 and the numbering plan look like.
_PERSONAL = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")
# PostgreSQL quotes the refused row after these words.
_QUOTED = re.compile(r"^(?:DETAIL|CONTEXT):.*$", re.MULTILINE)


def masked(text: str) -> str:
    """Return `text` without what could name somebody."""
    return _PERSONAL.sub("***", _QUOTED.sub("", text))


class Plain(logging.Formatter):
    """A line, and below it the trace."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        return masked(super().format(record))


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the trace where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = masked(self.formatException(record.exc_info))
        if status := getattr(record, "status_code", None):
            said["status"] = status
        return json.dumps(said, ensure_ascii=False)


def logging_settings(level: str, style: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, in one style.

    Args:
        level: INFO, WARNING …
        style: "plain" or "json".
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "linli.config.watching.logs.Plain"},
            "json": {"()": "linli.config.watching.logs.Json"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would write a second time, and mail; gunicorn's would write in a style of its own.
        "loggers": {
            name: {"handlers": [], "propagate": True} for name in ("django", "django.server", "gunicorn.error")
        },
    }
