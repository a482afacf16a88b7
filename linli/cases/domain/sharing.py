"""Which cases a neighbour may be told of before they are answered in public, and how little of them (decision 023)."""

from __future__ import annotations

# Matters that neighbours share: parts of the house, the street and the estate, and what everybody hears or smells. Left
# out is whatever tells of a person or a household: quarrels, noise from next door, family, money, health, theft, staff.
SHARED_CATEGORIES = frozenset(
    {
        *("property-service", "property-repair"),
        *(
            "utility-water",
            "utility-water-quality",
            "utility-power",
            "utility-gas",
            "utility-heat",
            "utility-sewer",
            "utility-telecom",
        ),
        *(
            "road-lamp",
            "road-surface",
            "road-cover",
            "road-drain",
            "road-rail",
            "road-wires",
            "road-facility",
            "road-build",
        ),
        *("environment-rubbish", "environment-clean", "environment-pests", "environment-green", "environment-smoke"),
        *("environment-dust", "environment-water", "environment-burning"),
        *("noise-building", "noise-square", "noise-shop", "noise-machine", "noise-traffic"),
        *("building-danger", "building-renewal"),
        *("traffic-parking", "traffic-blocked", "traffic-charging", "traffic-signal", "traffic-jam", "traffic-bus"),
        *("safety-fire-way", "safety-fire-gear", "safety-falling", "safety-ebike", "safety-hazard"),
        *("lift-trapped", "lift-fault", "lift-check", "lift-add", "pets-stray", "elderly-access"),
    }
)
SHARED_KINDS = frozenset({"help", "complaint", "suggestion"})


def is_shared(visibility: str, kind: str, category: str, published: bool) -> bool:
    """Return whether neighbours may know that a case is there.

    Args:
        visibility, kind: of the case.
        category: its category's code, or nothing.
        published: whether a person has published its answer.
    """
    return visibility == "public" and (published or (kind in SHARED_KINDS and category in SHARED_CATEGORIES))
