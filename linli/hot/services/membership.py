"""Cases in and out of an issue, by hand; and the case's own history, which says so once residents may know of the issue."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.acting import SWEEP, Acting
from linli.cases.models import Case
from linli.cases.models import State as CaseState
from linli.cases.services import case_act
from linli.core import clock
from linli.core.errors import LinliError, Missing, Refused
from linli.hot.domain import course
from linli.hot.models import HotIssue, Member, State
from linli.hot.services.counting import issue_recount
from linli.hot.services.steps import issue_begin, step_write
from linli.people.domain import Standing

logger = logging.getLogger("linli.hot")


def members_tell(issue: HotIssue, standing: Standing | None = None) -> None:
    """Let each case's history say that it is in the issue, once; its reporters hear of it.

    Nothing before a person has confirmed the issue: what a machine only supposes is in nobody's history.

    Args:
        standing: who put them there; time itself, where None.
    """
    if issue.state not in course.PUBLIC:
        return
    acting = Acting(standing) if standing else SWEEP
    for member in Member.objects.filter(issue=issue, left_at=None, told_at=None):
        try:
            _deed(member, "join_issue", acting, issue)
        except LinliError as error:
            # Withdrawn or ended meanwhile: it stays counted, and its history silent.
            logger.info("case %s/%s says nothing of issue %s: %s", member.community_id, member.case_id, issue.pk, error)
        Member.objects.filter(community_id=member.community_id, id=member.id).update(told_at=clock.now())


def _deed(member: Member, deed: str, acting: Acting, issue: HotIssue, **more: str) -> None:
    case_act(
        member.community_id,
        member.case_id,
        deed,
        acting=acting,
        carried={"issue_id": str(issue.pk), "title": issue.title, **more},
        key=f"hot-{deed}-{member.id}-{member.times}"[:64],
    )


def case_add(issue_id: int, case: Case, *, standing: Standing) -> HotIssue:
    """Put a case into an issue by hand.

    Args:
        case: one that `standing` may read (`selectors.case_to_add`).

    Raises:
        Refused: not theirs, not now, or the case is in another issue.
        Missing: a confidential case, which nobody hears of.
    """
    if case.visibility == "confidential":
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    if case.state in (CaseState.WITHDRAWN, CaseState.REJECTED):
        raise Refused(_("这件诉求已经撤回或不予受理，不能纳入。"))
    with transaction.atomic():
        issue = issue_begin(issue_id, "add", standing)
        mine = Member.objects.filter(community_id=case.community_id, case_id=case.id)
        held = mine.filter(left_at=None).select_related("issue").first()
        if held is not None and held.issue_id == issue.pk:
            return issue
        if held is not None and held.issue.state != State.DISMISSED:
            raise Refused(_("这件诉求已在另一个热点问题中：%(title)s") % {"title": held.issue.title})
        if held is not None:
            mine.filter(pk=held.pk).update(left_at=clock.now())
        now = clock.now()
        again = {"left_at": None, "joined_at": now, "told_at": None, "by_hand": True, "refusal": ""}
        if not mine.filter(issue=issue).update(times=F("times") + 1, **again):
            Member.objects.create(
                community_id=case.community_id, case_id=case.id, issue=issue, by_hand=True, joined_at=now
            )
        issue_recount(issue)
        step_write(issue, "add", standing, case.number)
    members_tell(issue, standing)
    return issue


def case_remove(issue_id: int, community_id: int, case_id: int, why: str, *, standing: Standing) -> HotIssue:
    """Take a case out of an issue: it is another matter. The search does not put it back.

    Raises:
        Refused: not theirs, or not now.
        Missing: the case is not in it.
    """
    with transaction.atomic():
        issue = issue_begin(issue_id, "remove", standing)
        found = Member.objects.filter(issue=issue, community_id=community_id, case_id=case_id, left_at=None)
        member = found.select_related("case").first()
        if member is None:
            raise Missing(_("这件诉求不在这个热点问题中。"))
        found.update(left_at=clock.now())
        if member.told_at is not None:
            _deed(member, "leave_issue", Acting(standing), issue, why=why.strip() or _("另一件事"))
        issue_recount(issue)
        step_write(issue, "remove", standing, member.case.number)
    return issue
