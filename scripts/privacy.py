"""Write what is held about people into docs/privacy.md, from the registry that the program runs on.

python scripts/privacy.py            write it between its markers
python scripts/privacy.py --check    change nothing; fail when it differs
"""

from __future__ import annotations

import os
import sys

from pages import ROOT, filled, write_or_check

PAGE = ROOT / "docs" / "privacy.md"


def tables() -> dict[str, str]:
    """Return the two tables, in English."""
    from django.utils import translation

    from linli.core.held import AFTERWARDS, BASES, HELD, READERS
    from linli.privacy.domain.terms import TERMS
    from linli.privacy.words import term_why, term_words

    with translation.override("en"):
        held = ["| what | field | for what | basis (art. 13) | who reads | how long | then |", "|" + "---|" * 7]
        for entry in sorted(HELD, key=lambda entry: entry.model):
            fields = ", ".join(f"`{entry.model}.{name}`" for name in entry.fields)
            readers = "; ".join(str(READERS[reader]) for reader in entry.readers)
            what = f"{entry.what}{' **(28)**' if entry.sensitive else ''}"
            basis = f"{entry.basis}: {BASES[entry.basis]}"
            row = (what, fields, entry.purpose, basis, readers, term_words(entry.term), AFTERWARDS[entry.after])
            held.append(f"| {' | '.join(str(cell) for cell in row)} |")
        terms = ["| term | how long | why | may be lengthened |", "|---|---|---|---|"]
        for name, term in TERMS.items():
            terms.append(f"| `{name}` | {term_words(name)} | {term_why(name)} | {'yes' if term.movable else 'no'} |")
    return {"held": "\n".join(held) + "\n", "terms": "\n".join(terms) + "\n"}


def main() -> None:
    """Write the page, or check it."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    write_or_check(PAGE, filled(PAGE.read_text(encoding="utf-8"), tables()), "privacy.py")


if __name__ == "__main__":
    main()
