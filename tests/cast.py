"""The fixed cast: a small neighbourhood in which every page is tried also by the one who must not see it.

City 武汉 → district 青山 → street 工人村街 with community 青和居 (grids 1 and 2), and street 红卫路街 with community 钢花 (one grid).
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case
from linli.cases.services import Acting, Draft, case_act, case_submit
from linli.catalog.models import Category
from linli.core import clock, personal
from linli.people.models import Account, Organisation, Post
from linli.people.selectors import standing_of
from linli.people.services.organisations import parents_fill
from linli.places.models import Building, Compound, Division, DoorCode, Entrance, Grid
from linli.places.selectors import Located

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday morning in working hours, far from holidays.
MORNING = datetime(2026, 5, 13, 9, 0, tzinfo=SHANGHAI)

_keys = itertools.count()


def key() -> str:
    """A fresh idempotency key."""
    return f"test-key-{next(_keys)}"


def photo(name: str = "照片.jpg", size: tuple[int, int] = (64, 48), colour: str = "firebrick") -> SimpleUploadedFile:
    """A real JPEG, as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def square(lon: float, lat: float, side: float = 0.002) -> dict[str, Any]:
    """A square outline with its south-west corner at (lon, lat), sides in degrees."""
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Cast:
    """Places, organisations and people by name, and short ways to let them act."""

    places: dict[str, Division] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    buildings: dict[str, Building] = field(default_factory=dict)
    entrances: dict[str, Entrance] = field(default_factory=dict)
    doors: dict[str, DoorCode] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Account:
        try:
            return self.__dict__["accounts"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def community(self) -> Division:
        """青和居, where most stories happen."""
        return self.places["community"]

    def client(self, who: str | Account | None = None) -> Client:
        """A browser signed in as `who` (nobody, where None)."""
        client = Client()
        if who is not None:
            account = self.accounts[who] if isinstance(who, str) else who
            client.force_login(account)
        return client

    def acting(self, who: str | None, case: Case | None = None, channel: str = "web") -> Acting:
        """`who` as services see them; with a case, also as its reporter where they reported it."""
        account = self.accounts[who] if who else None
        reporter = case.reporters.filter(account=account).first() if case is not None and account else None
        return Acting(standing_of(account), reporter_id=reporter.id if reporter else None, channel=channel)

    def located(self, grid: str = "one") -> Located:
        """A place inside a grid, as its first door code gives it."""
        entrance = self.entrances[grid]
        found = self.grids[grid]
        return Located(found.community, found, entrance.building, entrance, "door_code", 1.0, {})

    def submit(self, body: str = "楼道灯坏了，晚上看不见", who: str | None = "resident", **kw: Any) -> Case:
        """Let `who` (None: nobody signed in) report something through the real service."""
        grid = kw.pop("grid", "one")
        account = self.accounts[who] if who else None
        kw.setdefault("located", self.located(grid) if grid else None)
        kw.setdefault("reporter_account", account if not kw.get("anonymous") else None)
        submit_key = kw.pop("key", None) or key()
        draft = Draft(body=body, **kw)
        return case_submit(draft, acting=self.acting(who), key=submit_key).case

    def act(self, case: Case, deed: str, who: str, /, **carried: Any) -> Case:
        """Let `who` do a deed; `key`, `version`, `files` may be given besides what it carries."""
        extra = {name: carried.pop(name) for name in ("version", "files") if name in carried}
        act_key = carried.pop("key", None) or key()
        return case_act(
            case.community_id,
            case.id,
            deed,
            acting=self.acting(who, case),
            carried=carried,
            key=act_key,
            **extra,
        )

    def id_of(self, organisation: str) -> int:
        """An organisation's id by its name in the cast."""
        return self.organisations[organisation].pk

    def category(self, **kw: Any) -> Category:
        """A category made for one test."""
        number = next(_keys)
        return Category.objects.create(code=f"test-{number}", name=f"测试类别{number}", **kw)


def build() -> Cast:
    """Build the cast in the database."""
    cast = Cast()
    _build_places(cast)
    _build_organisations(cast)
    _build_people(cast)
    return cast


def _build_places(cast: Cast) -> None:
    rows = [
        ("city", "420100000000", "武汉市", 5, None),
        ("district", "420107000000", "青山区", 4, "city"),
        ("street", "420107005000", "工人村街", 3, "district"),
        ("other_street", "420107002000", "红卫路街", 3, "district"),
        ("community", "420107005008", "青和居社区", 2, "street"),
        ("other_community", "420107002003", "钢花社区", 2, "other_street"),
    ]
    for name, code, title, level, parent in rows:
        above = cast.places[parent] if parent else None
        cast.places[name], _ = Division.objects.get_or_create(
            code=code,
            defaults={
                "name": title,
                "level": level,
                "parent": above,
                "path": (above.path if above else "") + code + "/",
                "active": True,
                "lon": 114.40,
                "lat": 30.63,
            },
        )
    for number, (name, place) in enumerate([("one", "community"), ("two", "community"), ("other", "other_community")]):
        community = cast.places[place]
        grid = Grid.objects.create(
            community=community,
            code=f"{community.code}{number + 1:03d}",
            name=f"第{number + 1}网格",
            outline=square(114.400 + 0.002 * number, 30.630),
            origin_crs="WGS-84",
        )
        compound, _ = Compound.objects.get_or_create(community=community, name=f"{community.name[:-2]}小区")
        building = Building.objects.create(
            grid=grid,
            compound=compound,
            name=f"{number + 1}栋",
            lon=114.401 + 0.002 * number,
            lat=30.631,
            origin_crs="WGS-84",
        )
        entrance = Entrance.objects.create(building=building, name="1单元")
        cast.grids[name], cast.buildings[name], cast.entrances[name] = grid, building, entrance
        cast.doors[name] = DoorCode.objects.create(entrance=entrance)


def _build_organisations(cast: Cast) -> None:
    def add(name: str, kind: str, title: str, level: int, place: str, grid: str | None = None) -> None:
        cast.organisations[name] = Organisation.objects.create(
            kind=kind,
            name=title,
            level=level,
            place=cast.places[place],
            grid=cast.grids[grid] if grid else None,
            duties="为居民办事",
            phone="027-86000000",
        )

    add("city", "city", "武汉市热线办", 5, "city")
    add("district", "district", "青山区网格中心", 4, "district")
    add("street", "street", "工人村街道办事处", 3, "street")
    add("other_street", "street", "红卫路街道办事处", 3, "other_street")
    add("community", "community", "青和居社区居委会", 2, "community")
    add("other_community", "community", "钢花社区居委会", 2, "other_community")
    add("one", "grid", "青和居第1网格", 1, "community", "one")
    add("two", "grid", "青和居第2网格", 1, "community", "two")
    add("other", "grid", "钢花第1网格", 1, "other_community", "other")
    add("property", "property", "安居物业", 2, "community")
    add("water", "department", "青山区水务局", 4, "district")
    add("housing", "department", "青山区住建局", 4, "district")
    add("fire", "department", "青山区消防救援大队", 4, "district")
    add("market", "department", "工人村街市场监管所", 3, "street")
    parents_fill()


def account(name: str, number: int) -> Account:
    """An account with an invented name and a number of the range that nobody has."""
    phone = f"199{number:08d}"
    return Account.objects.create(name=name, phone=phone, phone_index=personal.blind(phone))


def _build_people(cast: Cast) -> None:
    people = [
        ("resident", "王秀兰", None, ""),
        ("neighbour", "李建国", None, ""),
        ("grid_worker", "陈晓燕", "one", "grid_worker"),
        ("next_grid_worker", "周强", "two", "grid_worker"),
        ("former_grid_worker", "吴敏", "one", "grid_worker"),
        ("building_leader", "赵玉珍", "one", "building_leader"),
        ("community_officer", "刘洋", "community", "officer"),
        ("community_director", "张桂芳", "community", "director"),
        ("other_community_director", "何志刚", "other_community", "director"),
        ("street_officer", "孙磊", "street", "officer"),
        ("street_director", "胡军", "street", "director"),
        ("other_street_officer", "朱琳", "other_street", "officer"),
        ("district_officer", "高峰", "district", "officer"),
        ("city_officer", "林静", "city", "officer"),
        ("property_manager", "罗斌", "property", "manager"),
        ("water_contact", "梁宇", "water", "contact"),
        ("housing_contact", "宋佳", "housing", "contact"),
        ("fire_contact", "郑伟", "fire", "contact"),
        ("market_contact", "谢娜", "market", "contact"),
    ]
    for number, (role, name, organisation, kind) in enumerate(people, start=1):
        cast.accounts[role] = account(name, number)
        if organisation:
            cast.posts[role] = Post.objects.create(
                organisation=cast.organisations[organisation],
                kind=kind,
                account=cast.accounts[role],
                public_name=name,
                public_phone=f"027-8600{number:04d}",
                starts_at=MORNING - timedelta(days=400),
                ends_at=MORNING - timedelta(days=1) if role == "former_grid_worker" else None,
            )


def at(hours: float = 0, days: float = 0) -> Any:
    """A block in which it is so much later than the morning of the stories."""
    return clock.at(MORNING + timedelta(hours=hours, days=days))
