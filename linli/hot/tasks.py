"""Background work of hot issues: searching a place, and finishing a long answer."""

from __future__ import annotations

from django_tasks import task

from linli.hot import services
from linli.hot.models import HotIssue
from linli.people.models import Account
from linli.people.selectors import standing_of
from linli.places.models import Division


@task()
def look(place_id: int) -> None:
    """Search a place; searching it again finds nothing new."""
    services.issues_look(Division.objects.defer("outline").get(pk=place_id))


@task()
def answer_rest(issue_id: int, round_: int, account_id: int | None) -> None:
    """Finish an answer with the posts its author holds now; an answer after it has its own task."""
    issue = HotIssue.objects.select_related("place", "grid").filter(pk=issue_id, round=round_).first()
    if issue is not None:
        services.answer_carry_on(issue, standing_of(Account.objects.filter(pk=account_id or 0).first()))
