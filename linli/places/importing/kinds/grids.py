"""Lists of grids: names and codes from a spreadsheet, outlines from GeoJSON."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.places.importing.columns import Column, text
from linli.places.importing.geojson import GEOMETRY
from linli.places.importing.kinds.base import COMMUNITY, CRS, Importer
from linli.places.importing.results import CellFault
from linli.places.importing.sheets import SheetRow
from linli.places.models import Grid
from linli.places.records import GridRecord, Tally
from linli.places.services import grids_upsert


class GridImporter(Importer):
    """Grids of communities."""

    key = "grids"
    title = gettext_lazy("网格")
    columns = (
        Column("name", gettext_lazy("网格名称"), text(60), ("网格", "名称", "grid"), required=True, example="第一网格"),
        Column(
            "code",
            gettext_lazy("网格代码"),
            text(20),
            ("网格编码", "网格编号", "代码", "编码"),
            note=gettext_lazy("可以不填，系统按“社区代码＋三位序号”编排"),
            example="420106017008001",
        ),
        COMMUNITY,
        CRS,
    )
    drawn = True

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._owners: dict[str, int] | None = None

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Check the code, read the outline if there is one."""
        community = self.scope.of(values.get("community") or "")
        code = values.get("code") or ""
        if code and not re.fullmatch(r"[0-9A-Za-z-]{1,20}", code):
            raise CellFault(_("代码只能由数字、字母和“-”组成。"), _("请更正，或留空由系统编排。"), "code")
        if self._owners is None:
            self._owners = dict(Grid.objects.values_list("code", "community_id"))
        if code and self._owners.get(code, community.pk) != community.pk:
            raise CellFault(_("这个代码已属于另一个社区。"), _("请改用本社区的代码，或留空。"), "code")
        named = self.scope.grids[community.pk].get(values["name"])
        if code and named and named.code != code and plain_equal(named.name, values["name"]):
            words = _("名称已属于代码为 %(code)s 的网格。") % {"code": named.code}
            raise CellFault(words, _("请更正代码，或换一个名称。"), "name")
        drawn = bool(values.get(GEOMETRY))
        self.once(
            code or (community.pk, values["name"]),
            row,
            GridRecord(
                community,
                named.name if named and not code else values["name"],
                code,
                self.shape_of(values) if drawn else None,
                self.crs_of(values) if drawn else None,
            ),
        )

    def write(self) -> Tally:
        """Write the grids."""
        return grids_upsert(self.records)


def plain_equal(one: str, other: str) -> bool:
    """Say whether two names are the same to a reader."""
    return one.split() == other.split()
