"""Every write about training: a session is called or cancelled, leaders sign up or are put on the list, and come (G4)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.leaders.selectors.training import KINDS, Mine, code_counts, day_code, leaders_of
from linli.leaders.training import Attendance, Proof, Training
from linli.notify.services import message_send
from linli.people.domain import Hat, Right, Standing
from linli.people.models import Account
from linli.people.policies import territory_required
from linli.people.services import try_count
from linli.places.models import Division

LONGEST = timedelta(days=3)
MOST_WRONG = 10


@transaction.atomic
def training_make(
    place: Division,
    *,
    title: str,
    where: str,
    starts_at: datetime,
    ends_at: datetime,
    kinds: Iterable[str],
    about: str = "",
    acting: Standing,
) -> Training:
    """Call the leaders of a community to a session; whoever it is for is told.

    Args:
        kinds: kinds of post it is for.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: no title or place, nobody it is for, an end before the beginning or three days after it.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    wanted = [kind for kind in KINDS if kind in set(kinds)]
    fields = {}
    if not title.strip():
        fields["title"] = _("请写讲什么。")
    if not where.strip():
        fields["where"] = _("请写在哪里。")
    if not wanted:
        fields["kinds"] = _("请选给谁开。")
    if not starts_at < ends_at <= starts_at + LONGEST:
        fields["ends_at"] = _("结束要晚于开始，最长三天。")
    if fields:
        raise Invalid(next(iter(fields.values())), fields)
    training = Training.objects.create(
        community=place,
        title=title.strip()[:80],
        about=about.strip()[:300],
        where=where.strip()[:120],
        starts_at=starts_at,
        ends_at=ends_at,
        kinds=wanted,
        made_by_id=hat.post_id,
        made_at=clock.now(),
    )
    audit_note("training_made", place, acting, (place.pk, training.id), hat=hat, count=len(wanted))
    if training.to_come:
        _tell(training, _training_words)
    return training


@transaction.atomic
def training_cancel(training: Training, *, why: str, acting: Standing) -> None:
    """Cancel a session with a reason that leaders read.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it is over or cancelled already, or no reason.
    """
    row, hat = _locked(training, acting)
    if not why.strip():
        raise Invalid(_("请写明理由。"), {"why": _("请写明理由。")})
    if not row.to_come:
        raise Invalid(_("这次培训已经结束或取消。"))
    row.cancelled_at, row.why = clock.now(), why.strip()[:200]
    row.save(update_fields=["cancelled_at", "why"])
    audit_note("training_cancelled", row.community, acting, (row.community_id, row.id), hat=hat)
    _tell(row, _cancelled_words)


@transaction.atomic
def leaders_list(training: Training, posts: Iterable[int], *, acting: Standing) -> int:
    """Put leaders on the list of a session; whoever is on it stays.

    Returns:
        How many are new.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it is over or cancelled.
    """
    row, hat = _locked(training, acting)
    if not row.to_come:
        raise Invalid(_("这次培训已经结束或取消。"))
    own = {"community": row.community_id, "training_id": row.id}
    there = set(Attendance.objects.filter(**own).values_list("post", flat=True))
    new = [post for post in leaders_of(row.community, row.kinds).filter(pk__in=list(posts)) if post.pk not in there]
    for post in new:
        Attendance.objects.create(
            community=row.community, training_id=row.id, post=post, listed=True, noted_by_id=hat.post_id
        )
    audit_note("training_listed", row.community, acting, (row.community_id, row.id), hat=hat, count=len(new))
    return len(new)


