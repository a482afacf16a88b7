"""One public answer for all cases of an issue, each by the deed of its own table, with its own event.

Each case is a transaction of its own: answered, or untouched with the reason beside it. A task that is left with the answer
finishes what a crash or a long list leaves over; the key of each deed makes sure that nobody is answered twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.acting import Acting
from linli.cases.models import Case, Event, Outcome
from linli.cases.models import State as CaseState
from linli.cases.services import case_act
from linli.core import clock
from linli.core.errors import Invalid, LinliError
from linli.core.photos import Prepared
from linli.hot.models import HotIssue, Member
from linli.hot.selectors import members_of
from linli.hot.services.proofs import proofs_keep, proofs_of
from linli.hot.services.steps import hat_for, issue_begin, step_write
from linli.notify.services import message_send
from linli.people.domain import Right, Standing
from linli.people.models import Organisation

AT_ONCE = 60
"""So many cases are answered while somebody waits for the page; a task does the others."""

LATER = timedelta(minutes=1)
"""The task begins when the page is done."""


def answering_deed(case: Case) -> str:
    """Return the deed by which an answer reaches a case, or "" where its state has none.

    What is in progress is resolved with the outcome. What nobody has begun yet is answered on the spot, which explains (R5).
    """
    if case.state == CaseState.IN_PROGRESS:
        return "resolve"
    return "answer" if case.state in (CaseState.SUBMITTED, CaseState.ACCEPTED) else ""


def not_answered_why(case: Case, standing: Standing) -> str:
    """Return why an answer will not reach a case, in words; "" where nothing seems to be in the way."""
    if case.state == CaseState.MERGED:
        return _("已并入另一件诉求，随那一件答复")
    if not answering_deed(case):
        return _("此前已经%(state)s") % {"state": case.get_state_display()}
    if case.lead_id not in {hat.organisation_id for hat in standing.hats_with(Right.HANDLE)}:
        return _("由%(lead)s负责，请其答复") % {"lead": case.lead.name}
    return ""


def asks_photo(member: Member) -> bool:
    """Whether a case can be resolved as solved, or partly, only with a photo of the work.

    Args:
        member: of `selectors.members_of`.
    """
    return bool(getattr(member, "asks_proof", False)) and answering_deed(member.case) == "resolve"


def issue_answer(
    issue_id: int,
    outcome: str,
    answer: str,
    basis: str = "",
    *,
    standing: Standing,
    photos: Sequence[UploadedFile] = (),
    key: str = "",
) -> HotIssue:
    """Answer an issue, and with it every case that the one who answers leads.

    Args:
        photos: proof of the work, given once; every case that is reached has them as its own. With none, those of the answer
            before stay.
        key: of the form, so that a double press answers once; "" where there is none.

    Raises:
        Refused: not theirs, or not now.
        Invalid: no answer, an outcome that needs a basis, or a photo that is none; nothing is answered then.
    """
    from linli.hot.tasks import answer_rest

    fields = {}
    if not answer.strip():
        fields["answer"] = _("请写给居民的答复。")
    if outcome not in Outcome.values:
        fields["outcome"] = _("请选择办理结果。")
    if outcome == Outcome.CANNOT and not basis.strip():
        fields["basis"] = _("无法解决的，请写明依据。")
    if fields:
        raise Invalid(" ".join(fields.values()), fields)
    if pressed := _pressed(issue_id, key):
        return pressed
    proofs = proofs_keep(photos)
    with transaction.atomic():
        issue = issue_begin(issue_id, "answer", standing)
        if pressed := _pressed(issue_id, key):
            return pressed
        hat = hat_for(issue, standing)
        issue.answer, issue.outcome, issue.basis = answer.strip(), outcome, basis.strip()
        issue.answered_at, issue.round = clock.now(), issue.round + 1
        issue.answered_by_id = hat.organisation_id if hat else None
        issue.answer_key, issue.proofs = key, proofs or issue.proofs
        issue.save()
        step_write(issue, "answer", standing)
        _followers_tell(issue)
        answer_rest.using(run_after=clock.now() + LATER).enqueue(issue.pk, issue.round, standing.account_id)
    answer_carry_on(issue, standing, AT_ONCE)
    return issue


def _pressed(issue_id: int, key: str) -> HotIssue | None:
    """The issue, where this form has answered it already."""
    return HotIssue.objects.filter(pk=issue_id, answer_key=key).first() if key else None


def issue_retry(issue_id: int, *, standing: Standing) -> HotIssue:
    """Try the present answer on the cases it did not reach, by whoever may answer them now.

    Raises:
        Refused: not theirs, or not now.
    """
    with transaction.atomic():
        issue = issue_begin(issue_id, "retry", standing)
        Member.objects.filter(issue=issue, left_at=None).exclude(refusal="").update(tried_round=0, refusal="")
    answer_carry_on(issue, standing, AT_ONCE)
    return issue


def answer_carry_on(issue: HotIssue, standing: Standing, most: int | None = None) -> int:
    """Answer the cases that the issue's present answer has not been tried on; return how many it reached."""
    waiting = members_of(issue).filter(tried_round__lt=issue.round)
    reached = 0
    left: Counter[int] = Counter()
    proofs = proofs_of(issue)
    for member in waiting[:most] if most is not None else waiting:
        refusal = not_answered_why(member.case, standing)
        if not refusal:
            refusal = _answer(issue, member, standing, proofs)
        elif _reached_before(issue, member):
            refusal = ""
        if refusal and answering_deed(member.case):
            left[member.case.lead_id] += 1
        reached += not refusal
        row = Member.objects.filter(community_id=member.community_id, id=member.id)
        row.update(tried_round=issue.round, refusal=refusal[:300])
    _leads_tell(issue, left)
    return reached


