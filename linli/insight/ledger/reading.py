"""The columns a ledger may come with, under the names people give them, and how each cell is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Kind, Outcome, Solved, State
from linli.catalog.models import Category, Channel, Urgency
from linli.core import clock
from linli.core.working_time import SHANGHAI
from linli.insight.domain.periods import EARLIEST
from linli.places.importing.columns import Column, Parser, header_key, local_moment, one_of, prose, text
from linli.places.importing.results import CellFault

_answer = prose(5000)


def moment(value: Any, ahead: bool = False) -> datetime | None:
    """Read a moment in China's time: a date cell, 2024-05-31 09:30, 2024/5/31, 2024年5月31日9时30分. Empty is None.

    Args:
        ahead: it may lie in the future.

    Raises:
        CellFault: it is none, lies in the future, or before the year 2000.
    """
    if value in ("", None):
        return None
    found = local_moment(value)
    if found is None:
        raise CellFault(_("不是时间。"), _("请写成 2024-05-31 09:30 的样子。"))
    if found.date() < EARLIEST:
        raise CellFault(_("时间太早。"), _("请核对年份。"))
    aware = found.replace(tzinfo=SHANGHAI).astimezone(UTC)
    if aware > clock.now() and not ahead:
        raise CellFault(_("时间还没有到。"), _("请填写事情发生的时间。"))
    return aware


def body(value: Any) -> str:
    """Read what was said, its line breaks kept.

    Raises:
        CellFault: nothing was written, or more than a case may hold.
    """
    words: str = _answer(value)
    if not words:
        raise CellFault(_("没有内容。"), _("请写明发生了什么。"))
    return words


def moments(value: Any) -> tuple[datetime, ...]:
    """Read several moments, between 、 or semicolons.

    Raises:
        CellFault: as `moment`.
    """
    parts = re.split(r"[、；;]", value) if isinstance(value, str) else [value]
    return tuple(at for part in parts if (at := moment(part.strip() if isinstance(part, str) else part)) is not None)


def limit(value: Any) -> datetime | None:
    """Read a limit, which may lie ahead.

    Raises:
        CellFault: it is no moment.
    """
    return moment(value, ahead=True)


def several(one: Parser) -> Parser:
    """Return a parser of several words that stand for codes, between 、 or semicolons."""
    return lambda value: tuple(one(part.strip()) for part in re.split(r"[、；;]", str(value)) if part.strip())


def known(choices: Iterable[tuple[str, Any]], **others: str) -> Parser:
    """Return a parser of a word that may stand for a code; any other word is "".

    Args:
        others: further words by code, in one string.
    """
    strict = one_of(choices)
    more = {header_key(word): code for code, words in others.items() for word in words.split()}

    def parse(value: Any) -> str:
        word = header_key(str(value))
        if word in more:
            return more[word]
        try:
            found: str = strict(value)
        except CellFault:
            return ""
        return found

    return parse


def unmasked(most: int) -> Parser:
    """Return a parser of personal words; what comes back masked from a ledger of ours is nobody's."""
    one = text(most)
    return lambda value: "" if "*" in str(value) else one(value)


