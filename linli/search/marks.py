"""Marks: terms that no text has, kept beside those of a text, so that the index itself leaves out what is elsewhere."""

from __future__ import annotations


def place_mark(code: str) -> str:
    """Return the mark of a division; its twelve digits end in as many zeros as its level leaves."""
    return f"__p{code.rstrip('0')}"


def places_marks(path: str) -> set[str]:
    """Return the marks of a division and of all above it, from its lineage "4201…/420107…/"."""
    return {place_mark(code) for code in path.split("/") if code}


def territory_mark(path: str) -> str:
    """Return the mark that everything in a division has, from its lineage."""
    return place_mark(path.rstrip("/").rpartition("/")[2])


def grid_mark(grid_id: int) -> str:
    """Return the mark of a grid."""
    return f"__g{grid_id}"


def organisation_mark(organisation_id: int) -> str:
    """Return the mark of an organisation."""
    return f"__o{organisation_id}"