@transaction.atomic
def attendance_set(training: Training, posts: Iterable[int], *, acting: Standing) -> int:
    """Write down who came: of the leaders of now those named and nobody else; what others did on former posts stays.

    Returns:
        How many came.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: it has not begun, or was cancelled.
    """
    row, hat = _locked(training, acting)
    if row.cancelled_at is not None or row.starts_at > clock.now():
        raise Invalid(_("培训开始以后才能登记到场。"))
    came, leaders = set(posts), list(leaders_of(row.community, row.kinds))
    own = Attendance.objects.filter(community=row.community_id, training_id=row.id)
    rows = {one.post_id: one for one in own}
    for post in leaders:
        one = rows.get(post.pk)
        if post.pk in came and (one is None or one.attended_at is None):
            one = one or Attendance(community=row.community, training_id=row.id, post=post)
            one.attended_at, one.proof, one.noted_by_id = clock.now(), Proof.HEAD, hat.post_id
            one.save()
        elif post.pk not in came and one is not None and one.attended_at is not None:
            one.attended_at, one.proof, one.noted_by_id = None, "", hat.post_id
            one.save(update_fields=["attended_at", "proof", "noted_by"])
    count = len(came & {post.pk for post in leaders})
    audit_note("training_attended", row.community, acting, (row.community_id, row.id), hat=hat, count=count)
    return count


@transaction.atomic
def training_sign_up(mine: Mine, *, up: bool) -> None:
    """Let a leader say to come, or not to; twice is once.

    Raises:
        Refused: it is over or cancelled, or they came already.
    """
    training = Training.objects.select_for_update().get(pk=mine.training.pk)
    if not training.to_come:
        raise Refused(_("这次培训已经结束或取消。"))
    own: dict[str, Any] = {"community_id": training.community_id, "training_id": training.id, "post": mine.post}
    if up:
        Attendance.objects.get_or_create(**own)
    elif Attendance.objects.filter(**own, attended_at__isnull=False).exists():
        raise Refused(_("您已经签到。"))
    else:
        Attendance.objects.filter(**own).delete()


def training_here(account: Account, mine: Mine, code: str) -> None:
    """Let a leader sign in at a session by the code that is shown there that day; twice is once.

    Raises:
        Refused: it does not take place now.
        Invalid: another code.
        TooMany: ten tries an hour.
    """
    # Outside of the transaction: a try that is refused counts as well.
    try_count("training_code", str(account.pk), most=MOST_WRONG, window=timedelta(hours=1))
    with transaction.atomic():
        training, now = Training.objects.select_for_update().get(pk=mine.training.pk), clock.now()
        if not code_counts(training, now):
            raise Refused(_("现在不能签到：开始前一小时到结束后两小时可以。"))
        digits = "".join(str(int(one)) for one in code if one.isdecimal())
        if not hmac.compare_digest(digits, day_code(training, now)):
            raise Invalid(_("签到码不对，请看现场当天的签到码。"), {"code": _("请看现场的签到码。")})
        own: dict[str, Any] = {"community_id": training.community_id, "training_id": training.id, "post": mine.post}
        row, _made = Attendance.objects.get_or_create(**own)
        if row.attended_at is None:
            row.attended_at, row.proof = now, Proof.CODE
            row.save(update_fields=["attended_at", "proof"])


def _locked(training: Training, acting: Standing) -> tuple[Training, Hat]:
    rows = Training.objects.select_for_update(of=("self",)).select_related("community").defer("community__outline")
    row = rows.get(pk=training.pk)
    return row, territory_required(acting, Right.ADMIN, row.community)


def _training_words() -> str:
    return _("有给您的岗位开的培训，请看时间地点，点“我去”。")


def _cancelled_words() -> str:
    return _("一次培训取消了，理由请打开查看。")


def _tell(training: Training, words: Callable[[], str]) -> None:
    told = set()
    for post in leaders_of(training.community, training.kinds).select_related("account"):
        if post.account_id in told:
            continue
        told.add(post.account_id)
        with translation.override(post.account.language or settings.LANGUAGE_CODE):
            text = words()
        message_send(
            community_id=training.community_id,
            kind="training",
            text=text,
            link=reverse("leaders:my_trainings"),
            account=post.account,
        )
