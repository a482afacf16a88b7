"""The words people read for rights, reaches and those who have them. The rules know codes only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, gettext_noop, pgettext_lazy

from linli.people.rights import Reach, Right

# right → its name, what it opens
RIGHTS: Mapping[Right, tuple[str, str]] = {
    Right.HANDLE: (gettext_noop("办理诉求"), gettext_noop("看和办本单位的诉求，看辖区内的诉求；保密件另有规定")),
    Right.INTAKE: (gettext_noop("代居民报事"), gettext_noop("替居民报事，看自己代报的件")),
    Right.FIGURES: (gettext_noop("看数据"), gettext_noop("数据面板；台账要同时能办理诉求")),
    Right.PLACES: (gettext_noop("管网格和门牌码"), gettext_noop("网格、楼栋、单元和门牌码，导入和导出")),
    Right.NOTICES: (gettext_noop("发公告"), gettext_noop("发给居民看的公告")),
    Right.DRAFT: (gettext_noop("写知识"), gettext_noop("写和改知识库的草稿；单位只写自己负责的类别")),
    Right.PUBLISH: (gettext_noop("发布知识"), gettext_noop("发布和撤下知识库的内容")),
    Right.ADMIN: (gettext_noop("管岗位和规则"), gettext_noop("岗位、权限、时限、工作日、责任清单、保存期限")),
}

REACHES: Mapping[Reach, Any] = {
    Reach.OWN: gettext_lazy("本人的"),
    Reach.HOUSEHOLD: gettext_lazy("所负责的住户"),
    Reach.ORGANISATION: gettext_lazy("本单位的"),
    Reach.GRID: gettext_lazy("本网格"),
    Reach.SUBTREE: gettext_lazy("本地和下级"),
}

# Families that stand beside each other under one heading of the table.
BLOCKS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "people": (pgettext_lazy("权限", "居民"), ("",)),
    "grid": (pgettext_lazy("权限", "网格"), ("grid",)),
    "desk": (gettext_lazy("社区和上级"), ("desk",)),
    "called": (gettext_lazy("派单的单位"), ("owners", "property", "unit")),
    "party": (gettext_lazy("党组织"), ("party_household", "party")),
}
PEOPLE = {"resident": gettext_lazy("登录或凭查询码的居民"), "anyone": gettext_lazy("任何人")}


def right_words(right: str) -> str:
    """Return what people call a right.

    Raises:
        ValueError: there is no such right.
    """
    return gettext(RIGHTS[Right(right)][0])
