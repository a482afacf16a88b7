"""Registrations: as staff of the community read them, as the unit's branch does, as the person does."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import Missing
from linli.partners import policies
from linli.partners.models import MemberRegistration, Side, State, UnitRegistration
from linli.people.domain import Standing
from linli.people.models import Account
from linli.places.models import Division, Grid

# A relation over two columns cannot be followed where columns are left out: outlines are left out of what is fetched beside.
GRIDS = Prefetch("grid", Grid.objects.defer("outline"))
PLACES = Prefetch("community", Division.objects.defer("outline"))


def runs(prefix: str = "") -> Q:
    """Return the condition that a unit's registration is confirmed and its time not over."""
    lasting = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": clock.today()})
    return Q(**{f"{prefix}state": State.CONFIRMED}) & lasting


def _units() -> QuerySet[UnitRegistration]:
    rows = UnitRegistration.objects.select_related("community", "organisation__parent")
    return rows.defer("community__outline")


def units_for_staff(communities: list[int], box: str = "") -> QuerySet[UnitRegistration]:
    """Return the units of communities, those that wait first.

    Args:
        box: "waiting" for what waits, "over" for what is ended, declined or past its time; all that run or wait else.
    """
    waiting = Q(state=State.ASKED) | Q(state=State.CONFIRMED, asks_until__isnull=False)
    over = Q(state__in=[State.ENDED, State.DECLINED]) | Q(state=State.CONFIRMED, until__lt=clock.today())
    rows = _units().filter(community__in=communities)
    rows = rows.filter(waiting) if box == "waiting" else rows.filter(over) if box == "over" else rows.exclude(over)
    return rows.order_by("-asks_until", "organisation__parent_id", "organisation_id")


def unit_for_staff(standing: Standing, community_id: int, unit_id: int) -> UnitRegistration:
    """Return one unit with the community.

    Raises:
        Missing: none, or not for them; both sound the same.
    """
    found = _units().filter(community_id=community_id, id=unit_id).first()
    allowed = found is not None and (
        policies.staff_hat(standing, community_id) or policies.branch_hat(standing, found.organisation_id)
    )
    if found is None or not allowed:
        raise Missing(_("没有这个单位，或您不能查看。"))
    return found


def units_for_branch(standing: Standing) -> QuerySet[UnitRegistration]:
    """Return where somebody's own units are registered, or have asked to be."""
    own = [hat.organisation_id for hat in policies.branch_hats(standing)]
    return _units().filter(organisation__in=own).order_by("community_id", "id")


def units_to_choose(community: Division | None, q: str = "", most: int = 30) -> QuerySet[UnitRegistration]:
    """Return the units whose registration runs: of a community, or by their name anywhere. That a unit takes part is posted."""
    rows = _units().filter(runs())
    if q:
        rows = rows.filter(Q(organisation__name__icontains=q) | Q(community__name__icontains=q))
    elif community is not None:
        rows = rows.filter(community=community)
    else:
        return rows.none()
    return rows.order_by("community_id", "organisation__name")[:most]


def _members() -> QuerySet[MemberRegistration]:
    return MemberRegistration.objects.select_related("account", "unit__organisation").prefetch_related(PLACES, GRIDS)


def members_waiting(communities: list[int]) -> QuerySet[MemberRegistration]:
    """Return those who registered with the community of their home and wait for its word."""
    rows = _members().filter(community__in=communities, state=State.ASKED, side=Side.HOME)
    return rows.order_by("registered_at", "id")


def members_of_unit(unit: UnitRegistration) -> QuerySet[MemberRegistration]:
    """Return the members who came through a unit, those that wait first."""
    rows = _members().filter(community=unit.community_id, unit_id=unit.id)
    return rows.order_by("state", "registered_at", "id")


def asked_here(unit: UnitRegistration) -> int:
    """Return how many members of a unit wait for its branch."""
    return MemberRegistration.objects.filter(community=unit.community_id, unit_id=unit.id, state=State.ASKED).count()


def member_for_staff(standing: Standing, community_id: int, member_id: int) -> MemberRegistration:
    """Return one member's registration: for the community's own staff, and for the branch of the unit.

    Raises:
        Missing: none, or not for them; both sound the same.
    """
    found = _members().filter(community_id=community_id, id=member_id).first()
    allowed = found is not None and (
        policies.staff_hat(standing, community_id)
        or (found.unit is not None and policies.branch_hat(standing, found.unit.organisation_id))
    )
    if found is None or not allowed:
        raise Missing(_("没有这份报到，或您不能查看。"))
    return found


def own_registrations(account: Account) -> QuerySet[MemberRegistration]:
    """Return somebody's own, the home's first."""
    return _members().filter(account=account).order_by("side", "community_id")
