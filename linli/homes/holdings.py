"""What this room keeps of one person: where they live, and who was shown it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import personal
from linli.homes.models import HomeReading
from linli.homes.selectors import authorities_of, authorities_over, homes_of
from linli.homes.services import authorities_expire, authorities_leave, homes_expire, homes_leave
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


def _family(account: Account) -> Iterable[Sequence[Any]]:
    for row in authorities_of(account):
        yield (
            row.asked_at,
            _("我替家人"),
            row.name,
            row.get_kin_display(),
            row.get_ground_display(),
            row.ends_at or row.until,
            row.get_state_display(),
        )
    for row in authorities_over(account):
        who, kin = personal.mask_name(row.actor.name), row.get_kin_display()
        yield (
            row.asked_at,
            _("家人替我"),
            who,
            kin,
            row.get_ground_display(),
            row.ends_at or row.until,
            row.get_state_display(),
        )


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
    family = (
        gettext_lazy("时间"),
        gettext_lazy("事项"),
        gettext_lazy("姓名"),
        gettext_lazy("关系"),
        gettext_lazy("凭什么"),
        gettext_lazy("到何时止"),
        gettext_lazy("状态"),
    )
    register(Holding("family", gettext_lazy("替家人办事"), family, _family, leave=authorities_leave))
    SWEEPERS["authorities"] = authorities_expire
