"""Writes about social resources: one from its page, many from a ledger, by the same rules (G5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError, Missing
from linli.core.loading import instances_load
from linli.core.planned import Allowed, Change, Planned
from linli.core.writing import gathered, update
from linli.ledgers.models import Resource, ResourceKind
from linli.ledgers.selectors import kinds_of
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.people.policies import territory_hat, territory_required
from linli.places.models import Division, Grid
from linli.places.services import division_lock

MOST = {"name": 80, "offered_by": 80, "place_text": 120, "available": 120, "contact": 40, "phone": 30, "note": 300}
MOST_KIND = 20
CLEARED = {"contact": "", "phone": "", "phone_index": None, "agreed": False}


@dataclass(frozen=True, slots=True)
class ResourceRecord:
    """A resource as a page or a ledger tells of it.

    Args:
        contact, phone: whom to ask for; with stars, as they are.
        agreed: that whoever is to be asked for agreed to be listed.
        first, last: from - until, both days included; `last` None is open.
        resource_id: the one it speaks of; found by community, kind, name and who offers it where None.
    """

    community: Division
    kind: str
    name: str
    unit: Organisation | None = None
    offered_by: str = ""
    grid: Grid | None = None
    place_text: str = ""
    available: str = ""
    contact: str = ""
    phone: str = ""
    agreed: bool = False
    note: str = ""
    first: date | None = None
    last: date | None = None
    resource_id: int | None = None


def resource_save(record: ResourceRecord, resource: Resource | None = None, *, acting: Standing) -> Resource:
    """Enter a resource, or bring one to what its page says; what is empty there is empty then.

    Raises:
        Refused: the place is not in the territory of whoever acts.
        Invalid: no name, a kind that is none here, a contact who has not agreed, days in the wrong order, or it is there.
    """
    _may(record, acting)
    if resource is not None:
        _may(resource, acting)
    values = _values(record, kinds_of(record.community), resource)
    with transaction.atomic():
        division_lock(record.community)
        same = Resource.objects.filter(community=record.community, kind=record.kind, name=values["name"])
        same = same.filter(unit=record.unit, offered_by=values["offered_by"])
        if (same.exclude(id=resource.id) if resource else same).exists():
            raise Invalid.at("name", _("这里已有同一提供者的“%(name)s”。") % {"name": values["name"]})
        deed = "resource_edited" if resource else "resource_added"
        resource = resource or Resource(community=record.community)
        for name, value in values.items():
            setattr(resource, name, value)
        resource.updated_at = clock.now()
        resource.save()
        audit_note(deed, record.community, acting, (resource.community_id, resource.id), kind=resource.kind)
    return resource


def resource_end(resource: Resource, last: date, *, acting: Standing) -> Resource:
    """Say which day is a resource's last.

    Raises:
        Refused: outside the territory of whoever acts.
        Invalid: before its first day.
    """
    _may(resource, acting)
    if last < resource.starts_on:
        raise Invalid.at("last", _("结束日期早于开始日期。"))
    resource.ends_on, resource.updated_at = last, clock.now()
    with transaction.atomic():
        resource.save(update_fields=["ends_on", "updated_at"])
        thing = (resource.community_id, resource.id)
        audit_note("resource_ended", resource.community, acting, thing, date=last.isoformat())
    return resource


def kinds_save(community: Division, names: dict[str, tuple[str, bool]], new: str, *, acting: Standing) -> None:
    """Write what a community calls the kinds of resource, which it uses, and one more.

    Args:
        names: code → (name, whether it is in use), of those there are.
        new: name of a further one; none where empty.

    Raises:
        Refused: not a head of the community.
        Invalid: an empty name, a long one, or one that is there twice.
    """
    territory_required(acting, Right.ADMIN, community)
    wanted = {code: (" ".join(name.split()), active) for code, (name, active) in names.items()}
    if new.strip():
        wanted["+"] = (" ".join(new.split()), True)
    used = [name for name, active in wanted.values() if active]
    for name, _active in wanted.values():
        if not name or len(name) > MOST_KIND:
            raise Invalid(_("类别名称要有，并且不超过 %(most)s 个字。") % {"most": MOST_KIND})
    if len(set(used)) != len(used):
        raise Invalid(_("有两个类别同名，请改一个。"))
    with transaction.atomic():
        division_lock(community)
        if "+" in wanted:
            number = ResourceKind.objects.filter(community=community, code__startswith="own-").count() + 1
            wanted[f"own-{number}"] = wanted.pop("+")
        shipped = kinds_of(community, own=False)
        for code, (name, active) in wanted.items():
            if shipped.get(code) == name and active:
                ResourceKind.objects.filter(community=community, code=code).delete()
            else:
                values = {"name": name, "active": active}
                ResourceKind.objects.update_or_create(community=community, code=code, defaults=values)
        audit_note("resource_kinds_set", community, acting, count=len(used))


def resources_plan(records: Sequence[ResourceRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Return what the records come to, one by one; nothing is written. What is empty in a record stays as it is."""
    places = {record.community.pk: record.community for record in records}
    names = {" ".join(record.name.split()) for record in records}
    numbers = {record.resource_id for record in records if record.resource_id}
    rows = Resource.objects.filter(Q(name__in=names) | Q(id__in=numbers), community__in=places)
    rows = rows.select_related("community", "grid").defer("community__outline", "grid__outline")
    by_name: dict[Any, Resource] = {}
    by_number: dict[tuple[int, int], Resource] = {}
    for row in rows.order_by("-id"):
        by_name[row.community_id, row.kind, row.name, row.unit_id, row.offered_by] = row
        by_number[row.community_id, row.id] = row
    kinds = {pk: kinds_of(place) for pk, place in places.items()}
    allowed = Allowed()
    planned = []
    for record in records:
        try:
            allowed.require((record.community.pk, record.grid and record.grid.pk), partial(_may, record, acting))
            there = _there(record, by_name, by_number, acting)
            planned.append(_plan(record, there, kinds[record.community.pk]))
        except LinliError as error:
            planned.append(Planned.refused(error))
    return planned


