"""Where the copies live: communities of the real list of divisions, each with grids, buildings, desks, people.

One community for every thousand cases, whole streets at a time and the districts in turn, so that a desk has the same
amount to do in a small database as in a large one.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from linli.catalog.models import Category, Responsibility
from linli.config.demo import places as demo_places
from linli.config.demo.cast import FAMILY, GIVEN
from linli.config.demo.organisations import CALLED, Called, short_name
from linli.config.demo.plan import Lattice
from linli.config.demo.responsibilities import OWNED
from linli.core import personal
from linli.people.models import Account, Organisation, OrganisationKind, Post, PostKind
from linli.places.models import Building, Compound, Crs, Division, DoorCode, Entrance, Grid, Level
from linli.places.services.rows import revision_bump

CASES_A_COMMUNITY = 1000
MOST_COMMUNITIES = 1000
COLUMNS, ROWS = 5, 2  # grids of a community
BUILDINGS, ENTRANCES, RESIDENTS = 2, 2, 20  # of a grid, of a building, of a community
CITY = demo_places.CITY

# Who sits where: the same kinds of post as in the demo, in the same order.
SEATS: Mapping[str, tuple[PostKind, ...]] = {
    "grid": (PostKind.GRID_WORKER, PostKind.BUILDING_LEADER),
    "community": (
        PostKind.OFFICER,
        PostKind.OFFICER,
        PostKind.SECRETARY,
        PostKind.DIRECTOR,
        PostKind.DUTY_OFFICER,
    ),
    "street": (PostKind.OFFICER, PostKind.DIRECTOR),
    "district": (PostKind.OFFICER, PostKind.DIRECTOR),
    "city": (PostKind.OFFICER, PostKind.DIRECTOR),
    "property": (PostKind.MANAGER,),
    "owners": (PostKind.MANAGER,),
}
CONTACT = (PostKind.CONTACT,)
SPOT = frozenset(
    (
        *("grid", "building", "entrance", "compound", "address", "lon", "lat"),
        *("organisation:grid", "name:grid", "post:grid", "account:grid"),
    )
)
"""What is told by the entrance, and not by the community: the beginnings of its tokens."""
DESKS = {Level.COMMUNITY: "community", Level.STREET: "street", Level.DISTRICT: "district", Level.CITY: "city"}
_CALLED_BY_NAME = {row.name: row.key for row in CALLED}


def role_of(organisation: Organisation) -> str:
    """Return the part an organisation plays in a story: "grid", "street", "fire" …; any property company is "property"."""
    if organisation.kind in ("grid", *DESKS.values(), "property"):
        return organisation.kind
    return _CALLED_BY_NAME.get(organisation.name, "")


@dataclass
class Resident:
    """Somebody who reports, with what of them is sealed in a column, made once."""

    account_id: int
    name: str
    phone: str
    _sealed: dict[str, bytes] = field(default_factory=dict)

    def sealed(self, what: str, context: str) -> bytes:
        """Return their name or phone as that column keeps it."""
        if context not in self._sealed:
            self._sealed[context] = personal.seal(getattr(self, what), context)
        return self._sealed[context]


@dataclass
class Community:
    """A community: what tokens of a mould mean here, and at each of its entrances."""

    id: int
    path: str
    tokens: dict[str, str]
    spots: list[dict[str, str]] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)
    numbers: Iterator[str] = field(default_factory=lambda: iter(()))


def chosen(cases: int) -> list[Division]:
    """Return the communities for so many cases: whole streets, the districts in turn."""
    wanted = max(10, min(MOST_COMMUNITIES, cases // CASES_A_COMMUNITY))
    found = Division.objects.filter(path__startswith=f"{CITY}/", level=Level.COMMUNITY).defer("outline")
    streets: dict[str, dict[str, list[Division]]] = {}
    for division in found.order_by("code"):
        _, district, street, _ = division.path.rstrip("/").split("/")
        streets.setdefault(district, {}).setdefault(street, []).append(division)
    own = streets.pop(demo_places.DISTRICT)
    turns = itertools.zip_longest(own.values(), *(of_one.values() for of_one in streets.values()))
    walk = itertools.chain.from_iterable(street for turn in turns for street in turn if street)
    return list(itertools.islice(walk, wanted))


def communities_make(cases: int, since: datetime, seed: int) -> list[Community]:
    """Fill an empty database with places, organisations, posts and accounts for so many cases.

    Args:
        cases: how many are to come.
        since: when the posts begin.
        seed: of the names.
    """
    divisions = chosen(cases)
    codes = {code for division in divisions for code in division.path.rstrip("/").split("/")}
    above = {division.code: division for division in Division.objects.filter(code__in=codes).defer("outline")}
    Division.objects.filter(pk__in=[division.pk for division in above.values()]).update(active=True)
    built = [_build(division) for division in divisions]
    organisations = _organisations(above, built)
    posts, residents = _people(organisations, built, since, seed)
    _responsibilities(organisations)
    revision_bump()
    return [
        _community(division, grids, entrances, above, organisations, posts, people)
        for (division, grids, entrances), people in zip(built, residents, strict=True)
    ]


Built = tuple[Division, list[Grid], list[Entrance]]


def _build(division: Division) -> Built:
    """Make the grids, two compounds, the buildings and entrances of a community, with their door codes."""
    lattice = Lattice((division.lon or 114.3, division.lat or 30.6), columns=COLUMNS, rows=ROWS)
    blocks = list(lattice.blocks())
    grids = Grid.objects.bulk_create(
        Grid(
            community=division,
            code=f"{division.code}{number:03d}",
            name=f"第{number}网格",
            outline=lattice.outline(*block),
            origin_crs=Crs.WGS84,
        )
        for number, block in enumerate(blocks, 1)
    )
    base = short_name(division.name).removesuffix("社区")
    compounds = Compound.objects.bulk_create(
        Compound(community=division, name=f"{base}{side}", aliases=[side]) for side in ("东苑", "西苑")
    )
    plan = [(place, number) for place in range(len(grids)) for number in range(BUILDINGS)]
    buildings = []
    for count, (place, number) in enumerate(plan, 1):
        column, row = blocks[place]
        lon, lat = lattice.point(column + (number + 1) / (BUILDINGS + 1), row + 0.5)
        compound = compounds[place % 2]
        address = f"{compound.name}{count}栋"
        buildings.append(
            Building(grid=grids[place], compound=compound, name=f"{count}栋", address=address, lon=lon, lat=lat)
        )
    Building.objects.bulk_create(buildings)
    entrances = Entrance.objects.bulk_create(
        Entrance(building=building, name=f"{number}单元")
        for building in buildings
        for number in range(1, ENTRANCES + 1)
    )
    DoorCode.objects.bulk_create(DoorCode(entrance=entrance) for entrance in entrances)
    return division, grids, entrances


Organisations = dict[tuple[str, str], Organisation]
"""By role and the code of the division (of a grid's team: the grid's own code)."""


def _called_name(row: Called, division: Division) -> str:
    own = short_name(division.name)
    for old in ("工人村街道", "青山区", "青和居社区", "工人村", "青和居", "青山"):
        if old in row.name:
            return row.name.replace(old, own, 1)
    return row.name


def _organisations(above: Mapping[str, Division], built: Iterable[Built]) -> Organisations:
    made: Organisations = {}
    for division in above.values():
        level = Level(division.level)
        role = DESKS[level]
        title = "居民委员会" if level is Level.COMMUNITY else "社会治理中心"
        made[role, division.code] = Organisation(
            kind=OrganisationKind(role), name=f"{short_name(division.name)}{title}", level=level, place=division
        )
        for row in CALLED:
            if row.level == level:
                made[row.key, division.code] = Organisation(
                    kind=row.kind, name=_called_name(row, division), level=level, place=division, duties=row.duties
                )
    desks = dict(made)
    Organisation.objects.bulk_create(made.values())
    for division, grids, _ in built:
        for grid in grids:
            made["grid", grid.code] = Organisation(
                kind=OrganisationKind.GRID,
                name=f"{short_name(division.name)}{grid.name}",
                level=Level.GRID,
                place=division,
                grid=grid,
                parent=made["community", division.code],
            )
    Organisation.objects.bulk_create(row for key, row in made.items() if key not in desks)
    return made


def _people(
    organisations: Organisations, built: list[Built], since: datetime, seed: int
) -> tuple[dict[int, list[Post]], list[list[Resident]]]:
    """Give every organisation its people and every community its residents; phones nobody has."""
    dice = random.Random(seed)
    numbers = itertools.count(1)

    def account(**more: Any) -> tuple[Account, str, str]:
        name, phone = dice.choice(FAMILY) + dice.choice(GIVEN), f"199{next(numbers):08d}"
        made = Account(phone=phone, phone_index=personal.blind(phone), name=name, created_at=since, **more)
        made.set_unusable_password()
        return made, name, phone

    seats = [
        (organisation, kind) for (role, _), organisation in organisations.items() for kind in SEATS.get(role, CONTACT)
    ]
    holders = [account() for _ in seats]
    people = [[account(home=grids[n % len(grids)]) for n in range(RESIDENTS)] for _, grids, _ in built]
    Account.objects.bulk_create([row for row, _, _ in itertools.chain(holders, *people)], batch_size=2000)
    posts: dict[int, list[Post]] = {}
    for (organisation, kind), (holder, name, _) in zip(seats, holders, strict=True):
        post = Post(
            organisation=organisation, kind=kind, account=holder, starts_at=since - timedelta(days=1), public_name=name
        )
        posts.setdefault(organisation.pk, []).append(post)
    Post.objects.bulk_create(itertools.chain.from_iterable(posts.values()), batch_size=2000)
    return posts, [[Resident(row.pk, name, phone) for row, name, phone in some] for some in people]


def _responsibilities(organisations: Organisations) -> None:
    known = {category.code: category for category in Category.objects.all()}
    Responsibility.objects.bulk_create(
        (
            Responsibility(category=known[code], place_id=organisation.place_id, organisation=organisation)
            for (role, _), organisation in organisations.items()
            for code in OWNED.get(role, "").split()
            if code in known
        ),
        batch_size=2000,
    )


def _seats(role: str, organisation: Organisation, posts: Mapping[int, list[Post]]) -> dict[str, str]:
    found = {f"organisation:{role}": str(organisation.pk), f"name:{role}": organisation.name}
    for kind in {post.kind for post in posts[organisation.pk]}:
        holding = [post for post in posts[organisation.pk] if post.kind == kind]
        for place in range(20):  # the demo seats as many building leaders in a grid as it has buildings
            post = holding[place % len(holding)]
            found[f"post:{role}/{kind}/{place}"] = str(post.pk)
            found[f"account:{role}/{kind}/{place}"] = str(post.account_id)
    return found


def _community(
    division: Division,
    grids: list[Grid],
    entrances: list[Entrance],
    above: Mapping[str, Division],
    organisations: Organisations,
    posts: Mapping[int, list[Post]],
    residents: list[Resident],
) -> Community:
    tokens: dict[str, str] = {}
    for code in division.path.rstrip("/").split("/"):
        one = above[code]
        tokens[f"division:{one.level}"], tokens[f"path:{one.level}"] = str(one.pk), one.path
        for role in (DESKS[Level(one.level)], *(row.key for row in CALLED if row.level == one.level)):
            tokens |= _seats(role, organisations[role, code], posts)
    teams = {grid.pk: _seats("grid", organisations["grid", grid.code], posts) for grid in grids}
    spots = []
    for entrance in entrances:
        building = entrance.building
        spots.append(
            teams[building.grid_id]
            | {
                "grid": str(building.grid_id),
                "building": str(building.pk),
                "entrance": str(entrance.pk),
                "compound": building.compound.name if building.compound else building.name,
                "address": building.address,
                "lon": str(building.lon),
                "lat": str(building.lat),
            }
        )
    return Community(division.pk, division.path, tokens, spots, residents)
