"""The demo's places: the divisions of four cities, and three communities that use Linli, one of them exactly as in G1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from linli.config.demo.plan import KANGYUAN, QINGHEJU, QINGYIJU, Lattice
from linli.places.models import Building, Compound, Crs, Division, DoorCode, Entrance, Grid, Household

CITY, DISTRICT, STREET = "420100000000", "420107000000", "420107005000"
QINGHEJU_CODE = "420107005008"
QINGYIJU_CODE = "420107005004"
OTHER_STREET, KANGYUAN_CODE = "420107001000", "420107001002"


@dataclass(frozen=True, slots=True)
class Tower:
    """A building: its block (counted as people number grids), compound, entrances, floors, and doors on each floor.

    `taken` counts doors of the ground floor that are no household: the party's rooms, the caretaker, fire control.
    """

    block: int
    compound: str
    entrances: int
    floors: int
    doors: int = 4
    taken: int = 0

    def doors_of(self, entrance: int) -> Iterator[str]:
        """Yield the doors of an entrance (from 0): floor and number, 1502."""
        for floor in range(1, self.floors + 1):
            for door in range(1, self.doors + 1):
                if not (entrance == 0 and floor == 1 and door <= self.taken):
                    yield f"{floor}{door:02d}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A community to be built."""

    code: str
    lattice: Lattice
    residents: int
    compounds: dict[str, list[str]]
    towers: Sequence[Tower]


_EAST, _WEST, _SOUTH = "青和居东苑", "青和居西苑", "青和居南苑"

# 15 grids, 19 buildings, 5,235 households, 6,100 people (G1; QHJ). Four blocks hold two towers.
QINGHEJU_PLAN = Plan(
    QINGHEJU_CODE,
    QINGHEJU,
    6100,
    {_EAST: ["东苑", "青和居一期"], _WEST: ["西苑", "青和居二期"], _SOUTH: ["南苑", "青和居三期"]},
    (
        Tower(0, _WEST, 2, 33, taken=2),
        Tower(0, _WEST, 2, 30),
        Tower(1, _WEST, 3, 26),
        Tower(2, _WEST, 2, 33),
        Tower(3, _EAST, 2, 33),
        Tower(4, _EAST, 3, 26, taken=1),
        Tower(4, _EAST, 2, 34),
        Tower(5, _WEST, 2, 33),
        Tower(6, _WEST, 2, 33),
        Tower(7, _SOUTH, 3, 24),
        Tower(7, _SOUTH, 2, 33),
        Tower(8, _EAST, 3, 26),
        Tower(9, _EAST, 2, 33, taken=2),
        Tower(10, _SOUTH, 2, 33),
        Tower(11, _SOUTH, 3, 26),
        Tower(12, _SOUTH, 2, 30),
        Tower(12, _SOUTH, 2, 33),
        Tower(13, _SOUTH, 3, 26),
        Tower(14, _SOUTH, 2, 33),
    ),
)
QINGYIJU_PLAN = Plan(
    QINGYIJU_CODE,
    QINGYIJU,
    1630,
    {"青宜居": []},
    tuple(Tower(block, "青宜居", 2, 18) for block in (0, 0, 1, 2, 2, 3)),
)
KANGYUAN_PLAN = Plan(
    KANGYUAN_CODE,
    KANGYUAN,
    420,
    {"康苑小区": ["康苑"]},
    (Tower(0, "康苑小区", 3, 7, doors=2), Tower(0, "康苑小区", 3, 7, doors=2), Tower(1, "康苑小区", 4, 7, doors=2)),
)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A community as built: its division, its grids, buildings and entrances in the order people number them."""

    division: Division
    grids: list[Grid]
    buildings: list[Building]
    entrances: list[Entrance] = field(repr=False)


def neighbourhood_build(plan: Plan) -> Neighbourhood:
    """Make a community's grids, compounds, buildings, entrances with their door codes, and households.

    Raises:
        Division.DoesNotExist: the divisions have not been imported.
    """
    division = Division.objects.get(code=plan.code)
    division.lon, division.lat = plan.lattice.centre()
    division.outline, division.origin_crs = plan.lattice.border(), Crs.WGS84
    division.residents = plan.residents
    division.save()
    blocks = list(plan.lattice.blocks())
    grids = Grid.objects.bulk_create(
        Grid(
            community=division,
            code=f"{plan.code}{number:03d}",
            name=f"第{number}网格",
            outline=plan.lattice.outline(*block),
            origin_crs=Crs.WGS84,
        )
        for number, block in enumerate(blocks, 1)
    )
    compounds = {
        name: Compound.objects.create(community=division, name=name, aliases=aliases, address="工人村路")
        for name, aliases in plan.compounds.items()
    }
    buildings = Building.objects.bulk_create(_buildings(plan, blocks, grids, compounds))
    entrances = Entrance.objects.bulk_create(
        Entrance(building=building, name=f"{number + 1}单元")
        for building, tower in zip(buildings, plan.towers, strict=True)
        for number in range(tower.entrances)
    )
    DoorCode.objects.bulk_create(DoorCode(entrance=entrance) for entrance in entrances)
    left = iter(entrances)
    households = [
        Household(community=division, entrance=entrance, door=door)
        for tower in plan.towers
        for number, entrance in zip(range(tower.entrances), left, strict=False)
        for door in tower.doors_of(number)
    ]
    Household.objects.bulk_create(households, batch_size=2000)
    return Neighbourhood(division, grids, buildings, entrances)


def _buildings(
    plan: Plan, blocks: list[tuple[int, int]], grids: list[Grid], compounds: dict[str, Compound]
) -> Iterator[Building]:
    for number, tower in enumerate(plan.towers, 1):
        sharing = [i for i, other in enumerate(plan.towers, 1) if other.block == tower.block]
        column, row = blocks[tower.block]
        across = (sharing.index(number) + 1) / (len(sharing) + 1)
        lon, lat = plan.lattice.point(column + across, row + 0.5)
        yield Building(
            grid=grids[tower.block],
            compound=compounds[tower.compound],
            name=f"{number}栋",
            address=f"{tower.compound}{number}栋",
            lon=lon,
            lat=lat,
            origin_crs=Crs.WGS84,
        )
