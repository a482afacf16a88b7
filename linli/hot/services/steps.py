"""What every deed on an issue begins and ends with: the lock and the table's check, and the step that is written down."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Refused
from linli.hot.domain import course
from linli.hot.models import HotIssue, Step
from linli.people.domain import Hat, Right, Standing


def issue_lock(issue_id: int) -> HotIssue:
    """Return an issue, locked until the end of the transaction."""
    found = HotIssue.objects.select_for_update(of=("self",)).select_related("place", "grid")
    return found.defer("place__outline", "grid__outline").get(pk=issue_id)


def issue_begin(issue_id: int, deed: str, standing: Standing) -> HotIssue:
    """Lock an issue for a deed.

    Raises:
        Refused: the deed is not theirs, or not now.
    """
    issue = issue_lock(issue_id)
    roles = course.roles_of(standing, issue.place.path, issue.grid_id, issue.owner_id)
    row = course.DEEDS[deed]
    if not row.who & roles:
        raise Refused(_("这一步不由您办理：请联系管辖这个地方的社区或街道，或负责这个问题的单位。"))
    if course.State(issue.state) not in row.from_:
        raise Refused(_("这个热点问题目前的状态不能做这一步，请刷新页面查看最新情况。"))
    if row.to is not None:
        issue.state = row.to
    return issue


def step_write(issue: HotIssue, name: str, standing: Standing | None = None, note: str = "") -> None:
    """Write down what was done; without a standing, by time."""
    hat = hat_for(issue, standing) if standing else None
    Step.objects.create(issue=issue, at=clock.now(), name=name, post_id=hat.post_id if hat else None, note=note)
    if standing is not None:
        audit_note("hot_step", issue.place, standing, issue.pk, hat=hat, step=name)


def hat_for(issue: HotIssue, standing: Standing) -> Hat | None:
    """Return the post by which somebody acts on an issue: the owner's, else the nearest desk that holds it."""
    hats = standing.hats_with(Right.HANDLE)
    own = [hat for hat in hats if hat.organisation_id == issue.owner_id]
    desks = [hat for hat in hats if hat.covers(issue.place.path, issue.grid_id)]
    return next(iter([*own, *sorted(desks, key=lambda hat: hat.level)]), None)
