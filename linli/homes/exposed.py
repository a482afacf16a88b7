"""What lay open of homes and families: claims that waited and who lived behind a door of the own grid, papers to be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.audit.models import Note
from linli.homes.family import Authority, AuthorityState, Ground
from linli.homes.models import HomeReading, HomeState, Membership
from linli.homes.policies import grids_of
from linli.privacy.exposing import Exposed, Open, Period, Shown, Stretch, register

CHUNK = 500
Key = tuple[int, int]


def _homes(period: Period) -> Iterator[Open]:
    shown: dict[Key, list[Shown]] = defaultdict(list)
    readings = HomeReading.objects.filter(post__in=period.post_ids, at__gte=period.first, at__lt=period.last)
    for community_id, membership_id, at in readings.values_list("community_id", "membership_id", "at"):
        shown[community_id, membership_id].append((at, ""))
    near = Q(community_id__in={key[0] for key in shown}, id__in={key[1] for key in shown})
    looked = [row for row in Membership.objects.filter(near) if (row.community_id, row.id) in shown]
    own = Membership.objects.filter(account=period.account, asked_at__lt=period.last)
    here = (row for stretch in period.stretches for row in _there(stretch))
    for rows in (here, looked, own):
        for row in rows:
            key = (row.community_id, row.id)
            yield Open(key, row.account_id, shown=tuple(shown.get(key, ())))


def _there(stretch: Stretch) -> Iterator[Membership]:
    """Yield what the worker of a grid could ask for: who had said to live there and was not declined or gone before."""
    grids = set(grids_of(stretch.standing))
    if not grids:
        return
    lived = Q(state=HomeState.CONFIRMED) & (Q(ends_at=None) | Q(ends_at__gt=stretch.since))
    waited = Q(state__in=(HomeState.DECLINED, HomeState.WITHDRAWN), decided_at__gt=stretch.since)
    places = {hat.place_id for hat in stretch.standing.hats if hat.grid_id in grids}
    rows = Membership.objects.filter(lived | waited | Q(state=HomeState.WAITING), asked_at__lt=stretch.until)
    rows = rows.filter(community_id__in=places, entrance__building__grid__in=grids)
    yield from rows.iterator(CHUNK)


def _families(period: Period) -> Iterator[Open]:
    own = Authority.objects.filter(Q(actor=period.account) | Q(served=period.account), asked_at__lt=period.last)
    seen = Authority.objects.filter(seen_by__in=period.post_ids, starts_at__gte=period.first, starts_at__lt=period.last)
    shown: dict[int, tuple[Shown, ...]] = {row.pk: ((row.starts_at, ""),) for row in seen if row.starts_at}
    waited = [row for stretch in period.stretches for row in _papers(stretch)]
    for row in (*waited, *seen, *own):
        when = shown.get(row.pk, ())
        yield Open(row.pk, row.actor_id, shown=when)
        yield Open(row.pk, row.served_id, row.phone, row.name, shown=when)


def _papers(stretch: Stretch) -> list[Authority]:
    """Return what waited on the list of a grid's worker in that time; when one was declined is in the log alone."""
    rows = Authority.objects.filter(grid__in=set(grids_of(stretch.standing)), ground=Ground.PAPER)
    rows = rows.filter(asked_at__lt=stretch.until).exclude(state=AuthorityState.VALID, starts_at__lte=stretch.since)
    found = list(rows)
    declined = [row.pk for row in found if row.state == AuthorityState.DECLINED]
    before = Note.objects.filter(deed="authority_declined", thing_id__in=declined, at__lte=stretch.since)
    gone: set[Any] = set(before.values_list("thing_id", flat=True))
    return [row for row in found if row.pk not in gone]


def exposed_register() -> None:
    """Register both."""
    register(
        Exposed("homes", _("住处"), ("homes.Membership",), _homes),
        Exposed("families", _("替家人办事"), ("homes.Authority",), _families),
    )
