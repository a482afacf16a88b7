"""Requests to read confidential cases: whose they are, who may decide, what was read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Exclusion, Opening, OpeningRead, Visibility
from linli.core import clock
from linli.core.errors import Missing
from linli.people.domain import Right, Standing
from linli.people.models import Post

MOST = 50


def reads_by_name(standing: Standing, case: Case) -> bool:
    """Whether somebody reads a confidential case as it is: leads or supervises it, and is not named in it."""
    own = {hat.organisation_id for hat in standing.hats_with(Right.HANDLE)}
    if not own & {case.lead_id, case.above_id}:
        return False
    here = {"community_id": case.community_id, "case_id": case.id, "account_id": standing.account_id}
    return not Exclusion.objects.filter(**here).exists()


def _openings() -> QuerySet[Opening]:
    readings = Prefetch("readings", OpeningRead.objects.order_by("-at"))
    found = Opening.objects.select_related("case", "post__organisation", "second_post__organisation", "asker")
    return found.prefetch_related(readings)


def openings_asked(standing: Standing) -> list[Opening]:
    """Return what somebody was let in to, newest first: two queries. What waits or was refused would tell of the case."""
    return list(_openings().filter(asker_id=standing.account_id, agreed=True)[:MOST])


def openings_known(standing: Standing) -> list[Opening]:
    """Return the requests for cases that somebody leads or supervises, those that wait first: two queries."""
    own = [hat.organisation_id for hat in standing.hats_with(Right.HANDLE)]
    named = Exclusion.objects.filter(account_id=standing.account_id or 0).values_list("community_id", "case_id")
    hidden = set(named)
    led = _openings().filter(Q(case__lead_id__in=own) | Q(case__above_id__in=own)).exclude(asker_id=standing.account_id)
    shown = [row for row in led[: MOST * 2] if (row.community_id, row.case_id) not in hidden]
    return sorted(shown, key=lambda row: row.decided_at is not None)[:MOST]


def opening_to_decide(standing: Standing, community_id: int, opening_id: int, since: datetime) -> tuple[Opening, Case]:
    """Return a request that waits for a second person, locked, with its case.

    Raises:
        Missing: there is none for this person.
    """
    row = Opening.objects.select_for_update().filter(community_id=community_id, id=opening_id).first()
    case = Case.objects.filter(community_id=community_id, id=row.case_id).first() if row else None
    waits = row is not None and row.decided_at is None and row.asked_at > since
    if (
        row is None
        or case is None
        or not waits
        or row.asker_id == standing.account_id
        or not reads_by_name(standing, case)
    ):
        raise Missing(_("没有等您决定的申请，或已经有人决定。"))
    return row, case


def opening_to_read(standing: Standing, community_id: int, opening_id: int) -> tuple[Opening, Case]:
    """Return a request of one's own that was agreed to, with its case.

    Raises:
        Missing: not agreed to, over, or the post is held no more from which it was asked or agreed to.
    """
    now = clock.now()
    row = (
        _openings()
        .filter(community_id=community_id, id=opening_id, asker_id=standing.account_id, agreed=True, read_until__gt=now)
        .first()
    )
    held = row is not None and any(hat.post_id == row.post_id for hat in standing.hats)
    second = row is not None and Post.objects.current(now).filter(pk=row.second_post_id or 0).exists()
    if row is None or not held or not second or row.case.visibility != Visibility.CONFIDENTIAL:
        raise Missing(_("没有可以查看的保密件：还没有人同意，或同意的时间已过。"))
    named = Exclusion.objects.filter(
        community_id=community_id, case_id=row.case_id, account_id=standing.account_id or 0
    ).exists()
    if named:
        raise Missing(_("没有可以查看的保密件：还没有人同意，或同意的时间已过。"))
    return row, row.case
