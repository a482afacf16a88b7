"""What happens by itself when a limit passes: found by its own time, whenever the sweep runs, and each exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.cases.domain.deeds.limits import Changes, arrival, end_parts, handler, promise
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.deeds.timing import end_pause
from linli.cases.domain.facts import Case, Decision, Part, Situation, State, Tell, To


@dataclass(frozen=True, slots=True, order=True)
class Lapse:
    """Something that becomes due at `at`: the deed of the sweep, and which limit (with a handler's id) it speaks of."""

    at: datetime
    deed: str
    limit: str
    handler_id: int = 0


def lapses(case: Case) -> list[Lapse]:
    """Return everything that is still to happen to the case by itself, earliest first."""
    if case.state == State.RESOLVED:
        return [Lapse(case.evaluate_by, "close", "evaluate_by")] if case.evaluate_by else []
    if not case.open:
        return []
    found: list[Lapse] = []

    def due(moment: datetime | None, done: datetime | None, deed: str, limit: str, handler_id: int = 0) -> None:
        if moment is not None and done is None:
            found.append(Lapse(moment, deed, limit, handler_id))

    if case.accepted_at is None:
        due(case.accept_by, case.accept_lapsed_at, "remind", "accept_by")
    due(case.act_remind_at, case.act_reminded_at, "remind", "act_soon")
    due(case.act_by, case.act_lapsed_at, "remind", "act_by")
    due(case.supervise_by, case.supervise_lapsed_at, "remind", "supervise_by")
    for h in case.active_handlers():
        due(h.remind_at, h.reminded_at, "remind", "handler_soon", h.id)
        due(h.act_by, h.lapsed_at, "remind", "handler_late", h.id)
    if case.paused:
        due(case.ask_until, None, "resume", "ask_until")
    else:
        due(case.resolve_remind_at, case.resolve_reminded_at, "remind", "resolve_soon")
        due(case.resolve_by, case.resolve_lapsed_at, "rise", "resolve_by")
    return sorted(found)


def next_lapse(case: Case) -> datetime | None:
    """Return when the sweep must look at the case again, or None."""
    found = lapses(case)
    return found[0].at if found else None


_MARKS = {
    "accept_by": ("accept_lapsed_at", To.ABOVE, "accept_late"),
    "act_soon": ("act_reminded_at", To.LEAD, "act_soon"),
    "act_by": ("act_lapsed_at", To.ABOVE, "act_late"),
    "supervise_by": ("supervise_lapsed_at", To.ABOVE, "supervision_late"),
    "resolve_soon": ("resolve_reminded_at", To.LEAD, "resolve_soon"),
}


@decides("remind")
def remind(case: Case, s: Situation, carried: Carried) -> Decision:
    """A reminder before a limit, or to the level above after it; the case stays where it is."""
    limit = carried["limit"]
    if limit in _MARKS:
        mark, to, words = _MARKS[limit]
        return Decision({mark: s.now}, tells=(Tell(to, words),))
    part = case.handlers[carried["handler_id"]]
    if limit == "handler_soon":
        told = Tell(To.ORGANISATION, "act_soon", part.organisation_id)
        return Decision({}, {part.id: {"reminded_at": s.now}}, tells=(told,))
    return Decision({}, {part.id: {"lapsed_at": s.now}}, tells=(Tell(To.ORGANISATION, "handler_late", part.by_id),))


@decides("rise")
def rise(case: Case, s: Situation, carried: Carried) -> Decision:
    """The promise is past: overdue, and the next level takes the lead; at the top it stays, overdue."""
    overdue: Changes = {"overdue_at": case.overdue_at or s.now}
    desk = s.desk_above(case.level)
    if desk is None:
        return Decision(
            {**overdue, "resolve_lapsed_at": s.now, "extension_to": None}, tells=(Tell(To.LEAD, "overdue_at_top"),)
        )
    due = s.rules.due("act_by", s.now, case.urgency)
    kept = handler(s, case.lead_id, Part.FORMER, desk.id, s.now)
    return Decision(
        {**overdue, **arrival(case, s, desk, s.now), **promise(due, s.now)},
        end_parts(case, s.now, Part.OFFERED, Part.INFORMED) | kept,
        tells=(
            Tell(To.ORGANISATION, "risen", desk.id),
            Tell(To.ORGANISATION, "risen_from", case.lead_id),
            Tell(To.REPORTERS, "risen_for_you"),
        ),
    )


@decides("resume")
def resume(case: Case, s: Situation, carried: Carried) -> Decision:
    """Three days without a reply: the clock goes on."""
    return Decision(end_pause(case, s.now), tells=(Tell(To.LEAD, "no_reply"),))
