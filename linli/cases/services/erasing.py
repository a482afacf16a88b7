"""Takes away what a case says about people when its time is past, or when its reporter asks (PIPL art. 15, 19, 47).

Figures, tallies and the signed history stay right: an event keeps its digest and signature and gets a sealed tombstone in
place of its words (decision 045).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from linli.cases.domain.erasing import TEXTS, erased_content
from linli.cases.domain.facts import ENDED
from linli.cases.models import (
    AnswerTerms,
    Attachment,
    Case,
    CaseTerms,
    Event,
    Exclusion,
    Handler,
    LikenessKey,
    OnBehalf,
    Opening,
    PaperReceipt,
    Reporter,
)
from linli.cases.selectors.facts import case_lock
from linli.cases.services.submitting import text_digest
from linli.core import clock
from linli.core.chain import erasure_seal
from linli.core.errors import Missing
from linli.core.keys import chain_key
from linli.notify.services import messages_forget
from linli.people.models import Account
from linli.places.models import Division
from linli.privacy.domain.terms import TERMS, length
from linli.privacy.selectors.terms import longer_days

TITLE = "（内容已到期删除）"
NOBODY = {"phone": "", "phone_index": None, "name": ""}


def case_erase(community_id: int, case_id: int, why: str) -> bool:
    """Anonymise a case that has ended; return whether there was something to do.

    Args:
        community_id, case_id: the case.
        why: the rule, a code that its tombstone keeps ("term").
    """
    with transaction.atomic():
        case = case_lock(community_id, case_id)
        if case.erased_at is not None or case.state not in ENDED:
            return False
        with override("zh-hans"):
            case.title, case.body = _(TITLE), ""
        published = case.published_at is not None
        now, key = clock.now(), chain_key()
        for event in Event.objects.filter(community_id=community_id, case_id=case_id):
            text = text_digest(case.title, "") if event.seq == 1 else None
            left = erased_content(event.content, text=text, published=published, at=now, why=why)
            left["erased"]["seal"] = erasure_seal(key, bytes(event.digest), left).hex()
            event.content, event.key = left, None
            event.save(update_fields=["content", "key"])
        case.answer = ""
        if not published:
            case.public_title = case.public_answer = ""
        case.address, case.lon, case.lat, case.building, case.entrance = "", None, None, None, None
        case.erased_at = now
        case.save(
            update_fields=[
                *("title", "body", "answer", "public_title", "public_answer", "address", "lon", "lat"),
                *("building", "entrance", "erased_at"),
            ]
        )
        here = {"community_id": community_id, "case_id": case_id}
        for model in (Handler, Reporter):
            names = [name for name in TEXTS if name in {field.name for field in model._meta.local_fields}]
            model.objects.filter(**here).update(**dict.fromkeys(names, ""))
        Reporter.objects.filter(**here).update(**NOBODY, code_digest=None)
        Exclusion.objects.filter(**here).delete()
        Opening.objects.filter(**here).update(why="", read_until=None)
        CaseTerms.objects.filter(**here).delete()
        if not published:
            AnswerTerms.objects.filter(**here).delete()
        PaperReceipt.objects.filter(**here).delete()
        OnBehalf.objects.filter(**here).delete()
        LikenessKey.objects.filter(**here).delete()
        files = [name for pair in Attachment.objects.filter(**here).values_list("file", "thumbnail") for name in pair]
        Attachment.objects.filter(**here).delete()
        messages_forget(community_id, case_id)
        transaction.on_commit(lambda: _files_delete(files))
    return True


def _files_delete(names: Iterable[str]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)


def cases_erase(most: int) -> int:
    """Anonymise at most so many cases whose time is past, each place by its own term; return how many."""
    done = 0
    shortest = length("case")
    assert shortest is not None
    now = clock.now()
    old = Case.objects.filter(state__in=[str(s) for s in ENDED], erased_at=None, submitted_at__lte=now - shortest)
    for community in Division.objects.filter(pk__in=old.values("community_id")).defer("outline"):
        lasts = length("case", longer_days(community, "case")) or timedelta(days=TERMS["case"].days or 0)
        # The last deed and not the closing: a follow-up of a closed case is part of it.
        here = old.filter(community_id=community.pk).order_by("submitted_at")
        past = here.annotate(ended=Max("events__at")).filter(ended__lte=now - lasts)
        for case_id in list(past.values_list("id", flat=True)[: most - done]):
            done += case_erase(community.pk, case_id, "term")
        if done >= most:
            break
    return done + reporters_erase(most - done)


def reporters_erase(most: int) -> int:
    """Take number and name off ended cases whose reporter's account is gone: they were left only to end the case."""
    if most <= 0:
        return 0
    gone = Reporter.objects.filter(
        ~Q(phone_index=None) | ~Q(code_digest=None), account__is_active=False, case__state__in=[str(s) for s in ENDED]
    )
    rows = list(gone.values_list("community_id", "id", "case_id")[:most])
    for community_id, reporter_id, case_id in rows:
        _contact_erase(community_id, case_id, [reporter_id])
    return len(rows)


def _contact_erase(community_id: int, case_id: int, reporter_ids: list[int]) -> None:
    with transaction.atomic():
        case = case_lock(community_id, case_id)
        rows = Reporter.objects.filter(community_id=community_id, case_id=case_id)
        first = rows.order_by("id").values_list("id", flat=True).first()
        rows.filter(id__in=reporter_ids).update(**NOBODY, code_digest=None)
        if first in reporter_ids:  # the door is the first reporter's, as the text is
            case.address, case.lon, case.lat = "", None, None
            case.save(update_fields=["address", "lon", "lat"])


def contact_withdraw(account: Account, community_id: int, case_id: int) -> None:
    """Let a reporter take back number, name and door that they left with one request, also while it is worked on (art. 15).

    The code that leads back stays: it names nobody.

    Raises:
        Missing: not a case of theirs.
    """
    mine = Reporter.objects.filter(community_id=community_id, case_id=case_id, account=account)
    ids = list(mine.values_list("id", flat=True))
    if not ids:
        raise Missing(_("没有这件诉求，或您不能查看。请核对编号。"))
    codes = dict(mine.values_list("id", "code_digest"))
    with transaction.atomic():
        _contact_erase(community_id, case_id, ids)
        for pk, code in codes.items():
            mine.filter(id=pk).update(code_digest=code)


def reporter_leave(account: Account) -> None:
    """Let somebody's account go: what they left with ended requests at once, with open ones when these have ended."""
    mine = Reporter.objects.filter(account=account, case__state__in=[str(s) for s in ENDED])
    for community_id, reporter_id, case_id in list(mine.values_list("community_id", "id", "case_id")):
        _contact_erase(community_id, case_id, [reporter_id])
