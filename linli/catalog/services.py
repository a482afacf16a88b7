"""Every write to the catalog: what ships, and what a place sets for itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.domain import (
    DANGER,
    DAY,
    DEFAULT_LIMITS,
    DEFAULT_TRIES,
    FEWEST_TRIES,
    HOUR,
    MOST_TRIES,
    Limit,
    hours_read,
)
from linli.catalog.models import (
    CalendarDay,
    Category,
    Channel,
    OfficeHours,
    Responsibility,
    Revision,
    Route,
    TimeLimit,
    TryLimit,
)
from linli.catalog.seed import seed
from linli.core import clock as the_clock
from linli.core.errors import Invalid
from linli.core.ids import new_id
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.people.policies import territory_required
from linli.people.selectors import organisations_covering
from linli.places.models import Division

LONGEST = 365  # days
LONGEST_DANGER = DAY  # minutes; nobody's life waits longer than a day
FURTHEST = timedelta(days=2 * 366)  # how far ahead a calendar makes sense


def catalog_seed() -> int:
    """Write the categories, channels and routes that ship with Linli and are missing; return how many.

    What is there stays as it is. Safe to run again.
    """
    with transaction.atomic():
        written = seed(Category, Channel, Route)
        if written:
            words_changed()
    return written


def words_changed() -> None:
    """Let every process read words and limits of tries anew; call it with the change, in its transaction."""
    revision_draw("words")


def revision_draw(name: str) -> None:
    """Let every process read anew what it keeps in memory under that name."""
    Revision.objects.update_or_create(name=name, defaults={"value": new_id()})


def limit_read(amount: int, unit: str) -> Limit:
    """Return an amount of one of `words.UNITS` as a limit.

    Raises:
        Invalid: nothing, or more than a year.
        KeyError: no such unit.
    """
    minutes = {"minutes": 1, "hours": HOUR, "days": DAY, "working_hours": HOUR, "working_days": DAY}[unit]
    if not 0 < amount * minutes <= LONGEST * DAY:
        raise Invalid(_("时限要在1分钟到365天之间。"), {"amount": _("请填写1分钟到365天之间的时限。")})
    if unit == "working_days":
        return Limit(days=amount, working=True)
    return Limit(amount * minutes, working=unit == "working_hours")


@transaction.atomic
def limit_set(place: Division, clock: str, urgency: str, limit: Limit, *, acting: Standing) -> None:
    """Let a limit hold in a place and everything below it, from the next case (or recount) on.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: no such clock, or danger to life would wait more than a day.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if (clock, urgency) not in DEFAULT_LIMITS:
        raise Invalid(_("没有这个时限，请从列表中选择。"))
    if urgency == DANGER and (limit.working or limit.minutes > LONGEST_DANGER):
        raise Invalid.at("amount", _("危及生命财产的时限不能超过24小时，并且夜里和假日照算。"))
    TimeLimit.objects.update_or_create(
        place=place,
        clock=clock,
        urgency=urgency,
        defaults={"amount_minutes": limit.minutes, "working": limit.working, "days": limit.days},
    )
    said: dict[str, Any] = {"minutes": limit.minutes, "days": limit.days, "working": limit.working}
    audit_note("limit_set", place, acting, hat=hat, clock=clock, urgency=urgency, **said)


@transaction.atomic
def limit_remove(place: Division, clock: str, urgency: str, *, acting: Standing) -> None:
    """Let the limit of above hold again.

    Raises:
        Refused: the place is not in the territory of whoever acts.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if TimeLimit.objects.filter(place=place, clock=clock, urgency=urgency).delete()[0]:
        audit_note("limit_removed", place, acting, hat=hat, clock=clock, urgency=urgency)


@transaction.atomic
def try_limit_set(place: Division, kind: str, most: int, *, acting: Standing) -> None:
    """Let somebody try so often an hour in a place and everything below it.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: no such kind, or a number that would shut people out or stop nothing.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if kind not in DEFAULT_TRIES:
        raise Invalid(_("没有这一项，请从列表中选择。"))
    if not FEWEST_TRIES <= most <= MOST_TRIES:
        raise Invalid.at(
            "most", _("请填写 %(fewest)s 到 %(most)s 之间的次数。") % {"fewest": FEWEST_TRIES, "most": MOST_TRIES}
        )
    TryLimit.objects.update_or_create(place=place, kind=kind, defaults={"most": most})
    words_changed()
    audit_note("tries_set", place, acting, hat=hat, tries=kind, most=most)


