"""What a ledger tells of a request after it came in: contact, answer, verdicts, end - and whether that can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.models import Outcome, Solved, State
from linli.places.importing.results import CellFault

ANSWERED = (State.RESOLVED, State.CLOSED)
APART = (State.WITHDRAWN, State.REJECTED, State.MERGED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reporter said of the answer, and when. `whole` is False where half of it was concluded from the other."""

    solved: str
    satisfied: bool
    at: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one row. `end` is the state it ended in, "" where it is still open."""

    end: str = ""
    contacted_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    answer: str = ""
    verdicts: tuple[Verdict, ...] = ()
    merged_into: str = ""

    @property
    def is_history(self) -> bool:
        """Whether it was over, or answered, when the ledger was written."""
        return bool(self.end) or self.resolved_at is not None


def course_of(row: Mapping[str, Any]) -> Course:
    """Return the course that a row tells of.

    Args:
        row: the cells as `reading.columns` parse them, by key.

    Raises:
        CellFault: it ended without a time, or its times contradict each other.
    """
    state = row.get("state") or ""
    resolved_at, answer, outcome = row.get("resolved_at"), row.get("answer") or "", row.get("outcome") or ""
    if outcome not in Outcome.values:
        outcome, answer = "", answer or outcome
    if state in APART:
        ended_at = row.get("closed_at") or resolved_at
        if ended_at is None:
            raise CellFault(_("写着已经结束，却没有结案时间。"), _("请补上时间，或改状态。"), "closed_at")
        merged_into = (row.get("merged_into") or "") if state == State.MERGED else ""
        course = Course(state, row.get("contacted_at"), None, ended_at, "", answer, (), merged_into)
    elif state in ANSWERED and resolved_at is None:
        raise CellFault(_("写着已经办结，却没有办结时间。"), _("请补上时间，或改状态。"), "resolved_at")
    else:
        verdicts = _verdicts(row, resolved_at) if resolved_at else ()
        reopened = state not in ("", *ANSWERED)
        if reopened and not any(verdict.solved == Solved.NO for verdict in verdicts):
            course = Course(contacted_at=row.get("contacted_at"))
        else:
            end = State.RESOLVED if resolved_at and not reopened else ""
            course = Course(end, row.get("contacted_at"), resolved_at, None, outcome, answer, verdicts)
    _check(row, course)
    return course


def _verdicts(row: Mapping[str, Any], resolved_at: datetime) -> tuple[Verdict, ...]:
    solved, satisfied = row.get("solved") or (), row.get("satisfied") or ()
    times = row.get("evaluated_at") or ()
    found = []
    for number, (one, other) in enumerate(zip_longest(solved, satisfied, fillvalue="")):
        if not one and not other:
            continue
        found.append(
            Verdict(
                solved=one or (Solved.YES if other == "yes" else Solved.NO),
                satisfied=other == "yes" if other else one == Solved.YES,
                at=times[min(number, len(times) - 1)] if times else resolved_at,
                whole=bool(one and other),
            )
        )
    return tuple(found)


def _check(row: Mapping[str, Any], course: Course) -> None:
    """Refuse times that cannot be: a deed before the request, an answer before the first contact, and so on."""
    received = row.get("submitted_at")
    if course.is_history and received is None:
        raise CellFault(_("写着已经办结，却没有提交时间。"), _("请补上时间。"), "submitted_at")
    contacted = course.contacted_at
    for name, at, earlier in (
        ("contacted_at", contacted, received),
        ("resolved_at", course.resolved_at, received),
        ("closed_at", course.ended_at, received),
        ("promised_by", row.get("promised_by"), received),
        ("contact_by", row.get("contact_by"), received),
    ):
        if at is not None and earlier is not None and at < earlier:
            raise CellFault(_("比提交时间还早。"), _("请核对两个时间。"), name)
    if course.resolved_at is None:
        return
    if contacted is not None and contacted > course.resolved_at:
        raise CellFault(_("比办结时间还晚。"), _("请核对两个时间。"), "contacted_at")
    for verdict in course.verdicts:
        earliest = received if row.get("reopens") else course.resolved_at
        if earliest is not None and verdict.at < earliest:
            raise CellFault(_("评价比办结还早。"), _("请核对两个时间。"), "evaluated_at")
