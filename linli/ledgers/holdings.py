"""What this room keeps of one person: where they are listed to be asked for, and who had such data shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import clock
from linli.ledgers.models import Resource, Upload
from linli.ledgers.selectors import kind_name, kind_names, looks_about, resources_about
from linli.ledgers.services.resources import contacts_clear
from linli.ledgers.services.uploads import uploads_expire
from linli.people.models import Account
from linli.privacy.domain.terms import length
from linli.privacy.holdings import SWEEPERS, Holding, Reading, register


def _listed(account: Account) -> Iterable[Sequence[Any]]:
    rows = list(resources_about(account))
    names = kind_names(row.community_id for row in rows)
    for row in rows:
        yield row.community.name, kind_name(names, row), row.name, row.contact, row.phone, str(row.ends_on or "")


def _readings(account: Account) -> Iterable[Reading]:
    titles = {"leaders": _("骨干台账"), "resources": _("社会资源台账")}
    for look in looks_about(account):
        where = f"{look.place.name}{look.grid.name}" if look.grid else look.place.name
        about = f"{where}{titles[look.ledger]}"
        yield Reading(look.at, look.post.organisation.name if look.post else _("工作人员"), about, look.why)


def _leave(account: Account) -> None:
    contacts_clear(resources_about(account))
    Upload.objects.filter(account=account).delete()


def contacts_expire(most: int) -> int:
    """Take away whom to ask for of resources that have ended, a while after."""
    lasts = length("resource")
    assert lasts is not None
    over = Resource.objects.filter(ends_on__lt=clock.today() - timedelta(days=lasts.days), agreed=True)
    return contacts_clear(over[:most])


def holdings_register() -> None:
    """Register it."""
    columns = tuple(map(gettext_lazy, ("社区", "资源类别", "资源名称", "联系人", "联系电话", "结束日期")))
    title = gettext_lazy("登记您为联系人的社会资源")
    register(Holding("resources", title, columns, _listed, readings=_readings, leave=_leave))
    SWEEPERS["ledger_uploads"] = uploads_expire
    SWEEPERS["resource_contacts"] = contacts_expire
