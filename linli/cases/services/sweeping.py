"""What time does to cases. Lapses are found by their own time: late, twice or on two machines, each is recorded once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.cases.acting import SWEEP
from linli.cases.domain.deeds import decide
from linli.cases.domain.deeds.sweeping import lapses, next_lapse
from linli.cases.domain.facts import Case as Facts
from linli.cases.models import Case
from linli.cases.selectors.facts import case_lock, cases_lock, facts_of
from linli.cases.selectors.lapsed import cases_lapsed
from linli.cases.services.recording import record
from linli.cases.services.telling import tell
from linli.cases.situations import situation_for
from linli.core import clock
from linli.core.batch import batch
from linli.core.chunks import chunks
from linli.core.writing import gathered, update

AT_ONCE = 2000
"""Cases that are read ahead, by community: what their places have in common is read once for all of them."""
TOGETHER = 200
"""Cases of one transaction."""
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
        size = AT_ONCE if limit is None else min(AT_ONCE, limit - seen)
        keys = cases_lapsed(clock.now()).values_list("community_id", "id")[: size + len(failed)]
        found = sorted(key for key in keys if key not in failed)
        if not found:
            break
        seen += len(found)
        with batch():
            for some in chunks(found, TOGETHER):
                done, refused = _recorded(some)
                recorded += done
                failed |= refused
    return recorded


def _recorded(keys: Sequence[tuple[int, int]]) -> tuple[int, set[tuple[int, int]]]:
    """Record what some cases have missed, together where that works; return how many lapses, and which cases failed."""
    done = _together(keys)
    recorded, failed = sum(done.values()), set()
    for key in keys:
        if key in done:
            continue
        try:
            recorded += case_catch_up(*key)
        except Exception:  # one case that cannot be swept must not keep the others from it
            logger.exception("case %s/%s cannot be swept", *key)
            failed.add(key)
    return recorded, failed


def _together(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Record what some cases have missed, in one transaction; return how many lapses of which.

    Cases that somebody else holds at this moment are left out; where anything goes wrong nothing is done, and each case
    has to be taken by itself.
    """
    now = clock.now()
    done: dict[tuple[int, int], int] = {}
    try:
        with transaction.atomic(), gathered():
            for case, facts in cases_lock(keys):
                done[case.community_id, case.id] = _catch_up(case, facts, now)
    except Exception:
        logger.warning("cases could not be swept together", exc_info=True)
        return {}
    return done


def case_catch_up(community_id: int, case_id: int, *, quiet: bool = False) -> int:
    """Record what one case has missed up to now, in order, each dated at its own time; return how many.

    Deeds call it first, so that a history never shows a deed before a lapse that came earlier. `quiet` tells nobody:
    for what was over long before it came here.
    """
    with transaction.atomic():
        case = case_lock(community_id, case_id)
        return _catch_up(case, facts_of(case), clock.now(), quiet=quiet)


def _catch_up(case: Case, facts: Facts, now: datetime, *, quiet: bool = False) -> int:
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
        update(Case, (case.community_id, case.id), {"next_lapse_at": next_lapse(facts)})
    return done
