"""A post changes hands: one deed ends it, begins the successor's and hands over what lay on it; or its holder moves on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid
from linli.people.domain import HANDLING_KINDS, Hat, Right, Standing
from linli.people.models import Account, Organisation, Post
from linli.people.policies import territory_required
from linli.people.services.naming import posts_name
from linli.people.services.posts import post_close, post_start


@dataclass(frozen=True, slots=True)
class HandOver:
    """A post handed over: from whom, to whom, when, by whom (None: the installation itself).

    `alone` says that nobody else of the organisation could have acted: what nobody has touched yet lay on this post.
    """

    before: Post
    after: Post
    at: datetime
    by: Standing | None
    hat: Hat | None
    alone: bool


# Rooms above hand over what they keep; each returns how many things that were, and a key of what (`HANDED` in words).
after_hand_over: list[Callable[[HandOver], tuple[str, int]]] = []


@transaction.atomic
def post_hand_over(
    post: Post,
    *,
    account: Account,
    public_name: str,
    public_phone: str = "",
    promise: str = "",
    photo: UploadedFile | None = None,
    acting: Standing | None = None,
) -> tuple[Post, dict[str, int]]:
    """Hand a post over, now and in one deed: the old one ends in the same second, the successor's begins.

    Somebody who holds such a post there already takes over as well, on the post they have. Whoever stood in for the
    old holder goes with them. A head may hand over the own post, since somebody is there afterwards.

    Returns:
        The successor's post, and how many things went along, by kind ("cases", "followings" …).

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it has ended, it would go to whoever holds it, or as `post_start` says.
    """
    organisation = post.organisation
    hat = territory_required(acting, Right.ADMIN, organisation.place, organisation.grid) if acting else None
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    post = Post.objects.select_related("organisation__place", "organisation__grid").get(pk=post.pk)
    now = clock.now()
    if not post.starts_at <= now or (post.ends_at is not None and post.ends_at <= now):
        raise Invalid(_("只有在岗的岗位才能移交。"))
    if post.deputy_for_id is not None:
        raise Invalid(_("代班到期自动收回，不用移交。"))
    if account.pk == post.account_id:
        raise Invalid(_("接任的人不能是本人。"), {"phone": _("请填写另一个人的手机号码。")})
    others = Post.objects.current().filter(organisation=organisation, kind__in=HANDLING_KINDS)
    alone = not others.exclude(account__in=[post.account_id, account.pk]).exists()
    has = Post.objects.current().filter(organisation=organisation, kind=post.kind, account=account, deputy_for=None)
    successor = has.filter(ends_at=None).first() or post_start(
        organisation=organisation,
        kind=post.kind,
        account=account,
        public_name=public_name,
        public_phone=public_phone or post.public_phone,
        promise=promise,
        photo=photo,
        starts_at=now,
        follows=post,
        neighbourhood=post.neighbourhood,
    )
    post_close(post, now)
    handed = HandOver(post, successor, now, acting, hat, alone)
    went = dict(follow(handed) for follow in after_hand_over)
    said: dict[str, Any] = {
        "kind": post.kind,
        "organisation": organisation.pk,
        "to": successor.pk,
        "cases": went.get("cases"),
    }
    audit_note("post_handed_over", organisation.place, acting, post.pk, hat=hat, **said)
    return successor, went


@transaction.atomic
def post_move(post: Post, organisation: Organisation, *, acting: Standing | None = None) -> Post:
    """Let whoever holds a post take the same one in another organisation of that kind: a grid worker moves grids.

    What lay on the old post stays with the old organisation: with whoever else is on it, else with the desk above.

    Raises:
        Refused: one of the two is outside the territory of whoever acts.
        Invalid: it has ended, is one's own, the organisation is of another kind or the same one, or as `post_start` says.
    """
    if acting is not None:
        territory_required(acting, Right.ADMIN, organisation.place, organisation.grid)
    if organisation.kind != post.organisation.kind or organisation.pk == post.organisation_id:
        raise Invalid.at("organisation", _("请选择另一个同类的单位。"))
    if post.deputy_for_id is not None:
        raise Invalid(_("代班的人不能调岗，请先结束代班。"))
    now = clock.now()
    post_close(post, now, acting=acting)
    moved = post_start(
        organisation=organisation,
        kind=post.kind,
        account=post.account,
        public_name=post.public_name,
        public_phone=post.public_phone,
        promise=post.promise,
        starts_at=now,
        follows=post,
    )
    moved.photo = post.photo
    moved.save(update_fields=["photo"])
    posts_name([moved.pk])
    said: dict[str, Any] = {"kind": post.kind, "organisation": organisation.pk, "to": moved.pk}
    audit_note("post_moved", post.organisation.place, acting, post.pk, **said)
    return moved
