"""The words people read for an issue's deeds and steps. The rules know codes only."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

DEEDS: Mapping[str, str] = {
    "confirm": gettext_noop("确认为热点问题"),
    "dismiss": gettext_noop("不作为热点"),
    "answer": gettext_noop("统一答复"),
    "retry": gettext_noop("再答复未到达的件"),
    "add": gettext_noop("加入一件诉求"),
    "remove": gettext_noop("移出一件诉求"),
    "describe": gettext_noop("修改公开内容"),
    "assign": gettext_noop("指定负责单位"),
    "hand_over": gettext_noop("列为议题"),
    "close": gettext_noop("结束跟进"),
}

STEPS: Mapping[str, str] = {
    **DEEDS,
    "found": gettext_noop("系统发现"),
    "take_over": gettext_noop("换人负责"),
    "grew": gettext_noop("新增诉求"),
    "came_back": gettext_noop("明显升温，再次提请确认"),
    "spread": gettext_noop("范围扩大"),
    "took_in": gettext_noop("并入较小范围的同一问题"),
    "joined": gettext_noop("并入更大范围的同一问题"),
    "parted": gettext_noop("恢复为本地问题"),
}


def deed_name(name: str) -> str:
    """Return the word on the button of a deed."""
    return gettext(DEEDS[name])


def step_name(name: str) -> str:
    """Return the word for a step of the course."""
    return gettext(STEPS[name])
