"""Deeds that touch a second case: split opens children, merge moves reporters, a child's answer reaches its parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.cases import words
from linli.cases.acting import SWEEP, Acting
from linli.cases.codes import draw_number
from linli.cases.domain.deeds import decide
from linli.cases.domain.facts import OPEN, Refusal
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.roles import reads
from linli.cases.models import Case, Follower, PaperReceipt, Reporter
from linli.cases.selectors.facts import case_lock, facts_of
from linli.cases.services.behalf import behalf_move
from linli.cases.services.recording import record
from linli.cases.services.telling import tell
from linli.cases.situations import situation_for
from linli.core import clock
from linli.core.errors import Invalid

# What a reporter takes along into another case and no event may hold.
_PRIVATE = ("phone", "phone_index", "name", "code_digest")


def children_open(case: Case, facts: Facts, carried: Mapping[str, Any], acting: Acting, key: str) -> None:
    """Open one case a part, at the same place and lead; the parent's reporter is answered by the parent."""
    from linli.cases.services.submitting import part_submit

    for number, body in enumerate((part for part in carried["parts"] if part.strip()), start=1):
        part_submit(case, body, acting, f"{key}/{number}"[:64], _free_number(case.community_id))


def _free_number(community_id: int) -> str:
    """A number nobody has; drawn again where it is taken, since the parent's transaction cannot be tried again."""
    while Case.objects.filter(community_id=community_id, number=(number := draw_number(7))).exists():
        continue
    return number


def target_check(case: Case, carried: Mapping[str, Any], acting: Acting) -> None:
    """Refuse a merge into what cannot take it in.

    Raises:
        Invalid: itself, unknown, of another community, ended, unseen by the actor, or confidential.
    """
    code = ""
    target = Case.objects.filter(community_id=case.community_id, id=carried.get("target_id") or 0).first()
    if target is None or target.state not in OPEN or not reads(facts_of(target), acting.towards(target)):
        code = "merge_closed"
    elif target.id == case.id:
        code = "merge_itself"
    elif "confidential" in (target.visibility, case.visibility):
        code = "merge_confidential"
    if code:
        raise Invalid(words.refusal(code, {}), {"target_id": words.refusal(code, {})})


def target_take_in(case: Case, facts: Facts, carried: Mapping[str, Any], acting: Acting, key: str) -> None:
    """The other half of a merge: the target's event, its new reporters with their ways back, its followers."""
    target = case_lock(case.community_id, carried["target_id"])
    before = facts_of(target)
    moving = [r for _, r in sorted(facts.reporters.items()) if r.withdrawn_at is None]
    said = {"source_id": case.id, "number": case.number}
    now = clock.now()
    situation = situation_for(target, before, SWEEP.towards(target), now, {})
    try:
        decision = decide("take_in", before, situation, {**said, "reporters": moving})
    except Refusal as refusal:
        raise Invalid(words.refusal(refusal.code, refusal.values)) from None
    rows = Reporter.objects.in_bulk([(case.community_id, r.id) for r in moving])
    private = {
        new: {name: getattr(rows[(case.community_id, old.id)], name) for name in _PRIVATE}
        for new, old in zip(decision.reporters, moving, strict=True)
    }
    for new, old in zip(
        decision.reporters, moving, strict=True
    ):  # a sheet of paper leads on to where the answer will be
        papers = PaperReceipt.objects.filter(community_id=case.community_id, reporter_id=old.id)
        papers.update(reporter_id=new)
        behalf_move(case.community_id, old.id, new, target.id)
    for follower in Follower.objects.filter(community_id=case.community_id, case_id=case.id):
        Follower.objects.get_or_create(
            community_id=case.community_id, case_id=target.id, account_id=follower.account_id
        )
    record(
        target,
        before,
        decision,
        name="take_in",
        at=now,
        account_id=acting.standing.account_id,
        hat=None,
        channel=acting.channel,
        said=said,
        key=f"{key}/in"[:64],
        private=private,
    )


def parent_tell(case: Case, facts: Facts, carried: Mapping[str, Any], acting: Acting, key: str) -> None:
    """A part has its answer: note it on the parent, and tell the parent's lead after the last one."""
    if case.parent_id is None:
        return
    parent = case_lock(case.community_id, case.parent_id)
    before = facts_of(parent)
    if not before.open:
        return
    now = clock.now()
    situation = situation_for(parent, before, SWEEP.towards(parent), now, {})
    said = {"child_id": case.id, "number": case.number, "answer": case.answer}
    decision = decide("child_resolved", before, situation, said)
    after = record(
        parent,
        before,
        decision,
        name="child_resolved",
        at=now,
        account_id=acting.standing.account_id,
        hat=None,
        channel=acting.channel,
        said=said,
        key=f"{key}/up"[:64],
    )
    tell(parent, after, decision.tells)
