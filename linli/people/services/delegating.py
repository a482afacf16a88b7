"""A head lends one right to a post of the territory, or takes it, for a time; on the record (decision 062)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.domain import Standing
from linli.people.models import Account, Delegation, Effect, Post
from linli.people.policies import territory_required
from linli.people.rights import KINDS_OF, LENDABLE, REACH, Right, lendable_kinds, lent_reach, right_named, rights_of
from linli.people.standing import standing_of
from linli.people.words import right_words
from linli.places.models import Division

MOST = timedelta(days=366)
"""Nothing is lent for longer than a year: what should last is a post."""
MOST_WHY = 300


@transaction.atomic
def delegation_make(
    effect: str,
    right: str,
    *,
    post: Post | None = None,
    kind: str = "",
    place: Division | None = None,
    ends_at: datetime | None,
    why: str,
    acting: Standing,
) -> Delegation:
    """Give a right to one post, or to every post of a kind in a place, or take it; it begins now.

    Args:
        effect: "given" or "taken".
        post: whose; or `kind` and `place`: every post of that kind in the division and below it.
        ends_at: until when; what is taken may have no end.

    Raises:
        KeyError: no such right or kind of post.
        ValueError: no such effect, or neither a post nor a kind in a place.
        Refused: outside the territory of whoever acts, or a right that whoever acts does not carry there by a post of theirs.
        Invalid: a right that is never lent, one's own post, a head's by its kind, no reason, an end that is past or too far,
            or something that changes nothing.
    """
    effect, asked = Effect(effect), right_named(right)
    if (post is None) == (not kind) or (kind and place is None):
        raise ValueError("a delegation is to one post, or to a kind of post in a place")
    _lendable(asked)
    _period(effect, ends_at)
    if not why.strip():
        raise Invalid(_("请写明原因。"), {"why": _("请填写这一项。")})
    where = post.organisation.place if post is not None else place
    assert where is not None
    giver = _giver(acting, asked, where, post)
    if post is not None:
        _for_post(effect, asked, post, acting)
    else:
        _for_kind(effect, asked, kind, where)
    made = Delegation.objects.create(
        effect=effect,
        right=asked,
        post=post,
        kind=kind,
        place=where,
        path=where.path,
        by=giver,
        why=why.strip()[:MOST_WHY],
        starts_at=clock.now(),
        ends_at=ends_at,
    )
    if effect == Effect.TAKEN and post is not None:
        _lent_on_ends(asked, post)
    audit_note(
        "right_lent",
        where,
        acting,
        made.pk,
        right=str(asked.value),
        effect=str(effect.value),
        post=post.pk if post else None,
        kind=kind or None,
    )
    return made


@transaction.atomic
def delegation_end(delegation: Delegation, *, acting: Standing) -> Delegation:
    """End a delegation now: whoever made it, or any head of the territory.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it has ended already.
    """
    grid = delegation.post.organisation.grid if delegation.post else None
    hat = territory_required(acting, Right.ADMIN, delegation.place, grid)
    now = clock.now()
    changed = Delegation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), pk=delegation.pk)
    if not changed.update(ends_at=now, ended_by=hat.post_id):
        raise Invalid(_("这项委托已经结束了。"))
    delegation.refresh_from_db()
    audit_note("right_loan_ended", delegation.place, acting, delegation.pk, hat=hat, right=delegation.right)
    return delegation


def _lendable(right: Right) -> None:
    if right not in LENDABLE:
        words = _("“%(right)s”随岗位而来，不能单独交给或收回；请安排代班、移交或者结束岗位。") % {
            "right": right_words(right)
        }
        raise Invalid.at("right", words)


def _period(effect: Effect, ends_at: datetime | None) -> None:
    now = clock.now()
    if ends_at is None and effect == Effect.GIVEN:
        raise Invalid(_("请写明到何时止。"), {"ends_at": _("交给别人的权限要有期限。")})
    if ends_at is not None and ends_at <= now:
        raise Invalid(_("结束时间已经过去。"), {"ends_at": _("请选一个以后的时间。")})
    if effect == Effect.GIVEN and ends_at is not None and ends_at > now + MOST:
        raise Invalid(_("最长一年；需要更久的，请安排岗位。"), {"ends_at": _("请选一年以内的时间。")})


def _giver(acting: Standing, right: Right, place: Division, post: Post | None) -> Post:
    """Return the post from which somebody delegates: a head's of the territory that carries the right by the table.

    Posts are read again behind a lock, so that nobody lends what is being taken from them.
    """
    grid = post.organisation.grid if post is not None else None
    territory_required(acting, Right.ADMIN, place, grid)
    ids = {post.pk} if post is not None else set()
    ids |= {each.post_id for each in acting.hats if each.post_id is not None}
    list(Post.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    now = standing_of(Account.objects.get(pk=acting.account_id or 0))
    grid_id = grid.pk if grid else None
    for hat in sorted(now.hats_with(Right.ADMIN), key=lambda each: each.level):
        carried = right in rights_of(hat.post_kind, hat.organisation_kind)
        if hat.post_id and hat.covers(place.path, grid_id) and carried and hat.may(right) and not hat.for_vacant:
            return Post.objects.get(pk=hat.post_id)
    words = _("您的岗位自己没有“%(right)s”这项权限，不能交给别人或从别人那里收回。")
    raise Refused(words % {"right": right_words(right)})


def _for_post(effect: Effect, right: Right, post: Post, acting: Standing) -> None:
    if post.account_id == acting.account_id:
        raise Invalid(_("不能改自己岗位的权限，请由同事或上级办理。"), {"to": _("请选择别人的岗位。")})
    hat = next((hat for hat in standing_of(post.account).hats if hat.post_id == post.pk), None)
    if hat is None:
        raise Invalid(_("这个岗位已经结束了。"), {"to": _("请从列表中选择。")})
    has, means = hat.may(right), lent_reach(right, post.organisation.kind) is not None
    same = Delegation.objects.current().filter(post=post, right=right, effect=effect).exists()
    _changes(effect, right, has and not same, means, same)


def _for_kind(effect: Effect, right: Right, kind: str, place: Division) -> None:
    families = [family for family, kinds in KINDS_OF.items() if kind in kinds]
    if not families:
        raise KeyError(f"no kind of post {kind!r}")
    if kind not in lendable_kinds():
        raise Invalid(_("负责人的权限要一个岗位一个岗位地改。"), {"to": _("请选择一个岗位。")})
    cells = REACH[right]
    has = all((family, kind) in cells for family in families)
    lacks = not any((family, kind) in cells for family in families)
    means = any(seat[0] in families for seat in cells)
    same = Delegation.objects.current().filter(kind=kind, right=right, effect=effect, path=place.path).exists()
    _changes(effect, right, has if effect == Effect.GIVEN else not lacks, means, same)


def _changes(effect: Effect, right: Right, has: bool, means: bool, same: bool) -> None:
    words = ""
    if same:
        words = _("“%(right)s”已经这样委托过了，请先结束原来的。")
    elif effect == Effect.GIVEN and has:
        words = _("这个岗位本来就有“%(right)s”。")
    elif effect == Effect.GIVEN and not means:
        words = _("“%(right)s”在这样的单位没有用处，请交给别的岗位。")
    elif effect == Effect.TAKEN and not has:
        words = _("这个岗位本来就没有“%(right)s”。")
    if words:
        words %= {"right": right_words(right)}
        raise Invalid.at("to", words)


def _lent_on_ends(right: Right, post: Post) -> None:
    """End what the post, or who stands in for it, has given of a right that it lost."""
    now = clock.now()
    given = Delegation.objects.current().filter(Q(by=post) | Q(by__deputy_for=post), right=right, effect=Effect.GIVEN)
    given.update(ends_at=now)
