"""Finding places by their names, in words or pinyin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from linli.places.models import Building, Compound, Division, Grid, PlaceTerms
from linli.search.marks import territory_mark
from linli.search.models import Named
from linli.search.naming import nearest

KINDS = ("division", "compound", "grid", "building")
"""Of equally near names the larger place comes first; a compound may hold several grids."""

_LEVELS = 4  # city, district, street, community


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that was found: what it is called, where it lies, and the community (or division) it belongs to."""

    kind: str
    id: int
    name: str
    where: str
    code: str
    path: str

    @property
    def is_community(self) -> bool:
        """Whether it is a community itself."""
        return self.kind == "division" and self.path.count("/") == _LEVELS


def places_found(asked: str, paths: Iterable[str], most: int = 20) -> list[FoundPlace]:
    """Return the places in use that meet what somebody typed, the nearest name first: six queries at most.

    Args:
        asked: words, pinyin or initials.
        paths: lineages of the divisions looked in; none at all finds nothing.
    """
    marks = [territory_mark(path) for path in dict.fromkeys(paths)]
    if not marks:
        return []
    rows = nearest(PlaceTerms, asked, marks, KINDS)
    lying = _lying(rows)
    kept = [(row, *lying[row.kind, row.thing_id]) for row in rows if (row.kind, row.thing_id) in lying][:most]
    names = _names({code for _row, path, _code in kept for code in path.split("/") if code})
    return [
        FoundPlace(row.kind, row.thing_id, row.name, _where(path, row.kind, names), code, path)
        for row, path, code in kept
    ]


def _lying(rows: list[Named]) -> dict[tuple[str, int], tuple[str, str]]:
    """Where each place in use lies: lineage and code of its division."""
    ids: dict[str, list[int]] = {kind: [row.thing_id for row in rows if row.kind == kind] for kind in KINDS}
    asked: dict[str, tuple[Any, str, str]] = {
        "division": (Division.objects.filter(active=True), "path", "code"),
        "compound": (Compound.objects.filter(community__active=True), "community__path", "community__code"),
        "grid": (Grid.objects.filter(active=True, community__active=True), "community__path", "community__code"),
        "building": (
            Building.objects.filter(grid__active=True, grid__community__active=True),
            "grid__community__path",
            "grid__community__code",
        ),
    }
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, (places, path, code) in asked.items():
        if ids[kind]:
            for pk, *lies in places.filter(pk__in=ids[kind]).order_by().values_list("pk", path, code):
                found[kind, pk] = (lies[0], lies[1])
    return found


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Division.objects.filter(code__in=codes).order_by().values_list("code", "name")) if codes else {}


def _where(path: str, kind: str, names: dict[str, str]) -> str:
    """The divisions above, from the largest down; a division is not said to lie in itself."""
    codes = [code for code in path.split("/") if code]
    return " ".join(names[code] for code in (codes[:-1] if kind == "division" else codes) if code in names)
