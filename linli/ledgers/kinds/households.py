"""The ledger of households: a door a row, with its entrance and the neighbourhood it belongs to (G2, G5).

Who lives there is not in it; doors that are only counted come in with the lists of places.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.planned import Planned
from linli.ledgers.kinds.base import Ledger
from linli.people.domain import Right
from linli.places.importing.columns import Column
from linli.places.importing.kinds.buildings import BUILDING, COMPOUND
from linli.places.importing.kinds.doors import DOOR, ENTRANCE
from linli.places.importing.kinds.neighbourhoods import AREA_GROUP_NAME
from linli.places.importing.results import CellFault
from linli.places.models import Household
from linli.places.services.door_ledger import DoorRecord, doors_plan, doors_put

_OWN_NOTE = gettext_lazy("片、组、邻要一起填写；留空则保持不变")
COLUMNS = (
    replace(DOOR, required=True, note=""),
    ENTRANCE,
    BUILDING,
    COMPOUND,
    *(replace(column, required=False, note=_OWN_NOTE) for column in AREA_GROUP_NAME),
)


class HouseholdLedger(Ledger):
    """Doors behind entrances."""

    key = "households"
    title = gettext_lazy("住户台账")
    about = gettext_lazy("每一户的门牌、单元，属于哪个片、组、邻。不含住户姓名。")
    writes = Right.PLACES

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Long lists of buildings would help nobody: they are found by name."""
        return (*COLUMNS, *self.place_columns())

    def identity(self, values: dict[str, Any]) -> Hashable:
        """A door is behind an entrance once."""
        return tuple(values.get(name) for name in ("community", "compound", "building", "entrance", "door"))

    def record(self, values: dict[str, Any]) -> DoorRecord:
        """Find the entrance; it must be known, and in the area."""
        community = self.community_of(values)
        if community.pk not in self._known:
            self.scope.know_doors(community)
            self._known.add(community.pk)
        compound = self.scope.compound(community, values.get("compound") or "")
        building = self.scope.building(community, compound, values["building"])
        if self.area.grid is not None and building.grid_id != self.area.grid.pk:
            raise CellFault(_("这个楼栋不在您负责的网格。"), _("请删除这一行。"), "building")
        entrance = self.scope.entrance(building, values["entrance"])
        path = (values.get("area") or "", values.get("group") or "", values.get("name") or "")
        if any(path) and not all(path):
            raise CellFault(_("片、组、邻没有填全。"), _("请三列都填，或都不填。"), "name")
        return DoorRecord(community, building.grid, entrance, values["door"], path if all(path) else None)

    def plan(self, records: Sequence[DoorRecord]) -> list[Planned]:
        """As the places room says."""
        return doors_plan(records)

    def put(self, records: Sequence[DoorRecord]) -> list[Planned]:
        """As the places room writes."""
        return doors_put(records)

    def rows(self, *, clear: bool) -> Iterator[list[Any]]:
        """Every door."""
        doors = Household.objects.filter(community__path__startswith=self.area.place.path)
        if self.area.grid is not None:
            doors = doors.filter(entrance__building__grid=self.area.grid)
        above = ("neighbourhood__parent__parent__name", "neighbourhood__parent__name", "neighbourhood__name")
        building = "entrance__building__"
        columns = ("door", "entrance__name", f"{building}name", f"{building}compound__name", *above, "community__code")
        for row in doors.order_by("community", "entrance", "id").values_list(*columns).iterator(2000):
            yield [value or "" for value in row]

    @cached_property
    def _known(self) -> set[int]:
        return set()
