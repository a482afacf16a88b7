"""What the rooms below keep of somebody: the account, what was agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.audit.models import Note
from linli.audit.words import deed_name
from linli.core import personal
from linli.people.browsers import browser_words
from linli.people.models import Account, Consent, FactorChange, Post, SignedIn, WechatBinding
from linli.people.nominating import Nomination, Objection
from linli.people.security import factors_of
from linli.people.services.nominating import nominations_leave
from linli.privacy.holdings import Holding, Stay, register
from linli.privacy.models import Choice, RightUsed
from linli.privacy.selectors.children import children_of, guardianship_of
from linli.privacy.services.children import guardian_leaves
from linli.privacy.words import term_why, term_words


def _account(account: Account) -> Iterable[Sequence[Any]]:
    home = account.home.name if account.home else ""
    yield (
        account.name,
        account.phone,
        account.language,
        account.elder_mode,
        home,
        account.created_at,
        account.last_login,
    )


def _agreed(account: Account) -> Iterable[Sequence[Any]]:
    for consent in Consent.objects.filter(account=account):
        yield consent.given_at, consent.purpose, consent.version, True
    for choice in Choice.objects.filter(account=account):
        yield choice.at, choice.purpose, "", choice.agreed
    for used in RightUsed.objects.filter(account=account):
        yield used.at, used.get_right_display(), "", True


def _posts(account: Account) -> Iterable[Sequence[Any]]:
    for post in Post.objects.filter(account=account).select_related("organisation").order_by("starts_at"):
        kind = post.get_kind_display()
        yield post.organisation.name, kind, post.public_name, post.public_phone, post.starts_at, post.ends_at


def _nominations(account: Account) -> Iterable[Sequence[Any]]:
    """Those of somebody, those by them, and what they had against others."""
    known = personal.blind_any(account.phone) if account.phone else []
    found = Nomination.objects.filter(Q(phone_index__in=known) | Q(proposer=account))
    for one in found.select_related("neighbourhood"):
        whose = _("我被提名") if one.phone_index and bytes(one.phone_index) in known else _("我提名的")
        place, kind = one.neighbourhood.name, one.get_kind_display()
        yield one.proposed_at, whose, place, kind, one.why, one.promise, one.get_state_display(), one.decision
    for objection in Objection.objects.filter(account=account).select_related("nomination__neighbourhood"):
        place, kind = objection.nomination.neighbourhood.name, objection.nomination.get_kind_display()
        yield objection.made_at, _("我的异议"), place, kind, objection.text, "", "", objection.reply


def _guardian(account: Account) -> Iterable[Sequence[Any]]:
    """Of a child: since when a guardian has agreed, and whose number; of a guardian: for whom."""
    row = guardianship_of(account) if account.is_child else None
    if row is not None:
        yield row.given_at, _("家长同意我的账户"), personal.mask_phone(row.guardian_phone), account.child_until
    for child in children_of(account):
        phone = child.account.phone if child.account else child.phone
        until = child.account.child_until if child.account else None
        yield child.given_at, _("我同意孩子的账户"), personal.mask_phone(phone), until


def _signed_in(account: Account) -> Iterable[Sequence[Any]]:
    for row in SignedIn.objects.filter(account=account).order_by("since"):
        yield browser_words(row.browser), row.get_way_display(), row.since, row.seen_at


def _ways(account: Account) -> Iterable[Sequence[Any]]:
    """Never a secret: what somebody signs in by, and what was changed of it."""
    for factor in factors_of(account):
        yield factor.words, factor.created_at, factor.last_used_at, ""
    for binding in WechatBinding.objects.filter(account=account):
        yield _("微信"), binding.bound_at, None, ""
    for change in FactorChange.objects.filter(account=account).select_related("by_post__organisation"):
        by = f"{change.by_post.organisation.name} {change.by_post.public_name}" if change.by_post else ""
        yield change.get_kind_display(), change.at, None, " ".join(filter(None, (by, change.why)))


def _log(account: Account) -> Iterable[Sequence[Any]]:
    """What somebody on a post did or read, as the log has it."""
    for note in Note.objects.filter(account_id=account.pk).iterator(chunk_size=1000):
        yield note.at, deed_name(note.deed)


def _stays(account: Account) -> Iterable[Stay]:
    yield Stay(
        _("同意和撤回的记录，不含号码和姓名"),
        _("不设期限"),
        _("证明处理有依据（个人信息保护法第五十五条、第六十九条）"),
    )
    if Note.objects.filter(account_id=account.pk).exists():
        yield Stay(_("工作日志中的编号"), term_words("log"), term_why("log"))
    if Post.objects.filter(account=account).exists():
        yield Stay(
            _("担任过的岗位和公示的姓名"), _("不设期限"), _("公示和履职的记录（个人信息保护法第十三条第一款第三项）")
        )


def holdings_register() -> None:
    """Register them."""
    named, when = gettext_lazy("称呼"), gettext_lazy("时间")
    register(
        Holding(
            "account",
            gettext_lazy("账户"),
            (
                named,
                gettext_lazy("手机号码"),
                gettext_lazy("语言"),
                gettext_lazy("大字版"),
                gettext_lazy("所在网格"),
                gettext_lazy("建立时间"),
                gettext_lazy("最近一次登录"),
            ),
            _account,
            stays=_stays,
        )
    )
    register(
        Holding(
            "agreed",
            gettext_lazy("同意和撤回"),
            (when, gettext_lazy("事项"), gettext_lazy("版本"), gettext_lazy("是否同意")),
            _agreed,
        )
    )
    register(Holding("log", gettext_lazy("工作日志"), (when, gettext_lazy("做了什么")), _log))
    register(
        Holding(
            "sessions",
            gettext_lazy("登录"),
            (
                gettext_lazy("设备"),
                gettext_lazy("登录方式"),
                gettext_lazy("登录时间"),
                gettext_lazy("最近使用（按小时）"),
            ),
            _signed_in,
        )
    )
    register(
        Holding(
            "guardian",
            gettext_lazy("孩子的账户和家长的同意"),
            (when, gettext_lazy("事项"), gettext_lazy("手机号码"), gettext_lazy("到何时止")),
            _guardian,
            leave=guardian_leaves,
        )
    )
    register(
        Holding(
            "sign-in",
            gettext_lazy("登录方式和变动"),
            (gettext_lazy("事项"), when, gettext_lazy("最近使用"), gettext_lazy("说明")),
            _ways,
        )
    )
    register(
        Holding(
            "nominations",
            gettext_lazy("提名和异议"),
            (
                when,
                gettext_lazy("事项"),
                gettext_lazy("片组邻"),
                gettext_lazy("岗位"),
                gettext_lazy("理由"),
                gettext_lazy("承诺"),
                gettext_lazy("结果"),
                gettext_lazy("答复"),
            ),
            _nominations,
            leave=nominations_leave,
        )
    )
    register(
        Holding(
            "posts",
            gettext_lazy("岗位"),
            (
                gettext_lazy("单位"),
                gettext_lazy("岗位"),
                gettext_lazy("公示姓名"),
                gettext_lazy("公示电话"),
                gettext_lazy("从何时起"),
                gettext_lazy("到何时止"),
            ),
            _posts,
        )
    )
