"""The pages of the room that somebody may open, as tabs above each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.core.access import RULES
from linli.people.http import SignedRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One page: the name of its address, its words, the rule of whoever may open it."""

    name: str
    label: Any
    rule: str


TABS = (
    Tab("find", _("找帮手"), "helpers"),
    Tab("askings", _("请人记录"), "helpers"),
    Tab("units", _("单位报到"), "helpers"),
    Tab("members", _("居住地报到"), "helpers"),
    Tab("branch", _("我的单位"), "branch"),
    Tab("figures", _("统计"), "figures"),
    Tab("skills", _("技能种类"), "admin"),
    Tab("import", _("导入"), "admin"),
)


def tabs(request: SignedRequest) -> list[tuple[str, Any]]:
    """Return the tabs of whoever asks: (name of the address, label)."""
    return [(f"partners:{tab.name}", tab.label) for tab in TABS if RULES[tab.rule].check(request)]
