"""What time does to cases. Lapses are found by their own time: late, twice or on two machines, each is recorded once."""

from __future__ import annotations

import logging

from django.db import transaction

from linli.cases.acting import SWEEP
from linli.cases.domain.deeds import decide
from linli.cases.domain.deeds.sweeping import lapses, next_lapse
from linli.cases.selectors.facts import case_lock, facts_of
from linli.cases.selectors.lapsed import cases_lapsed
from linli.cases.services.recording import record
from linli.cases.services.telling import tell
from linli.cases.situations import situation_for
from linli.core import clock
from linli.core.batch import batch

BATCH = 200
logger = logging.getLogger("linli.cases")


def case_sweep(limit: int | None = None) -> int:
    """Record every reminder, rise, resumption and closing that is due by now.

    Args:
        limit: at most so many cases; all, where None.

    Returns:
        How many lapses were recorded.
    """
    recorded = seen = 0
    failed: set[tuple[int, int]] = set()
    while limit is None or seen < limit:
        size = BATCH if limit is None else min(BATCH, limit - seen)
        keys = cases_lapsed(clock.now()).values_list("community_id", "id")[: size + len(failed)]
        found = [key for key in keys if key not in failed]
        if not found:
            break
        seen += len(found)
        with batch():
            for key in found:
                try:
                    recorded += case_catch_up(*key)
                except Exception:  # one case that cannot be swept must not keep the others from it
                    logger.exception("case %s/%s cannot be swept", *key)
                    failed.add(key)
    return recorded


def case_catch_up(community_id: int, case_id: int, *, quiet: bool = False) -> int:
    """Record what one case has missed up to now, in order, each dated at its own time; return how many.

    Deeds call it first, so that a history never shows a deed before a lapse that came earlier. `quiet` tells nobody:
    for what was over long before it came here.
    """
    now = clock.now()
    with transaction.atomic():
        case = case_lock(community_id, case_id)
        facts = facts_of(case)
        actor = SWEEP.towards(case)
        done = 0
        while (due := lapses(facts)) and due[0].at <= now:
            lapse = due[0]
            said = {"limit": lapse.limit}
            carried = {**said, "handler_id": lapse.handler_id, "why": lapse.limit}
            situation = situation_for(case, facts, actor, lapse.at, {}, deed=lapse.deed)
            decision = decide(lapse.deed, facts, situation, carried)
            facts = record(
                case,
                facts,
                decision,
                name=lapse.deed,
                at=lapse.at,
                account_id=None,
                hat=None,
                channel=SWEEP.channel,
                said={**said, "handler_id": lapse.handler_id} if lapse.handler_id else said,
                key=None,
            )
            if not quiet:
                tell(case, facts, decision.tells)
            done += 1
        if not done and case.next_lapse_at != next_lapse(facts):
            case.next_lapse_at = next_lapse(facts)
            case.save(update_fields=["next_lapse_at"])
    return done
