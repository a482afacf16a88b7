"""What a case's page shows besides its course: who reported, who works on it, which limits run, what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.cases.domain.table import Deed
from linli.cases.models import Attachment, AttachmentKind, Case
from linli.cases.selectors import cases_visible, identity_visible
from linli.cases.services import Acting
from linli.cases.views.staff.rows import LIMITS, Limit, limits_of
from linli.core import clock, personal
from linli.core.prepared import prepared
from linli.people.domain import Right, Standing
from linli.people.selectors import children_among

REVEALED_FOR = timedelta(minutes=15)
"""So long a revealed number stays on the page of whoever gave the reason; then it asks again."""

PARTS = {
    "offered": pgettext_lazy("状态", "转办"),
    "dispatched": pgettext_lazy("状态", "派单"),
    "whistled": gettext_lazy("吹哨协办"),
    "former": gettext_lazy("原承办，继续协办"),
    "informed": gettext_lazy("知悉"),
}

# What somebody does most, in the order of urgency; the first of these that are offered become the page's buttons.
PRIMARY = (
    *("accept", "object", "decide_objection", "decide_extension", "arrive", "report", "resolve", "contact", "answer"),
    *("reopen", "close", "follow_up", "rate", "publish"),
)
MOST_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A reporter as the page shows them: masked, or revealed to whoever said why."""

    label: str
    name: str
    phone: str
    phone_is_open: bool
    is_child: bool
    verdict: Any
    satisfied: bool | None
    words: str
    by_follow_up: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A handler as the page shows it."""

    name: str
    part: Any
    by: str
    task: str
    act_by: datetime | None
    progress: list[tuple[Any, datetime | None]]
    note: str
    active: bool
    late: bool


def buttons(offered: Sequence[Deed]) -> tuple[list[Deed], list[Deed]]:
    """Return the deeds to show as buttons, and the rest for the menu; `reveal` stands beside what it reveals."""
    by_name = {deed.name: deed for deed in offered if deed.name != "reveal"}
    first = [by_name[name] for name in PRIMARY if name in by_name][:MOST_BUTTONS]
    return first, [deed for deed in by_name.values() if deed not in first]


def revealed(case: Case, account_id: int | None) -> frozenset[str]:
    """Return what of the reporter this account has asked to see in the last quarter of an hour."""
    since = clock.now() - REVEALED_FOR
    return frozenset(
        event.content.get("said", {}).get("what", "")
        for event in case.events.all()
        if event.name == "reveal" and event.actor_id == account_id and event.at >= since
    )


def people(case: Case, standing: Standing, shown: frozenset[str]) -> list[Person]:
    """Return those who reported, or nobody where their identity is not for this reader.

    That a number is a child's is said where it was asked for, to whoever is about to call it (PIPL art. 28, 31).
    """
    if not identity_visible(case, standing):
        return []
    found: list[Person] = []
    rows = list(case.reporters.all())
    called = [row.account_id for row in rows if row.account_id] if "phone" in shown else []
    children = children_among(called) if called else frozenset()
    for number, row in enumerate(rows, start=1):
        open_phone = "phone" in shown and bool(row.phone)
        found.append(
            Person(
                label=_("第 %(n)s 位反映人") % {"n": number},
                name=row.name if "name" in shown else personal.mask_name(row.name),
                phone=row.phone if open_phone else personal.mask_phone(row.phone) if row.phone else "",
                phone_is_open=open_phone,
                is_child=open_phone and row.account_id in children,
                verdict=row.get_solved_display() if row.solved else "",
                satisfied=row.satisfied,
                words=row.words,
                by_follow_up=row.by_follow_up,
                withdrawn=row.withdrawn_at is not None,
            )
        )
    return found


def address(case: Case, shown: frozenset[str]) -> tuple[str, bool]:
    """Return the address below the building as this reader may see it, and whether it is hidden in part."""
    if not case.address:
        return "", False
    if "address" in shown:
        return case.address, False
    return personal.mask_address(case.address), True


def map_link(case: Case) -> str:
    """Return a link to a map at the case's point or building, or "". The map takes WGS-84 when told so."""
    lon, lat = (
        (case.lon, case.lat) if case.lon else (case.building.lon, case.building.lat) if case.building else (None, None)
    )
    if lon is None or lat is None:
        return ""
    query = {"position": f"{lon:.6f},{lat:.6f}", "coordinate": "wgs84", "name": case.number, "callnative": "1"}
    return f"https://uri.amap.com/marker?{urlencode(query)}"


