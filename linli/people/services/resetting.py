"""A lost factor: another head above takes it away; who did it and why is written down, and its owner told."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core.errors import Invalid, Refused
from linli.people.domain import Hat, Right, Standing
from linli.people.models import Account, Change, Post
from linli.people.policies import territory_hat
from linli.people.services.codes import text_send
from linli.people.services.factors import factor_note, factors_drop
from linli.people.services.signed_in import sessions_end

log = logging.getLogger(__name__)


def factors_reset(account: Account, standing: Standing, why: str) -> None:
    """Let another head take away the factors of somebody who lost them; they are told, and signed out everywhere.

    Raises:
        Invalid: no reason.
        Refused: it is oneself, or nobody of theirs stands in the head's territory below or beside the head.
    """
    if not why.strip():
        raise Invalid.at("why", _("请写明为什么重置，例如：本人当面说手机丢了。"))
    hat = resetting_hat(account, standing)
    if hat is None or hat.post_id is None:
        raise Refused(_("只有管理其岗位的另一位负责人可以重置；没有上级的，请找运维人员。"))
    with transaction.atomic():
        factors_take(account, why, by_post=Post.objects.get(pk=hat.post_id))
        audit_note("factors_reset", hat, standing, account.pk, hat=hat)
    reset_tell(account)


def factors_take(account: Account, why: str, **by: Any) -> None:
    """Take somebody's factors away, sign them out everywhere, write down why; whoever calls may do so, and tells them."""
    with transaction.atomic():
        factors_drop(account)
        sessions_end(account)
        factor_note(account, Change.RESET, why=why.strip()[:200], **by)


def resetting_hat(account: Account, standing: Standing) -> Hat | None:
    """Return the post by which somebody may reset another's factors: of a head, over every post that the other holds."""
    if standing.account_id in (None, account.pk):
        return None
    posts = list(
        Post.objects.current().filter(account=account).select_related("organisation__place", "organisation__grid")
    )
    hats = [territory_hat(standing, Right.ADMIN, post.organisation.place) for post in posts]
    if not hats or None in hats:
        return None
    return max(
        (hat for hat in hats if hat is not None and hat.post_id is not None), key=lambda hat: hat.level, default=None
    )


def reset_tell(account: Account) -> None:
    """Tell somebody by text message that their factors were reset; that a text cannot be sent undoes nothing."""
    words = _("【邻里】您的两步验证和密码已被重置，所有设备已退出。如果不是您要求的，请马上联系上级负责人。")
    try:
        text_send(account.phone, words)
    except Exception as error:  # a provider's library may raise anything
        log.error("a reset could not be told: %s", type(error).__name__)
