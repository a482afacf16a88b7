"""Staff ask one member, or one unit, for help; whoever is asked answers; what came of it is noted (L1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.audit.services import audit_note
from linli.cases.domain.redaction import redact
from linli.cases.models import Case
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.partners import policies
from linli.partners.domain.offers import PURPOSES, codes_of
from linli.partners.models import Answer, Asking, MemberRegistration, Outcome, Purpose, Skill, State, UnitRegistration
from linli.partners.selectors.finding import WINDOW, asked_lately
from linli.partners.services.telling import account_tell, organisation_tell
from linli.people.domain import Hat, Standing
from linli.people.models import Organisation
from linli.places.models import Grid
from linli.privacy.domain.terms import length

_ASKED = gettext_noop("%(who)s想请您帮个忙，请打开看看能不能来。")
_ANSWERED = {
    Answer.YES: gettext_noop("您请的人答应了：%(what)s"),
    Answer.NO: gettext_noop("您请的人这次来不了：%(what)s"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed.

    Args:
        what: in words, without any resident's name, number or door.
        purpose: a code of `Purpose`.
        needed_at: when.
        case: the case it is for, known to staff alone.
    """

    what: str
    purpose: str
    skill: Skill | None = None
    grid: Grid | None = None
    needed_at: datetime | None = None
    case: Case | None = None


@transaction.atomic
def helper_ask(row: MemberRegistration, need: Need, *, key: str, acting: Standing) -> Asking:
    """Ask a member; doing it again with the same key asks once.

    Raises:
        Refused: not the community's staff, or the member cannot be asked now: paused, gone, not for this, asked often
            enough of late.
        Invalid: no words, or words that name somebody.
    """
    hat = policies.staff_required(acting, row.community_id)
    if (done := _done(row.community_id, key)) is not None:
        return done
    rows = MemberRegistration.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(community_id=row.community_id, id=row.id).first()
    if found is None or not _can_be_asked(found):
        raise Refused(_("这位同志暂停了接单，或已不在名单里，请找别人。"))
    if need.purpose not in codes_of(found.purposes, PURPOSES):
        raise Invalid.at("purpose", _("这位同志没有同意为这类事被找，请换一项或找别人。"))
    if asked_lately([found.account_id]).get(found.account_id, 0) >= found.asks:
        raise Refused(_("这位同志三十天内被请的次数已到本人定的上限，请找别人。"))
    asking = _write(found.community_id, need, key, hat.organisation_id, hat.post_id)
    asking.member_id, asking.account = found.id, found.account
    asking.save()
    found.last_asked_at = asking.asked_at
    found.save(update_fields=["last_asked_at"])
    urgent = need.purpose == Purpose.EMERGENCY
    account_tell(found.account, found.community_id, _ASKED, asking.own_address(), sms=urgent, who=_name(asking))
    _note("helper_asked", asking, acting, hat, purpose=need.purpose)
    return asking


def _can_be_asked(row: MemberRegistration) -> bool:
    runs = row.unit is None or row.unit.runs
    return row.state == State.CONFIRMED and row.paused_at is None and runs and row.account.is_active


@transaction.atomic
def unit_ask(row: UnitRegistration, need: Need, *, key: str, acting: Standing) -> Asking:
    """Ask a unit; its branch answers. As `helper_ask`."""
    hat = policies.staff_required(acting, row.community_id)
    if (done := _done(row.community_id, key)) is not None:
        return done
    if not row.runs:
        raise Refused(_("这个单位的报到没有生效或已到期，请联系单位党组织。"))
    asking = _write(row.community_id, need, key, hat.organisation_id, hat.post_id)
    asking.unit_id = row.id
    asking.save()
    organisation_tell(row.organisation, row.community_id, _ASKED, asking.own_address(), who=_name(asking))
    _note("helper_asked", asking, acting, hat, purpose=need.purpose)
    return asking


def _done(community_id: int, key: str) -> Asking | None:
    return Asking.objects.filter(community_id=community_id, key=key).first()


def _name(asking: Asking) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=asking.organisation_id)


