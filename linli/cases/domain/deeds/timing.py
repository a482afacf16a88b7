"""Time that may stand still or move: ask and reply (the only pause), extend (the only move)."""

from __future__ import annotations

from datetime import datetime

from linli.cases.domain.deeds.limits import Changes, acted, promise
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.facts import Case, Decision, Refusal, Situation, Tell, To

MOST_ASKS = 2
MOST_EXTENSIONS = 2


def _ask_when(case: Case, s: Situation) -> None:
    if case.paused:
        raise Refusal("asked_the_resident_already")
    if case.asks >= MOST_ASKS:
        raise Refusal("asked_twice")


@decides("ask", _ask_when)
def ask(case: Case, s: Situation, carried: Carried) -> Decision:
    """A question to the resident; the promise stands still until the reply or three days."""
    return Decision(
        {"asked_at": s.now, "ask_until": s.rules.due("ask_until", s.now), "asks": case.asks + 1, **acted()},
        tells=(Tell(To.REPORTERS, "asked"),),
    )


def end_pause(case: Case, at: datetime) -> Changes:
    """The clock goes on: what is left of the promise is what was left when it was stopped."""
    if case.asked_at is None:
        return {}
    length = at - case.asked_at
    changes: Changes = {
        "asked_at": None,
        "ask_until": None,
        "paused_seconds": case.paused_seconds + int(length.total_seconds()),
    }
    for name in ("resolve_by", "resolve_remind_at", "promised_by"):
        moment = getattr(case, name)
        if moment is not None:
            changes[name] = moment + length
    return changes


@decides("reply")
def reply(case: Case, s: Situation, carried: Carried) -> Decision:
    """The resident adds something; where it was asked for, the clock goes on."""
    return Decision(end_pause(case, s.now), tells=(Tell(To.LEAD, "replied"),))


def _extend_when(case: Case, s: Situation) -> None:
    if case.extension_to is not None:
        raise Refusal("extension_pending")
    if case.extensions >= MOST_EXTENSIONS:
        raise Refusal("extended_twice")
    if case.overdue_at is not None or (case.resolve_by is not None and s.now >= case.resolve_by and not case.paused):
        raise Refusal("too_late_to_extend")


@decides("extend", _extend_when)
def extend(case: Case, s: Situation, carried: Carried) -> Decision:
    """The lead asks for a later date, before the limit, with a reason the resident reads; the level above decides."""
    if case.resolve_by is None or carried["until"] <= case.resolve_by:
        raise Refusal("not_later", "until")
    return Decision({"extension_to": carried["until"]}, tells=(Tell(To.ABOVE, "extension_asked"),))


def _decide_extension_when(case: Case, s: Situation) -> None:
    if case.extension_to is None:
        raise Refusal("no_extension_asked")


@decides("decide_extension", _decide_extension_when)
def decide_extension(case: Case, s: Situation, carried: Carried) -> Decision:
    """Granted, the promise moves; refused, nothing changes. Twice at most."""
    if not carried["grant"]:
        return Decision({"extension_to": None}, tells=(Tell(To.LEAD, "extension_refused"),))
    until = case.extension_to
    assert until is not None
    if until <= s.now:
        raise Refusal("too_late_to_extend")
    return Decision(
        {
            "extension_to": None,
            "extensions": case.extensions + 1,
            "promised_by": until,
            **promise(until, s.now),
        },
        tells=(Tell(To.LEAD, "extension_granted"), Tell(To.REPORTERS, "extended")),
    )
