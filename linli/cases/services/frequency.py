"""How often somebody may report, or ask who is behind a door: counted in the database, so that it holds over processes.

Whoever is known - signed in, or on a device that reported here a day ago or earlier - is counted alone, and nothing that
others do can use their number up. Strangers are counted by network address, by the phone they give and by door; where
one of these is full, signing in is the way on (docs/decisions/042-counted-by-who-is-known.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from linli.catalog.domain import TRIES_WINDOW
from linli.catalog.selectors import tries_allowed
from linli.core import personal
from linli.people.client import network_of
from linli.people.services import Try, tries_count
from linli.places.models import Division
from linli.places.selectors import Located


@dataclass(frozen=True, slots=True)
class Whence:
    """From whom a try comes.

    Args:
        own: whose it is where that is known ("account:7", "device:…"); "" for a stranger.
        address: the network address it comes from.
        kind: report_own, report_staff or report_program: what counts it where `own` is known.
    """

    own: str = ""
    address: str = ""
    kind: str = "report_own"


def report_count(whence: Whence, place: Located, phone: str = "") -> None:
    """Count a report that is about to be made, in its transaction: one that fails is not counted.

    Args:
        whence: who reports.
        place: where.
        phone: as the stranger gave it.

    Raises:
        TooMany: no more within the hour.
    """
    tries_count(list(_of_report(whence, place, phone)), TRIES_WINDOW)


def _of_report(whence: Whence, place: Located, phone: str) -> Iterator[Try]:
    def one(kind: str, subject: str, message: str) -> Try:
        return Try(kind, subject, tries_allowed(kind, place.community), message)

    if whence.own:
        words = _("您一小时内提交的已经很多了，这一件还没有提交。请过 %(minutes)s 分钟再提交；急事请直接打电话。")
        yield one(whence.kind, whence.own, words)
        return
    words = _(
        "这个网络或这个门口一小时内提交的太多了，这一件还没有提交，您写的都还在。"
        "用手机号登录后就可以提交；也可以过 %(minutes)s 分钟再试。急事请直接打电话。"
    )
    yield one("report_address", network_of(whence.address), words)
    if digits := personal.normal_phone(phone):
        yield one("report_phone", digits, words)
    if place.entrance is not None:
        yield one("report_door", str(place.entrance.pk), words)


def door_count(whence: Whence, community: Division | None) -> None:
    """Count that somebody asks what is behind a door code.

    Args:
        whence: who asks.
        community: of the door; None where the code is none.

    Raises:
        TooMany: no more within the hour.
    """
    words = _("扫码太频繁了，请过 %(minutes)s 分钟再扫；现在也可以直接选择社区来报事。")
    if community is None:
        kind, subject = "door_wrong", network_of(whence.address)
    elif whence.own:
        kind, subject = "door_own", whence.own
    else:
        kind, subject = "door_address", network_of(whence.address)
    with transaction.atomic():
        tries_count([Try(kind, subject, tries_allowed(kind, community), words)], TRIES_WINDOW)