def _write(community_id: int, need: Need, key: str, organisation_id: int, post_id: int | None) -> Asking:
    return Asking(
        community_id=community_id,
        skill=need.skill,
        purpose=need.purpose,
        what=_said(need.what),
        grid=need.grid,
        needed_at=need.needed_at,
        case_id=need.case.id if need.case and need.case.community_id == community_id else None,
        organisation_id=organisation_id,
        post_id=post_id,
        asked_at=clock.now(),
        key=key,
    )


def _said(words: str) -> str:
    """Return what is needed, as whoever is asked may read it: a resident's name, number or door is sent to nobody (PIPL art. 6)."""
    said = words.strip()
    if not said:
        raise Invalid.at("what", _("请写明需要什么。"))
    if len(said) > 300:
        raise Invalid.at("what", _("太长了，请控制在%(most)s个字以内。") % {"most": 300})
    if (hidden := redact(said)) != said:
        raise Invalid.at("what", _("里面像是有居民的姓名、电话或门牌，请去掉再发：%(words)s") % {"words": hidden})
    return said


@transaction.atomic
def asking_answer(asking: Asking, answer: str, *, reply: str = "", acting: Standing) -> Asking:
    """Say yes or no; until the community has noted what came of it, another word goes.

    Raises:
        Refused: somebody else was asked, or it is over.
        Invalid: neither yes nor no.
    """
    found = Asking.objects.select_for_update(of=("self",)).get(community_id=asking.community_id, id=asking.id)
    if not _is_asked(found, acting) or not found.is_open:
        raise Refused(_("这件事已经结束，谢谢您。"))
    if answer not in Answer.values:
        raise Invalid.at("answer", _("请选择能不能来。"))
    changed = found.answer != answer
    found.answer, found.reply, found.answered_at = answer, reply.strip()[:200], clock.now()
    found.save(update_fields=["answer", "reply", "answered_at"])
    if changed:
        words, link = _ANSWERED[Answer(answer)], found.staff_address()
        organisation_tell(found.organisation, found.community_id, words, link, what=found.what[:60])
    return found


def _is_asked(asking: Asking, acting: Standing) -> bool:
    if asking.unit is not None:
        return policies.branch_hat(acting, asking.unit.organisation_id) is not None
    return asking.account_id is not None and asking.account_id == acting.account_id


@transaction.atomic
def asking_end(asking: Asking, outcome: str, *, words: str = "", acting: Standing) -> Asking:
    """Note what came of it; it is kept, and nobody is ranked by it.

    Raises:
        Refused: not the community's staff, or noted already.
        Invalid: no outcome.
    """
    hat = policies.staff_required(acting, asking.community_id)
    found = Asking.objects.select_for_update(of=("self",)).get(community_id=asking.community_id, id=asking.id)
    if not found.is_open:
        raise Refused(_("结果已经记过。"))
    if outcome not in Outcome.values:
        raise Invalid.at("outcome", _("请选择结果。"))
    found.outcome, found.outcome_words, found.ended_at = outcome, words.strip()[:300], clock.now()
    found.save(update_fields=["outcome", "outcome_words", "ended_at"])
    _note("asking_ended", found, acting, hat, outcome=outcome)
    return found


def _note(deed: str, asking: Asking, acting: Standing, hat: Hat, **facts: str) -> None:
    audit_note(deed, asking.community, acting, (asking.community_id, asking.id), hat=hat, **facts)


def askings_expire(most: int) -> int:
    """Part at most so many askings from the person, once their time is past (PIPL art. 19); return how many."""
    old = Asking.objects.filter(asked_at__lte=clock.now() - lasts(), account__isnull=False).order_by("asked_at")
    keys: list[Any] = list(old.values_list("community_id", "id")[:most])
    for community_id in {key[0] for key in keys}:
        ids = [pk for community, pk in keys if community == community_id]
        rows = Asking.objects.filter(community_id=community_id, id__in=ids)
        rows.update(account=None, member_id=None, reply="")
    return len(keys)


def lasts() -> timedelta:
    """Return for how long an asking names whom it asked: as long as the message that asked."""
    found = length("message")
    assert found is not None and found > WINDOW
    return found
