"""A unit's branch registers with a community; the head of its desk confirms, asks back or declines (L1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.partners import policies
from linli.partners.models import State, UnitRegistration
from linli.partners.services.offering import skills_known, unit_skills_write
from linli.partners.services.telling import organisation_tell
from linli.people.domain import Standing
from linli.people.models import Organisation
from linli.people.selectors import desk_of
from linli.places.models import Division

LONGEST = timedelta(days=3 * 366)
"""A registration is for a period: three years at most, then the branch says again what it can do."""
CONFIRM, RETURN, DECLINE = "confirm", "return", "decline"
_STATE_OF = {RETURN: State.RETURNED, DECLINE: State.DECLINED}
_WAITING = gettext_noop("%(unit)s的报到等您确认。")
_TOLD = {
    CONFIRM: gettext_noop("%(community)s已确认%(unit)s的报到。"),
    RETURN: gettext_noop("%(community)s请%(unit)s补充报到的内容。"),
    DECLINE: gettext_noop("%(community)s没有接收%(unit)s的报到，理由见页面。"),
    "end": gettext_noop("%(unit)s在%(community)s的报到已结束。"),
}


@transaction.atomic
def unit_register(
    organisation: Organisation,
    community: Division,
    *,
    members: int,
    until: date,
    resources: str = "",
    contact: str = "",
    phone: str = "",
    skills: Iterable[int] = (),
    acting: Standing,
) -> UnitRegistration:
    """Register a unit's branch with the community where it works, say more where it was asked back, change or renew it.

    Of a confirmed one resources, contact and skills change at once; a later end waits for the desk, and the registration
    runs meanwhile.

    Args:
        members: how many party members it has.
        until: the last day it is to be good for.
        skills: ids of kinds of skill or resource.

    Raises:
        Refused: not a post of that branch.
        Invalid: the community does not lie where the unit does, or an end that is past or too far.
    """
    hat = policies.branch_required(acting, organisation.pk)
    _checked(organisation, community, members, until)
    row = _locked(community.pk, organisation) or UnitRegistration(community=community, organisation=organisation)
    row.members, row.resources = members, resources.strip()[:500]
    row.contact, row.phone = contact.strip()[:40], phone.strip()[:30]
    if row.state != State.CONFIRMED:
        row.state, row.asks_until = State.ASKED, until
    elif row.until != until:
        row.asks_until = until
    row.asked_at, row.asked_by_id = clock.now(), hat.post_id
    row.save()
    unit_skills_write(row, skills_known(community, skills))
    desk = desk_of(community)
    if row.waits and desk is not None:
        organisation_tell(desk, community.pk, _WAITING, _address(row), unit=organisation.name)
    audit_note("unit_registered", community, acting, (community.pk, row.id), hat=hat)
    return row


def _checked(organisation: Organisation, community: Division, members: int, until: date) -> None:
    if organisation.kind != policies.BRANCH_KIND or not community.path.startswith(organisation.place.path):
        raise Invalid.at(
            "community",
            _("“%(community)s”不在%(place)s，请从列表中选择。")
            % {"community": community.name, "place": organisation.place.name},
        )
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise Invalid.at("until", _("请填写今天以后、三年以内的日期。"))
    if members > 100_000:
        raise Invalid.at("members", _("党员人数太大了，请核对。"))


@transaction.atomic
def unit_decide(row: UnitRegistration, decision: str, *, words: str = "", acting: Standing) -> UnitRegistration:
    """Confirm what a branch asks for, ask back, or decline with a reason; a renewal likewise.

    Args:
        decision: "confirm", "return" or "decline".

    Raises:
        Refused: not a head of the community's desk, or nothing waits.
        Invalid: no reason.
    """
    hat = policies.head_required(acting, row.community_id)
    found = _locked(row.community_id, row.organisation)
    if found is None or not found.waits:
        raise Refused(_("这份报到已经处理过，请刷新页面查看最新情况。"))
    if decision != CONFIRM and not words.strip():
        raise Invalid.at("words", _("请写明理由。"))
    now = clock.now()
    if decision == CONFIRM:
        found.until, found.state = found.asks_until, State.CONFIRMED
    elif found.state != State.CONFIRMED:  # a renewal that is not granted leaves what runs as it is
        found.state = _STATE_OF[decision]
    found.asks_until = None
    found.words, found.decided_at, found.decided_by_id = words.strip()[:300], now, hat.post_id
    found.save()
    _branch_tell(found, decision)
    audit_note("unit_decided", found.community, acting, (found.community_id, found.id), hat=hat, decision=decision)
    return found


@transaction.atomic
def unit_end(row: UnitRegistration, *, words: str, acting: Standing) -> UnitRegistration:
    """End a registration, by the branch itself or by a head of the desk, with a reason; its members are found no longer.

    Raises:
        Refused: neither of the two, or it does not run.
        Invalid: no reason.
    """
    hat = policies.branch_hat(acting, row.organisation_id) or policies.head_required(acting, row.community_id)
    found = _locked(row.community_id, row.organisation)
    if found is None or found.state not in (State.CONFIRMED, State.ASKED, State.RETURNED):
        raise Refused(_("这份报到已经处理过，请刷新页面查看最新情况。"))
    if not words.strip():
        raise Invalid.at("words", _("请写明理由。"))
    found.state, found.asks_until, found.words = State.ENDED, None, words.strip()[:300]
    found.decided_at, found.decided_by_id = clock.now(), hat.post_id
    found.save()
    _branch_tell(found, "end")
    audit_note("unit_ended", found.community, acting, (found.community_id, found.id), hat=hat)
    return found


def _locked(community_id: int, organisation: Organisation) -> UnitRegistration | None:
    rows = UnitRegistration.objects.select_for_update(of=("self",)).select_related("community", "organisation")
    return rows.defer("community__outline").filter(community_id=community_id, organisation=organisation).first()


def _branch_tell(row: UnitRegistration, what: str) -> None:
    link = reverse("partners:branch")
    names = {"unit": row.organisation.name, "community": row.community.name}
    organisation_tell(row.organisation, row.community_id, _TOLD[what], link, **names)


def _address(row: UnitRegistration) -> str:
    return reverse("partners:unit", args=[row.community_id, row.id])
