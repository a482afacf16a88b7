"""Appends the text to `outbox/sms.jsonl` in the data folder, readable by its owner only: for a demo, or for a sender of one's
own that reads the file.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from linli.core import clock


class FileChannel:
    """One JSON object a line: at, phone, text."""

    def send(self, phone: str, text: str) -> None:
        """Append it; a line is written in one go, so that two processes do not mix theirs."""
        folder = Path(settings.DATA) / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": clock.now().isoformat(), "phone": phone, "text": text}, ensure_ascii=False) + "\n"
        handle = os.open(folder / "sms.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)


channel = FileChannel()
