"""What this room keeps of one person: where they registered, what they offer, what they were asked, who looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.partners.models import Asking, MemberRegistration, Reveal
from linli.partners.selectors.finding import with_offers
from linli.partners.selectors.registered import own_registrations
from linli.partners.services.asking import askings_expire
from linli.partners.services.members import account_forget
from linli.people.models import Account
from linli.privacy.holdings import SWEEPERS, Holding, Reading, register


def _registered(account: Account) -> Iterable[Sequence[Any]]:
    for found in with_offers(list(own_registrations(account))):
        row: MemberRegistration = found.row
        yield (
            row.community.name,
            row.get_side_display(),
            row.unit.organisation.name if row.unit else "",
            row.grid.name if row.grid else "",
            row.get_state_display(),
            "、".join(found.skills),
            row.hours,
            "、".join(row.time_words),
            "、".join(row.purpose_words),
            row.asks,
            row.note,
            row.agreed_at,
            row.paused_at,
        )


def _asked(account: Account) -> Iterable[Sequence[Any]]:
    for row in Asking.objects.filter(account=account).select_related("organisation").order_by("asked_at"):
        yield row.asked_at, row.organisation.name, row.what, row.get_answer_display(), row.reply, row.answered_at


def _readings(account: Account) -> Iterable[Reading]:
    for row in Reveal.objects.filter(account=account).select_related("post__organisation"):
        yield Reading(row.at, row.post.organisation.name, _("报到时的姓名和电话"), row.why)


def holdings_register() -> None:
    """Register them, and what parts old askings from the person."""
    when = gettext_lazy("时间")
    register(
        Holding(
            "partners",
            gettext_lazy("双报到"),
            (
                gettext_lazy("社区"),
                gettext_lazy("报到方式"),
                gettext_lazy("单位党组织"),
                gettext_lazy("网格"),
                gettext_lazy("状态"),
                gettext_lazy("技能"),
                gettext_lazy("每月小时"),
                gettext_lazy("什么时候有空"),
                gettext_lazy("可以为什么事找我"),
                gettext_lazy("三十天内最多几次"),
                gettext_lazy("说明"),
                gettext_lazy("单独同意的时间"),
                gettext_lazy("暂停的时间"),
            ),
            _registered,
            readings=_readings,
            leave=account_forget,
        )
    )
    register(
        Holding(
            "askings",
            gettext_lazy("请您帮忙的记录"),
            (
                when,
                gettext_lazy("谁请的"),
                gettext_lazy("需要什么"),
                gettext_lazy("您的答复"),
                gettext_lazy("您写的"),
                gettext_lazy("答复时间"),
            ),
            _asked,
        )
    )
    SWEEPERS["askings"] = askings_expire
