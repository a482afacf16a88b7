"""Where the shell leads: residents' tabs, staff's navigation by right, and the page of everything there is.

Addresses are names; rights are access rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.core.access import rule_named
from linli.homes.selectors import waiting_count
from linli.people.domain import Right, Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """One way: an address's name, its words, its icon, the access rule of whoever is shown it.

    Args:
        count: how many things wait there.
        about: what is done there, for the page of everything.
        grown: not offered to a child's account, to which it is closed (decision 055).
        where: the code that the address takes, "" where somebody has no such place and the way is not theirs.
    """

    name: str
    label: Any
    icon: str
    rule: str = "public"
    count: Callable[[Standing], int] | None = None
    about: Any = ""
    where: Callable[[Standing], str] | None = None
    grown: bool = False


def _headed(standing: Standing) -> str:
    """Return the code of the place that somebody heads: the lowest, where there are several; "" for none and for a grid."""
    heads = [hat for hat in standing.hats_with(Right.ADMIN) if hat.is_desk and hat.organisation_kind != "grid"]
    return min(heads, key=lambda hat: hat.level).path.rstrip("/").rpartition("/")[2] if heads else ""


def _community_headed(standing: Standing) -> str:
    heads = (hat for hat in standing.hats_with(Right.ADMIN) if hat.organisation_kind == "community")
    return next((hat.path.rstrip("/").rpartition("/")[2] for hat in heads), "")


TABS = (
    Entry("web:home", _("首页"), "home"),
    Entry("cases:report", _("我要报事"), "message-report"),
    Entry("cases:my_cases", _("我的"), "user"),
    Entry("cases:public_list", _("公开答复"), "list"),
)

MINE = (
    Entry("people:me", _("我的资料"), "user", "signed_in", about=_("称呼、语言、大字版，我的岗位和公示")),
    Entry(
        "homes:home",
        _("我家"),
        "home",
        "signed_in",
        about=_("说一下哪个门牌是您家，网格员核实后，报事会自动带上门牌"),
        grown=True,
    ),
    Entry(
        "homes:family",
        _("替家人办事"),
        "users",
        "signed_in",
        about=_("替父母、孩子报事，有期限，随时可以结束"),
        grown=True,
    ),
    Entry("people:security", _("登录与安全"), "shield", "signed_in", about=_("在哪些设备上登录着，用什么方式登录")),
    Entry("privacy:mine", _("我的个人信息"), "eye", "signed_in", about=_("存了什么，谁看过，下载、更正、注销")),
    Entry(
        "partners:mine",
        _("党员双报到"),
        "heart-handshake",
        "signed_in",
        about=_("我在哪里报到、愿意帮什么、谁请过我"),
        grown=True,
    ),
)
"""What belongs to whoever is signed in, a resident or one of the staff."""

_WORK = (
    Entry("cases:inbox", _("待办"), "inbox", "staff", about=_("诉求的受理、办理、派单、吹哨")),
    Entry("cases:intake", _("代报"), "pencil", "intake", about=_("替居民报事，打印纸质回执")),
    Entry("homes:waiting", _("住户核实"), "home", "homes", waiting_count, _("谁住哪一户、谁替家人办事，核实后确认")),
    Entry("hot:issues", _("热点问题"), "flag", "staff", about=_("多人反映的同一件事，一次办理、一次答复")),
    Entry("partners:home", _("双报到"), "heart-handshake", "partners", about=_("单位和党员报到、找人帮忙、请人和结果")),
)
_KNOWN = (
    Entry("insight:dashboard", _("数据"), "chart-bar", "figures", about=_("响应率、解决率、满意率和按期办结率")),
    Entry("ledgers:home", _("台账"), "file-spreadsheet", "ledger", about=_("骨干、单位、住户、资源，导出、导入和核对")),
    Entry("knowledge:articles", _("知识库"), "bulb", "draft", about=_("政策和答复，写好、审好再发布")),
    Entry("notify:notices", _("公告"), "speakerphone", "notices", about=_("发给居民看的公告")),
    Entry("places:map", _("网格地图"), "map", "places", about=_("网格、楼栋、单元和门牌码")),
)
_ORGANISED = (
    Entry("people:posts", _("岗位"), "users", "admin", about=_("安排、移交、代班，谁在什么岗位上")),
    Entry("catalog:limits", _("规则"), "settings", "admin", about=_("各步的时限"), where=_headed),
)

STAFF = (*_WORK, *_KNOWN, *_ORGANISED, Entry("web:rooms", _("全部"), "list", "post"))

# Everything there is, on one page: also what the navigation has no room for.
ROOMS = (
    (
        _("办事"),
        (
            *_WORK,
            Entry("web:search", _("搜索"), "search", "staff", about=_("诉求、地点、工作人员和单位")),
            Entry("cases:confidential", _("保密件的查看"), "lock", "staff", about=_("申请查看保密件，由另一人同意")),
        ),
    ),
    (
        _("数据、台账和公告"),
        (
            _KNOWN[0],
            Entry("insight:ledger", _("问题台账"), "list", "ledger", about=_("每件诉求一行，可以导出")),
            _KNOWN[1],
            Entry("ledgers:resources", _("社会资源"), "building", "ledger", about=_("场地、设备、服务和联系人")),
            *_KNOWN[2:],
        ),
    ),
    (
        _("组织和岗位"),
        (
            _ORGANISED[0],
            Entry(
                "people:tree", _("组织架构"), "git-branch", "admin", about=_("单位和党组织，谁在谁下面"), where=_headed
            ),
            Entry(
                "people:neighbourhoods",
                _("片、组、邻"),
                "home",
                "places",
                None,
                _("住户分到片、组、邻"),
                _community_headed,
            ),
            Entry(
                "people:nominations_staff",
                _("推选片长、组长、邻长"),
                "thumb-up",
                "admin",
                None,
                _("提名、公示、意见和结果"),
                _community_headed,
            ),
            Entry("people:rights_own", _("我的权限"), "key", "post", about=_("自己的岗位能做什么，到哪里为止")),
            Entry(
                "people:rights",
                _("权限和委托"),
                "key",
                "admin",
                about=_("谁能做什么，临时交给谁、收回什么"),
                where=_headed,
            ),
        ),
    ),
    (
        _("规则和安全"),
        (
            _ORGANISED[1],
            Entry(
                "catalog:calendar",
                _("办公时间与日历"),
                "calendar",
                "admin",
                about=_("上班时间、节假日和调休"),
                where=_headed,
            ),
            Entry(
                "catalog:responsibilities",
                _("谁负责什么"),
                "arrow-right",
                "admin",
                about=_("哪类事由哪个单位办"),
                where=_headed,
            ),
            Entry("catalog:tries", _("次数"), "hourglass", "admin", about=_("一天最多报几件、请几次"), where=_headed),
            Entry("privacy:terms", _("保存期限"), "clock", "admin", about=_("个人信息存多久，到期抹去"), where=_headed),
            Entry(
                "web:log",
                _("工作日志"),
                "history",
                "admin",
                about=_("谁做过、看过什么，可以查、可以导出"),
                where=_headed,
            ),
            Entry("api:hooks", _("数据推送"), "send", "staff", about=_("把诉求的变化推给别的系统")),
        ),
    ),
    (_("我自己"), (*MINE, Entry("notify:messages", _("消息"), "bell", "signed_in", about=_("发给您的通知")))),
)


def entries(request: HttpRequest, wanted: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Return the entries this person may follow, the one of the present page marked."""
    found = []
    for entry in wanted:
        if not rule_named(entry.rule).check(request):
            continue
        if entry.grown and request.user.is_child:  # type: ignore[union-attr]
            continue
        where = entry.where(request.standing) if entry.where else ""  # type: ignore[attr-defined]
        if entry.where and not where:
            continue
        address = _address(entry.name, where)
        current = request.path == address or (address != "/" and len(address) > 7 and request.path.startswith(address))
        count = entry.count(request.standing) if entry.count else 0  # type: ignore[attr-defined]
        shown = {"address": address, "label": entry.label, "icon": entry.icon, "current": current, "count": count}
        found.append({**shown, "about": entry.about})
    return found


def _address(name: str, where: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[where])


def rooms(request: HttpRequest) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return everything that this person may open, by what it is for."""
    return [(label, found) for label, group in ROOMS if (found := entries(request, group))]
