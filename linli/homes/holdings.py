"""What this room keeps of one person: where they live, and who was shown it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.homes.models import HomeReading
from linli.homes.selectors import homes_of
from linli.homes.services import homes_expire, homes_leave
from linli.people.models import Account
from linli.privacy.holdings import SWEEPERS, Holding, Reading, register


def _homes(account: Account) -> Iterable[Sequence[Any]]:
    for home in homes_of(account):
        yield (
            home.asked_at,
            home.where,
            home.door,
            home.get_relation_display(),
            home.get_state_display(),
            home.starts_at,
            home.ends_at,
            home.why,
        )


def _readings(account: Account) -> Iterable[Reading]:
    mine = {(home.community_id, home.id) for home in homes_of(account)}
    found = HomeReading.objects.filter(
        community_id__in={key[0] for key in mine}, membership_id__in=[key[1] for key in mine]
    )
    for row in found.select_related("post__organisation").order_by("at"):
        yield Reading(row.at, row.post.organisation.name, _("住处"), _("核实住户"))


def holdings_register() -> None:
    """Register it, and what takes old ones away."""
    columns = (
        gettext_lazy("时间"),
        gettext_lazy("单元"),
        gettext_lazy("门牌"),
        gettext_lazy("身份"),
        gettext_lazy("状态"),
        gettext_lazy("从何时起"),
        gettext_lazy("到何时止"),
        gettext_lazy("理由"),
    )
    register(Holding("homes", gettext_lazy("住处"), columns, _homes, readings=_readings, leave=homes_leave))
    SWEEPERS["homes"] = homes_expire
