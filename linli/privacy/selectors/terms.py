"""How long a place keeps what may be kept longer."""

from __future__ import annotations

from linli.places.models import Division
from linli.privacy.models import LongerTerm


def longer_terms(place: Division) -> list[LongerTerm]:
    """Return what holds in a place: of each term the latest word of the place and of every place above."""
    return _longer(place.path)


def _longer(path: str) -> list[LongerTerm]:
    codes = [code for code in path.split("/") if code]
    rows = LongerTerm.objects.filter(place__code__in=codes).select_related("place", "post__organisation")
    found: dict[tuple[int, str], LongerTerm] = {}
    for row in rows.defer("place__outline"):
        found.setdefault((row.place_id, row.term), row)
    return list(found.values())


def longer_days(place: Division, term: str) -> list[int]:
    """Return the days that hold in a place beside the default."""
    return longer_days_of(place.path, term)


def longer_days_of(path: str, term: str) -> list[int]:
    """Return the same of a lineage."""
    return [row.days for row in _longer(path) if row.term == term]