@transaction.atomic
def try_limit_remove(place: Division, kind: str, *, acting: Standing) -> None:
    """Let what holds above hold again.

    Raises:
        Refused: the place is not in the territory of whoever acts.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if TryLimit.objects.filter(place=place, kind=kind).delete()[0]:
        words_changed()
        audit_note("tries_removed", place, acting, hat=hat, tries=kind)


@transaction.atomic
def hours_set(place: Division, text: str, *, acting: Standing) -> None:
    """Set a place's office hours from what somebody wrote; empty lets those of above hold again.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: not office hours.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if not text.strip():
        if OfficeHours.objects.filter(place=place).delete()[0]:
            audit_note("hours_set", place, acting, hat=hat, own=False)
        return
    try:
        spans = hours_read(text)
    except ValueError:
        raise Invalid.at(
            "hours", _("请写成“08:30-12:00, 14:00-17:30”的样子：先早后晚，互不重叠，一天至少一小时。")
        ) from None
    OfficeHours.objects.update_or_create(place=place, defaults={"hours": spans})
    audit_note("hours_set", place, acting, hat=hat, own=True)


@transaction.atomic
def day_set(place: Division, day: date, working: bool, name: str = "", *, acting: Standing) -> None:
    """Say that a day differs from the published calendar in a place and everything below it.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: the day has passed or lies more than two years ahead.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    today = the_clock.today()
    if day < today:
        raise Invalid(_("这一天已经过去，改动不会影响已有的时限。"), {"date": _("请选今天或以后的日期。")})
    if day > today + FURTHEST:
        raise Invalid(_("这一天太远了。"), {"date": _("请选两年以内的日期。")})
    CalendarDay.objects.update_or_create(
        place=place, date=day, defaults={"working": working, "name": name.strip()[:40]}
    )
    audit_note("day_set", place, acting, hat=hat, date=day.isoformat(), working=working)


@transaction.atomic
def day_remove(place: Division, day_id: int, *, acting: Standing) -> None:
    """Let the calendar of above hold again on a day.

    Raises:
        Refused: the place is not in the territory of whoever acts.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    found = CalendarDay.objects.filter(place=place, pk=day_id).first()
    if found is not None:
        found.delete()
        audit_note("day_removed", place, acting, hat=hat, date=found.date.isoformat())


@transaction.atomic
def responsibility_set(
    place: Division,
    category: Category,
    organisation: Organisation,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    acting: Standing,
) -> None:
    """Let an organisation answer for a category in a place and everything below it, from - until.

    Args:
        starts_at, ends_at: now and without an end, where None.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: the organisation does not serve this place, or the end comes before the beginning.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    if not organisations_covering(place.path).filter(pk=organisation.pk).exists():
        raise Invalid(
            _("%(name)s不服务于这个地方。") % {"name": organisation.name}, {"organisation": _("请从列表中选择单位。")}
        )
    starts_at = starts_at or the_clock.now()
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid(_("结束时间早于开始时间。"), {"ends_at": _("请选一个晚于开始的时间，或者留空。")})
    values = {"place": place, "category": category, "organisation": organisation}
    if not Responsibility.objects.current().filter(**values, ends_at=ends_at).exists():
        Responsibility.objects.create(**values, starts_at=starts_at, ends_at=ends_at)
        audit_note("responsibility_set", place, acting, category.pk, hat=hat, organisation=organisation.pk)


@transaction.atomic
def responsibility_remove(place: Division, responsibility_id: int, *, acting: Standing) -> None:
    """Take a category off an organisation in a place, from now on; what was stays written down.

    Raises:
        Refused: the place is not in the territory of whoever acts.
    """
    hat = territory_required(acting, Right.ADMIN, place)
    now = the_clock.now()
    own = Responsibility.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), place=place, pk=responsibility_id)
    if (found := own.first()) is not None:
        audit_note(
            "responsibility_removed", place, acting, found.category_id, hat=hat, organisation=found.organisation_id
        )
    own.filter(starts_at__gt=now).delete()
    own.update(ends_at=now)
