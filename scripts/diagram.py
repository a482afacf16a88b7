"""Write the case's state diagram and table of deeds into docs/case.md, from the table that the program runs on.

python scripts/diagram.py            write them between their markers
python scripts/diagram.py --check    change nothing; fail when they differ
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "case.md"


def drawn(page: str) -> str:
    """Return the page with everything between `<!-- name: … -->` and `<!-- /name -->` as the table has it now."""
    from linli.cases.domain.diagram import markdown, mermaid

    for name, content in (("states", f"```mermaid\n{mermaid()}```\n"), ("deeds", markdown())):
        page, found = re.subn(
            rf"(<!-- {name}: [^>]*-->\n).*?(<!-- /{name} -->)",
            lambda match, content=content: f"{match[1]}\n{content}\n{match[2]}",  # type: ignore[misc]
            page,
            flags=re.DOTALL,
        )
        if found != 1:
            sys.exit(f"{PAGE.name} has {found} places for the {name}; it needs one")
    return page


def main() -> None:
    """Write the page, or check it."""
    sys.path.insert(0, str(ROOT))
    page = PAGE.read_text(encoding="utf-8")
    wanted = drawn(page)
    if "--check" in sys.argv[1:]:
        if page != wanted:
            sys.exit("docs/case.md is not what the table says: run .venv/bin/python scripts/diagram.py")
    else:
        PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
