"""What was reported on residents' behalf: by oneself, and what one's desk or grid may print a lost receipt of."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Event
from linli.cases.selectors.visible import case_for_staff
from linli.core import clock
from linli.core.errors import Missing
from linli.people.domain import Hat, Right, Standing

SHOWN_FOR = timedelta(days=365)


def cases_taken(standing: Standing) -> QuerySet[Case]:
    """Return the cases that somebody took in during the last year, newest first, through posts held now."""
    hats = standing.hats_with(Right.INTAKE)
    below = Q(pk__in=[])
    for path in {hat.path for hat in hats}:
        below |= Q(path__startswith=path)
    first = Event.objects.filter(community_id=OuterRef("community_id"), case_id=OuterRef("id"), seq=1)
    by_me = first.filter(Q(actor=standing.account_id) | Q(post__in=[hat.post_id for hat in hats]))
    return (
        Case.objects.filter(below, submitted_at__gte=clock.now() - SHOWN_FOR)
        .filter(Exists(by_me), channel__by_staff=True)
        .exclude(exclusions__account=standing.account_id)
        .order_by("-submitted_at")
    )


def case_taken(standing: Standing, community_id: int, case_id: int) -> Case:
    """Return one of them.

    Raises:
        Missing: it does not exist, or somebody else took it in; both sound the same.
    """
    found = cases_taken(standing).filter(community_id=community_id, id=case_id)
    case = found.select_related("community", "grid", "building", "entrance", "lead", "channel", "category").first()
    if case is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return case


def receipt_hat(case: Case, standing: Standing) -> Hat | None:
    """Return the post in which somebody who reads a case prints its receipt anew; None where they must not.

    A grid's and a desk's post that works on cases of the place and takes reports there. A unit that is called does neither.
    """
    if not case.channel.by_staff or case.erased_at is not None:
        return None
    hats = (hat for hat in standing.hats_with(Right.HANDLE) if hat.post_id is not None and hat.may(Right.INTAKE))
    return next((hat for hat in hats if hat.covers(case.path, case.grid_id)), None)


def case_receipt(standing: Standing, community_id: int, case_id: int) -> Case:
    """Return a case whose receipt somebody may print: taken in by themselves, or worked on where they sit.

    Raises:
        Missing: it does not exist, or is neither; both sound the same.
    """
    try:
        return case_taken(standing, community_id, case_id)
    except Missing:
        case = case_for_staff(standing, community_id, case_id)
        if receipt_hat(case, standing) is None:
            raise
        return case