def _key(issue: HotIssue, member: Member) -> str:
    return f"hot-answer-{issue.pk}-{issue.round}-{member.case_id}"[:64]


def _reached_before(issue: HotIssue, member: Member) -> bool:
    """Whether this answer has reached the case already: by the task, or by the page that a crash cut short."""
    return Event.objects.filter(community_id=member.community_id, key=_key(issue, member)).exists()


def _answer(issue: HotIssue, member: Member, standing: Standing, proofs: Sequence[Prepared]) -> str:
    """Do the deed; return "" or, in words, why it was refused."""
    deed = answering_deed(member.case)
    carried = {"answer": issue.answer, "basis": issue.basis}
    try:
        case_act(
            member.community_id,
            member.case_id,
            deed,
            acting=Acting(standing),
            carried={"outcome": issue.outcome, **carried} if deed == "resolve" else carried,
            key=_key(issue, member),
            kept=proofs,
        )
    except LinliError as error:
        return error.message
    return ""


def _followers_tell(issue: HotIssue) -> None:
    community_id = _community(issue)
    for follower in issue.followers.select_related("account"):
        message_send(
            community_id=community_id,
            kind="hot_answered",
            text=_("您关注的热点问题已有答复：%(title)s") % {"title": issue.title},
            link=issue.public_address(),
            account=follower.account,
        )


def _leads_tell(issue: HotIssue, left: Counter[int]) -> None:
    """Tell those who lead what the answer did not reach: the words are there, the deed is theirs."""
    community_id = _community(issue)
    for lead in Organisation.objects.filter(pk__in=left):
        message_send(
            community_id=community_id,
            kind="hot_left",
            text=_("热点问题“%(title)s”已有统一答复，您单位负责的 %(n)s 件请参照答复。")
            % {"title": issue.title, "n": left[lead.pk]},
            link=issue.staff_address(),
            organisation=lead,
        )


def _community(issue: HotIssue) -> int:
    """The community that messages of the issue are kept with: of its first case, else its place."""
    return issue.members.values_list("community_id", flat=True).first() or issue.place_id
