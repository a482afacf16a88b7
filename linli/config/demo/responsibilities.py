"""Whose work it is: which organisation of the demo answers for which category, and where (R3, R5)."""

from __future__ import annotations

from linli.catalog.models import Category, Responsibility
from linli.config.demo.organisations import CALLED
from linli.people.models import Organisation

# Subjects and categories (codes of the catalog) by the organisation that answers for them.
OWNED: dict[str, str] = {
    "property": "property lift road-facility safety-ebike building-occupied traffic-parking",
    "owners": "property-fund property-owners",
    "clinic": "medical-clinic",
    "volunteers": "party-volunteer",
    "chengguan": "commerce-stall building-illegal",
    "police": "pets noise-neighbour noise-square safety-theft safety-fraud civil-register building-usage",
    "peace": "dispute",
    "market": "commerce lift-check",
    "affairs": "civil-insurance medical-insurance",
    "housing": "property-handover property-deed building-danger building-structure building-renewal civil-housing",
    "fire": "safety-fire-way safety-fire-gear",
    "water": "road-drain",
    "city_order": "road-lamp road-cover road-surface road-wires",
    "civil": "civil-relief elderly-allowance elderly-disabled civil-marriage",
    "labour": "civil-retire labour",
    "education": "education",
    "health": "medical",
    "traffic": "traffic-signal traffic-jam traffic-blocked road-rail",
    "heat": "utility-heat",
    "gas": "utility-gas",
    "power": "utility-power",
    "tap": "utility-water utility-water-quality",
    "bus": "traffic-bus",
}


def responsibilities_make(organisations: dict[str, Organisation]) -> None:
    """Write them down, each for the place its organisation works for."""
    known = {category.code: category for category in Category.objects.all()}
    called = {row.key for row in CALLED}
    rows = [
        Responsibility(category=known[code], place_id=organisations[key].place_id, organisation=organisations[key])
        for key, codes in OWNED.items()
        if key in called
        for code in codes.split()
        if code in known
    ]
    Responsibility.objects.bulk_create(rows)
