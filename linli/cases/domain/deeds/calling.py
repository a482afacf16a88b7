"""Calling others in: whistle (吹哨), arrive, report, rate each other, supervise (督办)."""

from __future__ import annotations

from linli.cases.domain.deeds.limits import Changes, acted, handler
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.facts import STREET, Case, Decision, Handler, Part, Refusal, Situation, Tell, To, hat_of
from linli.people.domain import Hat, Right


def _whistler(case: Case, s: Situation) -> Hat | None:
    hats = s.actor.standing.hats_with(Right.HANDLE)
    return next(
        (hat for hat in hats if hat.is_desk and hat.level >= STREET and hat.covers(case.path, case.grid_id)), None
    )


def _whistle_when(case: Case, s: Situation) -> None:
    if _whistler(case, s) is None:
        raise Refusal("street_whistles")


@decides("whistle", _whistle_when)
def whistle(case: Case, s: Situation, carried: Carried) -> Decision:
    """A street, or a level above it, calls departments to join; each has its own task and limit."""
    caller = _whistler(case, s)
    assert caller is not None
    due = carried.get("arrive_by") or s.rules.due("arrive_by", s.now, case.urgency)
    if due <= s.now:
        raise Refusal("past", "arrive_by")
    called: dict[int, Changes] = {}
    tells = []
    for call in carried["calls"]:
        desk = s.desks.get(call["organisation_id"])
        if desk is None or not desk.covers:
            raise Refusal("unknown_organisation", "calls")
        if not call["task"]:
            raise Refusal("missing", "calls")
        if any(h.organisation_id == desk.id and h.part == Part.WHISTLED for h in case.active_handlers()):
            raise Refusal("asked_already", "calls")
        called |= handler(s, desk.id, Part.WHISTLED, caller.organisation_id, s.now, call["task"], due)
        tells.append(Tell(To.ORGANISATION, "whistled", desk.id))
    return Decision(acted() if caller.organisation_id == case.lead_id else {}, called, tells=tuple(tells))


def _own_parts(case: Case, s: Situation) -> list[Handler]:
    return [
        h
        for h in case.active_handlers()
        if hat_of(s.actor, h.organisation_id) and h.part in (Part.WHISTLED, Part.FORMER)
    ]


def _arrive_when(case: Case, s: Situation) -> None:
    if not any(h.part == Part.WHISTLED and h.arrived_at is None for h in _own_parts(case, s)):
        raise Refusal("nobody_called")


@decides("arrive", _arrive_when)
def arrive(case: Case, s: Situation, carried: Carried) -> Decision:
    """The department is on the spot."""
    parts = [h for h in _own_parts(case, s) if h.part == Part.WHISTLED and h.arrived_at is None]
    return Decision({}, {h.id: {"arrived_at": s.now} for h in parts})


def _report_when(case: Case, s: Situation) -> None:
    leads = hat_of(s.actor, case.lead_id) is not None
    if not _own_parts(case, s) and not (leads and case.supervise_by):
        raise Refusal("nothing_to_report")


@decides("report", _report_when)
def report(case: Case, s: Situation, carried: Carried) -> Decision:
    """What was done; ends the handler's task, or answers a supervision."""
    parts = _own_parts(case, s)
    if parts:
        rows = {
            h.id: {"reported_at": s.now, "ended_at": s.now, "arrived_at": h.arrived_at or s.now}
            if h.part == Part.WHISTLED
            else {"reported_at": s.now, "ended_at": s.now}
            for h in parts
        }
        return Decision({}, rows, tells=(Tell(To.LEAD, "reported"),))
    told = (Tell(To.ORGANISATION, "supervision_reported", case.supervised_by_id),)
    return Decision({"supervise_by": None, "supervise_lapsed_at": None}, tells=told)


def ratable(case: Case, s: Situation) -> list[tuple[Handler, str]]:
    """Return whom the actor may rate, and in what: "came_in_time" by the caller, "call_justified" by the called."""
    found = []
    for h in case.handlers.values():
        if h.part == Part.WHISTLED and h.reported_at:
            if h.came_in_time is None and hat_of(s.actor, h.by_id):
                found.append((h, "came_in_time"))
            if h.call_justified is None and hat_of(s.actor, h.organisation_id):
                found.append((h, "call_justified"))
    return found


def _rate_when(case: Case, s: Situation) -> None:
    if not ratable(case, s):
        raise Refusal("nothing_to_rate")


@decides("rate", _rate_when)
def rate(case: Case, s: Situation, carried: Carried) -> Decision:
    """The caller says whether the department came in time, the department whether the call was justified."""
    for part, what in ratable(case, s):
        if part.id == carried["handler_id"]:
            return Decision({}, {part.id: {what: carried["verdict"]}})
    raise Refusal("nothing_to_rate", "handler_id")


@decides("supervise")
def supervise(case: Case, s: Situation, carried: Carried) -> Decision:
    """A level above takes note and sets a date by which the lead must report."""
    if carried["until"] <= s.now:
        raise Refusal("past", "until")
    hats = s.actor.standing.hats_with(Right.HANDLE)
    by = next((h for h in hats if h.organisation_id == case.above_id), None) or next(
        h for h in hats if h.covers(case.path, case.grid_id) and h.level >= case.level
    )
    return Decision(
        {"supervise_by": carried["until"], "supervised_by_id": by.organisation_id, "supervise_lapsed_at": None},
        tells=(Tell(To.LEAD, "supervised"),),
    )
