"""Plays what a ledger tells of a request, deed by deed at its own time, through the services that everybody uses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.acting import (
    LEDGER,
    Acting,
    acting_for_above,
    acting_for_bystander,
    acting_for_lead,
)
from linli.cases.domain.facts import OPEN
from linli.cases.models import Case, Outcome, Solved, State
from linli.cases.services import case_act, case_catch_up
from linli.cases.services.past import past_route
from linli.core import clock
from linli.core.errors import Invalid
from linli.insight.ledger.course import Course, Verdict
from linli.people.domain import NOBODY, Standing


class Player:
    """The course of one case. The caller holds a transaction: a row comes in whole or not at all."""

    def __init__(self, case: Case, course: Course, importer: Standing | None, key: str) -> None:
        self.case, self.course, self.importer, self.key = case, course, importer, key
        self.deeds = 0

    def contact(self) -> None:
        """Play the first contact; what was turned away was never begun."""
        if self.course.contacted_at and self.course.end != State.REJECTED:
            self._contact(self.course.contacted_at)

    def merge_into(self, target: Case) -> None:
        """Play the end of a request that went on in another one."""
        assert self.course.ended_at is not None
        acting = acting_for_lead(self.importer, self.case, target)
        self._do(self.course.ended_at, "merge", acting, target_id=target.id, why=_("按原台账并案。"))

    def finish(self) -> None:
        """Play the end, whatever it was, and let the case close by itself where its time is over."""
        course, end = self.course, self.course.ended_at
        if course.end == State.WITHDRAWN and end:
            self._do(end, "withdraw", self._reporter(0))
        elif course.end == State.REJECTED and end:
            self._do(
                end, "reject", self._lead(), route=past_route(self.case.route), answer=course.answer or _unwritten()
            )
        elif course.resolved_at:
            self._rounds(course.resolved_at)
            if self.case.state == State.RESOLVED:
                self._catch_up()

    def _rounds(self, resolved_at: datetime) -> None:
        """The last answer; before it the verdicts that came earlier, whose own answer the ledger does not keep."""
        numbered = sorted(enumerate(self.course.verdicts), key=lambda pair: pair[1].at)
        before = [pair for pair in numbered if pair[1].at < resolved_at]
        if before:
            self._do(before[0][1].at, "answer", self._lead(), answer=_unwritten())
            for number, verdict in before:
                self._do(verdict.at, "evaluate", self._reporter(number), **_said(verdict))
            if self.case.state not in OPEN:
                above = acting_for_above(self.importer, self.case)
                self._do(resolved_at, "reopen", above, why=_("按原台账重办。"))
        self._resolve(resolved_at)
        for number, verdict in [pair for pair in numbered if pair not in before]:
            self._judge(number, verdict)

    def _resolve(self, at: datetime) -> None:
        answer = self.course.answer or _unwritten()
        if self.course.outcome in ("", Outcome.EXPLAINED):
            self._do(at, "answer", self._lead(), answer=answer)
            return
        if self.case.state != State.IN_PROGRESS:
            self._contact(at)
        basis = answer if self.course.outcome == Outcome.CANNOT else ""
        self._do(at, "resolve", self._lead(), outcome=self.course.outcome, answer=answer, basis=basis)

    def _contact(self, at: datetime) -> None:
        if self.case.accepted_at is None:
            self._do(at, "accept", self._lead())
        self._do(at, "contact", self._lead(), how=LEDGER, result=_("按原台账的联系时间登记。"))

    def _judge(self, number: int, verdict: Verdict) -> None:
        """A verdict in its time is an evaluation; one after it, or a "no" that did not reopen the case, is what a
        follow-up heard once the case had closed.
        """
        due, now = self.case.evaluate_by, clock.now()
        stayed = verdict.solved == Solved.NO and self.course.end == State.RESOLVED
        if self.case.state == State.RESOLVED and due is not None and due <= now and (stayed or verdict.at > due):
            self._catch_up()
        bystander = acting_for_bystander(self.importer, self.case) if self.case.state == State.CLOSED else None
        if bystander is None:
            at = verdict.at if due is None else min(verdict.at, due)
            self._do(at, "evaluate", self._reporter(number), **_said(verdict))
            return
        at = max(verdict.at, self.case.closed_at or verdict.at)
        reporter_id = self._reporter(number).reporter_id
        said = {**_said(verdict), "words": _("按原台账的评价登记。")}
        self._do(at, "follow_up", bystander, reporter_id=reporter_id, **said)

    def _catch_up(self) -> None:
        case_catch_up(self.case.community_id, self.case.id, quiet=True)
        self.case.refresh_from_db()

    def _lead(self) -> Acting:
        return acting_for_lead(self.importer, self.case)

    def _reporter(self, number: int) -> Acting:
        """The importer as the reporter of a verdict; those who came by a merger stand after the first."""
        ids = list(self.case.reporters.order_by("id").values_list("id", flat=True))
        if number >= len(ids):
            raise Invalid(_("评价比报事人多。"), {"solved": _("请核对评价。")})
        return Acting(
            Standing(self.importer.account_id) if self.importer else NOBODY, ids[number], LEDGER, is_history=True
        )

    def _do(self, at: datetime, deed: str, acting: Acting, **carried: Any) -> None:
        self.deeds += 1
        with clock.at(at):
            self.case = case_act(
                self.case.community_id,
                self.case.id,
                deed,
                acting=acting,
                carried=carried,
                key=f"{self.key}:{self.deeds}",
            )


def _said(verdict: Verdict) -> dict[str, Any]:
    return {"solved": verdict.solved, "satisfied": verdict.satisfied}


def _unwritten() -> str:
    return _("原台账没有写明答复。")
