"""Write the case's state diagram and table of deeds into docs/case.md, from the table that the program runs on.

python scripts/diagram.py            write them between their markers
python scripts/diagram.py --check    change nothing; fail when they differ
"""

from __future__ import annotations

import sys

from pages import ROOT, filled, write_or_check

PAGE = ROOT / "docs" / "case.md"


def drawn(page: str) -> str:
    """Return the page with states and deeds as the table has them now."""
    from linli.cases.domain.diagram import markdown, mermaid

    return filled(page, {"states": f"```mermaid\n{mermaid()}```\n", "deeds": markdown()})


def main() -> None:
    """Write the page, or check it."""
    sys.path.insert(0, str(ROOT))
    write_or_check(PAGE, drawn(PAGE.read_text(encoding="utf-8")), "diagram.py")


if __name__ == "__main__":
    main()
