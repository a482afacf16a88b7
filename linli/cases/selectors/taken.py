"""What somebody has reported on residents' behalf: the one list of those who take reports but handle none."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Event
from linli.core import clock
from linli.core.errors import Missing
from linli.people.domain import Right, Standing

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
