"""The resident's verdict: evaluate, follow up, reopen, ask for a review (R6)."""

from __future__ import annotations

from datetime import timedelta

from linli.cases.domain.deeds.limits import Changes, act_by, arrival, promise
from linli.cases.domain.deeds.registry import Carried, decides
from linli.cases.domain.facts import Case, Decision, Refusal, Reporter, Situation, State, Tell, To
from linli.cases.domain.roles import roles_of
from linli.cases.domain.table import Role

ANSWERS = ("yes", "partly", "no")


def _reporter(case: Case, reporter_id: int | None) -> Reporter:
    found = case.reporters.get(reporter_id or 0)
    if found is None or found.withdrawn_at is not None:
        raise Refusal("no_reporter", "reporter_id")
    return found


def _evaluate_when(case: Case, s: Situation) -> None:
    mine = _reporter(case, s.actor.reporter_id)
    if case.round == 0 or mine.round >= case.round:
        raise Refusal("evaluated_already" if case.round else "not_now")


@decides("evaluate", _evaluate_when)
def evaluate(case: Case, s: Situation, carried: Carried) -> Decision:
    """Each reporter judges the answer for themselves."""
    return _judge(case, s, _reporter(case, s.actor.reporter_id), carried, by_follow_up=False)


@decides("follow_up")
def follow_up(case: Case, s: Situation, carried: Carried) -> Decision:
    """Somebody who did not handle it asks the resident and writes down what was said."""
    mine = _reporter(case, carried["reporter_id"])
    if mine.round >= case.round:
        raise Refusal("evaluated_already", "reporter_id")
    return _judge(case, s, mine, carried, by_follow_up=True)


def _judge(case: Case, s: Situation, mine: Reporter, carried: Carried, by_follow_up: bool) -> Decision:
    if carried["solved"] not in ANSWERS:
        raise Refusal("missing", "solved")
    row: Changes = {
        "round": case.round,
        "solved": carried["solved"],
        "satisfied": carried["satisfied"],
        "words": carried.get("words") or "",
        "evaluated_at": s.now,
        "by_follow_up": by_follow_up,
    }
    rows = {mine.id: row}
    if case.state == State.IN_PROGRESS:  # a neighbour's "no" came first and has reopened it already
        return Decision({}, reporters=rows)
    others = [r for r in case.reporters.values() if r.id != mine.id and r.withdrawn_at is None]
    if case.state == State.CLOSED:
        return Decision({"unevaluated": False}, reporters=rows)
    if carried["solved"] == "no":
        return _not_solved(case, s, rows)
    if all(r.round >= case.round for r in others) and not case.contested:
        return Decision({"state": State.CLOSED, "closed_at": s.now, "unevaluated": False}, reporters=rows)
    return Decision({}, reporters=rows)


def _not_solved(case: Case, s: Situation, rows: dict[int, Changes]) -> Decision:
    """The first "no" reopens and tells the level above; the second moves the lead a level up, which decides."""
    if case.contested:
        return Decision({}, reporters=rows)
    if case.noes == 0:
        return Decision(
            {**_second_promise(case, s), "noes": 1},
            reporters=rows,
            tells=(Tell(To.LEAD, "not_solved"), Tell(To.ABOVE, "not_solved_below")),
        )
    desk = s.desk_above(case.level) or s.desks[case.lead_id]
    return Decision(
        {
            **arrival(case, s, desk, s.now),
            "accept_by": None,
            "accepted_at": s.now,
            "noes": case.noes + 1,
            "contested": True,
            "evaluate_by": None,
            **act_by(s, case.urgency, s.now),
        },
        reporters=rows,
        tells=(Tell(To.ORGANISATION, "contested", desk.id),),
    )


def _second_promise(case: Case, s: Situation) -> Changes:
    """Half of the first promise, at least a day."""
    first = s.rules.due("resolve_by", case.submitted_at, case.urgency) - case.submitted_at
    due = s.now + max(first / 2, timedelta(days=1))
    return {
        "state": State.IN_PROGRESS,
        "reopens": case.reopens + 1,
        "overdue_at": None,
        "closed_at": None,
        "contested": False,
        "promised_by": due,
        **promise(due, s.now),
        **act_by(s, case.urgency, s.now),
    }


def _reopen_when(case: Case, s: Situation) -> None:
    roles = roles_of(case, s.actor)
    if Role.ABOVE in roles or (Role.LEAD in roles and case.contested):
        return
    if Role.REPORTER not in roles:
        raise Refusal("not_yours")
    if case.state == State.REJECTED:
        raise Refusal("ask_for_review")
    if case.evaluate_by is None or s.now > case.evaluate_by:
        raise Refusal("too_late_to_reopen")


@decides("reopen", _reopen_when)
def reopen(case: Case, s: Situation, carried: Carried) -> Decision:
    """By the reporter within the time to evaluate, by the level above at any time."""
    changes = _second_promise(case, s)
    if case.accepted_at is None:
        changes["accepted_at"] = s.now
    return Decision(changes, tells=(Tell(To.LEAD, "reopened"), Tell(To.REPORTERS, "reopened_for_you")))


def _review_when(case: Case, s: Situation) -> None:
    if case.review_asked_at is not None:
        raise Refusal("reviewed_already")


@decides("review", _review_when)
def review(case: Case, s: Situation, carried: Carried) -> Decision:
    """The reporter of a rejected request asks the level above to look at it, once."""
    return Decision({"review_asked_at": s.now}, tells=(Tell(To.ABOVE, "review_asked"),))
