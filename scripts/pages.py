"""Pages of the docs of which a part is made by a script: filled between markers, written or checked."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def filled(page: str, parts: Mapping[str, str]) -> str:
    """Return a page with everything between `<!-- name: … -->` and `<!-- /name -->` replaced.

    Args:
        page: the page as it is.
        parts: what belongs there, by name.

    Raises:
        SystemExit: a part has no place, or more than one.
    """
    for name, content in parts.items():
        page, found = re.subn(
            rf"(<!-- {name}: [^>]*-->\n).*?(<!-- /{name} -->)",
            lambda match, content=content: f"{match[1]}\n{content}\n{match[2]}",  # type: ignore[misc]
            page,
            flags=re.DOTALL,
        )
        if found != 1:
            sys.exit(f"the page has {found} places for the {name}; it needs one")
    return page


def write_or_check(page: Path, wanted: str, script: str) -> None:
    """Write a page, or with `--check` change nothing.

    Args:
        script: what makes it, as the reader is told to run it.

    Raises:
        SystemExit: it is to be checked, and differs.
    """
    if "--check" not in sys.argv[1:]:
        page.write_text(wanted, encoding="utf-8")
    elif not page.is_file() or page.read_text(encoding="utf-8") != wanted:
        name = page.relative_to(ROOT)
        sys.exit(f"{name} is not what the code says: run .venv/bin/python scripts/{script} and read the change")
