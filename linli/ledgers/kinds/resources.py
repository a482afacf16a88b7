"""The ledger of social resources (G5): rooms, vehicles, tools, skills, services, funds, and what else a community lists."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import personal
from linli.core.planned import Planned
from linli.ledgers.kinds.base import MOST_CHOICES, NUMBER, Ledger, grid_column
from linli.ledgers.policies import Area
from linli.ledgers.selectors import kind_name, kind_names, kinds_of, resources_in
from linli.ledgers.services.resources import MOST, ResourceRecord, resources_plan, resources_put
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering
from linli.places.importing.columns import Column, day, header_key, one_of, text
from linli.places.importing.results import CellFault
from linli.places.models import Division

YES = "yes"
_agreed = one_of([(YES, gettext_lazy("是")), ("no", gettext_lazy("否"))])


def _columns(kinds: Sequence[str], grids: Sequence[str], offering: Sequence[str]) -> tuple[Column, ...]:
    title = gettext_lazy("资源类别")
    aliases = ("类别", "类型", "种类")
    kind = Column("kind", title, text(20), aliases, required=True, example="场地", choices=tuple(kinds))
    return (
        NUMBER,
        kind,
        Column("name", gettext_lazy("资源名称"), text(MOST["name"]), ("名称", "资源"), required=True, example="活动室"),
        Column(
            "offered_by",
            gettext_lazy("提供者"),
            text(MOST["offered_by"]),
            ("提供单位", "来源", "所属单位"),
            note=gettext_lazy("单位台账里有的单位写全称，其他的写明是谁"),
            choices=tuple(offering),
        ),
        grid_column(grids, note=gettext_lazy("属于某个网格时填写")),
        Column("place_text", gettext_lazy("地点"), text(MOST["place_text"]), ("位置", "在哪里")),
        Column(
            "available",
            gettext_lazy("可用时间"),
            text(MOST["available"]),
            ("开放时间", "时间"),
            example="周一至周五 9:00-17:00",
        ),
        Column("contact", gettext_lazy("联系人"), text(MOST["contact"]), ("联系人姓名",), note=gettext_lazy("不公示")),
        Column(
            "phone", gettext_lazy("联系电话"), text(MOST["phone"]), ("电话", "手机号码"), note=gettext_lazy("不公示")
        ),
        Column(
            "agreed",
            gettext_lazy("联系人已同意"),
            _agreed,
            ("已同意",),
            note=gettext_lazy("填了联系人或电话就必须填“是”"),
            choices=(_("是"), _("否")),
        ),
        Column("note", gettext_lazy("备注"), text(MOST["note"]), ("说明",)),
        Column("first", gettext_lazy("开始日期"), day, ("起",)),
        Column("last", gettext_lazy("结束日期"), day, ("止",), note=gettext_lazy("最后一天；留空为长期")),
    )


class ResourceLedger(Ledger):
    """What is listed of a community."""

    key = "resources"
    title = gettext_lazy("社会资源台账")
    about = gettext_lazy("场地、车辆、工具、技能、服务、资金：谁提供、何时可用、找谁。")
    writes = Right.FIGURES
    clears = Right.ADMIN

    def __init__(self, area: Area, acting: Standing | None = None) -> None:
        super().__init__(area, acting)
        self._kinds: dict[int, dict[str, str]] = {}
        self._units: dict[int, dict[str, Organisation]] = {}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The drop-downs hold the kinds, grids and units of the place."""
        kinds = kinds_of(self.area.place).values()
        near = organisations_covering(self.area.place.path).exclude(kind="grid").values_list("name", flat=True)
        offering = list(dict.fromkeys(near[:MOST_CHOICES]))
        return (*_columns(list(kinds), self.grid_names(), offering), *self.place_columns())

    def identity(self, values: dict[str, Any]) -> Hashable:
        """Whoever offers it has one of a name."""
        if values.get("number"):
            return values["number"]
        return tuple(values.get(name) for name in ("community", "kind", "name", "offered_by"))

    def record(self, values: dict[str, Any]) -> ResourceRecord:
        """Find kind, unit and grid."""
        community = self.community_of(values)
        offered = values.get("offered_by") or ""
        unit = self._units_of(community).get(offered)
        return ResourceRecord(
            community=community,
            kind=self._kind(community, values["kind"]),
            unit=unit,
            offered_by="" if unit else offered,
            grid=self.grid_of(community, values.get("grid") or ""),
            agreed=values.get("agreed") == YES,
            first=values.get("first"),
            last=values.get("last"),
            resource_id=values.get("number"),
            **{name: values.get(name) or "" for name in MOST if name != "offered_by"},
        )

    def plan(self, records: Sequence[ResourceRecord]) -> list[Planned]:
        """As the service says."""
        return resources_plan(records, acting=self.acting)

    def put(self, records: Sequence[ResourceRecord]) -> list[Planned]:
        """As the service writes."""
        return resources_put(records, acting=self.acting)

    def rows(self, *, clear: bool) -> Iterator[list[Any]]:
        """Those that have not ended."""
        found = resources_in(self.area)
        names = kind_names(found.order_by().values_list("community", flat=True).distinct())
        yes, no = _("是"), _("否")
        for one in found.iterator(1000):
            yield [
                str(one.id),
                kind_name(names, one),
                one.name,
                one.unit.name if one.unit else one.offered_by,
                one.grid.name if one.grid else "",
                one.place_text,
                one.available,
                one.contact if clear else personal.mask_name(one.contact),
                one.phone if clear else personal.mask_phone(one.phone),
                (yes if one.agreed else no) if one.contact or one.phone else "",
                one.note,
                str(one.starts_on),
                str(one.ends_on or ""),
                one.community.code,
            ]

    def _kind(self, community: Division, named: str) -> str:
        if community.pk not in self._kinds:
            here = kinds_of(community)
            shipped = kinds_of(community, own=False)
            by_word = {header_key(name): code for code, name in shipped.items() if code in here}
            self._kinds[community.pk] = by_word | {header_key(name): code for code, name in here.items()}
        known = self._kinds[community.pk]
        if (code := known.get(header_key(named))) is None:
            words = "、".join(kinds_of(community).values())
            raise CellFault(_("没有这个类别。"), _("请填写其中之一：%(choices)s。") % {"choices": words}, "kind")
        return code

    def _units_of(self, community: Division) -> dict[str, Organisation]:
        if community.pk not in self._units:
            near = organisations_covering(community.path).exclude(kind="grid")
            self._units[community.pk] = {unit.name: unit for unit in near.order_by("level", "-id")}
        return self._units[community.pk]
