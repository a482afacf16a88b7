"""What lay open of the ledgers: sign-in numbers of leaders, contacts of resources, lists that the account itself sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.ledgers.kinds.leaders import LeaderLedger
from linli.ledgers.kinds.resources import ResourceLedger
from linli.ledgers.models import Look, Resource, Upload
from linli.people.models import Post
from linli.privacy.domain.terms import length
from linli.privacy.exposing import Exposed, Open, Period, Shown, register

CHUNK = 500


def _within(places: list[tuple[str, int | None]], grid: str, path: str) -> Q:
    """The condition to lie in one of these territories (lineage, grid)."""
    found = Q(pk__in=[])
    for lineage, grid_id in places:
        found |= Q(**{grid: grid_id}) if grid_id is not None else Q(**{f"{path}__startswith": lineage})
    return found


def _looks(period: Period, ledger: str) -> list[Look]:
    found = Look.objects.filter(account=period.account, ledger=ledger, at__gte=period.first, at__lt=period.last)
    return list(found.select_related("place").defer("place__outline"))


def _area(look: Look) -> list[tuple[str, int | None]]:
    return [(look.place.path, look.grid_id)]


def _leaders(period: Period) -> Iterator[Open]:
    """Numbers go out in the clear to those who may have them; everybody else on a desk has them masked."""
    posts = Post.objects.filter(organisation__grid__isnull=False, deputy_for=None)
    grid, path = "organisation__grid", "organisation__grid__community__path"
    for look in _looks(period, LeaderLedger.key):
        there = posts.filter(_within(_area(look), grid, path), Q(ends_at=None) | Q(ends_at__gt=look.at))
        for pk, account_id in there.filter(starts_at__lt=period.last).values_list("pk", "account_id").iterator(CHUNK):
            yield Open(pk, account_id, shown=((look.at, ""),))
    for stretch in period.stretches:
        held = Q(starts_at__lt=stretch.until) & (Q(ends_at=None) | Q(ends_at__gt=stretch.since))
        here = _within(stretch.territories(LeaderLedger.clears), grid, path)
        for pk, account_id in posts.filter(held, here).values_list("pk", "account_id").iterator(CHUNK):
            yield Open(pk, account_id)


def _resources(period: Period) -> Iterator[Open]:
    """Contacts as long as they are kept, which is a month longer than the resource is offered."""
    shown: dict[tuple[int, int], list[Shown]] = defaultdict(list)
    listed = Resource.objects.exclude(phone_index=None, agreed=False)
    for look in _looks(period, ResourceLedger.key):
        one = Q(id=look.resource_id) if look.resource_id else Q(ends_on=None) | Q(ends_on__gte=_day(look.at))
        there = listed.filter(one, _within(_area(look), "grid", "community__path"), starts_on__lte=_day(look.at))
        for community_id, pk in there.values_list("community_id", "id"):
            shown[community_id, pk].append((look.at, ""))
    near = Q(community_id__in={key[0] for key in shown}, id__in={key[1] for key in shown})
    looked = [row for row in listed.filter(near) if (row.community_id, row.id) in shown]
    for row in looked:
        yield _contact(row, tuple(shown[row.community_id, row.id]))
    for stretch in period.stretches:
        here = _within(stretch.territories(ResourceLedger.writes), "grid", "community__path")
        for row in listed.filter(here, starts_on__lte=_day(stretch.until)).iterator(CHUNK):
            yield _contact(row, ())


def _contact(row: Resource, shown: tuple[Shown, ...]) -> Open:
    return Open((row.community_id, row.id), phone=row.phone, name=row.contact, shown=shown)


def _day(moment: datetime) -> object:
    return timezone.localdate(moment)


def _uploads(period: Period) -> Iterator[Open]:
    """Its own lists: nobody else reads them, and they are gone after a day. Who is in them is not told apart."""
    lasts = length("upload")
    assert lasts is not None
    found = Upload.objects.filter(account=period.account, sent_at__gt=period.first - lasts, sent_at__lt=period.last)
    for pk, rows in found.values_list("pk", "rows"):
        yield Open(pk, rows=rows)


def exposed_register() -> None:
    """Register the three."""
    register(
        Exposed("leaders", _("骨干台账里的号码"), ("ledgers.Look",), _leaders),
        Exposed("resources", _("社会资源的联系人"), ("ledgers.Resource",), _resources),
        Exposed("uploads", _("自己上传的台账表格"), ("ledgers.Upload", "ledgers.Chunk"), _uploads),
    )
