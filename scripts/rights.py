"""Write who may do what into docs/rights.md, from the registry that the program runs on.

python scripts/rights.py            write it between its markers
python scripts/rights.py --check    change nothing; fail when it differs
"""

from __future__ import annotations

import os
import sys

from pages import ROOT, filled, write_or_check

PAGE = ROOT / "docs" / "rights.md"


def tables() -> dict[str, str]:
    """Return the posts of each column, and the table of each group, in English."""
    from django.utils import translation

    from linli.people.registry import DEEDS, GROUPS, columns

    with translation.override("en"):
        found = columns()
        posts = ["| | where | posts |", "|---|---|---|"]
        posts += [f"| {number} | {one.heading} | {one.label} |" for number, one in enumerate(found, start=1)]
        parts = []
        for group, label in GROUPS.items():
            head = ["", "name", "rule", "lent", *(str(number) for number in range(1, len(found) + 1))]
            rows = [f"### {label}\n", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
            for deed in DEEDS.values():
                if deed.group == group:
                    words = f"{deed.label}{f' ({deed.opens})' if deed.opens else ''}"
                    rule, lent = f"`{deed.rule}`" if deed.rule else "", "yes" if deed.lendable else ""
                    cells = [words, f"`{deed.name}`", rule, lent, *(one.reach(deed) or "" for one in found)]
                    rows.append(f"| {' | '.join(str(cell) for cell in cells)} |")
            parts.append("\n".join(rows) + "\n")
    return {"posts": "\n".join(posts) + "\n", "rights": "\n".join(parts)}


def main() -> None:
    """Write the page, or check it."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    write_or_check(PAGE, filled(PAGE.read_text(encoding="utf-8"), tables()), "rights.py")


if __name__ == "__main__":
    main()
