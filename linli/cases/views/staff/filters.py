"""What staff search and filter by, read from the address: what cannot be read is left out."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.models import Kind, State
from linli.catalog.models import Channel, Urgency
from linli.catalog.selectors import category_options
from linli.people.domain import Right, Standing
from linli.places.models import Grid

_WORDS = {"state": State.values, "urgency": Urgency.values, "kind": Kind.values}
_NUMBERS = ("category", "grid")
_DATES = ("since", "until")
MOST_GRIDS = 300


def filters_from(query: QueryDict) -> dict[str, Any]:
    """Return the filters of an address, as `selectors.box_page` takes them."""
    found: dict[str, Any] = {}
    for name, allowed in _WORDS.items():
        if (value := query.get(name, "")) in allowed:
            found[name] = value
    for name in _NUMBERS:
        if (value := query.get(name, "")).isdecimal() and len(value) < 18:
            found[name] = int(value)
    if (channel := query.get("channel", ""))[:20].replace("_", "a").isalnum():
        found["channel"] = channel[:20]
    for name in _DATES:
        if day := _day(query.get(name, "")):
            found[name] = day + timedelta(days=1) if name == "until" else day
    return found


def _day(text: str) -> datetime | None:
    """The beginning of a day of the installation's time zone; the calendar's first and last year have no day beside."""
    try:
        day = timezone.make_aware(datetime.strptime(text, "%Y-%m-%d"))  # noqa: DTZ007 - made aware right here
    except (ValueError, OverflowError):
        return None
    return day if MINYEAR < day.year < MAXYEAR else None


def panel(standing: Standing, query: QueryDict) -> list[dict[str, Any]]:
    """Return the filter panel's drop-downs: name, label, groups of (value, words), and what is chosen. Three queries."""
    grids = [(grid.pk, f"{grid.community.name} {grid.name}") for grid in _grids(standing)]
    channels = [(row.code, _(row.name)) for row in Channel.objects.filter(active=True)]
    fields = [
        ("state", _("状态"), [("", list(State.choices))]),
        ("urgency", _("紧急程度"), [("", list(Urgency.choices))]),
        ("kind", _("类型"), [("", list(Kind.choices))]),
        ("category", _("类别"), category_options()),
        ("grid", _("网格"), [("", grids)]),
        ("channel", _("来源"), [("", channels)]),
    ]
    return [
        {"name": name, "label": label, "groups": groups, "chosen": query.get(name, "")}
        for name, label, groups in fields
    ]


def _grids(standing: Standing) -> list[Grid]:
    """The grids of the places that somebody's desks answer for."""
    near = Q(pk__in=[])
    for hat in standing.hats_with(Right.HANDLE):
        if hat.grid_id:
            near |= Q(pk=hat.grid_id)
        elif hat.is_desk:
            near |= Q(community__path__startswith=hat.path)
    found = Grid.objects.filter(near, active=True).select_related("community").only("name", "community__name")
    return list(found.order_by("code")[:MOST_GRIDS])
