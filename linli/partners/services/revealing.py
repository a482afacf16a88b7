"""Looking behind the mask of a member's number and name: with a reason, counted, on the record (PIPL art. 45, 51)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.domain.tries import REVEAL, TRIES_WINDOW
from linli.catalog.selectors import tries_allowed
from linli.core import clock
from linli.core.errors import Invalid
from linli.partners import policies
from linli.partners.models import MemberRegistration, Reveal
from linli.people.domain import Standing
from linli.people.services import Try, tries_count


@transaction.atomic
def member_reveal(row: MemberRegistration, why: str, *, acting: Standing) -> Reveal:
    """Write down that somebody looks, and why; the page then shows number and name once.

    The same hourly limit counts what somebody looks behind in cases (`catalog.domain.tries.REVEAL`).

    Raises:
        Refused: neither the community's staff nor the unit's branch.
        Invalid: no reason.
        TooMany: so often within the hour as the place allows.
    """
    hat = policies.staff_hat(acting, row.community_id)
    if hat is None and row.unit is not None:
        hat = policies.branch_hat(acting, row.unit.organisation_id)
    hat = hat or policies.staff_required(acting, row.community_id)
    assert hat.post_id is not None  # pages are opened by people on posts
    if not why.strip():
        raise Invalid.at("why", _("请写明理由，本人看得到。"))
    words = _("一小时内查看个人信息的次数已满，请过 %(minutes)s 分钟再看；确有需要请联系社区负责人调整上限。")
    most = tries_allowed(REVEAL, row.community)
    tries_count([Try(REVEAL, f"account:{acting.account_id}", most, words)], TRIES_WINDOW)
    made = Reveal.objects.create(
        community_id=row.community_id,
        account_id=row.account_id,
        post_id=hat.post_id,
        why=why.strip()[:200],
        at=clock.now(),
    )
    audit_note("member_revealed", row.community, acting, (row.community_id, made.id), hat=hat)
    return made
