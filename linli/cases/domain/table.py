"""The case's machine as data: every deed, who may do it, from which state to which, and what it must carry.

Buttons, forms, permission checks, the docs' diagram and the audit line are derived from this table; nothing else
assigns a state. What a deed does beyond its row stands in `deeds/`, one function each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linli.cases.domain.facts import OPEN, State

S = State


class Role(StrEnum):
    """What somebody is to a case at this moment; `roles.roles_of` finds out."""

    LEAD = "lead"
    HANDLER = "handler"  # at work on it, accepted where acceptance is asked
    WAITING = "waiting"  # offered or dispatched, not yet accepted
    CALLER = "caller"  # called a handler: decides its objection, rates it
    CALLED = "called"  # was called by whistle and has reported: rates the call
    ABOVE = "above"  # a desk above the lead
    OUTSIDE = "outside"  # may read it, did not handle it
    REPORTER = "reporter"
    ANYONE = "anyone"
    SWEEP = "sweep"


class Ask(StrEnum):
    """The kind of value a deed carries; decides the form field and how it is read from the API."""

    TEXT = "text"
    LINE = "line"
    YES_NO = "yes_no"
    MOMENT = "moment"
    CATEGORY = "category"
    URGENCY = "urgency"
    ORGANISATION = "organisation"
    CALLS = "calls"  # [{organisation_id, task}, …]
    PARTS = "parts"  # [text, text, …]
    CASE = "case"
    HANDLER = "handler"
    REPORTER = "reporter"
    ROUTE = "route"
    OUTCOME = "outcome"
    SOLVED = "solved"
    CONTACT = "contact"
    REVEAL = "reveal"


@dataclass(frozen=True, slots=True)
class Carry:
    """One value a deed carries."""

    name: str
    ask: Ask
    required: bool = True


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the table. An empty `to` leaves the state as it is; several mean that the rule chooses.

    `moves` are the changes of state that the deed may make: every state of `from_` to every one of `to`, unless the row
    names fewer.
    """

    name: str
    who: frozenset[Role]
    from_: frozenset[State]
    to: tuple[State, ...] = ()
    moves: frozenset[tuple[State, State]] = frozenset()
    carries: tuple[Carry, ...] = ()
    clock: str = ""  # what it starts or stops, for the docs
    by_hand: bool = True  # offered as a button; the others are steps of the sweep or of another deed


def _row(
    name: str,
    who: Iterable[Role],
    from_: Iterable[State],
    to: Iterable[State] = (),
    carries: Iterable[Carry] = (),
    clock: str = "",
    by_hand: bool = True,
    moves: Iterable[tuple[State, State]] = (),
) -> Deed:
    starts, ends = frozenset(from_), tuple(to)
    possible = frozenset(moves) or frozenset((a, b) for a in starts for b in ends if a != b)
    return Deed(name, frozenset(who), starts, ends, possible, tuple(carries), clock, by_hand)


def text(name: str, required: bool = True) -> Carry:
    """A carried text."""
    return Carry(name, Ask.TEXT, required)


R = Role
_WORK = (R.LEAD, R.HANDLER)
_READERS = (R.LEAD, R.HANDLER, R.WAITING, R.ABOVE, R.OUTSIDE, R.SWEEP)
_ANY = tuple(S)
# A verdict on a case that a neighbour's "no" has reopened, or that is closed, is written down and moves nothing.
_VERDICT = ((S.RESOLVED, S.CLOSED), (S.RESOLVED, S.IN_PROGRESS))

