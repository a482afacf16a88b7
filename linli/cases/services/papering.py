"""Paper for people without a phone (R2): printed by whoever took the report in or works on it, withdrawn, opened by its code."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.codes import check_digit, draw_number
from linli.cases.models import Case, PaperRead, PaperReceipt, Reporter
from linli.cases.selectors.taken import receipt_hat
from linli.cases.services.noting import case_note
from linli.core import clock, personal
from linli.core.errors import Invalid, Missing, Refused
from linli.people.domain import Right, Standing
from linli.people.services import try_count

DIGITS = 8  # with the check digit nine, in three threes
CHECKED = DIGITS + 1
# From one address in an hour: a sheet that is scanned badly, not somebody who guesses 128 bits.
MOST_UNKNOWN = 60
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet with its codes, which nobody can read again later."""

    paper: PaperReceipt
    token: str
    code: str


def _token_digest(token: str) -> bytes:
    return personal.digest(f"paper:{token}")


def _code_digest(case_id: int, code: str) -> bytes:
    return personal.digest(f"paper-code:{case_id}:{code}")


@transaction.atomic
def paper_make(case: Case, acting: Standing) -> Printed:
    """Make a sheet for a case that was reported for somebody; the one before it is worthless from now on.

    Args:
        case: one that `case_receipt` gives whoever acts.

    Raises:
        Refused: no post that takes reports.
        Invalid: nobody reported it, or its time is past.
    """
    hats = (hat for hat in acting.hats_with(Right.INTAKE) if hat.post_id is not None)
    hat = receipt_hat(case, acting) or next(hats, None)
    if hat is None or hat.post_id is None:
        raise Refused(_("只有代居民报事的岗位可以打印回执。"))
    case = Case.objects.select_for_update(of=("self",)).get(community_id=case.community_id, id=case.id)
    before = PaperReceipt.objects.filter(community_id=case.community_id, case_id=case.id)
    known = before.values_list("reporter_id", flat=True).first()
    own = Reporter.objects.filter(community_id=case.community_id, case_id=case.id).order_by("id")
    reporter_id = known or own.values_list("id", flat=True).first()
    if reporter_id is None or case.erased_at is not None:
        raise Invalid(_("这件事已并案或已过保存期，不能再打印回执。"))
    _withdraw(case)
    case_note("paper_made", case, acting, hat=hat)
    token, code = secrets.token_urlsafe(16), draw_number(DIGITS)
    paper = PaperReceipt.objects.create(
        community_id=case.community_id,
        case_id=case.id,
        reporter_id=reporter_id,
        token_digest=_token_digest(token),
        code_digest=_code_digest(case.id, code),
        made_at=clock.now(),
        made_by_id=hat.post_id,
    )
    return Printed(paper, token, code)


@transaction.atomic
def paper_withdraw(case: Case, acting: Standing) -> int:
    """Make the sheets of a case worthless, as when one was lost; return how many were valid."""
    found = _withdraw(case)
    if found:
        case_note("paper_withdrawn", case, acting)
    return found


def _withdraw(case: Case) -> int:
    valid = PaperReceipt.objects.filter(community_id=case.community_id, case_id=case.id, withdrawn_at=None)
    return valid.update(withdrawn_at=clock.now())


def paper_open(token: str, address: str) -> PaperReceipt:
    """Return the sheet with that picture, and write down that it was opened.

    Args:
        token: as the QR code has it.
        address: the network that asks (`people.client.network_of`); unknown pictures are counted by it.

    Raises:
        Missing: none, or withdrawn; both sound the same.
        TooMany: too many unknown ones from this address.
    """
    paper = PaperReceipt.objects.filter(token_digest=_token_digest(token[:64]), withdrawn_at=None).first()
    if paper is None:
        try_count("paper_unknown", address, most=MOST_UNKNOWN, window=HOUR)
        raise Missing(_("这张回执的码不能用：可能已经重新打印过。请找当时帮您报事的人，或凭编号打电话问。"))
    return _opened(paper, by_digits=False)


def paper_open_by_code(number: str, code: str) -> PaperReceipt | None:
    """Return the sheet of the case with that number whose digits these are; the tries are counted by whoever asks.

    Returns:
        None where the digits are as many as another code has.

    Raises:
        Invalid: the check digit says that one digit was misread.
        Missing: no such sheet, or withdrawn.
    """
    digits = personal.normal_phone(code)
    if len(digits) != CHECKED:
        return None
    if check_digit(digits[:-1]) != digits[-1]:
        raise Invalid.at("code", _("查询码有一位不对，请再对一遍纸上的9位数字。"))
    for case in Case.objects.filter(number=personal.normal_phone(number)).only("community_id", "id"):
        wanted = _code_digest(case.id, digits)
        for paper in PaperReceipt.objects.filter(community_id=case.community_id, case_id=case.id, withdrawn_at=None):
            if hmac.compare_digest(bytes(paper.code_digest), wanted):
                return _opened(paper, by_digits=True)
    raise Missing(_("编号或查询码不对。请核对纸上的编号和9位查询码；重新打印过的，旧纸不能用了。"))


def _opened(paper: PaperReceipt, *, by_digits: bool) -> PaperReceipt:
    PaperRead.objects.create(community_id=paper.community_id, paper_id=paper.id, by_digits=by_digits, at=clock.now())
    return paper
