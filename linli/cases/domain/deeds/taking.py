"""Taking a case on: accept, contact, reclassify, note, reveal, attach, publish."""

from __future__ import annotations

from linli.cases.domain.deeds.limits import Changes, above_of, act_by, acted, end_parts, regrade
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.facts import Case, Decision, Handler, Part, Refusal, Situation, State, Tell, To, hat_of
from linli.cases.domain.roles import roles_of
from linli.cases.domain.table import Role


def waiting_part(case: Case, s: Situation) -> Handler | None:
    """The offer or dispatch that waits for this actor."""
    return next((h for h in case.active_handlers() if h.waits and hat_of(s.actor, h.organisation_id)), None)


def _accept_when(case: Case, s: Situation) -> None:
    if waiting_part(case, s) is None and case.accepted_at is not None:
        raise Refusal("already_accepted")


@decides("accept", _accept_when)
def accept(case: Case, s: Situation, carried: Carried) -> Decision:
    """Category and urgency confirmed; whoever accepts a hand-over or a dispatch leads from then on."""
    changes: Changes = {"accepted_at": s.now}
    handlers: dict[int, Changes] = {}
    part = waiting_part(case, s)
    if part:
        desk = s.desks[part.organisation_id]
        handlers = end_parts(case, s.now, Part.OFFERED) | {part.id: {"accepted_at": s.now, "ended_at": s.now}}
        changes |= {
            "lead_id": desk.id,
            "level": desk.level,
            "above_id": above_of(s, desk),
            "arrived_at": part.given_at,
            "accept_by": None,
            **act_by(s, case.urgency, s.now),
        }
        if part.part == Part.DISPATCHED:
            changes |= {"act_by": part.act_by, "act_remind_at": part.remind_at, "act_reminded_at": part.reminded_at}
    if case.state == State.SUBMITTED:
        changes["state"] = State.ACCEPTED
    category_id = carried.get("category_id")
    if category_id and category_id != case.category_id:
        changes["category_id"] = category_id
    urgency = carried.get("urgency") or (s.category_urgency if "category_id" in changes else "")
    if urgency and urgency != case.urgency:
        changes = {**regrade(case, s, urgency), **changes}
    tells = [Tell(To.REPORTERS, "accepted")]
    if part:
        tells.append(Tell(To.ORGANISATION, "lead_passed", part.by_id))
    return Decision(changes, handlers, tells=tuple(tells))


@decides("contact")
def contact(case: Case, s: Situation, carried: Carried) -> Decision:
    """The first contact is what the response rate counts."""
    changes: Changes = {"state": State.IN_PROGRESS}
    if Role.LEAD in roles_of(case, s.actor):
        changes |= acted()
    if case.contacted_at is None:
        changes["contacted_at"] = s.now
    return Decision(changes)


@decides("reclassify")
def reclassify(case: Case, s: Situation, carried: Carried) -> Decision:
    """Another category, and with it another urgency unless one is named."""
    changes: Changes = {"category_id": carried["category_id"]}
    urgency = carried.get("urgency") or s.category_urgency or case.urgency
    if urgency != case.urgency:
        changes |= regrade(case, s, urgency)
    return Decision(changes, tells=(Tell(To.REPORTERS, "reclassified"),))


@decides("note")
def note(case: Case, s: Situation, carried: Carried) -> Decision:
    """Words for those who handle the case; the resident does not see them."""
    return Decision()


@decides("attach")
def attach(case: Case, s: Situation, carried: Carried) -> Decision:
    """A photo or recording was added; the file itself is stored beside the event."""
    return Decision()


def _join_issue_when(case: Case, s: Situation) -> None:
    if case.visibility == "confidential":
        raise Refusal("confidential_issue")


@decides("join_issue", _join_issue_when)
def join_issue(case: Case, s: Situation, carried: Carried) -> Decision:
    """Many say the same: the case is followed together with theirs (R8). Its own promise, lead and limits stay."""
    return Decision({}, tells=(Tell(To.REPORTERS, "issue_joined"),))


@decides("leave_issue")
def leave_issue(case: Case, s: Situation, carried: Carried) -> Decision:
    """It was another matter after all, and goes on by itself."""
    return Decision()


def _reveal_when(case: Case, s: Situation) -> None:
    if case.visibility == "confidential" and hat_of(s.actor, case.lead_id) is None:
        raise Refusal("confidential_identity")


@decides("reveal", _reveal_when)
def reveal(case: Case, s: Situation, carried: Carried) -> Decision:
    """Personal data is shown on a click that says why; the event is what the resident reads (PIPL art. 45).

    Who reported a confidential matter is known to nobody but the level that handles it.
    """
    return Decision()


@decides("claim")
def claim(case: Case, s: Situation, carried: Carried) -> Decision:
    """Somebody who reported before signing in has signed in: the report is theirs."""
    mine = s.actor.reporter_id
    assert mine is not None
    return Decision({}, reporters={mine: {"account_id": s.actor.standing.account_id}})


def _publish_when(case: Case, s: Situation) -> None:
    if case.visibility != "public":
        raise Refusal("not_public")
    if case.published_at:
        raise Refusal("already_published")


@decides("publish", _publish_when)
def publish(case: Case, s: Situation, carried: Carried) -> Decision:
    """What the public list shows: a title and an answer from which a person has taken personal data out."""
    return Decision(
        {
            "published_at": s.now,
            "public_title": carried["public_title"],
            "public_answer": carried["public_answer"],
        }
    )


@decides("take_over")
def take_over(case: Case, s: Situation, carried: Carried) -> Decision:
    """Somebody else of the organisation that has it looks after it from now on; nothing of the case itself changes."""
    return Decision()
