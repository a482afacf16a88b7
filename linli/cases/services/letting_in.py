"""Opening a confidential case to somebody outside its readers takes two people (decision 046)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.cases.acting import Acting
from linli.cases.models import Case, Exclusion, Opening, OpeningRead, Visibility
from linli.cases.selectors.confidential import opening_to_decide, opening_to_read, reads_by_name
from linli.cases.services.deeds import case_act
from linli.cases.services.noting import opening_note
from linli.core import clock, personal
from linli.core.errors import Invalid, Refused
from linli.core.ids import new_id
from linli.notify.services import message_send
from linli.people.domain import Right, Standing
from linli.people.models import Account, Post

ASKED_FOR = timedelta(days=3)
"""So long a request waits for its second person."""
READ_FOR = timedelta(hours=24)
"""So long it may be read once a second person has agreed."""
MOST_WHY = 300


def opening_ask(standing: Standing, number: str, why: str) -> None:
    """Ask to read the confidential case of that number.

    Whether there is one is not told: the same words follow for any number, and a request that nobody could grant is not
    kept. Somebody whom the case names asks in vain as well.

    Args:
        standing: who asks, from a post that administers the place.
        number: of the case.
        why: what the second person reads.

    Raises:
        Invalid: no number or no reason.
        Refused: no post that administers a place.
    """
    if not personal.normal_phone(number):
        raise Invalid.at("number", _("请填写编号。"))
    if not why.strip() or len(why) > MOST_WHY:
        raise Invalid.at("why", _("请写明理由，最多300字。"))
    hats = standing.hats_with(Right.ADMIN)
    if not hats:
        raise Refused(_("只有管理一方的负责人可以申请。"))
    with transaction.atomic():  # whatever the number: the log does not tell either whether there is such a case
        audit_note("confidential_asked", hats[0], standing, hat=hats[0])
    for case in Case.objects.filter(number=personal.normal_phone(number), visibility=Visibility.CONFIDENTIAL):
        hat = next((hat for hat in hats if hat.post_id and hat.covers(case.path, case.grid_id)), None)
        named = Exclusion.objects.filter(
            community_id=case.community_id, case_id=case.id, account_id=standing.account_id or 0
        ).exists()
        if hat is None or named or reads_by_name(standing, case):
            continue
        waiting = Opening.objects.filter(
            community_id=case.community_id,
            case_id=case.id,
            asker_id=standing.account_id,
            decided_at=None,
            asked_at__gt=clock.now() - ASKED_FOR,
        )
        with transaction.atomic():
            if waiting.exists():
                continue
            Opening.objects.create(
                community_id=case.community_id,
                id=new_id(),
                case_id=case.id,
                asker_id=standing.account_id or 0,
                post_id=hat.post_id or 0,
                why=why.strip(),
                asked_at=clock.now(),
            )
            _tell(case, standing)


def _tell(case: Case, standing: Standing) -> None:
    """Tell those who lead the case, person by person, and nobody whom it names."""
    named = Exclusion.objects.filter(community_id=case.community_id, case_id=case.id).values("account_id")
    posts = Post.objects.current().filter(organisation_id=case.lead_id).exclude(account__in=named)
    text = _("有人申请查看保密件 %(number)s，请您决定是否同意。") % {"number": case.number}
    for account in Account.objects.filter(posts__in=posts).exclude(pk=standing.account_id or 0).distinct():
        message_send(
            community_id=case.community_id,
            kind="opening",
            text=text,
            link=reverse("cases:confidential"),
            account=account,
            subject_id=case.id,
        )


def opening_decide(standing: Standing, community_id: int, opening_id: int, *, agree: bool, key: str) -> Opening:
    """Let the second person agree to a request, or not; the case's history says who asked, why, and who agreed.

    Args:
        standing: the second person: leads or supervises the case, and is not who asked.
        agree: whether they may read.
        key: idempotency key of the form.

    Raises:
        Missing: no request that this person could decide, or decided or lapsed already.
    """
    with transaction.atomic():
        opening, case = opening_to_decide(standing, community_id, opening_id, clock.now() - ASKED_FOR)
        own = {case.lead_id, case.above_id}
        hat = next(hat for hat in standing.hats_with(Right.HANDLE) if hat.organisation_id in own)
        opening.second_post_id, opening.decided_at, opening.agreed = hat.post_id, clock.now(), agree
        opening.read_until = clock.now() + READ_FOR if agree else None
        opening.save(update_fields=["second_post", "decided_at", "agreed", "read_until"])
        opening_note("confidential_decided", opening, case, standing, hat=hat, agreed=agree)
        who = f"{opening.post.organisation.name} {opening.post.public_name}"
        said = {"who": who, "why": opening.why}
        text = (
            _("同意%(who)s查看此保密件24小时。理由：%(why)s")
            if agree
            else _("不同意%(who)s查看此保密件。理由：%(why)s")
        )
        case_act(community_id, case.id, "note", acting=Acting(standing), carried={"text": text % said}, key=key)
        if agree:  # a refusal would tell that there is such a case
            message_send(
                community_id=community_id,
                kind="opening_decided",
                text=_("您申请查看的保密件 %(number)s，已有人同意。") % {"number": case.number},
                link=reverse("cases:confidential"),
                account=opening.asker,
                subject_id=case.id,
            )
    return opening


def opening_read(standing: Standing, community_id: int, opening_id: int) -> tuple[Opening, Case]:
    """Return the case that somebody was let in to, and write down that they read it.

    Raises:
        Missing: not theirs, not agreed to, over, or whoever asked or agreed holds the post no more.
    """
    opening, case = opening_to_read(standing, community_id, opening_id)
    with transaction.atomic():
        OpeningRead.objects.create(community_id=community_id, opening_id=opening.id, at=clock.now())
        opening_note("confidential_read", opening, case, standing)
    return opening, case
