"""Acting for one's family: asked for, confirmed on the parent's own phone or by a worker who saw the paper, ended by either."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.core.errors import Invalid, Refused
from linli.homes.family import Authority, AuthorityState, Ground, Kin, PaperKind
from linli.homes.policies import grid_hat_required
from linli.homes.selectors import home_of
from linli.homes.services.homes import lease_end
from linli.notify.services import message_send
from linli.people.domain import Hat, Standing
from linli.people.models import Account
from linli.people.policies import grown_required
from linli.people.selectors import account_by_phone
from linli.people.services import consent_give, grid_team, try_count
from linli.people.services.asking import ask_by_code, code_answers, code_waits, code_wrong
from linli.places.models import Grid
from linli.privacy.domain.terms import length

MOST_A_DAY = 3
LONGEST = timedelta(days=3 * 366)
"""An authority is looked at anew after three years at the latest; of a child, when it is grown (art. 17 Civil Code)."""
LONGEST_CHILD = timedelta(days=18 * 366)
DAY = timedelta(days=1)


@transaction.atomic
def authority_ask(
    account: Account, *, name: str, phone: str = "", kin: str, until: date | None, ground: str, agree: bool = False
) -> Authority:
    """Ask to act for somebody of one's family.

    Args:
        name: whom.
        phone: theirs; a code goes there where the ground is their own confirmation.
        until: the last day.
        agree: the guardian's consent to process what concerns the child, kept with its moment (PIPL art. 28, 29, 31).
        ground: their own confirmation, or a paper that the grid's worker looks at.

    Raises:
        Invalid: no name, no number where one is needed, a child's own phone as the ground, a day past or too far, or no
            confirmed home whose grid's worker could look at a paper.
        Refused: a child asks.
        TooMany: three a day, from whoever asks and to one phone.
    """
    grown_required(account)
    phone, fields = personal.normal_phone(phone), {}
    today = clock.today()
    if not name.strip():
        fields["name"] = _("请写姓名。")
    if kin not in Kin.values:
        fields["kin"] = _("请选一个。")
    if ground not in Ground.values or (ground == Ground.CODE and kin == Kin.CHILD):
        fields["ground"] = _("孩子的事由监护人办，请选网格员看证明。")
    if (phone or ground == Ground.CODE) and not personal.is_mobile(phone):
        fields["phone"] = _("请输入11位手机号码。")
    elif phone and phone == account.phone:
        fields["phone"] = _("这是您自己的号码。")
    if kin == Kin.CHILD and not agree:
        fields["agree"] = _("请监护人勾选同意；不同意就不能替孩子报事。")
    longest = LONGEST_CHILD if kin == Kin.CHILD else LONGEST
    if until is None or not today <= until <= today + longest:
        fields["until"] = _("请填到哪一天为止：最长三年，孩子到满18岁。")
    if fields or until is None:
        raise Invalid(next(iter(fields.values())), fields)
    home = home_of(account) if ground == Ground.PAPER else None
    if ground == Ground.PAPER and home is None:
        raise Invalid(
            _("请先登记“我家”，由那里的网格员看证明。"), {"ground": _("请先登记“我家”，由那里的网格员看证明。")}
        )
    try_count("authority_ask", str(account.pk), most=MOST_A_DAY, window=DAY)
    row = Authority(
        actor=account,
        name=name.strip()[:40],
        phone=phone,
        phone_index=personal.blind(phone) if phone else None,
        kin=kin,
        ground=ground,
        until=until,
        asked_at=clock.now(),
    )
    if home is not None:
        row.grid = home.entrance.building.grid
        row.save()
        if kin == Kin.CHILD:
            consent_give(account, purpose=f"child:{row.pk}")
        with translation.override(settings.LANGUAGE_CODE):
            text = _("有居民要替家人办事，请看证明后确认。")
        message_send(
            community_id=row.grid.community_id,
            kind="authority",
            text=text,
            link=reverse("homes:waiting"),
            organisation=grid_team(row.grid),
        )
    else:
        row.save()
        _code_send(row)
    return row


def _code_send(row: Authority) -> None:
    words = _(
        "【邻里】%(who)s（手机尾号%(tail)s）想替您报事、看进展，到%(day)s为止。同意就把确认码 %(code)s 告诉对方；"
        "不同意不用理会。这不是登录验证码，随时可以结束。"
    )
    # Masked: what somebody calls themselves is free text, and must not become a message of theirs to strangers.
    who = personal.mask_name(row.actor.name)[:4] or _("您的家人")
    said = {"who": who, "tail": row.actor.phone[-4:], "day": row.until.isoformat()}
    ask_by_code(row, row.phone, lambda code: words % {**said, "code": code})


def authority_prove(account: Account, authority_id: int, code: str) -> Authority:
    """Begin an authority with the code that came to the parent's phone. Wrong tries are counted before it is looked at.

    Raises:
        Invalid: wrong, too late, too often, nothing waits, or the phone is a child's, who gives no mandate.
    """
    with transaction.atomic():
        row = Authority.objects.select_for_update().filter(pk=authority_id, actor=account).first()
        if row is None or row.state != AuthorityState.WAITING or row.ground != Ground.CODE or not code_waits(row):
            raise Invalid(_("确认码已经失效，请重新申请。"))
        right = code_answers(row, code)
        if right:
            whose = account_by_phone(row.phone)
            if whose is not None and whose.is_child:
                raise Invalid(_("孩子的事由监护人办，请选网格员看证明。"))
            _begin(row)
    if not right:
        raise code_wrong(row)
    return row


@transaction.atomic
def authority_confirm(row: Authority, *, paper: str, acting: Standing) -> None:
    """Begin an authority whose paper the grid's worker saw; of the paper only its kind is kept.

    Raises:
        Refused: not one's own grid.
        Invalid: decided already, or no kind of paper.
    """
    row, grid, hat = _for_grid(row, acting)
    if row.state != AuthorityState.WAITING:
        raise Invalid(_("这条申报已经有结果。"))
    if paper not in PaperKind.values:
        raise Invalid(_("请选看过哪种证明。"), {"paper": _("请选看过哪种证明。")})
    row.paper, row.seen_by_id = paper, hat.post_id
    _begin(row)
    audit_note("authority_confirmed", grid.community, acting, row.pk, hat=hat, paper=paper)
    _tell(row, "authority_confirmed")


@transaction.atomic
def authority_decline(row: Authority, *, why: str, acting: Standing) -> None:
    """Do not confirm, or end from the grid's side, with a reason that the one who acts reads.

    Raises:
        Refused: not one's own grid.
        Invalid: over already, or no reason.
    """
    row, grid, hat = _for_grid(row, acting)
    if not why.strip():
        raise Invalid(_("请写明理由。"), {"why": _("请写明理由。")})
    row.why, row.seen_by_id = why.strip()[:200], hat.post_id
    if row.is_current:
        row.ends_at, row.ended_by = clock.now(), "grid"
    elif row.state == AuthorityState.WAITING:
        row.state, row.name, row.phone, row.phone_index = AuthorityState.DECLINED, "", "", None
    else:
        raise Invalid(_("已经结束。"))
    row.save()
    audit_note("authority_declined", grid.community, acting, row.pk, hat=hat)
    _tell(row, "authority_declined")


@transaction.atomic
def authority_end(account: Account, authority_id: int) -> None:
    """Let either side end it, at once and without a reason (PIPL art. 15; Civil Code art. 173).

    Raises:
        Invalid: neither side's, or over already.
    """
    row = Authority.objects.select_for_update().filter(pk=authority_id).first()
    if row is None or not (row.actor_id == account.pk or is_served(row, account)):
        raise Invalid(_("没有这条授权，或已经结束。"))
    if row.state == AuthorityState.WAITING:
        row.state, row.name, row.phone, row.phone_index = AuthorityState.DECLINED, "", "", None
    elif row.is_current:
        row.ends_at, row.ended_by = clock.now(), "actor" if row.actor_id == account.pk else "served"
    else:
        raise Invalid(_("没有这条授权，或已经结束。"))
    row.save()
    if row.ended_by == "served":
        _tell(row, "authority_ended")


def is_served(row: Authority, account: Account) -> bool:
    """Whether somebody is the one who is acted for: by account, or by the number that their sign-in has proved."""
    same = bool(row.phone) and row.phone == account.phone
    return row.served_id == account.pk or same


def authorities_know(account: Account) -> None:
    """Tie what others may do for somebody to their account, once their sign-in has proved the number."""
    if account.phone:
        Authority.objects.filter(phone_index__in=personal.blind_any(account.phone), served=None).update(served=account)


def authorities_leave(account: Account) -> None:
    """Take away the authorities of somebody whose account goes: as the one who acts, and as the one acted for.

    One that waits for its paper is not tied to the account yet; it is found by the number.
    """
    now, mine = clock.now(), Q(actor=account) | Q(served=account)
    if account.phone:
        mine |= Q(phone_index__in=personal.blind_any(account.phone))
    for row in Authority.objects.filter(mine):
        row.name, row.phone, row.phone_index = "", "", None
        if row.state == AuthorityState.WAITING:
            row.state = AuthorityState.DECLINED
        elif row.is_current:
            row.ends_at = now
        row.save()


def authorities_expire(most: int) -> int:
    """Take names and numbers off authorities that ended or were not confirmed longer ago than their term (PIPL art. 19, 47)."""
    lasts = length("authority")
    assert lasts is not None
    before = clock.now() - lasts
    over = Q(ends_at__lte=before) | Q(asked_at__lte=before, ends_at=None)
    # A code that nobody typed in time: there is nothing to keep it for.
    Authority.objects.filter(state=AuthorityState.WAITING, code_until__lte=clock.now() - DAY).delete()
    rows = list(Authority.objects.filter(over).exclude(name="")[:most])
    for row in rows:
        row.name, row.phone, row.phone_index, row.why = "", "", None, ""
        row.save(update_fields=["name", "phone", "phone_index", "why"])
    return len(rows)


def _begin(row: Authority) -> None:
    row.state, row.starts_at, row.ends_at = AuthorityState.VALID, clock.now(), lease_end(row.until)
    row.code_digest = b""
    # Whose number it is knows of it where they have an account; none is made for them without their asking.
    row.served = account_by_phone(row.phone) if row.phone else None
    row.save()


def _for_grid(row: Authority, acting: Standing) -> tuple[Authority, Grid, Hat]:
    rows = Authority.objects.select_for_update(of=("self",)).select_related("grid__community", "actor")
    found = rows.defer("grid__outline", "grid__community__outline").get(pk=row.pk)
    if found.grid is None:
        raise Refused(_("只有本网格的网格员可以核实住户。"))
    return found, found.grid, grid_hat_required(acting, found.grid)


def _tell(row: Authority, kind: str) -> None:
    """Tell the one who acts; without a place of theirs there is no box to keep a message in, and the page says it."""
    home = home_of(row.actor)
    if home is None:
        return
    with translation.override(row.actor.language or settings.LANGUAGE_CODE):
        words = {
            "authority_confirmed": _("替家人办事已经确认，报事时可以选替谁报。"),
            "authority_declined": _("替家人办事没有确认或已结束，理由请打开查看。"),
            "authority_ended": _("家人结束了您替他们办事的授权。"),
        }
    message_send(
        community_id=home.community_id, kind=kind, text=words[kind], link=reverse("homes:family"), account=row.actor
    )
