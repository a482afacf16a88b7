"""How pages say a state, a moment, a length of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from linli.cases.models import State
from linli.core import clock


@dataclass(frozen=True, slots=True)
class Status:
    """A state's word, shape (an icon of the sprite) and tone (a class of tokens.css)."""

    label: Any
    icon: str
    tone: str


STATUS: dict[str, Status] = {
    State.SUBMITTED: Status(State.SUBMITTED.label, "clock", "waiting"),
    State.ACCEPTED: Status(State.ACCEPTED.label, "user", "busy"),
    State.IN_PROGRESS: Status(State.IN_PROGRESS.label, "refresh", "busy"),
    State.RESOLVED: Status(State.RESOLVED.label, "check", "good"),
    State.CLOSED: Status(State.CLOSED.label, "circle-check", "done"),
    State.REJECTED: Status(State.REJECTED.label, "circle-x", "ended"),
    State.WITHDRAWN: Status(State.WITHDRAWN.label, "arrow-back-up", "ended"),
    State.MERGED: Status(State.MERGED.label, "git-merge", "ended"),
}
OVERDUE = Status(gettext_lazy("已超时"), "alert-triangle", "bad")

TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def language_tag(code: str) -> str:
    """Return the language's tag as pages write it (BCP 47)."""
    return TAGS.get(code, code)


def moment(value: datetime) -> str:
    """Return a moment in the installation's time zone, with its year where it is not the present one."""
    zone = timezone.get_current_timezone()
    return _moment(value, zone, timezone.localtime(clock.now(), zone).year, get_language())


@lru_cache(maxsize=4096)
def _moment(value: datetime, zone: tzinfo, year: int, language: str | None) -> str:
    """Lists show the same moments again and again; Django's formatting is slow beside looking one up."""
    local = timezone.localtime(value, zone)
    if local.year == year:
        return format_date(local, pgettext("日期格式", "n月j日 H:i"))
    return format_date(local, pgettext("日期格式", "Y年n月j日 H:i"))


def day(value: datetime) -> str:
    """Return the day of a moment, with its year where it is not the present one."""
    local, now = timezone.localtime(value), timezone.localtime(clock.now())
    shape = pgettext("日期格式", "n月j日") if local.year == now.year else pgettext("日期格式", "Y年n月j日")
    return format_date(local, shape)


def duration(value: timedelta | float) -> str:
    """Return a length of time in words, its two largest units: days and hours, hours and minutes, or minutes."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    minutes = int(abs(seconds) // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(n)s 天", "%(n)s 天", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours})
    if minutes and not days:
        parts.append(ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes})
    return " ".join(parts) or _("不到 1 分钟")


def time_left(limit: datetime) -> str:
    """Return how long until a limit, or since it passed."""
    rest = limit - clock.now()
    if rest < timedelta(0):
        return _("已超 %(length)s") % {"length": duration(rest)}
    return _("还剩 %(length)s") % {"length": duration(rest)}
