"""A child's account: wished for with a proved number, made by the guardian's consent, the young person's own at 14.

Without the consent nothing of the child is kept but the wish, and that for a day (PIPL art. 31; decision 055).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import clock, personal
from linli.core.errors import Invalid
from linli.people.children import KNOWN_BY_NUMBER, LONGEST_YEARS, WAITS, Guardianship, month_after
from linli.people.models import Account
from linli.people.selectors import account_by_phone
from linli.people.services.accounts import account_get_or_create, consent_give, mobile_of
from linli.people.services.asking import MOST_A_DAY, ask_by_code, code_answers, code_waits, code_wrong
from linli.people.services.signed_in import sessions_end
from linli.people.services.tries import try_count

OF_AGE, GUARDIAN = "of_age", "guardian"
"""Purposes of a consent: that somebody said to be 14; that a guardian agreed, with the guardianship's number behind it."""


class Step(StrEnum):
    """What somebody who has proved a number is asked before they are in."""

    NONE = "none"
    AGE = "age"
    GUARDIAN = "guardian"
    GROWN = "grown"


def step_of(account: Account | None) -> Step:
    """Return what to ask of whoever has proved a number: nothing of whoever has an account of their own; one query for a child."""
    if account is None:
        return Step.AGE
    if account.child_until is None:
        return Step.NONE
    if account.child_until <= timezone.localdate(clock.now()):
        return Step.GROWN
    stands = Guardianship.objects.filter(account=account, ended_at=None, given_at__isnull=False).exists()
    return Step.NONE if stands else Step.GUARDIAN


def account_of_age(phone: str) -> Account:
    """Return the account of somebody who has proved a number and said to be 14, made at the first time.

    That it was asked and answered is kept with its moment, never a birthday (PIPL art. 6). A child's account stays one.
    """
    with transaction.atomic():
        account = account_get_or_create(phone)
        if not account.is_child:
            consent_give(account)
            consent_give(account, OF_AGE)
    return account


def child_begin(phone: str) -> Guardianship:
    """Keep that a child who has proved a number wishes for an account; one wish a number, an old one begun anew."""
    known, now = personal.blind_any(phone), clock.now()
    with transaction.atomic():
        Guardianship.objects.filter(phone_index__in=known, asked_at__lte=now - WAITS).delete()
        row = Guardianship.objects.filter(phone_index__in=known).first()
        if row is None:
            row, _made = Guardianship.objects.get_or_create(
                phone_index=personal.blind(phone), defaults={"phone": phone, "asked_at": now}
            )
    return row


def guardian_ask(row: Guardianship, phone: str) -> None:
    """Name the guardian's phone and send a code to it, in words that say who asks, what is kept and that it can be ended.

    Whether that number has an account, or is a child's, is not told before its holder has typed the code.

    Raises:
        Invalid: no mobile number, the child's own, or the text could not be handed over.
        TooMany: three a day, for one child and to one phone.
    """
    phone = mobile_of(phone)
    if phone == row.phone:
        words = _("这是孩子自己的号码，请填家长的。")
        raise Invalid(words, {"phone": words})
    with transaction.atomic():
        row = _waiting(row.pk)
        try_count("guardian_ask", row.phone, most=MOST_A_DAY, window=timedelta(days=1))
        row.guardian_phone, row.guardian_index = phone, personal.blind(phone)
        row.save(update_fields=["guardian_phone", "guardian_index"])
        words = _(
            "【邻里】手机号 %(who)s 的孩子未满14周岁，想用邻里报事，请您定。只存号码、称呼和报的事，用来办事和告知进展。"
            "同意就由您在孩子手机上填确认码 %(code)s，30分钟内有效；或用本机登录邻里，在“替家人办事”里同意。"
            "不同意不用理会。随时可以撤回。这不是登录验证码，不要告诉陌生人。"
        )
        ask_by_code(row, phone, lambda code: words % {"who": personal.mask_phone(row.phone), "code": code})


