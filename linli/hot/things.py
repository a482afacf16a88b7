"""What people write about anywhere, for the finding of hot issues: the words that speak for the catalog's categories."""

from __future__ import annotations

from collections.abc import Iterable

from linli.catalog.seed.categories import CATEGORIES

BETWEEN = "…"  # in a sign, whatever stands between two words


def things_shipped() -> list[str]:
    """Return the words of the catalog as it ships: for files, which belong to no installation."""
    return things_of(sign for subject, children in CATEGORIES for row in (subject, *children) for sign in row["words"])


def things_of(signs: Iterable[str]) -> list[str]:
    """Return the words of which signs are made."""
    return [word for sign in signs for word in sign.split(BETWEEN) if word]