def columns() -> list[Column]:
    """Return what a ledger may hold; only the content must be there."""
    kinds = [(kind.value, kind.label) for kind in Kind]
    urgencies = [(urgency.value, urgency.label) for urgency in Urgency]
    channels = list(Channel.objects.filter(active=True).values_list("code", "name"))
    tops = [str(_(name)) for name in Category.objects.filter(parent=None, active=True).values_list("name", flat=True)]
    one, more = _("可留空。"), _("可留空；留空时按内容自动判断。")
    return [
        Column("number", _("编号"), text(64), _aliases("编号 工单编号 工单号 诉求编号 案件编号 事件编号 原编号 id"),
               note=_("原台账中的编号，同一编号只导入一次。可留空。")),
        Column("submitted_at", _("提交时间"), moment, _aliases("提交时间 时间 日期 登记时间 反映时间 诉求时间 来电时间 created_at"),
               note=_("留空则为导入的时间。"), example="2026-05-13 09:30"),
        Column("body", _("内容"), body, _aliases("内容 诉求内容 反映内容 问题描述 事件描述 描述 诉求 问题 content"),
               required=True, note=_("必填。"), example=_("3 栋楼道灯不亮，晚上看不见")),
        Column("title", _("标题"), text(120), _aliases("标题 主题 诉求标题 subject"), note=one),
        Column("kind", _("类型"), one_of(kinds), _aliases("类型 诉求类型 type"), note=one, example=str(Kind.HELP.label),
               choices=tuple(str(label) for _code, label in kinds)),
        Column("category", _("类别"), text(60), _aliases("类别 一级类别 诉求类别 事件类别 大类"), note=more, choices=tuple(tops)),
        Column("subcategory", _("小类"), text(60), _aliases("小类 二级类别"), note=more),
        Column("urgency", _("紧急程度"), one_of(urgencies), _aliases("紧急程度 紧急 等级"), note=more,
               choices=tuple(str(label) for _code, label in urgencies)),
        Column("channel", _("渠道"), one_of(channels), _aliases("渠道 来源 诉求来源 受理渠道 source"), note=one,
               choices=tuple(str(_(name)) for _code, name in channels)),
        Column("community", _("社区"), text(80), _aliases("社区 所属社区"), note=one, example=_("青和居社区")),
        Column("community_code", _("社区代码"), text(12), _aliases("社区代码"), note=one),
        Column("grid", _("网格"), text(60), _aliases("网格 所属网格"), note=one),
        Column("grid_code", _("网格代码"), text(20), _aliases("网格代码"), note=one),
        Column("compound", _("小区"), text(60), _aliases("小区"), note=one),
        Column("building", _("楼栋"), text(60), _aliases("楼栋 楼号 栋 幢"), note=one),
        Column("address", _("地址"), unmasked(200), _aliases("地址 详细地址 事发地址 门牌 房号"), note=one),
        Column("reporter_name", _("报事人"), unmasked(40), _aliases("报事人 姓名 诉求人 反映人 来电人 联系人"), note=one),
        Column("reporter_phone", _("电话"), unmasked(30), _aliases("电话 联系电话 手机 手机号 电话号码 来电号码 phone"), note=one),
        *_course_columns(),
    ]  # fmt: skip


def _course_columns() -> list[Column]:
    """What became of it: with an answer and its time a row comes in as history, done and not to be done again."""
    solved = known([(word.value, word.label) for word in Solved], yes="是 解决 已解决", no="否 没有解决")
    satisfied = known(
        [("yes", gettext_lazy("满意")), ("no", gettext_lazy("不满意"))],
        yes="是 非常满意 很满意 基本满意",
        no="否 很不满意 非常不满意",
    )
    state = known(
        [(word.value, word.label) for word in State],
        resolved="办结 完成 已完成 已答复 已回复 done",
        closed="结案 已归档 归档",
        in_progress="未办结 处理中 在办",
    )
    done, judged = _("写了办结时间的，作为已经办完的事导入。"), _("可留空。只写一项时，另一项按它推定。")
    return [
        Column("state", _("状态"), state, _aliases("状态 办理状态"), note=done,
               choices=tuple(str(word.label) for word in State)),
        Column("contacted_at", _("联系时间"), moment, _aliases("联系时间 首次联系时间"), note=_("可留空。")),
        Column("resolved_at", _("办结时间"), moment, _aliases("办结时间 完成时间 答复时间 回复时间 办理完成时间"), note=done),
        Column("outcome", _("办理结果"), _outcome, _aliases("办理结果 结果"), note=_("可留空。"),
               choices=tuple(str(word.label) for word in Outcome)),
        Column("answer", _("答复"), _answer, _aliases("答复 回复 答复内容 回复内容 处理结果 办理情况"), note=_("可留空。")),
        Column("solved", _("是否解决"), several(solved), _aliases("是否解决 解决情况"), note=judged,
               choices=tuple(str(word.label) for word in Solved)),
        Column("satisfied", _("是否满意"), several(satisfied), _aliases("是否满意 满意度 满意情况 评价"), note=judged,
               choices=(_("满意"), _("不满意"))),
        Column("evaluated_at", _("评价时间"), moments, _aliases("评价时间 回访时间"), note=_("留空则为办结的时间。")),
        Column("contact_by", _("联系时限"), limit, _aliases("联系时限")),
        Column("promised_by", _("承诺时限"), limit, _aliases("承诺时限 办结时限 办理时限 办结期限"), note=_("留空则按本地的时限。")),
        Column("closed_at", _("结案时间"), moment, _aliases("结案时间 归档时间")),
        Column("reopens", _("重办次数"), text(4), _aliases("重办次数")),
        Column("part_of", _("拆分自"), text(64), _aliases("拆分自")),
        Column("merged_into", _("并入"), text(64), _aliases("并入 并入编号")),
    ]  # fmt: skip


def _outcome(value: Any) -> str:
    """One of the four outcomes; elsewhere the column holds the answer itself, which is kept as it is written."""
    return known([(outcome.value, outcome.label) for outcome in Outcome], solved="解决")(value) or _answer(value)


def _aliases(words: str) -> tuple[str, ...]:
    return tuple(words.split())
