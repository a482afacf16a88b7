"""Shows the text where the server was started; for trying Linli out."""

from __future__ import annotations

import sys


class ConsoleChannel:
    """Writes to standard output."""

    def send(self, phone: str, text: str) -> None:
        """Show it."""
        sys.stdout.write(f"\nSMS → {phone}: {text}\n")
        sys.stdout.flush()


channel = ConsoleChannel()
