"""A member registers with the community of the home and of the workplace, offers, pauses, goes (L1; PIPL art. 13-16, 28-29, 47)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.partners import policies
from linli.partners.domain.offers import Offer
from linli.partners.models import Asking, MemberRegistration, Offered, Reveal, Side, State, UnitRegistration
from linli.partners.services.offering import member_skills_write, offer_checked, skills_known
from linli.partners.services.telling import account_tell, organisation_tell
from linli.people.domain import Standing
from linli.people.models import Account
from linli.people.policies import grown_required
from linli.people.selectors import desk_of
from linli.places.models import Division, Grid
from linli.privacy.services.mine import choice_note

CONSENT = "double_registration"
"""The purpose of the separate consent (PIPL art. 29), as `privacy.Choice` keeps it."""
_HOME_WAITS = gettext_noop("有居民报到，等您确认。")
_WORK_WAITS = gettext_noop("有本单位的同志报到，等您确认。")
_TOLD = {
    True: gettext_noop("您的报到已确认。"),
    False: gettext_noop("您的报到没有通过，理由见页面。"),
}


@transaction.atomic
def member_register(
    account: Account,
    community: Division,
    *,
    unit: UnitRegistration | None = None,
    grid: Grid | None = None,
    offer: Offer,
    agreed: bool,
) -> MemberRegistration:
    """Register somebody with the community of the home (no `unit`), or of the workplace, through its branch.

    What is offered is one and the same in both places: saying it anew here changes it there. Registering again with the
    same community changes grid or unit and waits for its confirmation anew.

    Args:
        unit: a registration that runs; its community is meant.
        grid: where the home is; only with a community of the home.
        agreed: whether they consent, separately, to being known as a party member and what they offer (PIPL art. 29).

    Raises:
        Invalid: no consent, a unit whose registration does not run, a grid of elsewhere, or as `offer_checked` says.
        Refused: a child.
    """
    grown_required(account)
    if not agreed:
        raise Invalid.at("agreed", _("要报到，请单独同意上面的说明；不同意也不影响您使用其他功能。"))
    if unit is not None and not unit.runs:
        raise Invalid.at("unit", _("这个单位的报到没有生效或已到期，请联系单位党组织。"))
    if grid is not None and grid.community_id != community.pk:
        raise Invalid.at("grid", _("这个网格不在%(place)s。") % {"place": community.name})
    columns, now = offer_checked(offer), clock.now()
    side = Side.WORK if unit is not None else Side.HOME
    own = _own(account)
    if not own:
        choice_note(account, CONSENT, True)
    known = next((row for row in own if row.community_id == community.pk and row.side == side), None)
    row = known or MemberRegistration(community=community, account=account, side=side, agreed_at=now)
    if known is None or (row.unit_id, row.grid_id) != (unit.id if unit else None, grid.pk if grid else None):
        row.state, row.words, row.registered_at = State.ASKED, "", now
    elif row.state == State.DECLINED:
        row.state, row.registered_at = State.ASKED, now
    row.unit_id, row.grid = unit.id if unit else None, grid
    row.own_words_at, row.paused_at = now, None
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    member_skills_write(row, skills_known(community, offer.skills))
    _offer_write([each for each in own if each is not known], offer, columns)
    if row.state == State.ASKED:
        _deciders_tell(row, community, unit)
    return row


def _own(account: Account) -> list[MemberRegistration]:
    rows = MemberRegistration.objects.select_for_update(of=("self",)).filter(account=account)
    return list(rows.select_related("community").defer("community__outline").order_by("community_id", "id"))


def _deciders_tell(row: MemberRegistration, community: Division, unit: UnitRegistration | None) -> None:
    if unit is not None:
        link = reverse("partners:branch_members", args=[unit.community_id, unit.id])
        organisation_tell(unit.organisation, community.pk, _WORK_WAITS, link)
    elif desk := desk_of(community):
        organisation_tell(desk, community.pk, _HOME_WAITS, reverse("partners:members") + f"?community={community.code}")


@transaction.atomic
def offer_change(account: Account, offer: Offer) -> int:
    """Change what somebody offers, in every community they are registered with; return how many.

    Raises:
        Invalid: as `offer_checked` says.
        Refused: they are registered nowhere.
    """
    columns, own = offer_checked(offer), _own(account)
    if not own:
        raise Refused(_("您还没有报到。"))
    _offer_write(own, offer, columns)
    return len(own)


def _offer_write(rows: list[MemberRegistration], offer: Offer, columns: dict[str, object]) -> None:
    for row in rows:
        for name, value in columns.items():
            setattr(row, name, value)
        row.own_words_at = clock.now()
        row.save(update_fields=[*columns, "own_words_at"])
        member_skills_write(row, skills_known(row.community, offer.skills))


def members_pause(account: Account) -> int:
    """Let nobody find somebody until they resume; what was offered stays."""
    return _mine(account).filter(paused_at=None).update(paused_at=clock.now(), own_words_at=clock.now())


def members_resume(account: Account) -> int:
    """Let somebody be found again."""
    return _mine(account).update(paused_at=None, own_words_at=clock.now())


def _mine(account: Account) -> QuerySet[MemberRegistration]:
    return MemberRegistration.objects.filter(account=account)


@transaction.atomic
def member_withdraw(account: Account, row: MemberRegistration | None = None) -> int:
    """Take a registration back, or all where None is named: the rows go with what was offered (PIPL art. 15, 47).

    Whoever has none left has withdrawn the consent; that they did is kept, and that it had been given (art. 69).

    Returns:
        How many rows went.
    """
    own = [each for each in _own(account) if row is None or each.pk == row.pk]
    _rows_delete(own)
    if own and not _mine(account).exists():
        choice_note(account, CONSENT, False)
        _askings_part(account)
    return len(own)


def _rows_delete(rows: list[MemberRegistration]) -> None:
    for row in rows:
        # What was not answered yet will not be.
        Asking.objects.filter(community_id=row.community_id, member_id=row.id).update(member_id=None)
        Offered.objects.filter(community_id=row.community_id, member_id=row.id).delete()
        MemberRegistration.objects.filter(community_id=row.community_id, id=row.id).delete()


def _askings_part(account: Account) -> None:
    """That a community asked stays; whom it asked, and what they wrote, goes."""
    Asking.objects.filter(account=account).update(account=None, member_id=None, reply="")


@transaction.atomic
def account_forget(account: Account) -> None:
    """Take away all of somebody whose account goes (PIPL art. 47)."""
    _rows_delete(_own(account))
    _askings_part(account)
    Reveal.objects.filter(account=account).delete()


@transaction.atomic
def member_decide(row: MemberRegistration, confirm: bool, *, words: str = "", acting: Standing) -> MemberRegistration:
    """Confirm or decline a registration: the branch of the unit does at work, the community's staff at home.

    Raises:
        Refused: neither, or it does not wait.
        Invalid: declined without a reason.
    """
    rows = MemberRegistration.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(community_id=row.community_id, id=row.id).first()
    if found is None or found.state != State.ASKED:
        raise Refused(_("这份报到已经处理过，请刷新页面查看最新情况。"))
    hat = (
        policies.branch_required(acting, found.unit.organisation_id)
        if found.unit is not None
        else policies.staff_required(acting, found.community_id)
    )
    if not confirm and not words.strip():
        raise Invalid.at("words", _("请写明理由。"))
    found.state = State.CONFIRMED if confirm else State.DECLINED
    found.words = "" if confirm else words.strip()[:300]
    found.decided_at, found.decided_by_id = clock.now(), hat.post_id
    found.save(update_fields=["state", "words", "decided_at", "decided_by"])
    account_tell(found.account, found.community_id, _TOLD[confirm], reverse("partners:mine"))
    audit_note("member_decided", found.community, acting, (found.community_id, found.id), hat=hat, agreed=confirm)
    return found
