"""What a place's settings pages show: each value, and from where it comes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from linli.catalog.domain import DEFAULT_LIMITS, DEFAULT_TRIES, Limit, hours_write
from linli.catalog.models import CalendarDay, OfficeHours, Responsibility, TimeLimit, TryLimit, Urgency
from linli.catalog.selectors import hours_of, limit_of, lineage
from linli.catalog.words import CLOCKS, TRIES, limit_words
from linli.core import clock
from linli.core.working_time import WorkingHours
from linli.places.models import Division


@dataclass(frozen=True, slots=True)
class LimitShown:
    """One limit as it holds in a place. `source` is the place that set it, None for the default; `own`: this very place."""

    clock: str
    urgency: str
    name: str
    urgency_name: str
    limit: Limit
    words: str
    default_words: str
    source: Division | None
    own: bool


def limits_shown(place: Division) -> list[LimitShown]:
    """Return every limit of a place: one query."""
    rows = TimeLimit.objects.filter(place__code__in=lineage(place)).select_related("place").defer("place__outline")
    rows = rows.order_by("-place__level")
    nearest = {(row.clock, row.urgency): row for row in rows}
    urgencies = dict(Urgency.choices)
    shown = []
    for (name, urgency), default in DEFAULT_LIMITS.items():
        row = nearest.get((name, urgency))
        limit = limit_of(row) if row else default
        shown.append(
            LimitShown(
                clock=name,
                urgency=urgency,
                name=str(CLOCKS[name]),
                urgency_name=str(urgencies.get(urgency, "")),
                limit=limit,
                words=limit_words(limit),
                default_words=limit_words(default),
                source=row.place if row else None,
                own=bool(row and row.place_id == place.pk),
            )
        )
    return shown


def limit_shown(place: Division, name: str, urgency: str) -> LimitShown | None:
    """Return one of them, or None where there is no such limit."""
    return next((each for each in limits_shown(place) if (each.clock, each.urgency) == (name, urgency)), None)


@dataclass(frozen=True, slots=True)
class TriesShown:
    """How often an hour a kind of try is allowed in a place; `source` and `own` as in `LimitShown`."""

    kind: str
    name: str
    most: int
    default: int
    source: Division | None
    own: bool


def tries_shown(place: Division) -> list[TriesShown]:
    """Return every kind of try as it holds in a place: one query."""
    rows = TryLimit.objects.filter(place__code__in=lineage(place)).select_related("place").defer("place__outline")
    nearest = {row.kind: row for row in rows.order_by("-place__level")}
    shown = []
    for kind, default in DEFAULT_TRIES.items():
        row = nearest.get(kind)
        own = bool(row and row.place_id == place.pk)
        most, source = (row.most, row.place) if row else (default, None)
        shown.append(TriesShown(kind, str(TRIES[kind]), most, default, source, own))
    return shown


@dataclass(frozen=True, slots=True)
class HoursShown:
    """The office hours as they hold in a place, and from where."""

    text: str
    source: Division | None
    own: bool


def hours_shown(place: Division) -> HoursShown:
    """Return the office hours of a place: one query."""
    rows = OfficeHours.objects.filter(place__code__in=lineage(place)).select_related("place").defer("place__outline")
    row = rows.order_by("place__level").first()
    if row is None:
        return HoursShown(hours_write(WorkingHours()), None, False)
    return HoursShown(hours_write(hours_of(row.hours)), row.place, row.place_id == place.pk)


def days_shown(place: Division) -> QuerySet[CalendarDay]:
    """Return the coming days that differ from the published calendar, of this place and of above."""
    coming = CalendarDay.objects.filter(date__gte=clock.today())
    own = coming.filter(place__code__in=lineage(place)) | coming.filter(place=None)
    return own.select_related("place").defer("place__outline").order_by("date", "-place__level")


def responsibilities_shown(place: Division) -> QuerySet[Responsibility]:
    """Return who answers for what in a place now or will, of this place and of above, by category."""
    rows = Responsibility.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), place__code__in=lineage(place))
    rows = rows.select_related("place", "organisation", "category__parent")
    return rows.defer("place__outline", "category__words", "category__parent__words").order_by(
        "category__order", "place__level", "id"
    )
