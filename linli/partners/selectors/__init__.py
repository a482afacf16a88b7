"""Every read about double registration."""

from linli.partners.selectors.askings import asking_for_staff, asking_of, askings_for_staff, askings_of
from linli.partners.selectors.figures import Counts, figures_of
from linli.partners.selectors.finding import (
    Found,
    Wanted,
    asked_lately,
    members_found,
    skill_for_case,
    units_found,
    with_offers,
)
from linli.partners.selectors.registered import (
    asked_here,
    member_for_staff,
    members_of_unit,
    members_waiting,
    own_registrations,
    unit_for_staff,
    units_for_branch,
    units_for_staff,
    units_to_choose,
)
from linli.partners.selectors.skills import skills_in

__all__ = [
    "Counts",
    "Found",
    "Wanted",
    "asked_here",
    "asked_lately",
    "asking_for_staff",
    "asking_of",
    "askings_for_staff",
    "askings_of",
    "figures_of",
    "member_for_staff",
    "members_found",
    "members_of_unit",
    "members_waiting",
    "own_registrations",
    "skill_for_case",
    "skills_in",
    "unit_for_staff",
    "units_for_branch",
    "units_for_staff",
    "units_found",
    "units_to_choose",
    "with_offers",
]
