"""A reporter's own cases: by account, or by the code that leads back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.codes import code_digest
from linli.cases.models import Case, Reporter
from linli.cases.selectors.behalf import reporter_acted_for
from linli.core import personal
from linli.core.errors import Missing
from linli.people.models import Account

ReporterKey = tuple[int, int]


def cases_of_account(account: Account) -> QuerySet[Case]:
    """Return the cases an account has reported, newest first. A merged one stays in the list and points on."""
    mine = Reporter.objects.filter(account=account)
    return (
        Case.objects.filter(reporters__in=mine)
        .select_related("category", "lead", "grid", "community")
        .order_by("-submitted_at")
        .distinct()
    )


def reporter_of(case: Case, account: Account | None, session_keys: Sequence[ReporterKey] = ()) -> Reporter | None:
    """Return the reporter row that is somebody's: by account, or remembered by the session after a report or a code.

    Who knows the code may read, whoever's account reported; a session's memory ends when another account signs in.
    """
    rows = list(case.reporters.all())
    remembered = {reporter_id for community_id, reporter_id in session_keys if community_id == case.community_id}
    if account is not None and account.pk:
        for row in rows:
            if row.account_id == account.pk:
                return row
        acted_for = reporter_acted_for(case, account)
        if acted_for is not None:
            return next((row for row in rows if row.id == acted_for), None)
    return next((row for row in rows if row.id in remembered), None)


def wrote(case: Case, reporter: Reporter) -> bool:
    """Whether the case's text and photos are this reporter's own: the first one's, not a neighbour's merged in later."""
    return reporter.id == min(row.id for row in case.reporters.all())


def case_for_reporter(
    account: Account | None, community_id: int, case_id: int, session_keys: Sequence[ReporterKey] = ()
) -> tuple[Case, Reporter]:
    """Return a case and the reporter row of whoever asks.

    Raises:
        Missing: no such case, or not theirs; both sound the same.
    """
    case = (
        Case.objects.filter(community_id=community_id, id=case_id)
        .select_related("community", "grid", "building", "entrance", "category", "channel", "lead", "above")
        .first()
    )
    reporter = reporter_of(case, account, session_keys) if case else None
    if case is None or reporter is None:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    return case, reporter


def case_by_code(number: str, code: str) -> tuple[Case, Reporter]:
    """Return the case with that number whose reporter holds that code.

    Args:
        number: the case's number; spaces and full-width digits do not matter.
        code: the eight digits shown after reporting.

    Raises:
        Missing: no case with that number and code.
    """
    digits, secret = personal.normal_phone(number), personal.normal_phone(code)
    for case in Case.objects.filter(number=digits).select_related("merged_into"):
        wanted = code_digest(case.id, secret)
        for held in filter(None, (case.merged_into, case)):
            for reporter in held.reporters.all():
                if reporter.code_digest and bytes(reporter.code_digest) == wanted:
                    return held, reporter
    raise Missing(_("编号或查询码不对。请核对报事后显示的编号和8位查询码。"))
