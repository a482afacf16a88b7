"""What lay open of double registration: members and units of the own communities and of the own branch, who was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.partners.models import Asking, MemberRegistration, Reveal, UnitRegistration
from linli.partners.policies import branch_hats, communities_of, staff_hats
from linli.privacy.exposing import Exposed, Open, Period, Shown, Stretch, register

CHUNK = 500


def _units_of(stretch: Stretch) -> Q:
    """The condition on a unit's registration to be read: with the own community, or of the own branch."""
    branches = [hat.organisation_id for hat in branch_hats(stretch.standing)]
    return Q(community__in=communities_of(staff_hats(stretch.standing))) | Q(organisation__in=branches)


def _members(period: Period) -> Iterator[Open]:
    """Whoever was registered; a row that its owner withdrew is gone, that somebody looked at it stays."""
    shown: dict[int, list[Shown]] = defaultdict(list)
    reveals = Reveal.objects.filter(post__in=period.post_ids, at__gte=period.first, at__lt=period.last)
    for account_id, at in reveals.values_list("account_id", "at"):
        shown[account_id].append((at, ""))
    for account_id, times in shown.items():
        yield Open(account_id, account_id, shown=tuple(times))
    if MemberRegistration.objects.filter(account=period.account, registered_at__lt=period.last).exists():
        yield Open(period.account.pk, period.account.pk)
    for stretch in period.stretches:
        own = [hat.organisation_id for hat in branch_hats(stretch.standing)]
        units = UnitRegistration.objects.filter(organisation__in=own).values_list("community_id", "id")
        here = Q(community__in=communities_of(staff_hats(stretch.standing)))
        for community_id, unit_id in units:
            here |= Q(community_id=community_id, unit_id=unit_id)
        rows = MemberRegistration.objects.filter(here, registered_at__lt=stretch.until)
        for account_id in rows.values_list("account_id", flat=True).iterator(CHUNK):
            yield Open(account_id, account_id, shown=tuple(shown.get(account_id, ())))


def _askings(period: Period) -> Iterator[Open]:
    for stretch in period.stretches:
        places = communities_of(staff_hats(stretch.standing))
        rows = Asking.objects.filter(community__in=places, asked_at__lt=stretch.until)
        for row in rows.values_list("community_id", "id", "account_id").iterator(CHUNK):
            yield Open(row[:2], row[2])


def _units(period: Period) -> Iterator[Open]:
    for stretch in period.stretches:
        for row in UnitRegistration.objects.filter(_units_of(stretch), asked_at__lt=stretch.until).iterator(CHUNK):
            yield Open((row.community_id, row.id), phone=row.phone, name=row.contact)


def exposed_register() -> None:
    """Register the three."""
    register(
        Exposed("members", _("个人报到"), ("partners.MemberRegistration", "partners.Reveal"), _members),
        Exposed("askings", _("请人帮忙"), ("partners.Asking",), _askings),
        Exposed("units", _("单位报到的联系人"), ("partners.UnitRegistration",), _units),
    )
