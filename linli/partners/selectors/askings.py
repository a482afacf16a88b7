"""Who was asked for what: as the community's staff read it, and as whoever was asked does."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.errors import Missing
from linli.partners import policies
from linli.partners.models import Asking
from linli.partners.selectors.registered import GRIDS, PLACES
from linli.people.domain import Standing


def _askings() -> QuerySet[Asking]:
    rows = Asking.objects.select_related("account", "unit__organisation", "skill", "organisation", "post")
    return rows.prefetch_related(PLACES, GRIDS)


def askings_for_staff(
    communities: list[int], *, box: str = "", case: tuple[int, int] | None = None
) -> QuerySet[Asking]:
    """Return what communities have asked, newest first.

    Args:
        box: "done" for what is over, "all" for everything; what is open else.
        case: only what was asked for it, (community, id).
    """
    rows = _askings().filter(community__in=communities)
    if case is not None:
        rows = rows.filter(community=case[0], case_id=case[1])
    elif box != "all":
        rows = rows.filter(ended_at__isnull=box != "done")
    return rows.order_by("-asked_at", "-id")


def asking_for_staff(standing: Standing, community_id: int, asking_id: int) -> Asking:
    """Return one asking.

    Raises:
        Missing: none, or of a community whose staff they are not; both sound the same.
    """
    found = _askings().filter(community_id=community_id, id=asking_id).first()
    if found is None or policies.staff_hat(standing, community_id) is None:
        raise Missing(_("没有这条记录，或您不能查看。"))
    return found


def askings_of(standing: Standing) -> QuerySet[Asking]:
    """Return what somebody was asked themselves, newest first."""
    return _askings().filter(account=standing.account_id or 0).order_by("-asked_at", "-id")


def askings_of_units(standing: Standing) -> QuerySet[Asking]:
    """Return what somebody's units were asked, newest first."""
    own = [hat.organisation_id for hat in policies.branch_hats(standing)]
    return _askings().filter(unit__organisation__in=own).order_by("-asked_at", "-id")


def asking_of(standing: Standing, community_id: int, asking_id: int) -> Asking:
    """Return one that somebody was asked, themselves or for their unit.

    Raises:
        Missing: none, or somebody else was asked; both sound the same.
    """
    own = [hat.organisation_id for hat in policies.branch_hats(standing)]
    mine = Q(account=standing.account_id or 0) | Q(unit__organisation__in=own)
    found = _askings().filter(mine, community_id=community_id, id=asking_id).first()
    if found is None:
        raise Missing(_("没有这条记录，或您不能查看。"))
    return found
