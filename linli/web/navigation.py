"""Where the shell leads: residents' tabs, staff's navigation by right. Addresses are names; rights are access rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.core.access import rule_named
from linli.homes.selectors import waiting_count
from linli.people.domain import Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """One way: an address's name, its words, its icon, the access rule of whoever is shown it, how many things wait there."""

    name: str
    label: Any
    icon: str
    rule: str = "public"
    count: Callable[[Standing], int] | None = None


TABS = (
    Entry("web:home", _("首页"), "home"),
    Entry("cases:report", _("我要报事"), "message-report"),
    Entry("cases:my_cases", _("我的"), "user"),
    Entry("cases:public_list", _("公开答复"), "list"),
)

STAFF = (
    Entry("cases:inbox", _("待办"), "inbox", "staff"),
    Entry("cases:intake", _("代报"), "pencil", "intake"),
    Entry("homes:waiting", _("住户核实"), "home", "homes", waiting_count),
    Entry("hot:issues", _("热点问题"), "flag", "staff"),
    Entry("partners:home", _("双报到"), "heart-handshake", "partners"),
    Entry("insight:dashboard", _("数据"), "chart-bar", "figures"),
    Entry("ledgers:home", _("台账"), "file-spreadsheet", "ledger"),
    Entry("knowledge:articles", _("知识库"), "bulb", "draft"),
    Entry("notify:notices", _("公告"), "speakerphone", "notices"),
    Entry("places:map", _("网格地图"), "map", "places"),
    Entry("people:posts", _("岗位"), "users", "admin"),
    Entry("catalog:limits", _("规则"), "settings", "admin"),
)


def entries(request: HttpRequest, wanted: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Return the entries this person may follow, the one of the present page marked."""
    found = []
    for entry in wanted:
        if not rule_named(entry.rule).check(request):
            continue
        try:
            address = reverse(entry.name)
        except NoReverseMatch:
            continue
        current = request.path == address or (address != "/" and len(address) > 7 and request.path.startswith(address))
        count = entry.count(request.standing) if entry.count else 0  # type: ignore[attr-defined]
        shown = {"address": address, "label": entry.label, "icon": entry.icon, "current": current, "count": count}
        found.append(shown)
    return found
