"""The catalog's words for people: what each clock is called, and how long a limit is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.catalog.domain import DAY, HOUR, Limit

CLOCKS = {
    "accept_by": gettext_lazy("受理"),
    "contact_by": gettext_lazy("首次联系居民"),
    "object_by": gettext_lazy("对派单提出异议"),
    "act_by": gettext_lazy("经办（到手之后）"),
    "arrive_by": gettext_lazy("吹哨到场"),
    "resolve_by": gettext_lazy("办结（对居民的承诺）"),
    "ask_until": gettext_lazy("等居民补充"),
    "evaluate_by": gettext_lazy("居民评价"),
}

TRIES = {
    "report_own": gettext_lazy("一位居民（已登录，或用过的设备）报事"),
    "report_address": gettext_lazy("同一网络的陌生设备报事"),
    "report_phone": gettext_lazy("陌生设备留同一个电话报事"),
    "report_door": gettext_lazy("陌生设备在同一个单元门报事"),
    "report_staff": gettext_lazy("一位工作人员代录"),
    "report_program": gettext_lazy("一个令牌（其他系统）报事"),
    "door_own": gettext_lazy("一位居民扫门码"),
    "door_address": gettext_lazy("同一网络的陌生设备扫门码"),
    "door_wrong": gettext_lazy("同一网络扫不存在的门码"),
    "reveal": gettext_lazy("一位工作人员查看打码的号码、姓名、门牌"),
}
"""What `catalog.domain.DEFAULT_TRIES` count, each an hour."""

UNITS = {
    "minutes": gettext_lazy("分钟"),
    "hours": gettext_lazy("小时"),
    "days": gettext_lazy("天"),
    "working_hours": gettext_lazy("小时（只算工作时间）"),
    "working_days": gettext_lazy("个工作日"),
}


def unit_of(limit: Limit) -> tuple[int, str]:
    """Return a limit as an amount and the largest of UNITS that it is whole in."""
    if limit.days:
        return limit.days, "working_days"
    if limit.working and limit.minutes % HOUR == 0:
        return limit.minutes // HOUR, "working_hours"
    if limit.minutes % DAY == 0:
        return limit.minutes // DAY, "days"
    if limit.minutes % HOUR == 0:
        return limit.minutes // HOUR, "hours"
    return limit.minutes, "minutes"


def limit_words(limit: Limit) -> str:
    """Return how long a limit is: 2 小时（只算工作时间）, 7 天, 1 个工作日."""
    amount, unit = unit_of(limit)
    words = {
        "minutes": ngettext("%(n)s 分钟", "%(n)s 分钟", amount),
        "hours": ngettext("%(n)s 小时", "%(n)s 小时", amount),
        "days": ngettext("%(n)s 天", "%(n)s 天", amount),
        "working_hours": ngettext("%(n)s 小时（只算工作时间）", "%(n)s 小时（只算工作时间）", amount),
        "working_days": ngettext("%(n)s 个工作日", "%(n)s 个工作日", amount),
    }
    text = words[unit] % {"n": amount}
    return _("%(text)s（只算工作时间）") % {"text": text} if limit.working and unit == "minutes" else text
