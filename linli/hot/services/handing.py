"""A post was handed over: the course of each hot issue that its organisation follows up says who has it now."""

from __future__ import annotations

from django.db.models import Q

from linli.hot.models import Follower, HotIssue, State, Step
from linli.people.domain import HANDLING_KINDS
from linli.people.services import HandOver

_OPEN = (State.FOUND, State.CONFIRMED, State.ANSWERED, State.HANDED)


def issues_hand_over(handed: HandOver) -> tuple[str, int]:
    """Write it down in every open issue that the organisation owns; let the successor follow what was followed here."""
    organisation = handed.before.organisation
    inside = (
        Q(grid=organisation.grid_id) if organisation.grid_id else Q(place__path__startswith=organisation.place.path)
    )
    followed = HotIssue.objects.filter(inside, followers__account=handed.before.account_id)
    followed = followed.exclude(followers__account=handed.after.account_id)
    Follower.objects.bulk_create(Follower(issue=issue, account_id=handed.after.account_id) for issue in followed)
    if handed.before.kind not in HANDLING_KINDS:
        return "issues", 0
    owned = HotIssue.objects.filter(owner=organisation, state__in=_OPEN)
    note = f"{handed.before.public_name} → {handed.after.public_name}"
    steps = [
        Step(issue=issue, at=handed.at, name="take_over", post_id=handed.hat.post_id if handed.hat else None, note=note)
        for issue in owned
    ]
    return "issues", len(Step.objects.bulk_create(steps))
