"""One spelling for what is compared or searched: width, capitals, traditional and simplified characters alike."""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return `text` in simplified characters; what has no simplified form stays."""
    return str(_converter().convert(text))


def fold(text: str) -> str:
    """Return the spelling of `text` that is compared, never shown: NFKC, simplified characters, lower case."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()
