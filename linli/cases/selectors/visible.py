"""Which cases somebody may know of as staff. The same rule as `domain.roles.reads`, as a query."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Exclusion, Handler, Visibility
from linli.core.errors import Missing
from linli.people.domain import Right, Standing


def cases_visible(standing: Standing) -> QuerySet[Case]:
    """Return the cases that the posts held now let somebody read.

    Led or supervised by an own organisation, in the territory of an own desk, or called to and not let off; of the
    confidential ones only those led or supervised, and never one that names the reader.
    """
    hats = standing.hats_with(Right.HANDLE)
    if not hats:
        return Case.objects.none()
    own = [hat.organisation_id for hat in hats]
    led = Q(lead__in=own)
    supervised = Q(above__in=own)
    territory = Q()
    for hat in hats:
        if hat.organisation_kind == "grid":
            territory |= Q(grid=hat.grid_id)
        elif hat.is_desk:
            territory |= Q(path__startswith=hat.path)
    # An upheld objection lets the called one off; a task reported stays readable.
    parts = Handler.objects.filter(community_id=OuterRef("community_id"), case_id=OuterRef("id"), organisation__in=own)
    called = Exists(parts.filter(Q(ended_at=None) | Q(objected_at=None) | ~Q(part__in=["offered", "dispatched"])))
    ordinary = ~Q(visibility=Visibility.CONFIDENTIAL) & (led | territory | Q(called))
    named = Exclusion.objects.filter(
        community_id=OuterRef("community_id"), case_id=OuterRef("id"), account_id=standing.account_id or 0
    )
    confidential = Q(visibility=Visibility.CONFIDENTIAL) & (led | supervised) & ~Exists(named)
    return Case.objects.filter(ordinary | confidential)


def case_for_staff(standing: Standing, community_id: int, case_id: int) -> Case:
    """Return a case somebody may read as staff, with what its page shows.

    Raises:
        Missing: it does not exist, or they may not know that it does; both sound the same.
    """
    found = (
        cases_visible(standing)
        .filter(community_id=community_id, id=case_id)
        .select_related(
            "community", "grid", "building", "entrance", "category", "channel", "lead", "above", "supervised_by"
        )
        .first()
    )
    if found is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return found


def identity_visible(case: Case, standing: Standing) -> bool:
    """Whether the reporter's (masked) identity is shown at all: of a confidential case to the handling level alone."""
    if case.visibility != Visibility.CONFIDENTIAL:
        return True
    return any(hat.organisation_id == case.lead_id for hat in standing.hats_with(Right.HANDLE))
