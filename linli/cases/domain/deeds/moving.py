"""Moving a case: hand over inside the level, report up, send down, dispatch, object. Handing on buys no time."""

from __future__ import annotations

from linli.cases.domain.deeds.limits import Changes, acted, arrival, end_parts, handler
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.deeds.taking import waiting_part
from linli.cases.domain.facts import (
    COMMUNITY,
    GRID,
    Case,
    Decision,
    Desk,
    Handler,
    Part,
    Refusal,
    Situation,
    State,
    Tell,
    To,
    hat_of,
)
from linli.people.domain import DESK_KINDS


def _receiver(case: Case, s: Situation, carried: Carried) -> Desk:
    desk = s.desks.get(carried["to"])
    if desk is None or not desk.covers:
        raise Refusal("unknown_organisation", "to")
    if desk.id == case.lead_id:
        raise Refusal("has_it_already", "to")
    if any(h.organisation_id == desk.id and h.waits for h in case.handlers.values()):
        raise Refusal("asked_already", "to")
    return desk


@decides("hand_over")
def hand_over(case: Case, s: Situation, carried: Carried) -> Decision:
    """To another organisation of the same level; the old lead answers until the new one accepts."""
    desk = _receiver(case, s, carried)
    if desk.level != case.level:
        raise Refusal("other_level", "to")
    due = s.rules.due("accept_by", s.now)
    return Decision(
        acted(),
        end_parts(case, s.now, Part.OFFERED)
        | handler(
            s,
            desk.id,
            Part.OFFERED,
            case.lead_id,
            s.now,
            carried["why"],
            due,
            object_by=s.rules.due("object_by", s.now),
        ),
        tells=(Tell(To.ORGANISATION, "offered", desk.id),),
    )


def _report_up_when(case: Case, s: Situation) -> None:
    if s.desk_above(case.level) is None:
        raise Refusal("top_level")


@decides("report_up", _report_up_when)
def report_up(case: Case, s: Situation, carried: Carried) -> Decision:
    """What cannot be solved here goes one level up; the level below stays informed (R4)."""
    desk = s.desk_above(case.level)
    assert desk is not None
    return Decision(
        arrival(case, s, desk, s.now),
        end_parts(case, s.now, Part.OFFERED, Part.INFORMED)
        | handler(s, case.lead_id, Part.INFORMED, desk.id, s.now, carried["why"]),
        tells=(Tell(To.ORGANISATION, "reported_up", desk.id), Tell(To.REPORTERS, "moved")),
    )


def can_receive_from_above(case: Case, s: Situation, desk: Desk) -> bool:
    """Whether work may be sent down to a desk.

    Only to who had it or whose duty it is, and nothing that is not on the community's list of duties goes down to the
    community or its grids (Beijing regulation on handling requests, art. 17).
    """
    if desk.level >= case.level or (not s.community_duty and desk.level <= COMMUNITY):
        return False
    had_it = any(h.organisation_id == desk.id for h in case.handlers.values())
    on_the_list = s.community_duty and s.ladder.get(desk.level) == desk
    return had_it or on_the_list or desk.id in s.duty_ids


def _send_down_when(case: Case, s: Situation) -> None:
    if case.level <= GRID:
        raise Refusal("bottom_level")


@decides("send_down", _send_down_when)
def send_down(case: Case, s: Situation, carried: Carried) -> Decision:
    """Back to a level below, with what is expected and why it can be done there."""
    desk = _receiver(case, s, carried)
    if not can_receive_from_above(case, s, desk):
        raise Refusal("not_its_duty", "to")
    return Decision(
        arrival(case, s, desk, s.now),
        end_parts(case, s.now, Part.OFFERED),
        tells=(Tell(To.ORGANISATION, "sent_down", desk.id), Tell(To.REPORTERS, "moved")),
    )


@decides("dispatch")
def dispatch(case: Case, s: Situation, carried: Carried) -> Decision:
    """A unit or department gets a task; the dispatcher leads until it accepts."""
    desk = _receiver(case, s, carried)
    if desk.kind in DESK_KINDS:
        raise Refusal("desk_is_no_unit", "to")
    due = carried.get("act_by") or s.rules.due("act_by", s.now, case.urgency)
    if due <= s.now:
        raise Refusal("past", "act_by")
    changes: Changes = {"state": State.IN_PROGRESS, **acted()}
    if case.accepted_at is None:
        changes |= {"accepted_at": s.now}
    return Decision(
        changes,
        handler(
            s,
            desk.id,
            Part.DISPATCHED,
            case.lead_id,
            s.now,
            carried["task"],
            due,
            object_by=s.rules.due("object_by", s.now),
        ),
        tells=(Tell(To.ORGANISATION, "dispatched", desk.id), Tell(To.REPORTERS, "moved")),
    )


def _object_when(case: Case, s: Situation) -> None:
    part = waiting_part(case, s)
    if part is None or part.objected_at is not None:
        raise Refusal("objected_already")
    if part.object_by is not None and s.now > part.object_by:
        raise Refusal("too_late_to_object", limit=part.object_by)


@decides("object", _object_when)
def object_(case: Case, s: Situation, carried: Carried) -> Decision:
    """It is not ours: within its limit and with a reason. Until it is decided the first receiver stays responsible."""
    part = waiting_part(case, s)
    assert part is not None
    return Decision(
        {},
        {part.id: {"objected_at": s.now, "objection": carried["why"]}},
        tells=(Tell(To.ORGANISATION, "objected", part.by_id),),
    )


def objections(case: Case, s: Situation) -> list[Handler]:
    """Return the handlers whose objection waits for this actor's decision."""
    waiting = (h for h in case.handlers.values() if h.objected_at and h.waits and not h.insisted_at)
    return [h for h in waiting if hat_of(s.actor, h.by_id)]


def _decide_objection_when(case: Case, s: Situation) -> None:
    if not objections(case, s):
        raise Refusal("no_objection")


@decides("decide_objection", _decide_objection_when)
def decide_objection(case: Case, s: Situation, carried: Carried) -> Decision:
    """The dispatcher upholds it (and may dispatch again) or insists; the clocks run on either way."""
    part = next((h for h in objections(case, s) if h.id == carried["handler_id"]), None)
    if part is None:
        raise Refusal("no_objection", "handler_id")
    if not carried["uphold"]:
        return Decision(
            {}, {part.id: {"insisted_at": s.now}}, tells=(Tell(To.ORGANISATION, "insisted", part.organisation_id),)
        )
    ended = {part.id: {"ended_at": s.now}}
    told = (Tell(To.ORGANISATION, "upheld", part.organisation_id),)
    if not carried.get("to"):
        return Decision({}, ended, tells=told)
    again = dispatch(case, s, {"to": carried["to"], "task": part.task})
    return Decision({}, {**ended, **again.handlers}, tells=told + again.tells[:1])
