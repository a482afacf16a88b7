"""What this room keeps of one person: their requests, who read their number, what they follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.acting import Acting
from linli.cases.domain.facts import OPEN
from linli.cases.models import Attachment, Case, Event, Follower, OpeningRead, Reporter
from linli.cases.selectors import cases_of_account
from linli.cases.selectors.behalf import cases_for_family
from linli.cases.selectors.mine import wrote
from linli.cases.selectors.timeline import timeline
from linli.cases.services.behalf import behalf_leave
from linli.cases.services.erasing import cases_erase, reporter_leave
from linli.cases.words import deed_name
from linli.people.models import Account
from linli.people.selectors import standing_of
from linli.privacy.holdings import SWEEPERS, Holding, Reading, Stay, register
from linli.privacy.words import term_why, term_words


def _cases(account: Account) -> Iterable[Sequence[Any]]:
    for case in cases_of_account(account).prefetch_related("reporters"):
        own = [row for row in case.reporters.all() if row.account_id == account.pk]
        mine = own[0]
        whole = wrote(case, mine)
        yield (
            case.number,
            case.submitted_at,
            case.title if whole else "",
            case.body if whole else "",
            case.address if whole else "",
            mine.phone,
            mine.name,
            case.get_state_display(),
            case.answer,
            mine.get_solved_display() if mine.solved else "",
            mine.words,
        )


def _course(account: Account) -> Iterable[Sequence[Any]]:
    standing = standing_of(account)
    for case in cases_of_account(account).prefetch_related("reporters", "events__post__organisation"):
        mine = next(row for row in case.reporters.all() if row.account_id == account.pk)
        for line in timeline(case, Acting(standing, mine.id), resident=True):
            yield case.number, line.at, line.title, line.who, line.text


def _files(account: Account) -> Iterable[tuple[str, Callable[[], IO[bytes]]]]:
    cases = list(cases_of_account(account).prefetch_related("reporters"))
    own = {
        (case.community_id, case.id): case
        for case in cases
        if wrote(case, next(row for row in case.reporters.all() if row.account_id == account.pk))
    }
    for row in Attachment.objects.filter(case_id__in=[key[1] for key in own], added_by=account):
        case = own[row.community_id, row.case_id]
        name = str(row.file)
        yield f"{case.number}-{row.id}.{name.rpartition('.')[2]}", partial(default_storage.open, name)


def _readings(account: Account) -> Iterable[Reading]:
    """Who looked behind the mask of somebody's requests (PIPL art. 45, 50): offices, as the case's own page names them."""
    mine = Reporter.objects.filter(account=account)
    cases = {(case.community_id, case.id): case for case in Case.objects.filter(reporters__in=mine)}
    seen = Event.objects.filter(
        community_id__in={key[0] for key in cases}, case_id__in=[key[1] for key in cases], name="reveal"
    )
    for event in seen.select_related("post__organisation"):
        case = cases.get((event.community_id, event.case_id))
        if case is not None:
            who = event.post.organisation.name if event.post else _("居民")
            about = _("诉求 %(number)s") % {"number": case.number}
            yield Reading(
                event.at, who, f"{about} · {deed_name(event.name)}", event.content.get("said", {}).get("why", "")
            )
    let_in = OpeningRead.objects.filter(
        community_id__in={key[0] for key in cases}, opening__case_id__in=[key[1] for key in cases]
    )
    for reading in let_in.select_related("opening__post__organisation"):
        opening = reading.opening
        if case := cases.get((opening.community_id, opening.case_id)):
            about = _("诉求 %(number)s") % {"number": case.number}
            yield Reading(reading.at, opening.post.organisation.name, f"{about} · {_('查看保密件')}", opening.why)


def _stays(account: Account) -> Iterable[Stay]:
    mine = Reporter.objects.filter(account=account, withdrawn_at=None)
    still = mine.filter(case__state__in=[str(state) for state in OPEN]).count()
    if still:
        what = _("%(count)s 件还在办的事上留的电话、称呼和门牌") % {"count": still}
        yield Stay(what, _("办结为止"), _("要联系您才办得了（个人信息保护法第十三条第一款第三项）；也可以先撤回那件事"))
    if mine.exists():
        rule = _("%(why)s；到期前只存着备查，不作他用（个人信息保护法第四十七条第二款）") % {"why": term_why("case")}
        yield Stay(_("报过的事的内容和办理过程，不再与您的号码和姓名相连"), term_words("case"), rule)
        yield Stay(_("各项统计数字，认不出任何人"), _("不设期限"), _("匿名化后不再是个人信息（个人信息保护法第四条）"))


def _leave(account: Account) -> None:
    reporter_leave(account)
    Follower.objects.filter(account=account).delete()
    behalf_leave(account)


def _followed(account: Account) -> Iterable[Sequence[Any]]:
    for row in Follower.objects.filter(account=account).select_related("case"):
        yield (row.case.submitted_at,)


def _for_family(account: Account) -> Iterable[Sequence[Any]]:
    for case in cases_for_family(account):
        yield case.number, case.submitted_at, case.title, case.get_state_display()


def holdings_register() -> None:
    """Register them, and what takes old cases away."""
    number, when = gettext_lazy("编号"), gettext_lazy("时间")
    columns = (
        *(number, when, gettext_lazy("标题"), gettext_lazy("内容"), gettext_lazy("门牌"), gettext_lazy("电话")),
        *(
            gettext_lazy("称呼"),
            gettext_lazy("状态"),
            gettext_lazy("答复"),
            gettext_lazy("是否解决"),
            gettext_lazy("评价"),
        ),
    )
    course = (number, when, gettext_lazy("步骤"), gettext_lazy("谁"), gettext_lazy("说了什么"))
    register(
        Holding("cases", gettext_lazy("诉求"), columns, _cases, _files, _readings, _leave, _stays),
    )
    register(Holding("course", gettext_lazy("办理过程"), course, _course))
    family = (number, when, gettext_lazy("标题"), gettext_lazy("状态"))
    register(Holding("for-family", gettext_lazy("替家人报的"), family, _for_family))
    register(Holding("followed", gettext_lazy("关注的诉求"), (when,), _followed))
    SWEEPERS["cases"] = cases_erase