def parts(case: Case) -> list[Part]:
    """Return those who work or worked on the case, in the order they were called."""
    found = []
    now = clock.now()
    for row in case.handlers.all():
        steps = [
            (_("已受理"), row.accepted_at),
            (_("已到场"), row.arrived_at),
            (_("已反馈"), row.reported_at),
            (_("提出异议"), row.objected_at),
            (_("异议不成立"), row.insisted_at),
        ]
        notes = [row.objection]
        if row.came_in_time is not None:
            notes.append(_("街道评价：及时") if row.came_in_time else _("街道评价：不及时"))
        if row.call_justified is not None:
            notes.append(_("部门评价：吹哨合理") if row.call_justified else _("部门评价：吹哨不合理"))
        found.append(
            Part(
                name=row.organisation.name,
                part=PARTS[row.part],
                by=row.by.name,
                task=row.task,
                act_by=row.act_by,
                progress=[(words, at) for words, at in steps if at],
                note="；".join(note for note in notes if note),
                active=row.ended_at is None,
                late=row.ended_at is None and row.act_by is not None and row.act_by <= now,
            )
        )
    return found


def limits(case: Case, standing: Standing) -> list[Limit]:
    """Return every limit that runs, the next one first."""
    own = {hat.organisation_id for hat in standing.hats_with(Right.HANDLE)}
    tasks = [h.act_by for h in case.handlers.all() if h.organisation_id in own and h.ended_at is None and h.act_by]
    columns = {
        name: getattr(case, name) for name in ("state", "accepted_at", "contacted_at", *LIMITS) if name != "task_by"
    }
    return limits_of({**columns, "task_by": min(tasks, default=None)}, clock.now())


_FAMILY = ("community_id", "id", "number", "title", "state", "parent_id", "merged_into_id")


def family(case: Case, standing: Standing) -> dict[str, Any]:
    """Return the cases that belong to this one and that the reader may see: one query, two where there are any."""
    related = [*_kin(case.community_id, case.id), *(pk for pk in (case.parent_id, case.merged_into_id) if pk)]
    same = (
        cases_visible(standing).filter(community_id=case.community_id, id__in=related)
        if related
        else Case.objects.none()
    )
    near = list(same.only(*_FAMILY))
    rows = {row.id: row for row in near}
    return {
        "parent": rows.get(case.parent_id or 0),
        "target": rows.get(case.merged_into_id or 0),
        "children": [row for row in near if row.parent_id == case.id],
        "sources": [row for row in near if row.merged_into_id == case.id],
    }


@prepared
def _kin(community_id: int, case_id: int) -> QuerySet[Case, int]:
    """The parts of a case, and those merged into it."""
    found = Case.objects.filter(Q(parent_id=case_id) | Q(merged_into_id=case_id), community_id=community_id)
    return found.order_by("id").values_list("id", flat=True)


def files(case: Case) -> dict[str, list[Attachment]]:
    """Return photos, recordings and proofs: one query."""
    found: dict[str, list[Attachment]] = {kind: [] for kind in AttachmentKind.values}
    for row in case.attachments.all():
        found[row.kind].append(row)
    return found


def acting_of(standing: Standing) -> Acting:
    """Return the reader as services see them."""
    return Acting(standing, channel="web")
