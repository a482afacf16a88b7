"""Leaders are proposed by themselves or by neighbours, posted for a time, and chosen by the branch (G4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.domain.deeds import Fact
from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.core.errors import Invalid, Refused
from linli.people.domain import LEADS, Hat, Right, Standing
from linli.people.models import Account, Nomination, NominationState, Objection, Organisation, Post
from linli.people.policies import grown_required, territory_required
from linli.people.services.accounts import account_get_or_create
from linli.people.services.posts import post_start
from linli.people.services.tries import try_count
from linli.places.models import Neighbourhood

S = NominationState
SHORTEST, USUAL, LONGEST = 3, 5, 30
"""Days a nomination is posted: at least, as a rule, at most."""
MOST_A_DAY = 5
held_back: list[Callable[[Nomination], str]] = []
"""Rooms above say why a nomination is not the heads' to decide now; "" where it is."""


def nomination_make(
    account: Account,
    neighbourhood: Neighbourhood,
    *,
    name: str,
    phone: str = "",
    why: str = "",
    promise: str = "",
    by_self: bool,
) -> Nomination:
    """Propose oneself, or a neighbour, as the leader of an area, group or neighbourhood.

    Args:
        phone: the neighbour's; one's own number is known.

    Raises:
        Invalid: no name, no mobile number, oneself as a neighbour, or proposed already.
        Refused: a child proposes.
        TooMany: more than five a day.
    """
    grown_required(account)
    phone = account.phone if by_self else personal.normal_phone(phone)
    fields: dict[str, str] = {}
    if not name.strip():
        fields["name"] = _("请写姓名，公示时用。")
    if not personal.is_mobile(phone):
        fields["phone"] = _("请输入11位手机号码。")
    elif not by_self and phone == account.phone:
        fields["phone"] = _("推荐自己请选“自荐”。")
    if fields:
        raise Invalid(next(iter(fields.values())), fields)
    known = personal.blind_any(phone)
    open_ = Nomination.objects.filter(neighbourhood=neighbourhood, state__in=(S.PROPOSED, S.POSTED))
    if open_.filter(phone_index__in=known).exists():
        raise Invalid(_("这个人已经有人提名，正在等社区公示或决定。"), {"phone": _("已有提名。")})
    try_count("nominate", str(account.pk), most=MOST_A_DAY, window=timedelta(days=1))
    return Nomination.objects.create(
        neighbourhood=neighbourhood,
        kind=next(kind for kind, leads in LEADS.items() if leads == neighbourhood.kind),
        proposer=account,
        by_self=by_self,
        name=name.strip()[:40],
        phone=phone,
        phone_index=personal.blind(phone),
        why=why.strip()[:300],
        promise=promise.strip()[:200],
    )


@transaction.atomic
def nomination_post(nomination: Nomination, *, days: int, agreed: bool, acting: Standing) -> Nomination:
    """Post a nomination for some days.

    Args:
        days: how long; 3 to 30.
        agreed: whether the nominee was asked and agrees that the name is posted (PIPL art. 13, 29); who proposes
            themselves has agreed by that.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it is not waiting, too short or long, or nobody asked the nominee.
    """
    nomination, hat = _locked(nomination, acting)
    if nomination.state != S.PROPOSED:
        raise Invalid(_("这份提名已经公示过或已有结果。"))
    if not SHORTEST <= days <= LONGEST:
        words = _("公示期要在 %(least)s 到 %(most)s 天之间。") % {"least": SHORTEST, "most": LONGEST}
        raise Invalid(words, {"days": words})
    if not nomination.by_self and not agreed:
        words = _("请先问过被提名的人，本人同意后再公示。")
        raise Invalid(words, {"agreed": words})
    nomination.state, nomination.posted_at = S.POSTED, clock.now()
    nomination.posted_until = nomination.posted_at + timedelta(days=days)
    nomination.save(update_fields=["state", "posted_at", "posted_until"])
    _noted("nomination_posted", nomination, acting, hat, days=days)
    return nomination


def objection_make(nomination: Nomination, account: Account, text: str) -> Objection:
    """Object to a nomination while it is posted; once each, changed by writing again.

    Raises:
        Invalid: no words.
        Refused: it is not posted, or no more, or a child objects.
    """
    grown_required(account)
    if nomination.state != S.POSTED or nomination.posted_until is None or nomination.posted_until <= clock.now():
        raise Refused(_("公示期已过，不能再提异议。"))
    if not text.strip():
        raise Invalid(_("请写明理由。"), {"text": _("请写明理由。")})
    objection, _made = Objection.objects.update_or_create(
        nomination=nomination, account=account, defaults={"text": text.strip()[:500], "made_at": clock.now()}
    )
    return objection