def _there(
    record: ResourceRecord,
    by_name: dict[Any, Resource],
    by_number: dict[tuple[int, int], Resource],
    acting: Standing | None,
) -> Resource | None:
    """Return what a record speaks of: never one of another grid than those of whoever acts, by number or by name."""
    name = " ".join(record.name.split())
    unit = record.unit.pk if record.unit else None
    there = by_name.get((record.community.pk, record.kind, name, unit, record.offered_by.strip()))
    if record.resource_id is not None:
        there = by_number.get((record.community.pk, record.resource_id))
    own = there is None or acting is None or territory_hat(acting, Right.FIGURES, there.community, there.grid)
    if record.resource_id is not None and (there is None or not own):
        words = _("这里没有这个编号的资源。")
        raise Missing(words, {"number": _("新增的请把编号留空。")})
    if not own:
        words = _("这里已有同一提供者的“%(name)s”。") % {"name": name}
        raise Invalid(words, {"name": words})
    return there


def _plan(record: ResourceRecord, there: Resource | None, kinds: dict[str, str]) -> Planned:
    values = _values(record, kinds, there)
    if there is None:
        return Planned(Change.NEW, values=values)
    told = {name: value for name, value in values.items() if value not in ("", None, False)}
    if told.get("phone") == there.phone:
        told.pop("phone_index", None)  # of two keys, while keys are rotated, either is right
    if record.unit is not None or record.offered_by.strip():
        told |= {"unit_id": values["unit_id"], "offered_by": values["offered_by"]}
    if record.first is None:
        told.pop("starts_on", None)
    return Planned.of(there, told)


def _values(record: ResourceRecord, kinds: dict[str, str], there: Resource | None = None) -> dict[str, Any]:
    """Return the columns that a record says.

    Raises:
        Invalid: see `resource_save`.
    """
    words = {name: getattr(record, name).strip() for name in MOST}
    words["name"] = " ".join(words["name"].split())
    fields = {
        name: _("太长了，请控制在%(most)s个字以内。") % {"most": most}
        for name, most in MOST.items()
        if len(words[name]) > most
    }
    if not words["name"]:
        fields["name"] = _("请写明是什么。")
    if record.kind not in kinds:
        fields["kind"] = _("请从列表中选择类别。")
    first = record.first or (there.starts_on if there else clock.today())
    if record.last is not None and record.last < first:
        fields["last"] = _("结束日期早于开始日期。")
    _unmask(words, there, fields)
    asked = words["contact"] or words["phone"]
    known = there is not None and there.agreed and not _differs(words, there)
    if asked and not record.agreed and not known:
        fields["agreed"] = _("填写联系人或电话前，请先征得本人同意。")
    if fields:
        raise Invalid(" ".join(fields.values()), fields)
    digits = personal.normal_phone(words["phone"])
    return words | {
        "kind": record.kind,
        "unit_id": record.unit.pk if record.unit else None,
        "grid_id": record.grid.pk if record.grid else None,
        "phone_index": personal.blind(digits) if digits else None,
        "agreed": bool(asked) and (record.agreed or known),
        "starts_on": first,
        "ends_on": record.last,
    }


def _unmask(words: dict[str, str], there: Resource | None, fields: dict[str, str]) -> None:
    """Put back what went out masked and came in unchanged."""
    for name, mask in (("contact", personal.mask_name), ("phone", personal.mask_phone)):
        if "*" not in words[name]:
            continue
        if there is None or mask(getattr(there, name)) != words[name]:
            fields[name] = _("这里带着星号。请填写完整，或留空。")
        else:
            words[name] = getattr(there, name)


def _differs(words: dict[str, str], there: Resource) -> bool:
    return any(words[name] and words[name] != getattr(there, name) for name in ("contact", "phone"))


def _may(told: ResourceRecord | Resource, acting: Standing | None) -> None:
    if acting is not None:
        territory_required(acting, Right.FIGURES, told.community, told.grid)


@transaction.atomic
def resources_put(records: Sequence[ResourceRecord], *, acting: Standing | None = None) -> list[Planned]:
    """Enter resources and bring those there are to what records say.

    Two that write about one community come one after the other.
    """
    places = sorted({record.community.pk for record in records})
    list(Division.objects.select_for_update().filter(pk__in=places).order_by("pk").values_list("pk", flat=True))
    planned = resources_plan(records, acting=acting)
    now = clock.now()
    for record, plan in zip(records, planned, strict=True):
        if plan.change == Change.NEW:
            plan.row = Resource(community_id=record.community.pk, updated_at=now, **(plan.values or {}))
    instances_load(Resource, [plan.row for plan in planned if plan.change == Change.NEW])
    with gathered():
        for plan in planned:
            if plan.change == Change.CHANGED:
                key = (plan.row.community_id, plan.row.id)
                update(Resource, key, {**(plan.values or {}), "updated_at": now})
    return planned


def contacts_clear(resources: Iterable[Resource]) -> int:
    """Take whom to ask for away from resources; return how many."""
    found = list(resources)
    for resource in found:
        for name, value in CLEARED.items():
            setattr(resource, name, value)
        resource.save(update_fields=list(CLEARED))
    return len(found)
