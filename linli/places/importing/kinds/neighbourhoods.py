"""Lists of areas, groups and neighbourhoods: which doors of an entrance belong to which (G2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.errors import Invalid
from linli.places.importing.columns import Column, text
from linli.places.importing.kinds.base import COMMUNITY, Importer
from linli.places.importing.kinds.buildings import BUILDING, COMPOUND
from linli.places.importing.kinds.doors import ENTRANCE
from linli.places.importing.results import CellFault
from linli.places.importing.sheets import SheetRow
from linli.places.models import Household
from linli.places.records import NeighbourhoodRecord, Tally
from linli.places.services import doors_between, neighbourhoods_set

AREA_GROUP_NAME = (
    Column("area", gettext_lazy("片"), text(60), ("片区", "片名", "area"), required=True, example="第一片"),
    Column("group", gettext_lazy("组"), text(60), ("小组", "组名", "group"), required=True, example="第一组"),
    Column("name", gettext_lazy("邻"), text(60), ("邻名", "neighbourhood"), required=True, example="第一邻"),
)


class NeighbourhoodImporter(Importer):
    """An entrance, or a range of its doors, a row."""

    key = "neighbourhoods"
    title = gettext_lazy("片、组、邻")
    columns = (
        *AREA_GROUP_NAME,
        ENTRANCE,
        BUILDING,
        COMPOUND,
        Column(
            "first",
            gettext_lazy("起始门牌"),
            text(20),
            ("门牌起", "起", "first_door"),
            note=gettext_lazy("整个单元都属于这一邻时，起止都不填"),
            example="101",
        ),
        Column("last", gettext_lazy("截止门牌"), text(20), ("门牌止", "止", "last_door"), example="304"),
        COMMUNITY,
    )

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._taken: dict[tuple[int, str], tuple[int, tuple[str, str, str]]] = {}
        self._doors_of: dict[int, dict[int, list[str]]] = {}

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Find the entrance and its doors; a door that an earlier row gave to another neighbourhood is a fault."""
        community = self.scope.of(values.get("community") or "")
        compound = self.scope.compound(community, values.get("compound") or "")
        building = self.scope.building(community, compound, values["building"])
        entrance = self.scope.entrance(building, values["entrance"])
        known = self._doors(community.pk).get(entrance.pk, [])
        if not known:
            raise CellFault(_("这个单元还没有户。"), _("请先导入户，再导入片、组、邻。"), "entrance")
        try:
            doors = doors_between(known, values.get("first") or "", values.get("last") or "")
        except Invalid as error:
            raise CellFault(error.message, _("请核对门牌。"), "first") from None
        path = (values["area"], values["group"], values["name"])
        for door in doors:
            number, other = self._taken.setdefault((entrance.pk, door), (row.number, path))
            if other != path:
                words = _("%(door)s在第 %(row)s 行已属于“%(name)s”。") % {"door": door, "row": number, "name": other[2]}
                raise CellFault(words, _("一户只能属于一个邻，请更正。"), "first")
        record = NeighbourhoodRecord(community, building.grid, *path, entrance, doors)
        self.once((entrance.pk, doors), row, record)

    def write(self) -> Tally:
        """Write the neighbourhoods, then the doors."""
        return neighbourhoods_set(self.records)

    def _doors(self, community_id: int) -> dict[int, list[str]]:
        """The doors of a community by entrance, read once."""
        if community_id not in self._doors_of:
            by_entrance: dict[int, list[str]] = {}
            rows = Household.objects.filter(community=community_id).values_list("entrance_id", "door").order_by("id")
            for entrance_id, door in rows:
                by_entrance.setdefault(entrance_id, []).append(door)
            self._doors_of[community_id] = by_entrance
        return self._doors_of[community_id]