@transaction.atomic
def objection_decide(objection: Objection, *, upheld: bool, reply: str, acting: Standing) -> None:
    """Answer an objection; one that is upheld ends the nomination.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: answered already, or without words.
    """
    nomination, hat = _locked(objection.nomination, acting)
    if objection.upheld is not None or nomination.state != S.POSTED:
        raise Invalid(_("这条异议已经答复。"))
    if not reply.strip():
        raise Invalid(_("请写明理由。"), {"reply": _("请写明理由。")})
    objection.upheld, objection.reply, objection.decided_at = upheld, reply.strip()[:300], clock.now()
    objection.save(update_fields=["upheld", "reply", "decided_at"])
    said: dict[str, Any] = {"nomination": nomination.pk, "upheld": upheld}
    audit_note("objection_decided", nomination.neighbourhood.community, acting, objection.pk, hat=hat, **said)
    if upheld:
        _decide(nomination, S.DECLINED, hat, reply)


@transaction.atomic
def nomination_choose(nomination: Nomination, *, acting: Standing | None) -> Post:
    """Choose the nominee after the notice: the post begins, with what was promised.

    Args:
        acting: who chooses; None: the neighbours did, by a vote.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: the notice runs still, an objection is not answered, neighbours vote, or as `post_start` says.
    """
    nomination, hat = _locked(nomination, acting)
    _held_check(nomination)
    if nomination.state != S.POSTED or nomination.posted_until is None:
        raise Invalid(_("要先公示，才能确定人选。"))
    if nomination.posted_until > clock.now():
        raise Invalid(_("公示期还没有结束。"))
    if nomination.objections.filter(upheld=None).exists():
        raise Invalid(_("还有异议没有答复。"))
    place = nomination.neighbourhood
    post = post_start(
        organisation=Organisation.objects.get(grid=place.grid),
        kind=nomination.kind,
        account=account_get_or_create(nomination.phone, nomination.name),
        public_name=nomination.name,
        promise=nomination.promise,
        neighbourhood=place,
        acting=acting,
    )
    nomination.post = post
    _decide(nomination, S.CHOSEN, hat, "")
    _noted("nomination_chosen", nomination, acting, hat, post=post.pk)
    return post


@transaction.atomic
def nomination_decline(nomination: Nomination, *, why: str, acting: Standing | None) -> None:
    """Do not choose the nominee, with a reason.

    Args:
        acting: who decides; None: the neighbours did, by a vote.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: decided already, neighbours vote, or without a reason.
    """
    nomination, hat = _locked(nomination, acting)
    _held_check(nomination)
    if nomination.state not in (S.PROPOSED, S.POSTED):
        raise Invalid(_("这份提名已经公示过或已有结果。"))
    if not why.strip():
        raise Invalid(_("请写明理由。"), {"why": _("请写明理由。")})
    _decide(nomination, S.DECLINED, hat, why)
    _noted("nomination_declined", nomination, acting, hat)


def _held_check(nomination: Nomination) -> None:
    for hold in held_back:
        if why := hold(nomination):
            raise Invalid(why)


def _noted(deed: str, nomination: Nomination, acting: Standing | None, hat: Hat | None, **facts: Fact) -> None:
    place = nomination.neighbourhood.community
    audit_note(deed, place, acting, nomination.pk, hat=hat, kind=nomination.kind, **facts)


def _locked(nomination: Nomination, acting: Standing | None) -> tuple[Nomination, Hat | None]:
    found = Nomination.objects.select_for_update(of=("self",)).select_related(
        "neighbourhood__community", "neighbourhood__grid"
    )
    row = found.get(pk=nomination.pk)
    if acting is None:
        return row, None
    return row, territory_required(acting, Right.ADMIN, row.neighbourhood.community, row.neighbourhood.grid)


def _decide(nomination: Nomination, state: NominationState, hat: Hat | None, why: str) -> None:
    nomination.state, nomination.decided_at = state, clock.now()
    nomination.decided_by_id = hat.post_id if hat is not None else None
    nomination.decision = why.strip()[:300]
    # The purpose is over (PIPL art. 19, 47): whoever was chosen is named by the post, of the others nothing is kept.
    nomination.name, nomination.phone, nomination.phone_index = "", "", None
    nomination.save(
        update_fields=["state", "decided_at", "decided_by", "decision", "post", "name", "phone", "phone_index"]
    )


@transaction.atomic
def nominations_leave(account: Account) -> None:
    """Take away what nominations hold of somebody whose account goes (PIPL art. 47): one that is open ends, and of what
    they had against others only the answer stays.
    """
    if account.phone:
        known = personal.blind_any(account.phone)
        open_ = Nomination.objects.filter(phone_index__in=known, state__in=(S.PROPOSED, S.POSTED))
        open_.update(
            state=S.DECLINED,
            name="",
            phone="",
            phone_index=None,
            decided_at=clock.now(),
            decision=_("本人已注销账户。"),
        )
    mine = Objection.objects.filter(account=account)
    mine.filter(upheld=None).delete()
    mine.update(text="")
