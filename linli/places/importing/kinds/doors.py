"""Lists of entrances and of households: counted (floors and doors on each) or door by door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.errors import Invalid
from linli.places.importing.columns import Column, count, text
from linli.places.importing.kinds.base import COMMUNITY, Importer
from linli.places.importing.kinds.buildings import BUILDING, COMPOUND
from linli.places.importing.results import CellFault
from linli.places.importing.sheets import SheetRow
from linli.places.models import Building, Entrance
from linli.places.records import EntranceRecord, HouseholdsRecord, Tally
from linli.places.services import doors_by_count, doors_by_floor, entrances_upsert, households_add

ENTRANCE = Column(
    "entrance",
    gettext_lazy("单元"),
    text(40),
    ("单元名称", "单元号", "门洞", "entrance_name"),
    required=True,
    example="1单元",
)
DOOR = Column(
    "door",
    gettext_lazy("门牌号"),
    text(20),
    ("房号", "室号", "户号", "房间号", "门牌", "door_number"),
    note=gettext_lazy("一户一行时填写；只知道户数时不填，改填后面三列"),
    example="1502",
)
FLOORS = Column("floors", gettext_lazy("层数"), count(200), ("楼层数", "总层数", "楼层"), example="18")
PER_FLOOR = Column("per_floor", gettext_lazy("每层户数"), count(99), ("每层户", "梯户数", "每层套数"), example="3")
HOUSEHOLDS = Column(
    "households",
    gettext_lazy("户数"),
    count(2000),
    ("总户数", "住户数", "户"),
    note=gettext_lazy("与“层数、每层户数”任填一种；门牌号从 101 起编排"),
    example="54",
)


def _doors(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the doors that a row counts; none where it counts none."""
    floors, per_floor, households = values.get("floors"), values.get("per_floor"), values.get("households")
    if floors and per_floor:
        if households and households > floors * per_floor:
            raise CellFault(
                _("户数多于层数乘以每层户数（%(most)s）。") % {"most": floors * per_floor},
                _("请核对三个数。"),
                "households",
            )
        return _counted(doors_by_floor, floors, per_floor)[: households or None]
    if households:
        return _counted(doors_by_count, households, floors)
    if per_floor:
        raise CellFault(_("填了每层户数，没有填层数。"), _("请补上层数，或改填户数。"), "floors")
    return ()


def _counted(make: Any, *numbers: int | None) -> tuple[str, ...]:
    try:
        return make(*numbers)
    except Invalid as error:
        raise CellFault(error.message, "", "households") from None


@dataclass(frozen=True, slots=True)
class _Taken:
    building: Building
    name: str
    doors: tuple[str, ...]


class EntranceImporter(Importer):
    """Entrances of buildings, with the doors behind them where they are counted."""

    key = "entrances"
    title = gettext_lazy("单元")
    columns = (ENTRANCE, BUILDING, COMPOUND, FLOORS, PER_FLOOR, HOUSEHOLDS, COMMUNITY)

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Find the building, and the entrance as it is written already."""
        community = self.scope.of(values.get("community") or "")
        compound = self.scope.compound(community, values.get("compound") or "")
        building = self.scope.building(community, compound, values["building"])
        known = self.scope.entrances[building.pk].get(values["entrance"])
        name = known.name if known else values["entrance"]
        self.once((building.pk, name), row, _Taken(building, name, _doors(values)))

    def write(self) -> Tally:
        """Write entrances, then doors."""
        tally = entrances_upsert([EntranceRecord(taken.building, taken.name) for taken in self.records])
        doors = [
            HouseholdsRecord(taken.building.grid.community_id, entrance, taken.doors)
            for entrance, taken in zip(tally.rows, self.records, strict=True)
            if taken.doors
        ]
        if doors:
            self.also[str(_("户"))] = households_add(doors).created
        return tally


class HouseholdImporter(Importer):
    """Households of entrances: a door a row, or an entrance a row with its count."""

    key = "households"
    title = gettext_lazy("户")
    columns = (
        DOOR,
        ENTRANCE,
        BUILDING,
        COMPOUND,
        FLOORS,
        PER_FLOOR,
        HOUSEHOLDS,
        COMMUNITY,
    )

    def __init__(self, scope: Any) -> None:
        super().__init__(scope)
        self._doors: dict[Entrance, tuple[int, dict[str, None]]] = {}

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Find the entrance; it must be known."""
        community = self.scope.of(values.get("community") or "")
        compound = self.scope.compound(community, values.get("compound") or "")
        building = self.scope.building(community, compound, values["building"])
        entrance = self.scope.entrance(building, values["entrance"])
        doors = (values["door"],) if values.get("door") else _doors(values)
        if not doors:
            raise CellFault(_("没有门牌号，也没有户数。"), _("请填写门牌号，或填写户数。"), "door")
        self._doors.setdefault(entrance, (community.pk, {}))[1].update(dict.fromkeys(doors))

    def write(self) -> Tally:
        """Write the doors."""
        return households_add(
            [
                HouseholdsRecord(community, entrance, tuple(doors))
                for entrance, (community, doors) in self._doors.items()
            ]
        )
