"""What somebody is to a case at this moment, and so which deeds are theirs."""

from __future__ import annotations

from linli.cases.domain.facts import Actor, Case, Part, Refusal, Situation, State, hat_of
from linli.cases.domain.table import DEEDS, Deed, Role
from linli.people.domain import Hat, Right


def _handling_hats(actor: Actor) -> tuple[Hat, ...]:
    return actor.standing.hats_with(Right.HANDLE)


def is_above(case: Case, hat: Hat) -> bool:
    """Whether the post sits on a desk above the case's lead.

    Of a confidential case only the desk that supervises the lead knows (case description, "Confidential").
    """
    if hat.organisation_id == case.lead_id:
        return case.above_id is None  # the top desk decides for itself
    if hat.organisation_id == case.above_id:
        return True
    return case.visibility != "confidential" and hat.level > case.level and hat.covers(case.path, case.grid_id)


def reads(case: Case, actor: Actor) -> bool:
    """Whether the actor may know of the case as staff.

    The lead, whoever is called and has not been let off, and every desk whose territory it lies in; of a confidential
    case the lead and the desk above by name, never somebody it names, whatever their post.
    """
    if actor.excluded:
        return False
    hats = _handling_hats(actor)
    if any(hat.organisation_id == case.lead_id for hat in hats):
        return True
    if case.visibility == "confidential":
        return any(hat.organisation_id == case.above_id for hat in hats)
    own = {hat.organisation_id for hat in hats}
    if any(
        h.organisation_id in own and not _let_off(h.part, h.objected_at is not None, h.ended_at is not None)
        for h in case.handlers.values()
    ):
        return True
    return any(hat.covers(case.path, case.grid_id) for hat in hats)


def _let_off(part: Part, objected: bool, ended: bool) -> bool:
    """An upheld objection ends the right to read; a task reported keeps it."""
    return ended and objected and part in (Part.OFFERED, Part.DISPATCHED)


def roles_of(case: Case, actor: Actor) -> frozenset[Role]:
    """Return every role the actor has towards the case now."""
    if actor.is_sweep:
        return frozenset({Role.SWEEP})
    found: set[Role] = {Role.ANYONE}
    if actor.reporter_id is not None and case.reporters[actor.reporter_id].withdrawn_at is None:
        found.add(Role.REPORTER)
    if actor.excluded or not reads(case, actor):
        return frozenset(found)
    hats = _handling_hats(actor)
    own = {hat.organisation_id for hat in hats}
    if case.lead_id in own:
        found.add(Role.LEAD)
    if any(is_above(case, hat) for hat in hats):
        found.add(Role.ABOVE)
    for handler in case.handlers.values():
        if handler.organisation_id in own:
            if handler.waits:
                found.add(Role.WAITING)
            elif handler.active and handler.part != Part.INFORMED:
                found.add(Role.HANDLER)
            if handler.part == Part.WHISTLED and handler.reported_at is not None:
                found.add(Role.CALLED)
        if handler.by_id in own and handler.by_id != handler.organisation_id:
            found.add(Role.CALLER)
    handled = {case.lead_id} | {h.organisation_id for h in case.handlers.values() if h.part != Part.INFORMED}
    if not own & handled:
        found.add(Role.OUTSIDE)
    return frozenset(found)


def acting_hat(case: Case, actor: Actor, deed: Deed) -> Hat | None:
    """Return the post a deed is done from: the lead's first, then the called one's, then the one above."""
    own = [
        case.lead_id,
        *(h.organisation_id for h in case.active_handlers()),
        *(h.by_id for h in case.handlers.values()),
    ]
    if deed.who & {Role.ABOVE} and not deed.who & {Role.LEAD}:
        own = [case.above_id] if case.above_id else own
    for organisation_id in own:
        if hat := hat_of(actor, organisation_id):
            return hat
    hats = _handling_hats(actor)
    return next((hat for hat in hats if hat.covers(case.path, case.grid_id)), hats[0] if hats else None)


def may(deed: Deed, case: Case, actor: Actor) -> bool:
    """Whether the table offers this deed to this actor in this state."""
    return case.state in deed.from_ and bool(deed.who & roles_of(case, actor))


def check(deed: Deed, case: Case, situation: Situation) -> None:
    """Refuse a deed that the table does not allow.

    Raises:
        Refusal: "not_yours" or "not_now".
    """
    if not deed.who & roles_of(case, situation.actor):
        raise Refusal("not_yours")
    if case.state not in deed.from_:
        raise Refusal("not_now", state=State(case.state))


def offered(case: Case, situation: Situation) -> tuple[Deed, ...]:
    """Return the deeds to show as buttons: allowed by the table, and not refused by their own preconditions."""
    from linli.cases.domain.deeds import precondition

    roles = roles_of(case, situation.actor)
    found = []
    for row in DEEDS.values():
        if row.by_hand and row.who & roles and case.state in row.from_:
            try:
                precondition(row, case, situation)
            except Refusal:
                continue
            found.append(row)
    return tuple(found)
