"""Lists of compounds and of buildings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import shape

from linli.places.domain import Crs, Locator, Point, convert
from linli.places.importing.columns import Column, count, names, text
from linli.places.importing.kinds.base import COMMUNITY, CRS, LAT, LON, Importer
from linli.places.importing.results import CellFault
from linli.places.importing.sheets import SheetRow
from linli.places.models import Division, Grid
from linli.places.records import BuildingRecord, CompoundRecord, EntranceRecord, Tally
from linli.places.services import buildings_upsert, compounds_upsert, entrances_upsert

COMPOUND = Column(
    "compound",
    gettext_lazy("小区"),
    text(60),
    ("小区名称", "所属小区", "所在小区", "院落", "compound_name"),
    note=gettext_lazy("不属于小区的楼栋可以不填"),
    example="清和居小区",
)
BUILDING = Column(
    "building",
    gettext_lazy("楼栋"),
    text(60),
    ("楼栋名称", "楼栋号", "楼号", "栋号", "楼幢", "幢号", "楼宇", "building_name"),
    required=True,
    example="3栋",
)


class CompoundImporter(Importer):
    """Compounds of communities."""

    key = "compounds"
    title = gettext_lazy("小区")
    columns = (
        Column(
            "name", gettext_lazy("小区名称"), text(60), ("小区", "名称", "院落"), required=True, example="清和居小区"
        ),
        Column(
            "aliases",
            gettext_lazy("别名"),
            names(60),
            ("又名", "俗称", "其他名称"),
            note=gettext_lazy("居民常用的其他叫法，用顿号分开；写地址时按这些名称识别"),
            example="清和居、清和花园",
        ),
        Column("address", gettext_lazy("地址"), text(120), ("小区地址", "详细地址"), example="青山路 25 号"),
        COMMUNITY,
    )

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Take the compound."""
        community = self.scope.of(values.get("community") or "")
        record = CompoundRecord(community, values["name"], values.get("aliases") or (), values.get("address") or "")
        self.once((community.pk, record.name), row, record)

    def write(self) -> Tally:
        """Write the compounds."""
        return compounds_upsert(self.records)


@dataclass(frozen=True, slots=True)
class _Taken:
    building: BuildingRecord
    entrances: int | None


class BuildingImporter(Importer):
    """Buildings of communities; the grid is named, or found by the building's point."""

    key = "buildings"
    title = gettext_lazy("楼栋")
    columns = (
        BUILDING,
        COMPOUND,
        Column(
            "grid",
            gettext_lazy("网格"),
            text(60),
            ("网格名称", "网格代码", "所属网格", "所在网格", "网格编号"),
            note=gettext_lazy("网格名称或代码；填了经纬度、且网格已画边界时可以不填"),
            example="第一网格",
        ),
        Column(
            "address", gettext_lazy("地址"), text(120), ("楼栋地址", "详细地址", "门牌地址"), example="青山路 25 号"
        ),
        Column(
            "entrances",
            gettext_lazy("单元数"),
            count(60),
            ("单元数量", "门洞数"),
            note=gettext_lazy("填了就同时建立 1单元、2单元……"),
            example="2",
        ),
        LON,
        LAT,
        CRS,
        COMMUNITY,
    )
    drawn = True

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._locators: dict[int, tuple[Locator[int], dict[int, Grid]]] = {}

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Find compound and grid, and the building as it is written already."""
        community = self.scope.of(values.get("community") or "")
        compound = self.scope.compound(community, values.get("compound") or "")
        point = self.point_of(values)
        grid = self._grid(community, values.get("grid") or "", point)
        known = self.scope.buildings[community.pk, compound.pk if compound else None].get(values["building"])
        if known is not None and compound is None and known.grid_id != grid.pk:
            known = None  # without a compound, 3栋 of another grid is another building
        record = BuildingRecord(
            grid, known.name if known else values["building"], compound, values.get("address") or "", point
        )
        key = (community.pk, compound.pk, record.name) if compound else (grid.pk, None, record.name)
        self.once(key, row, _Taken(record, values.get("entrances")))

    def _grid(self, community: Division, named: str, point: Point | None) -> Grid:
        known = self.scope.grids[community.pk]
        if named:
            found = known.get(named)
            if found is None:
                like = known.like(named)
                remedy = _("是不是“%(like)s”？") % {"like": like} if like else _("请先导入网格，或更正名称。")
                raise CellFault(_("本社区没有这个网格。"), remedy, "grid")
            return found
        if point is None:
            raise CellFault(_("没有写明网格，也没有坐标。"), _("请填写网格，或填写经纬度。"), "grid")
        if community.pk not in self._locators:
            grids = {
                grid.pk: grid for grid in Grid.objects.filter(community=community, active=True).exclude(outline=None)
            }
            self._locators[community.pk] = Locator((pk, shape(grid.outline)) for pk, grid in grids.items()), grids
        locator, grids = self._locators[community.pk]
        here = convert(point, Crs.WGS84)
        pk = locator.find(here.lon, here.lat) if len(locator) else None
        if pk is None:
            raise CellFault(_("坐标不在本社区任何网格内。"), _("请填写网格，或核对坐标与坐标系。"), "grid")
        return grids[pk]

    def write(self) -> Tally:
        """Write the buildings, and their entrances where a row gives how many."""
        tally = buildings_upsert([taken.building for taken in self.records])
        entrances = [
            EntranceRecord(building, _("%(number)s单元") % {"number": number})
            for building, taken in zip(tally.rows, self.records, strict=True)
            for number in range(1, (taken.entrances or 0) + 1)
        ]
        if entrances:
            self.also[str(_("单元"))] = entrances_upsert(entrances).created
        return tally
