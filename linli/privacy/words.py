"""The words of terms and their reasons, as people read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.core.held import Basis
from linli.privacy.domain.terms import TERMS, Term

SUGGESTIONS = "suggestions"
"""The purpose of automatic suggestions (PIPL art. 24)."""
ARTICLES: dict[Basis, Any] = {
    Basis.CONSENT: gettext_lazy("个人信息保护法第十三条第一款第一项"),
    Basis.CONTRACT: gettext_lazy("个人信息保护法第十三条第一款第二项"),
    Basis.DUTY: gettext_lazy("个人信息保护法第十三条第一款第三项"),
    Basis.OTHER_LAW: gettext_lazy("个人信息保护法第十三条第一款第七项"),
}
TERM_NAMES: dict[str, Any] = {
    "code": gettext_lazy("验证码和尝试次数"),
    "upload": gettext_lazy("上传的表格"),
    "session": gettext_lazy("登录状态"),
    "task": gettext_lazy("后台任务"),
    "account": gettext_lazy("没有人用的账户"),
    "guardian": gettext_lazy("同意已到期、没有人再同意的孩子的账户"),
    "home": gettext_lazy("结束了的住处"),
    "resource": gettext_lazy("社会资源的联系人"),
    "authority": gettext_lazy("结束了的家人授权"),
    "message": gettext_lazy("消息"),
    "case": gettext_lazy("已办结的诉求"),
    "consent": gettext_lazy("同意和撤回"),
    "log": gettext_lazy("工作日志"),
    "post": gettext_lazy("岗位公示"),
    "history": gettext_lazy("履职记录"),
}
BEGINS: dict[str, Any] = {
    "made": gettext_lazy("自产生起"),
    "used": gettext_lazy("自最后一次使用起"),
    "ended": gettext_lazy("自办结起"),
    "held": gettext_lazy("在岗期间"),
    "over": gettext_lazy("自结束起"),
}
WHY: dict[str, Any] = {
    "purpose": gettext_lazy("用完即删（个人信息保护法第十九条）"),
    "limitation": gettext_lazy("诉讼时效三年（民法典第一百八十八条）"),
    "proof": gettext_lazy("证明处理有依据（个人信息保护法第五十五条、第六十九条）"),
    "log": gettext_lazy(
        "日志至少留存六个月（2025年修正的网络安全法第二十三条），处理情况记录三年（个人信息保护法第五十六条）"
    ),
    "public": gettext_lazy("公示和履职的记录（个人信息保护法第十三条第一款第三项）"),
}


def consent_words(purpose: str) -> str:
    """Return what a consent was to, as people read it."""
    words = {
        "account": _("个人信息处理告知"),
        "of_age": _("回答了“已满14周岁”"),
        "guardian": _("家长同意开通孩子的账户"),
        "child": _("替孩子办事，同意处理孩子的个人信息"),
    }
    return words.get(purpose.partition(":")[0], purpose)


def lasts(days: int | None) -> str:
    """Return a number of days in words: whole years as years."""
    if days is None:
        return _("不设期限")
    if days % 365 == 0:
        return ngettext("%(n)s年", "%(n)s年", days // 365) % {"n": days // 365}
    return ngettext("%(n)s天", "%(n)s天", days) % {"n": days}


def term_words(name: str, days: int | None = None) -> str:
    """Return a term as people read it, of this many days where a community has lengthened it."""
    term: Term = TERMS[name]
    return _("%(begins)s%(lasts)s") % {"begins": BEGINS[term.begins], "lasts": lasts(days or term.days)}


def term_why(name: str) -> str:
    """Return why a term is so long."""
    return str(WHY[TERMS[name].why])
