"""The ledger of units: departments, property companies, owners' committees, units, social organisations (G3, G5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from linli.core.planned import Planned
from linli.ledgers.kinds.base import NUMBER, Ledger, grid_column
from linli.people.domain import CALLED_KINDS, Right
from linli.people.models import Organisation, OrganisationKind
from linli.people.services.organisations import MOST
from linli.people.services.organisations_many import UnitRecord, units_plan, units_put
from linli.places.importing.columns import Column, one_of, text
from linli.places.models import Division

KINDS = tuple((kind, dict(OrganisationKind.choices)[OrganisationKind(kind)]) for kind in CALLED_KINDS)
COLUMNS = (
    NUMBER,
    Column(
        "kind",
        gettext_lazy("单位类别"),
        one_of(KINDS),
        ("类别", "类型", "单位类型", "性质"),
        required=True,
        example="驻区单位",
        choices=tuple(str(word) for _key, word in KINDS),
    ),
    Column("name", gettext_lazy("单位名称"), text(MOST["name"]), ("单位", "名称"), required=True, example="示例物业"),
    Column(
        "duties",
        gettext_lazy("负责什么"),
        text(MOST["duties"]),
        ("职责", "服务内容", "负责事项"),
        note=gettext_lazy("居民看得懂的话"),
        example="小区保洁、绿化、电梯",
    ),
    Column("contact", gettext_lazy("联系人"), text(MOST["contact"]), ("公示联系人",), note=gettext_lazy("公示")),
    Column("phone", gettext_lazy("办公电话"), text(MOST["phone"]), ("电话", "联系电话"), note=gettext_lazy("公示")),
    Column("address", gettext_lazy("办公地址"), text(MOST["address"]), ("地址",), note=gettext_lazy("公示")),
)


class UnitLedger(Ledger):
    """Organisations that are called on. What is kept of them is posted, so that nothing is masked."""

    key = "units"
    title = gettext_lazy("单位台账")
    about = gettext_lazy("职能部门、物业公司、业主委员会、驻区单位、社会组织：负责什么，找谁。")
    writes = Right.ADMIN

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The drop-down of grids holds those of the place."""
        grid = grid_column(self.grid_names(), note=gettext_lazy("属于某个网格时填写"))
        return (*COLUMNS, grid, *self.place_columns())

    def identity(self, values: dict[str, Any]) -> Hashable:
        """One of a kind has a name once in a place."""
        return values.get("number") or (values.get("community"), values["kind"], values["name"])

    def record(self, values: dict[str, Any]) -> UnitRecord:
        """Find place and grid; a unit of a street is of the street itself, where no community is named."""
        words = {name: values.get(name) or "" for name in ("duties", "phone", "contact", "address")}
        place = self._place(values)
        return UnitRecord(
            place=place,
            kind=values["kind"],
            name=values["name"],
            within=self.grid_of(place, values.get("grid") or ""),
            unit_id=values.get("number"),
            **words,
        )

    def plan(self, records: Sequence[UnitRecord]) -> list[Planned]:
        """As the people room says."""
        return units_plan(records, acting=self.acting)

    def put(self, records: Sequence[UnitRecord]) -> list[Planned]:
        """As the people room writes."""
        return units_put(records, acting=self.acting)

    def rows(self, *, clear: bool) -> Iterator[list[Any]]:
        """Those that are open."""
        units = Organisation.objects.filter(kind__in=CALLED_KINDS, active=True)
        if self.area.grid is not None:
            units = units.filter(within=self.area.grid)
        else:
            units = units.filter(place__path__startswith=self.area.place.path)
        units = units.select_related("place", "within").defer("place__outline", "within__outline")
        words = {kind: str(word) for kind, word in KINDS}
        for unit in units.order_by("place__code", "kind", "id").iterator(1000):
            written = (unit.name, unit.duties, unit.contact, unit.phone, unit.address)
            grid = unit.within.name if unit.within else ""
            yield [str(unit.pk), words[unit.kind], *written, grid, unit.place.code]

    def place_columns(self) -> tuple[Column, ...]:
        """A unit may be of the street itself: the community need not be said."""
        return tuple(_optional(column) for column in super().place_columns())

    def _place(self, values: dict[str, Any]) -> Division:
        named = values.get("community") or ""
        own = self.area.place
        return own if named in ("", own.code, own.name) else self.scope.of(named)


def _optional(column: Column) -> Column:
    return replace(
        column,
        title=gettext_lazy("所在地"),
        aliases=(*column.aliases, str(column.title)),
        required=False,
        note=gettext_lazy("12 位区划代码或名称；留空为本级"),
    )
