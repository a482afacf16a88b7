"""The first deed: a request becomes a case, with its lead, its limits and its reporter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.cases.domain.deeds.limits import above_of, act_by, promise
from linli.cases.domain.facts import Case, Decision, Desk, Refusal, Situation, State, Tell, To
from linli.cases.domain.projection import CASE_FIELDS

KINDS = ("consult", "help", "complaint", "tip_off", "suggestion", "thanks")
VISIBILITIES = ("public", "private", "confidential")
MOST_CHARACTERS = 5000


@dataclass(frozen=True, slots=True)
class Request:
    """What was said, as far as rules need it: where (community, grid), what about, how bad, who may see it."""

    case_id: int
    community_id: int
    path: str
    grid_id: int | None
    kind: str
    category_id: int | None
    urgency: str
    visibility: str
    route: str
    reporter_id: int | None
    account_id: int | None
    parent_id: int | None = None
    contact_by: datetime | None = None  # limits promised elsewhere, before the request came here
    promised_by: datetime | None = None


def submit(request: Request, lead: Desk, s: Situation) -> tuple[Case, Decision]:
    """Return the new case, and the decision whose event makes it.

    A tip-off (举报) is confidential unless its reporter says otherwise; danger to life is always urgent.

    Raises:
        Refusal: an unknown kind, urgency or visibility.
    """
    if request.kind not in KINDS:
        raise Refusal("unknown_kind", "kind")
    if request.visibility not in VISIBILITIES:
        raise Refusal("unknown_visibility", "visibility")
    at = s.now
    urgency = "danger" if request.route == "emergency" else request.urgency
    due = request.promised_by or s.rules.due("resolve_by", at, urgency)
    contact_by = request.contact_by or s.rules.due("contact_by", at)
    case = Case(
        id=request.case_id,
        community_id=request.community_id,
        path=request.path,
        grid_id=request.grid_id,
        state=State.SUBMITTED,
        level=lead.level,
        lead_id=lead.id,
        above_id=above_of(s, lead),
        kind=request.kind,
        category_id=request.category_id,
        urgency=urgency,
        visibility=request.visibility,
        submitted_at=at,
        arrived_at=at,
        accept_by=s.rules.due("accept_by", at),
        contact_by=contact_by if request.parent_id is None else None,
        promised_by=due,
        route=request.route,
        parent_id=request.parent_id,
        **act_by(s, urgency, at),
        **promise(due, at),
    )
    changes = {name: value for name in CASE_FIELDS if (value := getattr(case, name)) not in (None, "", 0, False)}
    reporters = {request.reporter_id: {"account_id": request.account_id}} if request.reporter_id else {}
    tells = [Tell(To.LEAD, "arrived")]
    if urgency == "danger":
        tells.append(Tell(To.ABOVE, "danger"))
    return case, Decision(changes, reporters=reporters, tells=tuple(tells))
