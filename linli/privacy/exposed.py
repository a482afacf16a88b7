"""What lay open of the rooms below: nominations and objections, rights on loan, the log, lists of places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.audit.selectors import Asked, notes_asked
from linli.people.domain import Right
from linli.people.models import Delegation, Nomination, Objection
from linli.places.models import ImportUpload
from linli.privacy.domain.terms import length
from linli.privacy.exposing import Exposed, Open, Period, Stretch, register

CHUNK = 500
STAYS = timedelta(days=30)
"""How long the page of rights shows what has ended."""


def _places(stretch: Stretch) -> list[str]:
    """Lineages of what somebody answered for as a head; of a grid there is no such page."""
    return [path for path, grid_id in stretch.territories(Right.ADMIN) if grid_id is None]


def _below(field: str, paths: list[str]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


def _nominations(period: Period) -> Iterator[Open]:
    """Whoever was proposed and whoever proposed them; name and number go once it is decided, who they are then does not show."""
    for stretch in period.stretches:
        rows = Nomination.objects.filter(_below("neighbourhood__community__path", _places(stretch)))
        rows = rows.filter(proposed_at__lt=stretch.until).select_related("post")
        for row in rows.iterator(CHUNK):
            whose = row.proposer_id if row.by_self else row.post.account_id if row.post else None
            yield Open(row.pk, whose, row.phone, row.name)
            yield Open(row.pk, row.proposer_id)


def _objections(period: Period) -> Iterator[Open]:
    for stretch in period.stretches:
        rows = Objection.objects.filter(_below("nomination__neighbourhood__community__path", _places(stretch)))
        for pk, account_id in rows.filter(made_at__lt=stretch.until).values_list("pk", "account_id"):
            yield Open(pk, account_id)


def _rights(period: Period) -> Iterator[Open]:
    for stretch in period.stretches:
        rows = Delegation.objects.filter(_below("path", _places(stretch)), starts_at__lt=stretch.until)
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=stretch.since - STAYS))
        for pk, holder, giver in rows.values_list("pk", "post__account_id", "by__account_id").iterator(CHUNK):
            yield Open(pk, holder)
            yield Open(pk, giver)


def _log(period: Period) -> Iterator[Open]:
    """Of whom a head could read what they did. That a log was taken out, and how many lines, stands in the log itself."""
    for stretch in period.stretches:
        for path in _places(stretch):
            found = notes_asked(Asked(path)).order_by().filter(at__lt=stretch.until)
            for account_id in found.values_list("account_id", flat=True).distinct():
                yield Open(account_id or 0, account_id)


def _lists(period: Period) -> Iterator[Open]:
    """Lists of grids, buildings and doors that the account sent, kept for a day; nobody's name belongs in them."""
    lasts = length("upload")
    assert lasts is not None
    found = ImportUpload.objects.filter(account_id=period.account.pk, sent_at__lt=period.last)
    for pk in found.filter(sent_at__gt=period.first - lasts).values_list("pk", flat=True):
        yield Open(pk)


def exposed_register() -> None:
    """Register them."""
    register(
        Exposed("nominations", _("提名"), ("people.Nomination",), _nominations),
        Exposed("objections", _("对提名的意见"), ("people.Objection",), _objections),
        Exposed("rights", _("权限的委托"), ("people.Delegation",), _rights),
        Exposed("log", _("工作日志里的人"), ("audit.Note",), _log),
        Exposed("lists", _("自己上传的地点清单"), ("places.ImportUpload",), _lists),
    )
