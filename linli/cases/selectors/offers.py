"""Which deeds a page offers: those the table and their own preconditions allow, and no others."""

from __future__ import annotations

from linli.cases.acting import Acting
from linli.cases.domain.roles import offered
from linli.cases.domain.table import Deed
from linli.cases.models import Case
from linli.cases.selectors.facts import facts_of
from linli.cases.situations import OFFER, situation_for
from linli.core import clock


def deeds_offered(case: Case, acting: Acting) -> tuple[Deed, ...]:
    """Return the deeds that `acting` can do to the case now, in the table's order."""
    facts = facts_of(case)
    return offered(facts, situation_for(case, facts, acting.towards(case), clock.now(), {}, deed=OFFER))
