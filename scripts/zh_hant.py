"""Simplified to traditional Chinese, for the catalog.

OpenCC's s2tw: traditional characters as most readers of them are used to (裡, 著, 為), and the words as they are. Its s2twp
also swaps words for Taiwan's (程序 → 程式, 信息 → 資訊), which is wrong for the terms of mainland law and administration
that these pages speak in; s2hk differs from s2tw in characters only (裏, 着). Where a character depends on a meaning that the
converter cannot see, the word stands in scripts/zh_hant.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from opencc import OpenCC

CORRECTIONS = Path(__file__).with_suffix(".toml")


@cache
def _words() -> dict[str, str]:
    return dict(tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))["words"])


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def traditional(text: str) -> str:
    """Return `text` in traditional characters, with the corrected words as they are listed, longest first."""
    listed = sorted(_words(), key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, listed))})", text)
    return "".join(_words().get(part) or str(_converter().convert(part)) for part in parts)
