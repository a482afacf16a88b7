"""Units and members from a spreadsheet: fifteen thousand at once, again and again without harm."""

from __future__ import annotations

from linli.partners.importing.members import MemberImporter
from linli.partners.importing.units import UnitImporter
from linli.places.importing.scope import Scope
from linli.places.models import Division, Level

KINDS: dict[str, type[UnitImporter] | type[MemberImporter]] = {
    UnitImporter.key: UnitImporter,
    MemberImporter.key: MemberImporter,
}


def scope_of(place: Division) -> Scope:
    """Return the scope of a list that a place brings in: rows of a community need not name it."""
    return Scope(community=place if place.level == Level.COMMUNITY else None, division=place)


__all__ = ["KINDS", "MemberImporter", "UnitImporter", "scope_of"]
