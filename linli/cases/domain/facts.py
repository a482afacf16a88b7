"""What a rule may look at: the case, who handles it, who reported it, who acts, and what holds at the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from linli.catalog.domain import Rules
from linli.people.domain import Hat, Standing

GRID, COMMUNITY, STREET, DISTRICT, CITY = 1, 2, 3, 4, 5


class State(StrEnum):
    """The nine states; the words people read are in `cases.words`."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


OPEN = frozenset({State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS})
ENDED = frozenset({State.CLOSED, State.REJECTED, State.WITHDRAWN, State.MERGED})


class Part(StrEnum):
    """Why an organisation handles a case it does not (yet) lead."""

    OFFERED = "offered"  # handed over: leads once it accepts
    DISPATCHED = "dispatched"  # a unit or department with a task: leads once it accepts
    WHISTLED = "whistled"  # called to join, with its own limit
    FORMER = "former"  # led before the case rose by lapse, still works on it
    INFORMED = "informed"  # the level below after a report up; reads, does not act


@dataclass(frozen=True, slots=True)
class Handler:
    """One organisation's part in a case. `by_id` called it; `ended_at` says its part is over."""

    id: int
    organisation_id: int
    part: Part
    by_id: int
    given_at: datetime
    task: str = ""
    act_by: datetime | None = None
    remind_at: datetime | None = None
    object_by: datetime | None = None
    reminded_at: datetime | None = None
    lapsed_at: datetime | None = None
    accepted_at: datetime | None = None
    objected_at: datetime | None = None
    objection: str = ""
    insisted_at: datetime | None = None
    arrived_at: datetime | None = None
    reported_at: datetime | None = None
    came_in_time: bool | None = None
    call_justified: bool | None = None
    ended_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Still at work: neither reported nor taken off."""
        return self.ended_at is None

    @property
    def waits(self) -> bool:
        """Offered or dispatched and not yet accepted."""
        return self.active and self.part in (Part.OFFERED, Part.DISPATCHED) and self.accepted_at is None


@dataclass(frozen=True, slots=True)
class Reporter:
    """One of those who reported, without anything personal. `round` is the resolution the verdict speaks of."""

    id: int
    account_id: int | None
    round: int = 0
    solved: str = ""  # yes, partly, no
    satisfied: bool | None = None
    words: str = ""
    evaluated_at: datetime | None = None
    by_follow_up: bool = False
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the rules see it. Every field is a column of `models.Case` of the same name."""

    id: int
    community_id: int
    path: str  # lineage of the community's codes
    grid_id: int | None
    state: State
    level: int
    lead_id: int
    above_id: int | None  # who supervises the lead: the next desk up
    kind: str
    category_id: int | None
    urgency: str
    visibility: str
    submitted_at: datetime
    arrived_at: datetime  # at the present lead
    accept_by: datetime | None = None
    accept_lapsed_at: datetime | None = None
    accepted_at: datetime | None = None  # by the present lead
    contact_by: datetime | None = None
    contacted_at: datetime | None = None
    act_by: datetime | None = None
    act_remind_at: datetime | None = None
    act_reminded_at: datetime | None = None
    act_lapsed_at: datetime | None = None
    resolve_by: datetime | None = None
    resolve_remind_at: datetime | None = None
    resolve_reminded_at: datetime | None = None
    promised_by: datetime | None = None  # the first promise, as extended and paused; rises do not move it
    resolve_lapsed_at: datetime | None = None
    overdue_at: datetime | None = None
    asked_at: datetime | None = None
    ask_until: datetime | None = None
    asks: int = 0
    paused_seconds: int = 0
    extension_to: datetime | None = None  # asked for, not yet decided
    extensions: int = 0
    supervise_by: datetime | None = None
    supervised_by_id: int | None = None
    supervise_lapsed_at: datetime | None = None
    resolved_at: datetime | None = None
    outcome: str = ""
    answer: str = ""
    round: int = 0  # how often resolved
    noes: int = 0  # rounds that met a "no"
    reopens: int = 0
    contested: bool = False  # after a second "no": the level above decides
    review_asked_at: datetime | None = None
    evaluate_by: datetime | None = None
    closed_at: datetime | None = None
    unevaluated: bool = False
    route: str = ""
    parent_id: int | None = None
    merged_into_id: int | None = None
    published_at: datetime | None = None
    public_title: str = ""
    public_answer: str = ""
    handlers: Mapping[int, Handler] = field(default_factory=dict)
    reporters: Mapping[int, Reporter] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Submitted, accepted or in progress."""
        return self.state in OPEN

    @property
    def paused(self) -> bool:
        """The resident has been asked and has not answered."""
        return self.ask_until is not None

    def active_handlers(self) -> tuple[Handler, ...]:
        """Handlers still at work, in the order they were called."""
        return tuple(h for _, h in sorted(self.handlers.items()) if h.active)


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation as far as rules need it. `covers` says whether its territory or duty includes the case's place."""

    id: int
    kind: str
    level: int
    name: str
    grid_id: int | None = None
    covers: bool = True


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the standing, the reporter row that is theirs (if any), or the sweep."""

    standing: Standing = field(default_factory=Standing)
    reporter_id: int | None = None
    is_sweep: bool = False
    excluded: bool = False  # named in a confidential report


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything besides the case itself that a decision may look at.

    `ladder` maps level → the desk that answers for the case's place at that level, where there is one.
    `desks` holds every organisation that the deed names. `duty_ids` are organisations that answer for the case's
    category here by the list of duties. `open_children` counts parts of a split case that are not yet resolved.
    """

    now: datetime
    actor: Actor
    rules: Rules
    ladder: Mapping[int, Desk]
    desks: Mapping[int, Desk] = field(default_factory=dict)
    duty_ids: frozenset[int] = frozenset()
    community_duty: bool = True
    proof_required: bool = False
    has_proof: bool = False
    open_children: int = 0
    category_urgency: str = ""
    new_id: Callable[[], int] = field(default=lambda: 0)

    def desk_above(self, level: int) -> Desk | None:
        """Return the first desk above `level`; levels nobody staffs are passed over."""
        return next((self.ladder[up] for up in range(level + 1, CITY + 1) if up in self.ladder), None)


class To(StrEnum):
    """Whom a telling goes to."""

    LEAD = "lead"
    ABOVE = "above"
    REPORTERS = "reporters"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Tell:
    """A message that follows from a deed: to whom, which text (a key of `cases.words.TELLINGS`)."""

    to: To
    text: str
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a deed does: new values by field name, handlers and reporters by id, and whom to tell.

    A handler or reporter that is new carries all its fields, a known one only those that change.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    handlers: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    reporters: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    tells: tuple[Tell, ...] = ()


class Refusal(Exception):
    """A deed that may not be done. `code` is a key of `cases.words.REFUSALS`; `field` the carried value at fault."""

    def __init__(self, code: str, field: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


def hat_of(actor: Actor, organisation_id: int | None) -> Hat | None:
    """Return the actor's post in that organisation, if any."""
    return next((hat for hat in actor.standing.hats if hat.organisation_id == organisation_id), None)
