"""Every write about messages and notices."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock
from linli.core.errors import Invalid
from linli.core.ids import new_id
from linli.core.writing import insert
from linli.notify.channels import sms_send
from linli.notify.models import Delivery, DeliveryState, Message, Notice
from linli.notify.selectors import anything_unread, messages_of
from linli.people.domain import Right, Standing
from linli.people.models import Account, Organisation
from linli.people.policies import territory_required
from linli.people.selectors import holders_of
from linli.places.models import Division, Grid
from linli.privacy.domain.terms import length

log = logging.getLogger(__name__)
SMS = "sms"
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MOST_TRIES = len(PAUSES) + 1


def message_send(
    *,
    community_id: int,
    kind: str,
    text: str,
    link: str = "",
    account: Account | None = None,
    organisation: Organisation | None = None,
    phone: str = "",
    subject_id: int | None = None,
    sms: bool = False,
) -> Message:
    """Write one message inside the caller's transaction; with `sms`, let it go out by text as well.

    Args:
        community_id: the community it is kept with.
        kind: a short code of what it speaks of.
        text: what is read; no personal data, as it may stand on a locked screen.
        link: a path on this site.
        account, organisation, phone: to whom; exactly one. A text to an organisation goes to everybody on a post now,
            to a deputy instead of whoever is stood in for.
        subject_id: the case it speaks of.

    Raises:
        ValueError: none, or more than one, of the three is given.
    """
    if sum((account is not None, organisation is not None, bool(phone))) != 1:
        raise ValueError("a message goes to an account, an organisation or a phone: exactly one")
    message = Message(
        community_id=community_id,
        kind=kind,
        text=text,
        link=link,
        account=account,
        organisation=organisation,
        phone=phone,
        subject_id=subject_id,
        created_at=clock.now(),
    )
    insert(message)
    if sms:
        _texts_enqueue(message, _recipients(message))
    return message


def _recipients(message: Message) -> list[int | None]:
    if message.organisation_id is None:
        return [message.account_id]
    return [*holders_of(message.organisation_id)]


def _texts_enqueue(message: Message, recipients: list[int | None]) -> None:
    from linli.notify.tasks import delivery_send as task

    deliveries = [
        Delivery(
            community_id=message.community_id, id=new_id(), message_id=message.id, channel=SMS, recipient_id=recipient
        )
        for recipient in recipients
    ]
    Delivery.objects.bulk_create(deliveries)
    for delivery in deliveries:
        task.enqueue(delivery.community_id, delivery.id)


def delivery_send(community_id: int, delivery_id: int) -> None:
    """Send one text. A failure is recorded and another try put off, four times, each later than the last.

    A try is claimed before it is made: of two workers that run the same task, one sends.
    """
    waiting = Delivery.objects.filter(community_id=community_id, id=delivery_id, state=DeliveryState.WAITING)
    delivery = waiting.select_related("recipient").first()
    if delivery is None or not waiting.filter(tries=delivery.tries).update(tries=F("tries") + 1):
        return
    message = Message.objects.get(community_id=community_id, id=delivery.message_id)
    phone = delivery.recipient.phone if delivery.recipient else message.phone
    link = f" {settings.LINLI_BASE_URL}{message.link}" if message.link else ""
    try:
        sms_send(phone, f"{message.text}{link}")
    except Exception as error:  # a provider's library may raise anything; the text must not be lost
        _put_off(delivery, type(error).__name__)
    else:
        waiting.update(state=DeliveryState.SENT, sent_at=clock.now(), error="")


def _put_off(delivery: Delivery, error: str) -> None:
    from linli.notify.tasks import delivery_send as task

    tried = delivery.tries + 1
    log.warning("text %s/%s not sent, try %s: %s", delivery.community_id, delivery.id, tried, error)
    row = Delivery.objects.filter(community_id=delivery.community_id, id=delivery.id)
    with transaction.atomic():
        if tried >= MOST_TRIES:
            row.update(state=DeliveryState.FAILED, error=error)
            return
        row.update(error=error)
        task.using(run_after=clock.now() + PAUSES[tried - 1]).enqueue(delivery.community_id, delivery.id)


def messages_read(standing: Standing, message_id: int | None = None, about: tuple[int, int] | None = None) -> int:
    """Mark messages of somebody and their organisations as read; return how many were unread.

    Args:
        message_id: only this one.
        about: only those that speak of this case, (community_id, case_id).
    """
    if about is not None and not anything_unread(standing, *about):  # a page only looked at takes no write lock
        return 0
    unread = messages_of(standing).filter(read_at=None)
    if message_id is not None:
        unread = unread.filter(id=message_id)
    if about is not None:
        unread = unread.filter(community_id=about[0], subject_id=about[1])
    return unread.update(read_at=clock.now())


@transaction.atomic
def notice_post(
    *,
    acting: Standing,
    place: Division,
    grid: Grid | None,
    title: str,
    body: str = "",
    ends_at: datetime | None = None,
) -> Notice:
    """Post a notice to a place, or to one grid of it, in the name of the organisation that does so.

    Raises:
        Refused: the place is not in the territory of any post held.
        Invalid: no title, or an end that has passed.
    """
    hat = territory_required(acting, Right.NOTICES, place, grid)
    if not title.strip():
        raise Invalid(_("公告还没有标题。"), {"title": _("请写一个标题，居民先看到它。")})
    if ends_at is not None and ends_at <= clock.now():
        raise Invalid(_("结束时间已经过去。"), {"ends_at": _("请选一个以后的时间，或者留空。")})
    signed = Organisation.objects.get(pk=hat.organisation_id).name
    notice = Notice.objects.create(
        place=place,
        grid=grid,
        title=title.strip(),
        body=body.strip(),
        author=Account.objects.get(pk=acting.account_id or 0),
        signed=signed,
        starts_at=clock.now(),
        ends_at=ends_at,
    )
    audit_note("notice_posted", place, acting, notice.pk, hat=hat, grid=grid.pk if grid else None)
    return notice


@transaction.atomic
def notice_end(notice: Notice, *, acting: Standing) -> None:
    """Take a notice down now; one that has ended stays as it is.

    Raises:
        Refused: its place is not in the territory of any post held.
    """
    hat = territory_required(acting, Right.NOTICES, notice.place, notice.grid)
    if notice.ends_at is None or notice.ends_at > clock.now():
        notice.ends_at = clock.now()
        notice.save(update_fields=["ends_at"])
        audit_note("notice_ended", notice.place, acting, notice.pk, hat=hat)


def messages_forget(community_id: int, subject_id: int) -> int:
    """Delete what was told about a case; return how many messages."""
    found = Message.objects.filter(community_id=community_id, subject_id=subject_id)
    ids = list(found.values_list("id", flat=True))
    Delivery.objects.filter(community_id=community_id, message_id__in=ids).delete()
    found.delete()
    return len(ids)


def messages_expire(most: int) -> int:
    """Delete at most so many messages past their time (PIPL art. 19); return how many."""
    lasts = length("message")
    assert lasts is not None
    old = Message.objects.filter(created_at__lte=clock.now() - lasts).order_by("created_at")
    keys = list(old.values_list("community_id", "id")[:most])
    for community_id in {key[0] for key in keys}:
        ids = [pk for community, pk in keys if community == community_id]
        Delivery.objects.filter(community_id=community_id, message_id__in=ids).delete()
        Message.objects.filter(community_id=community_id, id__in=ids).delete()
    return len(keys)


def messages_leave(account: Account) -> None:
    """Delete everything that was told to somebody whose account goes (PIPL art. 47)."""
    Delivery.objects.filter(recipient=account).delete()
    Message.objects.filter(account=account).delete()
