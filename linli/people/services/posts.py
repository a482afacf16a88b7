"""Posts: somebody takes a place in an organisation, is stood in for, leaves it. Access follows in the same second."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid
from linli.core.photos import portrait_prepare
from linli.people.domain import HANDLING_KINDS, LEADS, Right, Standing, kinds_in
from linli.people.models import Account, Organisation, Post, PostKind
from linli.people.policies import territory_required
from linli.people.services.naming import posts_name
from linli.places.models import Neighbourhood

MOST_PROMISE = 200
TOP_KINDS = ("community", "street", "district", "city")


def _may(acting: Standing | None, organisation: Organisation) -> None:
    if acting is not None:
        territory_required(acting, Right.ADMIN, organisation.place, organisation.grid)


def post_start(
    *,
    organisation: Organisation,
    kind: str,
    account: Account,
    public_name: str,
    public_phone: str = "",
    promise: str = "",
    photo: UploadedFile | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    deputy_for: Post | None = None,
    follows: Post | None = None,
    neighbourhood: Neighbourhood | None = None,
    acting: Standing | None = None,
) -> Post:
    """Put somebody on a post.

    Args:
        photo: shown beside the name; re-encoded, its metadata gone.
        follows: the post that was handed over to this one.
        neighbourhood: what an area, group or neighbour leader leads; of the grid, or of the community.
        acting: who appoints; None is the installation itself (import, demo), which may everywhere.
        starts_at, ends_at: from - until; now and open where None.

    Raises:
        Refused: the organisation is not in the territory of whoever acts.
        Invalid: a kind this organisation does not have, no name, an end before the start, the same post held already, or
            a child's account, which is not told.
    """
    _may(acting, organisation)
    if account.is_child:
        raise post_of_child()
    starts_at = starts_at or clock.now()
    post_check(organisation, kind, public_name, starts_at, ends_at, neighbourhood)
    portrait = _portrait_keep(photo)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        same = Post.objects.filter(organisation=organisation, kind=kind, account=account)
        overlapping = same.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at))
        if ends_at is not None:
            overlapping = overlapping.filter(starts_at__lt=ends_at)
        if overlapping.exists():
            raise post_held(public_name)
        post = Post.objects.create(
            organisation=organisation,
            kind=kind,
            account=account,
            public_name=public_name.strip()[:40],
            public_phone=public_phone.strip()[:30],
            promise=promise.strip()[:MOST_PROMISE],
            photo=portrait,
            starts_at=starts_at,
            ends_at=ends_at,
            deputy_for=deputy_for,
            follows=follows,
            neighbourhood=neighbourhood,
        )
        posts_name([post.pk])
        if follows is None:  # else the deed that hands over is what is noted
            said: dict[str, Any] = {
                "kind": kind,
                "organisation": organisation.pk,
                "deputy_for": deputy_for.pk if deputy_for else None,
            }
            audit_note("post_started", organisation.place, acting, post.pk, **said)
        return post


def post_of_child() -> Invalid:
    """Refuse a child's account on a post, without telling that it is one."""
    return Invalid(_("这个号码不能任职，请换一个号码。"), {"phone": _("请换一个号码。")})


def post_check(
    organisation: Organisation,
    kind: str,
    public_name: str,
    starts_at: datetime,
    ends_at: datetime | None,
    neighbourhood: Neighbourhood | None,
) -> None:
    """Check what can be said of a post without looking at others.

    Raises:
        Invalid: a kind this organisation does not have, no name, an end before the start, or leading what it cannot.
    """
    if kind not in kinds_in(organisation.kind):
        words = _("%(organisation)s没有“%(kind)s”这个岗位。") % {
            "organisation": organisation.name,
            "kind": dict(PostKind.choices).get(kind, kind),
        }
        raise Invalid(words, {"kind": _("请从列表中选择岗位。")})
    if not public_name.strip():
        raise Invalid(_("还没有写姓名。"), {"public_name": _("公示的姓名不能为空。")})
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid(_("结束时间早于开始时间。"), {"ends_at": _("请选一个晚于开始的时间，或者留空。")})
    _leads_check(organisation, kind, neighbourhood)


def post_held(public_name: str) -> Invalid:
    """Return the refusal of a post that the same person holds in that time already."""
    return Invalid.at("phone", _("%(name)s在这段时间已经任此岗位。") % {"name": public_name.strip()})


def _leads_check(organisation: Organisation, kind: str, neighbourhood: Neighbourhood | None) -> None:
    if neighbourhood is None:
        return
    here = neighbourhood.community_id == organisation.place_id
    if LEADS.get(kind) != neighbourhood.kind or not here or neighbourhood.grid_id not in (None, organisation.grid_id):
        raise Invalid.at(
            "neighbourhood", _("“%(name)s”不能由这个岗位负责，请从列表中选择。") % {"name": neighbourhood.name}
        )


