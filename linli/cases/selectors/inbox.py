"""The staff's lists: what a box holds, as a rule; how it is found among a million cases stands in `listing`,
and what is looked for by words in `finding`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from linli.cases.domain.facts import OPEN
from linli.cases.selectors.sql import ALL, Sql, at, every, has_part, numbers, some, words
from linli.cases.selectors.visible import own_ids
from linli.core import clock
from linli.people.domain import HANDLING_KINDS, Right, Standing
from linli.places.models import Level

BOXES = ("mine", "decide", "place", "due_soon", "overdue", "unrouted")
DUE_SOON = timedelta(hours=24)
NEWEST_FIRST = ("-submitted_at", "-id")
PRESSING_FIRST = ("resolve_by", "-submitted_at", "-id")
IS_OPEN = Sql(f"{{c}}.state IN ({words(sorted(OPEN))})")


def led(own: str) -> Sql:
    """Return the condition that one of these organisations leads."""
    return Sql(f"{{c}}.lead_id IN ({own})")


def called(own: str) -> str:
    """Return the condition on a handler that one of these is called and has not ended its part."""
    return f"part.organisation_id IN ({own}) AND part.ended_at IS NULL AND part.part <> 'informed'"


def objected(own: str) -> str:
    """Return the condition on a handler that it has objected to a call by one of these, undecided as yet."""
    waits = "part.ended_at IS NULL AND part.insisted_at IS NULL AND part.accepted_at IS NULL"
    return f"part.by_id IN ({own}) AND part.objected_at IS NOT NULL AND {waits}"


def asked(own: str) -> tuple[Sql, ...]:
    """Return what is asked of the lead (to accept, to decide after a second "no") or of the level above (for an extension,
    for a review of a refusal): each with the states it is asked in.
    """
    above = Sql(f"{{c}}.above_id IN ({own})")
    return (
        every(led(own), IS_OPEN, Sql("{c}.accepted_at IS NULL")),
        every(led(own), Sql("{c}.state = 'resolved' AND {c}.contested")),
        every(above, IS_OPEN, Sql("{c}.extension_to IS NOT NULL")),
        every(above, Sql("{c}.state = 'rejected' AND {c}.review_asked_at IS NOT NULL")),
    )


def _nobody_in(organisation: str) -> str:
    """Return the condition that nobody there holds a post now with which one could act; two moments are its parameters."""
    return (
        f"NOT EXISTS (SELECT 1 FROM people_post post WHERE post.organisation_id = {organisation} AND post.starts_at <= %s"
        f" AND (post.ends_at IS NULL OR post.ends_at > %s) AND post.kind IN ({words(sorted(HANDLING_KINDS))}))"
    )


def box_rules(box: str, standing: Standing) -> Sequence[Sql]:
    """Return what the cases of a box have in common, one of these for each; an unknown box holds all.

    Of a city's open cases each rule finds its own by an index; of fewer, all are looked at once and asked everything.
    """
    own, now = numbers(own_ids(standing)), at(clock.now())
    wide = any(hat.level >= Level.CITY for hat in standing.hats_with(Right.HANDLE))
    if box == "mine":
        return (every(IS_OPEN, some(led(own), has_part("cases_handler", called(own)))),)
    if box == "decide":
        return (some(has_part("cases_handler", objected(own)), *asked(own)),)
    if box == "due_soon":
        soon = at(clock.now() + DUE_SOON)
        return (every(IS_OPEN, Sql("{c}.resolve_by > %s AND {c}.resolve_by <= %s", (now, soon))),)
    if box == "overdue":
        rules = Sql("{c}.resolve_by <= %s", (now,)), Sql("{c}.overdue_at IS NOT NULL")
    elif box == "unrouted":
        empty = f"SELECT one.id FROM people_organisation one WHERE {_nobody_in('one.id')}"
        led_by_nobody = f"{{c}}.lead_id IN ({empty})" if wide else _nobody_in("{c}.lead_id")
        rules = Sql("{c}.grid_id IS NULL"), Sql(led_by_nobody, (now, now))
    else:
        return (ALL,)
    return [every(IS_OPEN, rule) for rule in rules] if wide else (every(IS_OPEN, some(*rules)),)


def box_rule(box: str, standing: Standing) -> Sql:
    """Return the same as one rule."""
    return some(*box_rules(box, standing))


def box_order(box: str) -> tuple[str, ...]:
    """Return the order of a box: the newest first in the long list of a place, the most pressing first in the others."""
    return PRESSING_FIRST if box in BOXES and box != "place" else NEWEST_FIRST


FILTERS: Mapping[str, str] = {
    "state": "{c}.state = %s",
    "category": "{c}.category_id = %s",
    "grid": "{c}.grid_id = %s",
    "urgency": "{c}.urgency = %s",
    "kind": "{c}.kind = %s",
    "channel": "{c}.channel_id IN (SELECT id FROM catalog_channel WHERE code = %s)",
    "lead": "{c}.lead_id = %s",
    "since": "{c}.submitted_at >= %s",
    "until": "{c}.submitted_at < %s",
}


def filter_rule(filters: Mapping[str, Any] | None) -> Sql:
    """Return what filters ask for: values by name of FILTERS, empty ones for nothing."""
    given = {name: value for name, value in (filters or {}).items() if value not in (None, "")}
    return every(
        *(Sql(FILTERS[name], (at(value) if name in ("since", "until") else value,)) for name, value in given.items())
    )
