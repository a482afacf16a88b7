"""Changes to the clocks that several deeds make alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from linli.cases.domain.facts import Case, Desk, Part, Situation
from linli.catalog.domain import REMIND_AT

Changes = dict[str, Any]


def promise(resolve_by: datetime, since: datetime) -> Changes:
    """Set resolve_by, with its reminder at three quarters of the way from `since`."""
    return {
        "resolve_by": resolve_by,
        "resolve_remind_at": since + (resolve_by - since) * REMIND_AT,
        "resolve_reminded_at": None,
    }


def acted() -> Changes:
    """The lead has done something: its act_by stops."""
    return {"act_by": None, "act_remind_at": None, "act_reminded_at": None, "act_lapsed_at": None}


def act_by(s: Situation, urgency: str, start: datetime) -> Changes:
    """Start act_by for whoever has the case from `start`."""
    return {
        "act_by": s.rules.due("act_by", start, urgency),
        "act_remind_at": s.rules.remind("act_by", start, urgency),
        "act_reminded_at": None,
        "act_lapsed_at": None,
    }


def arrival(case: Case, s: Situation, desk: Desk, at: datetime) -> Changes:
    """The case arrives at a new lead: who leads, who is above, and the clocks that start there (resolve_by does not)."""
    return {
        "lead_id": desk.id,
        "level": desk.level,
        "above_id": above_of(s, desk),
        "arrived_at": at,
        "accepted_at": None,
        "accept_by": s.rules.due("accept_by", at),
        "accept_lapsed_at": None,
        "extension_to": None,
        "contested": False,
        **act_by(s, case.urgency, at),
    }


def above_of(s: Situation, desk: Desk) -> int | None:
    """Who supervises a lead: for a desk the next desk up, for a unit the desk of its own level or the next up."""
    own = s.ladder.get(desk.level)
    if own is not None and own.id != desk.id and desk.kind not in ("grid",):
        return own.id
    up = s.desk_above(desk.level)
    return up.id if up else None


def regrade(case: Case, s: Situation, urgency: str) -> Changes:
    """A new urgency recomputes the promise from submission, pauses and extension kept.

    It never makes a limit lapse by itself: where the new limit is already past, it becomes one act_by from now.
    """
    due = s.rules.due("resolve_by", case.submitted_at, urgency) + timedelta(seconds=case.paused_seconds)
    if case.extensions and case.resolve_by:
        due = max(due, case.resolve_by)
    if due <= s.now:
        due = s.rules.due("act_by", s.now, urgency)
    changes: Changes = {"urgency": urgency, **promise(due, s.now if due <= s.now else case.submitted_at)}
    if changes["resolve_remind_at"] <= s.now:
        changes["resolve_remind_at"] = s.now + (due - s.now) * REMIND_AT
    if case.overdue_at is None:
        changes["promised_by"] = due
    if case.act_by:
        changes |= act_by(s, urgency, s.now)
    return changes


def handler(
    s: Situation,
    organisation_id: int,
    part: Part,
    by_id: int,
    at: datetime,
    task: str = "",
    due: datetime | None = None,
    **more: Any,
) -> dict[int, Changes]:
    """A new handler's row: by id, every field that is not its default."""
    row: Changes = {
        "organisation_id": organisation_id,
        "part": part,
        "by_id": by_id,
        "given_at": at,
        "task": task,
        "act_by": due,
        "remind_at": at + (due - at) * REMIND_AT if due else None,
        **more,
    }
    return {s.new_id(): row}


def end_parts(case: Case, at: datetime, *parts: Part) -> dict[int, Changes]:
    """End the parts of handlers still at work (of all of them, where no part is named)."""
    return {h.id: {"ended_at": at} for h in case.active_handlers() if not parts or h.part in parts}
