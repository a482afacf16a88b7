"""Units by the thousand, from a ledger: every rule of `organisation_add` and `organisation_update`, few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.core.errors import Invalid, LinliError
from linli.core.loading import instances_load
from linli.core.planned import Allowed, Change, Planned
from linli.people.domain import CALLED_KINDS, Standing
from linli.people.models import Organisation
from linli.people.services.naming import organisations_name
from linli.people.services.organisations import (
    desk_above,
    grid_within,
    name_taken,
    organisation_may,
    words_checked,
)
from linli.places.models import Division, Grid
from linli.places.services import division_lock

BATCH = 500


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A department, company, committee or unit as a ledger tells of it; what is empty stays as it is.

    Args:
        unit_id: the one it speaks of; found by place, kind and name where None.
    """

    place: Division
    kind: str
    name: str
    duties: str = ""
    phone: str = ""
    contact: str = ""
    address: str = ""
    within: Grid | None = None
    unit_id: int | None = None


Key = tuple[int, str, str]


def units_plan(records: Sequence[UnitRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Return what the records come to, one by one; nothing is written."""
    places = {record.place.pk for record in records}
    names = {" ".join(record.name.split()) for record in records}
    numbers = {record.unit_id for record in records if record.unit_id}
    rows = Organisation.objects.filter(Q(name__in=names) | Q(pk__in=numbers), place__in=places, kind__in=CALLED_KINDS)
    by_name: dict[Key, Organisation] = {}
    by_number: dict[int, Organisation] = {}
    for row in rows.order_by("active", "pk"):  # the open one of a name counts, else the one closed last
        by_name[row.place_id, row.kind, row.name] = row
        by_number[row.pk] = row
    allowed = Allowed()
    return [_plan(record, by_name, by_number, acting, allowed) for record in records]


def _plan(
    record: UnitRecord,
    by_name: dict[Key, Organisation],
    by_number: dict[int, Organisation],
    acting: Standing | None,
    allowed: Allowed,
) -> Planned:
    try:
        allowed.require(record.place.pk, lambda: organisation_may(acting, record.place))
        if record.kind not in CALLED_KINDS:
            raise Invalid.at("kind", _("这一类单位不能在这里添加，请从列表中选择。"))
        values: dict[str, Any] = words_checked(record.name, record.duties, record.phone, record.contact, record.address)
        grid_within(record.place, record.kind, record.within)
        values = {name: value for name, value in values.items() if value}
        if record.within is not None:
            values["within_id"] = record.within.pk
        there = by_name.get((record.place.pk, record.kind, values["name"]))
        if record.unit_id is not None:
            there = _numbered(record, by_number, there)
        if there is None:
            return Planned(Change.NEW, values=values | {"kind": record.kind})
    except LinliError as error:
        return Planned.refused(error)
    return Planned.of(there, values | {"kind": record.kind, "active": True})


def _numbered(record: UnitRecord, by_number: dict[int, Organisation], same: Organisation | None) -> Organisation:
    found = by_number.get(record.unit_id or 0)
    if found is None or found.place_id != record.place.pk:
        words = _("这里没有这个编号的单位。")
        raise Invalid(words, {"number": _("新增的请把编号留空。")})
    if same is not None and same.active and same.pk != found.pk:
        raise name_taken(record.name)
    return found


@transaction.atomic
def units_put(records: Sequence[UnitRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Add units and bring those there are to what records say; a closed one of that name opens again.

    Args:
        acting: who writes; None is the installation itself.

    Returns:
        What came of each record; one that is refused left nothing behind.
    """
    places = {record.place.pk: record.place for record in records}
    for pk in sorted(places):
        division_lock(places[pk])
    planned = units_plan(records, acting=acting)
    above = {pk: desk_above(place) for pk, place in places.items()}
    for record, plan in zip(records, planned, strict=True):
        if plan.change == Change.NEW:
            place = places[record.place.pk]
            plan.row = Organisation(place=place, level=place.level, parent=above[place.pk], **(plan.values or {}))
    new = [plan.row for plan in planned if plan.change == Change.NEW]
    _insert(new)
    changed = [plan for plan in planned if plan.change == Change.CHANGED]
    for plan in changed:
        for name, value in (plan.values or {}).items():
            setattr(plan.row, name, value)
    columns = sorted({name for plan in changed for name in plan.values or {}})
    if changed:
        Organisation.objects.bulk_update([plan.row for plan in changed], columns, batch_size=BATCH)
    if written := [*new, *(plan.row for plan in changed)]:
        organisations_name(written)
    return planned


def _insert(new: Sequence[Organisation]) -> None:
    """Write new units, and find out the numbers that the database gave them."""
    instances_load(Organisation, new)
    rows = Organisation.objects.filter(name__in={one.name for one in new}, place__in={one.place_id for one in new})
    columns = rows.filter(kind__in=CALLED_KINDS).order_by("pk").values_list("place", "kind", "name", "pk")
    numbers = {(place, kind, name): pk for place, kind, name, pk in columns}
    for one in new:
        one.pk = numbers[one.place_id, one.kind, one.name]