_ROWS = (
    _row("submit", (R.ANYONE,), (), (S.SUBMITTED,), (text("body"),), "starts accept_by, contact_by, resolve_by"),
    _row(
        "accept",
        (R.LEAD, R.WAITING),
        OPEN,
        (S.ACCEPTED,),
        (Carry("category_id", Ask.CATEGORY, False), Carry("urgency", Ask.URGENCY, False)),
        "stops accept_by; recomputes the limits; starts act_by of a new lead",
        moves=((S.SUBMITTED, S.ACCEPTED),),
    ),
    _row(
        "contact",
        _WORK,
        (S.ACCEPTED, S.IN_PROGRESS),
        (S.IN_PROGRESS,),
        (Carry("how", Ask.CONTACT), text("result")),
        "stops contact_by, the first time",
    ),
    _row(
        "answer",
        (R.LEAD,),
        OPEN,
        (S.RESOLVED,),
        (text("answer"), text("basis", False)),
        "stops contact_by and resolve_by; starts evaluate_by",
    ),
    _row(
        "reclassify",
        (R.LEAD, R.ABOVE),
        OPEN,
        (),
        (Carry("category_id", Ask.CATEGORY), Carry("urgency", Ask.URGENCY, False), text("why")),
        "recomputes resolve_by from submission; never into the past",
    ),
    _row(
        "hand_over",
        (R.LEAD,),
        OPEN,
        (),
        (Carry("to", Ask.ORGANISATION), text("why")),
        "starts accept_by of the receiver",
    ),
    _row("report_up", (R.LEAD,), OPEN, (), (text("why"),), "starts accept_by and act_by of the level above"),
    _row(
        "send_down",
        (R.LEAD,),
        OPEN,
        (),
        (Carry("to", Ask.ORGANISATION), text("expected"), text("why")),
        "starts accept_by and act_by of the level below",
    ),
    _row(
        "dispatch",
        (R.LEAD,),
        OPEN,
        (S.IN_PROGRESS,),
        (Carry("to", Ask.ORGANISATION), text("task"), Carry("act_by", Ask.MOMENT, False)),
        "starts act_by and object_by of the unit",
    ),
    _row("object", (R.WAITING,), OPEN, (), (text("why"),), "nothing stops; refused after object_by"),
    _row(
        "decide_objection",
        (R.CALLER,),
        OPEN,
        (),
        (
            Carry("handler_id", Ask.HANDLER),
            Carry("uphold", Ask.YES_NO),
            text("why"),
            Carry("to", Ask.ORGANISATION, False),
        ),
        "resolve_by does not move",
    ),
    _row(
        "whistle",
        (R.LEAD, R.ABOVE),
        (S.IN_PROGRESS,),
        (),
        (Carry("calls", Ask.CALLS), Carry("arrive_by", Ask.MOMENT, False)),
        "starts arrive_by of each department",
    ),
    _row("arrive", (R.HANDLER,), (S.IN_PROGRESS,), (), (), "stops arrive_by"),
    _row("report", _WORK, (S.IN_PROGRESS,), (), (text("done"),), "stops the handler's act_by, or a supervision"),
    _row(
        "rate",
        (R.CALLER, R.CALLED),
        (S.IN_PROGRESS, S.RESOLVED, S.CLOSED),
        (),
        (Carry("handler_id", Ask.HANDLER), Carry("verdict", Ask.YES_NO), text("words", False)),
    ),
    _row(
        "ask",
        (R.LEAD,),
        (S.IN_PROGRESS,),
        (),
        (text("question"),),
        "pauses resolve_by until the reply, 3 days at most, twice at most",
    ),
    _row("reply", (R.REPORTER,), OPEN, (), (text("text"),), "ends the pause"),
    _row("extend", (R.LEAD,), OPEN, (), (Carry("until", Ask.MOMENT), text("why")), "asks to move resolve_by"),
    _row(
        "decide_extension",
        (R.ABOVE,),
        OPEN,
        (),
        (Carry("grant", Ask.YES_NO), text("why", False)),
        "moves resolve_by where granted",
    ),
    _row(
        "supervise",
        (R.ABOVE,),
        OPEN,
        (),
        (Carry("until", Ask.MOMENT), text("expected")),
        "starts supervise_by",
    ),
    _row("split", (R.LEAD,), OPEN, (), (Carry("parts", Ask.PARTS),), "each part runs its own clocks"),
    _row("merge", (R.LEAD,), OPEN, (S.MERGED,), (Carry("target_id", Ask.CASE), text("why")), "stops every clock"),
    _row(
        "resolve",
        (R.LEAD,),
        (S.IN_PROGRESS,),
        (S.RESOLVED,),
        (Carry("outcome", Ask.OUTCOME), text("answer"), text("basis", False)),
        "stops resolve_by; starts evaluate_by",
    ),
    _row(
        "evaluate",
        (R.REPORTER,),
        (S.RESOLVED, S.IN_PROGRESS),
        (S.CLOSED, S.IN_PROGRESS),
        (Carry("solved", Ask.SOLVED), Carry("satisfied", Ask.YES_NO), text("words", False)),
        "stops evaluate_by; the first no starts a second promise",
        moves=_VERDICT,
    ),
    _row(
        "follow_up",
        (R.OUTSIDE,),
        (S.RESOLVED, S.CLOSED),
        (S.CLOSED, S.IN_PROGRESS),
        (
            Carry("reporter_id", Ask.REPORTER),
            Carry("solved", Ask.SOLVED),
            Carry("satisfied", Ask.YES_NO),
            text("words"),
        ),
        "as evaluate",
        moves=_VERDICT,
    ),
    _row(
        "reopen",
        (R.REPORTER, R.ABOVE, R.LEAD),
        (S.RESOLVED, S.CLOSED, S.REJECTED),
        (S.IN_PROGRESS,),
        (text("why"),),
        "resolve_by: half of the first, at least 1 day",
    ),
    _row(
        "reject",
        (R.LEAD,),
        (S.SUBMITTED, S.ACCEPTED),
        (S.REJECTED,),
        (Carry("route", Ask.ROUTE), text("answer")),
        "stops every clock",
    ),
    _row("review", (R.REPORTER,), (S.REJECTED,), (), (text("why"),)),
    _row("withdraw", (R.REPORTER,), OPEN, (S.WITHDRAWN,), (text("why", False),), "stops every clock"),
    _row("close", (R.LEAD, R.SWEEP), (S.RESOLVED,), (S.CLOSED,), (text("why"),), "stops evaluate_by"),
    _row("note", (R.LEAD, R.HANDLER, R.WAITING, R.ABOVE), _ANY, (), (text("text"),)),
    _row(
        "attach", (R.LEAD, R.HANDLER, R.WAITING, R.ABOVE, R.REPORTER), _ANY, (), (Carry("names", Ask.PARTS),), "", False
    ),
    _row("reveal", (R.LEAD, R.HANDLER, R.ABOVE), _ANY, (), (Carry("what", Ask.REVEAL), text("why"))),
    _row(
        "publish",
        (R.LEAD, R.ABOVE),
        (S.RESOLVED, S.CLOSED),
        (),
        (Carry("public_title", Ask.LINE), text("public_answer")),
    ),
    _row("claim", (R.REPORTER,), _ANY, (), (), "", False),
    # Done on the page of the hot issue, by whoever may know of the case there; or by time, which finds who says the same.
    _row(
        "join_issue",
        _READERS,
        (*OPEN, S.RESOLVED, S.CLOSED),
        (),
        (Carry("issue_id", Ask.LINE), text("title")),
        "",
        False,
    ),
    _row("leave_issue", _READERS, _ANY, (), (Carry("issue_id", Ask.LINE), text("title"), text("why")), "", False),
    _row("remind", (R.SWEEP,), OPEN, (), (Carry("limit", Ask.LINE),), "marks the reminder", False),
    _row("rise", (R.SWEEP,), OPEN, (), (Carry("limit", Ask.LINE),), "resolve_by: one act_by of the new level", False),
    _row("resume", (R.SWEEP,), OPEN, (), (), "ends the pause after its 3 days", False),
    _row("take_in", (R.SWEEP,), OPEN, (), (Carry("source_id", Ask.CASE),), "", False),
    # Done with the posts, by whoever hands one over; the case stays with the organisation that has it.
    _row("take_over", (R.SWEEP,), OPEN, (), (), "", False),
    _row("child_resolved", (R.SWEEP,), OPEN, (), (Carry("child_id", Ask.CASE),), "", False),
)

DEEDS: dict[str, Deed] = {deed.name: deed for deed in _ROWS}

# No buttons of the case's page, and deeds of people all the same: other pages and rooms do them by their own forms.
ELSEWHERE = frozenset({"attach", "join_issue", "leave_issue"})


def deed(name: str) -> Deed:
    """Return the table's row for `name`.

    Raises:
        KeyError: no such deed.
    """
    return DEEDS[name]
