"""What is taken away of votes: the mark of whoever leaves, and rolls that nobody needs any more (PIPL art. 19, 47)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from linli.core import clock
from linli.leaders.models import Roll, Vote, VoteState
from linli.leaders.selectors.roll import voter_mark
from linli.people.models import Account
from linli.privacy.domain.terms import length


def voters_leave(account: Account) -> None:
    """Take the mark of an account off the rolls of what is open. The household has voted still: which ballot was its is not known."""
    marks = [
        voter_mark(pk, account.pk) for pk in Vote.objects.filter(state=VoteState.OPEN).values_list("id", flat=True)
    ]
    Roll.objects.filter(voter__in=marks).update(voter=None)


def rolls_expire(most: int) -> int:
    """Delete the rolls of votes that ended longer ago than the term of a home; the sums stay."""
    lasts = length("home")
    assert lasts is not None
    lines = Roll.objects.filter(community=OuterRef("community_id"), vote_id=OuterRef("id"))
    old = Vote.objects.exclude(state=VoteState.OPEN).filter(ends_at__lte=clock.now() - lasts)
    found = list(old.filter(Exists(lines)).order_by("ends_at").values_list("community", "id")[:most])
    for community_id, vote_id in found:
        Roll.objects.filter(community=community_id, vote_id=vote_id).delete()
    return len(found)
