"""Following an issue: hear its answer without having reported it."""

from __future__ import annotations

from django.db import transaction

from linli.hot.models import Follower, HotIssue
from linli.hot.services.counting import issue_recount
from linli.hot.services.steps import issue_lock
from linli.people.models import Account


@transaction.atomic
def issue_follow(issue: HotIssue, account: Account) -> None:
    """Let somebody hear how a public issue goes on, and count as its support."""
    if Follower.objects.get_or_create(issue=issue, account=account)[1]:
        issue_recount(issue_lock(issue.pk))


@transaction.atomic
def issue_unfollow(issue: HotIssue, account: Account) -> None:
    """Stop following."""
    if Follower.objects.filter(issue=issue, account=account).delete()[0]:
        issue_recount(issue_lock(issue.pk))
