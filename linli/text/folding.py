"""One spelling for what is compared or searched: width, capitals, traditional and simplified characters alike."""

from __future__ import annotations

import unicodedata

from linli.text.cleaning import cleaned
from linli.text.script import simplified

__all__ = ["fold", "simplified"]


def fold(text: str) -> str:
    """Return the spelling of `text` that is compared, never shown: cleaned, NFKC, simplified characters, lower case."""
    return simplified(unicodedata.normalize("NFKC", cleaned(text))).lower()
