"""Ending the work: answer on the spot, resolve, reject, withdraw, close, merge, split. No request ends without a reply (R7)."""

from __future__ import annotations

from linli.cases.domain.deeds.limits import Changes, acted, end_parts
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.deeds.timing import end_pause
from linli.cases.domain.facts import Case, Decision, Refusal, Situation, State, Tell, To

OUTCOMES = ("solved", "partly", "explained", "cannot")
MOST_PARTS = 10


def stop_clocks() -> Changes:
    """Nothing runs any more, whoever was asked what."""
    return {
        "accept_by": None,
        "asked_at": None,
        "ask_until": None,
        "extension_to": None,
        "supervise_by": None,
        "resolve_remind_at": None,
        **acted(),
    }


def _resolve_when(case: Case, s: Situation) -> None:
    if s.open_children:
        raise Refusal("parts_open", count=s.open_children)


def _resolved(case: Case, s: Situation, outcome: str, answer: str) -> Decision:
    if s.proof_required and outcome in ("solved", "partly") and not s.has_proof:
        raise Refusal("proof_required", "proof")
    changes: Changes = {
        **end_pause(case, s.now),
        **stop_clocks(),
        "state": State.RESOLVED,
        "outcome": outcome,
        "answer": answer,
        "resolved_at": s.now,
        "round": case.round + 1,
        "evaluate_by": s.rules.due("evaluate_by", s.now),
        "closed_at": None,
        "unevaluated": False,
    }
    tells = [Tell(To.REPORTERS, "resolved")]
    if case.parent_id:
        tells.append(Tell(To.ABOVE, "part_resolved"))
    return Decision(changes, end_parts(case, s.now), tells=tuple(tells))


@decides("resolve", _resolve_when)
def resolve(case: Case, s: Situation, carried: Carried) -> Decision:
    """The answer to everybody who reported, with its outcome; what cannot be done names its basis."""
    outcome = carried["outcome"]
    if outcome not in OUTCOMES:
        raise Refusal("unknown_outcome", "outcome")
    if outcome == "cannot" and not carried.get("basis"):
        raise Refusal("basis_required", "basis")
    return _resolved(case, s, outcome, carried["answer"])


@decides("answer", _resolve_when)
def answer(case: Case, s: Situation, carried: Carried) -> Decision:
    """What can be told at once: contact and resolution in one deed (R5)."""
    decision = _resolved(case, s, "explained", carried["answer"])
    changes = dict(decision.changes)
    if case.contacted_at is None:
        changes["contacted_at"] = s.now
    if case.accepted_at is None:
        changes["accepted_at"] = s.now
    return Decision(changes, decision.handlers, tells=decision.tells)


@decides("reject")
def reject(case: Case, s: Situation, carried: Carried) -> Decision:
    """Not ordinary work: one of the six routes, and where to turn. An emergency is never turned away."""
    if carried["route"] == "emergency":
        raise Refusal("emergency_is_work", "route")
    return Decision(
        {
            **stop_clocks(),
            "state": State.REJECTED,
            "route": carried["route"],
            "answer": carried["answer"],
            "closed_at": s.now,
        },
        end_parts(case, s.now),
        tells=(Tell(To.REPORTERS, "rejected"),),
    )


@decides("withdraw")
def withdraw(case: Case, s: Situation, carried: Carried) -> Decision:
    """A reporter takes the request back; where others reported the same, only that reporter leaves."""
    mine = s.actor.reporter_id
    assert mine is not None
    left = {mine: {"withdrawn_at": s.now}}
    if any(r.id != mine and r.withdrawn_at is None for r in case.reporters.values()):
        return Decision({}, reporters=left, tells=(Tell(To.LEAD, "one_withdrew"),))
    return Decision(
        {**stop_clocks(), "state": State.WITHDRAWN, "closed_at": s.now},
        end_parts(case, s.now),
        left,
        (Tell(To.LEAD, "withdrawn"),),
    )


def _close_when(case: Case, s: Situation) -> None:
    if not s.actor.is_sweep and not case.contested:
        raise Refusal("resident_decides")


@decides("close", _close_when)
def close(case: Case, s: Situation, carried: Carried) -> Decision:
    """By the sweep, when nobody evaluated in time; by the level above with a reason, after a second "no"."""
    heard = any(r.solved and r.round == case.round for r in case.reporters.values())
    return Decision(
        {"state": State.CLOSED, "closed_at": s.now, "unevaluated": not heard, "contested": False},
        tells=(Tell(To.REPORTERS, "closed"),),
    )


@decides("merge")
def merge(case: Case, s: Situation, carried: Carried) -> Decision:
    """Into another case of the same matter; the reporters move along. `take_in` is the other half."""
    return Decision(
        {**stop_clocks(), "state": State.MERGED, "merged_into_id": carried["target_id"], "closed_at": s.now},
        end_parts(case, s.now),
        tells=(Tell(To.REPORTERS, "merged"),),
    )


@decides("take_in")
def take_in(case: Case, s: Situation, carried: Carried) -> Decision:
    """The merged case's reporters are this case's from now on: each is answered, each evaluates."""
    rows = {
        s.new_id(): {"account_id": r.account_id, "round": 0} for r in carried["reporters"] if r.withdrawn_at is None
    }
    return Decision({}, reporters=rows)


def _split_when(case: Case, s: Situation) -> None:
    if case.parent_id:
        raise Refusal("already_a_part")


@decides("split", _split_when)
def split(case: Case, s: Situation, carried: Carried) -> Decision:
    """Several matters in one request: each part becomes a case; this one resolves when all have, with one answer."""
    parts = [part for part in carried["parts"] if part.strip()]
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Refusal("parts_number", "parts", most=MOST_PARTS)
    return Decision({"state": case.state, **acted()})


@decides("child_resolved")
def child_resolved(case: Case, s: Situation, carried: Carried) -> Decision:
    """A part has its answer; after the last one the lead is told to answer the whole."""
    return Decision({}, tells=(Tell(To.LEAD, "parts_done"),) if not s.open_children else ())