def guardian_agree(
    row: Guardianship, *, year: int, month: int, agree: bool, code: str = "", guardian: Account | None = None
) -> Account:
    """Make the child's account on the guardian's consent, until the end of the month in which the child turns 14.

    Args:
        year, month: in which the child turns 14, as the guardian says.
        agree: the guardian's tick (PIPL art. 14, 29, 31), kept with its moment.
        code: what came to the guardian's phone; or
        guardian: whoever is signed in with that number, which their sign-in proved.

    Raises:
        Invalid: no tick, a month past or too far, a wrong or old code, a guardian who is a child, or nothing waits.
    """
    until = _until(year, month, agree)
    with transaction.atomic():
        locked = Guardianship.objects.select_for_update().filter(pk=row.pk).first()
        if locked is not None and locked.account is not None and locked.stands:
            return locked.account  # pressed twice, or agreed to on the other phone meanwhile
        row = _checked(locked)
        if guardian is None:
            if not code_waits(row):
                raise Invalid(_("确认码已经失效，请重新发送。"))
            right = code_answers(row, code)
            by = account_by_phone(row.guardian_phone)
        else:
            right, by = is_named(row, guardian), guardian
        if right:
            return _begin(row, by, until)
    if guardian is not None:
        raise Invalid(_("没有等您同意的事，或已经过期。"))
    raise code_wrong(row)


def guardian_decline(row: Guardianship) -> None:
    """Let a guardian say no, or the child give up: the wish goes at once, with both numbers."""
    Guardianship.objects.filter(pk=row.pk, given_at=None).delete()


def is_named(row: Guardianship, guardian: Account) -> bool:
    """Whether a wish names the number of whoever is signed in."""
    return bool(guardian.phone) and guardian.phone == row.guardian_phone


def grown_agree(account: Account) -> None:
    """Let a young person of 14 go on by their own consent; the guardian has nothing to do with the account any more.

    Raises:
        Invalid: they are not 14, or have said so already.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account.pk)
        if step_of(account) != Step.GROWN:
            raise Invalid(_("这一步已经办过了，请重新登录。"))
        account.child_until = None
        account.save(update_fields=["child_until"])
        Guardianship.objects.filter(account=account).delete()
        consent_give(account)
        consent_give(account, OF_AGE)


def guardianship_end(row: Guardianship) -> None:
    """End a consent without a word of the guardian's against it: they part from it, or the child has turned 14.

    The guardian and both numbers go; the child is signed out and asked, at the next sign-in, for a guardian or at 14 for
    their own consent. Nobody giving it, the account goes after its term.
    """
    with transaction.atomic():
        locked = Guardianship.objects.select_for_update(of=("self",)).select_related("account").get(pk=row.pk)
        if not locked.stands or locked.account is None:
            return
        locked.ended_at, locked.guardian = clock.now(), None
        locked.guardian_phone, locked.guardian_index = "", None
        locked.save(update_fields=["ended_at", "guardian", "guardian_phone", "guardian_index"])
        sessions_end(locked.account)


def children_know(account: Account) -> None:
    """Tie children's accounts to a guardian who signs in with the number that agreed, while it is surely still theirs."""
    if account.phone and not account.is_child:
        since = clock.now() - KNOWN_BY_NUMBER
        rows = Guardianship.objects.filter(guardian_index__in=personal.blind_any(account.phone), guardian=None)
        rows.filter(given_at__gt=since, ended_at=None).update(guardian=account)


def _until(year: int, month: int, agree: bool) -> date:
    fields = {}
    if not agree:
        fields["agree"] = _("请家长勾选同意；不同意就不开通，什么都不留。")
    try:
        until: date | None = month_after(year, month)
    except ValueError:
        until = None
    today = timezone.localdate(clock.now())
    if until is None or not today < until <= month_after(today.year + LONGEST_YEARS, today.month):
        fields["month"] = _("请选孩子满14周岁是哪年哪月。")
    if fields or until is None:
        raise Invalid(next(iter(fields.values())), fields)
    return until


def _waiting(pk: int) -> Guardianship:
    return _checked(Guardianship.objects.select_for_update().filter(pk=pk).first())


def _checked(row: Guardianship | None) -> Guardianship:
    if row is None or row.given_at is not None or row.asked_at + WAITS <= clock.now():
        raise Invalid(_("这次申请已经过期，请重新登录。"))
    return row


def _begin(row: Guardianship, by: Account | None, until: date) -> Account:
    if by is not None and by.is_child:
        raise Invalid(_("这个号码不能当家长的号码，请换一位家长的。"))
    there = account_by_phone(row.phone)
    if there is not None and not there.is_child:
        raise Invalid(_("这个号码已有账户，请直接登录。"))
    account = account_get_or_create(row.phone)
    Guardianship.objects.filter(account=account).exclude(pk=row.pk).delete()
    account.child_until = until
    account.save(update_fields=["child_until"])
    row.account, row.guardian, row.given_at = account, by, clock.now()
    row.phone, row.phone_index, row.code_digest = "", None, b""
    row.save()
    consent_give(account, f"{GUARDIAN}:{row.pk}")
    return account
