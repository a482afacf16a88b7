"""The people of the demo, all invented: a person for every post, and residents with phones nobody has.

Numbers that begin with 199 0000 or 199 0001 are the demo's own; office numbers begin with 0000, which no exchange has.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.config.demo import places
from linli.config.demo.places import Neighbourhood
from linli.people.domain import RIGHTS, Right
from linli.people.models import Account, Organisation, Post, PostKind
from linli.people.services import account_get_or_create, post_start

FAMILY = (
    "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = [
    part
    for line in (
        "桂兰 建国 秀英 志强 玉梅 海涛 春华 国庆 丽娟 文斌 红霞 俊杰 慧敏 永福 雪琴 立新 小雨 思远 佳怡 浩然",
        "美玲 德胜 淑珍 卫东 晓燕 长江 爱华 明辉 素芳 家豪 静怡 振华 凤英 学文 婷婷 光明 月娥 子涵 丹丹 铁生",
        "巧云 志刚 新民 翠萍 凯 琳 敏 勇 芳 磊 洋 艳 杰 娜 涛 倩 鹏 蕾 超 颖",
        "斌 莉 宇 洁 飞 悦 刚 欣 波 瑶 辉 雯 军 萍 亮 晶 平 璐 钢 婕",
        "青和 汉生 楚云 江帆 梅香 荷花 桂花 樱子 江月 润生",
    )
    for part in line.split()
]
RESIDENTS = 60
STAFF_NUMBERS, RESIDENT_NUMBERS = "1990001", "1990000"
FIRST_PHONE = f"{STAFF_NUMBERS}0001"


@dataclass
class Cast:
    """Everybody in the demo. `holders` are the accounts that act for an organisation, the first one as a rule."""

    residents: list[Account] = field(default_factory=list)
    holders: dict[int, list[Account]] = field(default_factory=dict)
    former_worker: Account | None = None


class _Names:
    """Invented names, each once, in a fixed order."""

    def __init__(self, seed: int) -> None:
        names = [family + given for family in FAMILY for given in GIVEN]
        random.Random(seed).shuffle(names)
        self._left = iter(names)
        self._made = 0

    def account(self, prefix: str) -> Account:
        """Return a new account with the next name and the next number of `prefix` (seven digits)."""
        self._made += 1
        return account_get_or_create(f"{prefix}{self._made:04d}", next(self._left))


def cast_make(
    neighbourhoods: list[Neighbourhood], organisations: dict[str, Organisation], since: datetime, seed: int
) -> Cast:
    """Give every organisation its people, from `since` on, and the first neighbourhood its residents."""
    cast, names = Cast(), _Names(seed)

    def post(
        key: str, kind: PostKind, promise: str = "", account: Account | None = None, until: datetime | None = None
    ) -> Post:
        organisation = organisations[key]
        holder = account or names.account(STAFF_NUMBERS)
        made = post_start(
            organisation=organisation,
            kind=kind,
            account=holder,
            starts_at=since,
            ends_at=until,
            public_name=holder.name,
            public_phone=f"027-0000{holder.pk % 10000:04d}",
            promise=promise,
        )
        if until is None and Right.HANDLE in RIGHTS[kind]:
            cast.holders.setdefault(organisation.pk, []).append(holder)
        return made

    for built in neighbourhoods:
        for grid in built.grids:
            post(f"grid:{grid.code}", PostKind.GRID_WORKER, "小事不出网格，当天回应。")
        for building in built.buildings:
            post(f"grid:{building.grid.code}", PostKind.BUILDING_LEADER, f"{building.name}的事，先找我。")
        desk = f"community:{built.division.code}"
        post(desk, PostKind.OFFICER)
        post(desk, PostKind.OFFICER)
        post(desk, PostKind.SECRETARY, "件件有着落，事事有回音。")
        post(desk, PostKind.DIRECTOR)
        post(desk, PostKind.DUTY_OFFICER)
    for key, organisation in organisations.items():
        level = key.partition(":")[0]
        if level in ("street", "district", "city"):
            post(key, PostKind.OFFICER)
            post(key, PostKind.DIRECTOR)
        elif organisation.kind in ("property", "owners"):
            post(key, PostKind.MANAGER)
        elif organisation.pk not in cast.holders:
            post(key, PostKind.CONTACT)
    _three_leaders(neighbourhoods[0], post)
    # The property manager also sits on the community's staff: what a confidential report about her must not reach.
    manager = cast.holders[organisations["property"].pk][0]
    post(f"community:{places.QINGHEJU_CODE}", PostKind.OFFICER, "兼职委员", manager)
    # Whoever had the first grid before: still signs in, no longer sees anything of it.
    left = since + timedelta(days=355)
    first = f"grid:{neighbourhoods[0].grids[0].code}"
    cast.former_worker = post(first, PostKind.GRID_WORKER, until=left).account
    cast.residents = _residents(neighbourhoods[0], names)
    return cast


def _three_leaders(built: Neighbourhood, post: object) -> None:
    """Area, group and neighbour leaders (G2, 片长 组长 邻长) of two grids, as far as the demo needs them."""
    assert callable(post)
    for grid in built.grids[:2]:
        key = f"grid:{grid.code}"
        post(key, PostKind.AREA_LEADER, "每周走一遍，有事当面说。")
        post(key, PostKind.GROUP_LEADER)
        post(key, PostKind.NEIGHBOUR_LEADER)


def _residents(built: Neighbourhood, names: _Names) -> list[Account]:
    """Sixty residents, four to a grid; every sixth reads with large letters."""
    residents = []
    for number in range(RESIDENTS):
        account = names.account(RESIDENT_NUMBERS)
        account.home = built.grids[number % len(built.grids)]
        account.elder_mode = number % 6 == 5
        account.save(update_fields=["home", "elder_mode"])
        residents.append(account)
    return residents
