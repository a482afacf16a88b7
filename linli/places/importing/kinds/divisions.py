"""Lists of divisions and of their outlines, as published with statistical codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.places.domain import Crs, Level, Point, level_of, parent_code
from linli.places.importing.columns import Column, degrees, text
from linli.places.importing.kinds.base import CRS, LAT, LON, Importer
from linli.places.importing.results import CellFault
from linli.places.importing.sheets import SheetRow
from linli.places.models import Division
from linli.places.records import DivisionRecord, Tally
from linli.places.services import divisions_upsert, outlines_set

CODE = Column(
    "code",
    gettext_lazy("代码"),
    text(12),
    ("统计用区划代码", "区划代码", "adcode", "编码"),
    required=True,
    example="420106000000",
)
_LEVELS = {
    word: level
    for level, words in {
        Level.CITY: ("city", "市"),
        Level.DISTRICT: ("district", "区", "区县"),
        Level.STREET: ("street", "街道", "乡镇"),
        Level.COMMUNITY: ("community", "社区", "村"),
    }.items()
    for word in words
}


class DivisionImporter(Importer):
    """City, district, street, community; each code checked against its level and the one above."""

    key = "divisions"
    title = gettext_lazy("行政区划")
    columns = (
        CODE,
        Column("name", gettext_lazy("名称"), text(80), ("区划名称",), required=True, example="武昌区"),
        Column("level", gettext_lazy("级别"), text(10), ("层级",), note="city / district / street / community"),
        Column("parent_code", gettext_lazy("上级代码"), text(12), ("父级代码", "parent")),
        Column("lon_gcj02", gettext_lazy("经度（GCJ-02）"), degrees(180)),
        Column("lat_gcj02", gettext_lazy("纬度（GCJ-02）"), degrees(90)),
        LON,
        LAT,
        CRS,
    )

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._rows: dict[str, SheetRow] = {}

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Check the code by itself; the divisions above may come later in the list."""
        code = values["code"]
        level = _level(code)
        said = values.get("level")
        if said and _LEVELS.get(said) is not level:
            raise CellFault(_("按代码应为“%(level)s”级。") % {"level": level.label}, _("请核对代码与级别。"), "level")
        above, said_above = parent_code(code), values.get("parent_code")
        if above and said_above and above != said_above:
            raise CellFault(
                _("按代码，上级应为 %(above)s。") % {"above": above}, _("请核对代码与上级代码。"), "parent_code"
            )
        self.once(code, row, DivisionRecord(code, values["name"], self._point(values)))
        self._rows[code] = row

    def _point(self, values: dict[str, Any]) -> Point | None:
        if values.get("lon_gcj02") is not None or values.get("lat_gcj02") is not None:
            values = {"lon": values.get("lon_gcj02"), "lat": values.get("lat_gcj02"), "crs": Crs.GCJ02}
        return self.point_of(values)

    def late(self) -> Iterator[tuple[SheetRow, CellFault]]:
        """Take out divisions whose upper division is nowhere, from the top down."""
        known = set(Division.objects.values_list("code", flat=True))
        for code in sorted(self._seen, key=lambda code: -level_of(code)):
            above = parent_code(code)
            if above is None or above in known:
                known.add(code)
                continue
            del self._seen[code]
            fault = CellFault(_("上级 %(above)s 不存在。") % {"above": above}, _("请先加入上级。"), "parent_code")
            yield self._rows[code], fault

    def write(self) -> Tally:
        """Write the divisions."""
        return divisions_upsert(self.records)


class BoundaryImporter(Importer):
    """Outlines of divisions that are known already."""

    key = "boundaries"
    title = gettext_lazy("区划边界")
    columns = (CODE, CRS)
    drawn = needs_geometry = True

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._known = set(Division.objects.values_list("code", flat=True))

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Read the outline."""
        code = values["code"]
        _level(code)
        if code not in self._known:
            raise CellFault(_("没有这个代码的区划。"), _("请先导入区划。"), "code")
        self.once(code, row, (code, self.shape_of(values), self.crs_of(values)))

    def write(self) -> Tally:
        """Write the outlines."""
        return outlines_set(self.records)


def _level(code: str) -> Level:
    try:
        return level_of(code)
    except ValueError:
        raise CellFault(
            _("不是城市、区、街道或社区的 12 位统计代码。"), _("请核对；表格软件可能把长数字改成了科学计数。"), "code"
        ) from None