def post_end(post: Post, at: datetime | None = None, *, acting: Standing | None = None) -> Post:
    """End a post, and with it whoever stands in for it. Nothing of its history changes.

    Args:
        at: when it ends; now, where None.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it has ended already, would end before it began, is one's own, or is the last of the top desk.
    """
    with transaction.atomic():
        ended = post_close(post, at, acting=acting)
        said: dict[str, Any] = {"kind": post.kind, "organisation": post.organisation_id}
        audit_note("post_ended", post.organisation.place, acting, post.pk, **said)
    return ended


def post_close(post: Post, at: datetime | None = None, *, acting: Standing | None = None) -> Post:
    """End a post as part of a deed that is noted itself. As `post_end`."""
    _may(acting, post.organisation)
    at = at or clock.now()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=post.organisation_id)
        post = Post.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=post.pk)
        if post.ends_at is not None and post.ends_at <= clock.now():
            raise Invalid(_("这个岗位已经结束了。"))
        if at < post.starts_at:
            raise Invalid(_("结束时间早于上岗时间。"), {"at": _("请选一个晚于上岗的时间。")})
        if acting is not None and post.account_id == acting.account_id:
            raise Invalid(_("不能结束自己的岗位，以免无人管理。请由同事或上级办理。"))
        last_check(post)
        for each in Post.objects.filter(Q(pk=post.pk) | Q(deputy_for=post)).filter(Q(ends_at=None) | Q(ends_at__gt=at)):
            each.ends_at = max(at, each.starts_at)
            each.save(update_fields=["ends_at"])
        post.refresh_from_db()
    return post


def last_check(post: Post) -> None:
    """Refuse to end the last post of the topmost desk: of everything that nobody else answers for, it does (decision 047).

    Raises:
        Invalid: nobody else holds a post there, without an end, that could act.
    """
    organisation = post.organisation
    if organisation.parent_id is not None or not organisation.active or post.kind not in HANDLING_KINDS:
        return
    others = Post.objects.current().filter(organisation=organisation, kind__in=HANDLING_KINDS, ends_at=None)
    if organisation.kind in TOP_KINDS and not others.exclude(Q(pk=post.pk) | Q(deputy_for=post)).exists():
        raise Invalid(_("这是最上一级最后一个能办件的岗位，不能结束。请先安排接任的人，或者办理移交。"))


def post_update(
    post: Post,
    *,
    account: Account,
    public_phone: str,
    promise: str,
    photo: UploadedFile | None = None,
    photo_remove: bool = False,
    acting: Standing,
) -> Post:
    """Change what is posted of somebody: the holder, or a head of the territory (G4: promises are published).

    Raises:
        Refused: neither.
        Invalid: too long, or no photo.
    """
    if post.account_id != account.pk:
        _may(acting, post.organisation)
    if len(promise.strip()) > MOST_PROMISE:
        raise Invalid.at("promise", _("太长了，请控制在%(most)s个字以内。") % {"most": MOST_PROMISE})
    portrait = _portrait_keep(photo)
    before = post.photo.name
    post.public_phone, post.promise = public_phone.strip()[:30], promise.strip()
    if portrait or photo_remove:
        post.photo = portrait
    with transaction.atomic():
        post.save(update_fields=["public_phone", "promise", "photo"])
        posts_name([post.pk])
        said: dict[str, Any] = {"kind": post.kind, "organisation": post.organisation_id}
        audit_note("post_edited", post.organisation.place, acting, post.pk, **said)
    if before and before != post.photo.name and not Post.objects.filter(photo=before).exists():
        transaction.on_commit(lambda: default_storage.delete(before))
    return post


def _portrait_keep(photo: UploadedFile | None) -> str:
    """Put a portrait into storage, before the transaction, under a name that nobody guesses; return the name."""
    if not photo:
        return ""
    return default_storage.save(f"posts/{secrets.token_hex(16)}.jpg", ContentFile(portrait_prepare(photo)))


def post_deputise(
    post: Post,
    *,
    account: Account,
    public_name: str,
    starts_at: datetime,
    ends_at: datetime,
    public_phone: str = "",
    acting: Standing | None = None,
) -> Post:
    """Let somebody stand in for a post from - until, with all its rights.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: the post does not last so long, the deputy is its holder, or as `post_start` says.
    """
    if account.pk == post.account_id:
        raise Invalid(_("代班的人不能是本人。"), {"phone": _("请填写另一个人的手机号码。")})
    if ends_at <= clock.now():
        raise Invalid(_("代班的结束时间已经过去。"), {"ends_at": _("请选一个以后的时间。")})
    if post.ends_at is not None and ends_at > post.ends_at:
        raise Invalid(_("代班超出了岗位本身的期限。"), {"ends_at": _("请选岗位结束之前的时间。")})
    return post_start(
        organisation=post.organisation,
        kind=post.kind,
        account=account,
        public_name=public_name,
        public_phone=public_phone or post.public_phone,
        starts_at=starts_at,
        ends_at=ends_at,
        deputy_for=post,
        acting=acting,
    )
