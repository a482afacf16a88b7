"""Every deed that somebody may do and every page that somebody may open, in one labelled table: who, and how far.

Rights of posts stand in `rights`. Rooms above join what they have tables for: the deeds of a case, those of a hot issue. The page
of rights, `docs/rights.md` and the test that walks all pages read what is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from linli.people.models import PostKind
from linli.people.rights import (
    ANYONE,
    KINDS_OF,
    LEADS,
    LENDABLE,
    PROFESSIONS,
    REACH,
    RESIDENT,
    Family,
    Reach,
    Right,
    Seat,
    reach_named,
    seats,
)
from linli.people.words import BLOCKS, PEOPLE, RIGHTS


@dataclass(frozen=True, slots=True)
class Deed:
    """One row: what somebody may do, what it opens, who may and how far; `rule` is the access rule that it satisfies."""

    name: str
    group: str
    label: Any
    opens: Any
    cells: Mapping[Seat, Reach] = field(default_factory=dict)
    rule: str = ""
    lendable: bool = False


DEEDS: dict[str, Deed] = {}
GROUPS: dict[str, Any] = {}
_SEATS = frozenset(seats(tuple(Family))) | {RESIDENT, ANYONE}


def register(group: str, label: Any, deeds: Iterable[Deed]) -> None:
    """Put rows into the table, under one heading.

    Raises:
        ValueError: a name is taken, or a row stands under another heading.
        KeyError: a row speaks of a kind of post or a reach that there is not.
    """
    GROUPS.setdefault(group, label)
    for deed in deeds:
        if deed.name in DEEDS:
            raise ValueError(f"the deed {deed.name!r} is registered twice")
        if deed.group != group:
            raise ValueError(f"the deed {deed.name!r} belongs to {deed.group!r}, not to {group!r}")
        for seat, reach in deed.cells.items():
            reach_named(reach)
            if seat not in _SEATS:
                raise KeyError(f"{deed.name!r} speaks of a post that there is not: {seat!r}")
        DEEDS[deed.name] = deed


def deed_named(name: str) -> Deed:
    """Return the row of that name.

    Raises:
        KeyError: there is none.
    """
    if name not in DEEDS:
        raise KeyError(f"no deed {name!r} in the registry of rights")
    return DEEDS[name]


def deeds_of(seat: Seat) -> dict[str, list[tuple[Deed, Reach]]]:
    """Return what a seat may do and how far, by group, in the order of the table.

    Raises:
        KeyError: no such seat.
    """
    if seat not in _SEATS:
        raise KeyError(f"no post {seat!r}")
    found: dict[str, list[tuple[Deed, Reach]]] = {}
    for deed in DEEDS.values():
        if reach := deed.cells.get(seat):
            found.setdefault(deed.group, []).append((deed, reach))
    return found


def widest(*cells: tuple[Iterable[Seat], Reach]) -> dict[Seat, Reach]:
    """Return how far each seat reaches, the furthest of what is said of it."""
    order = list(Reach)
    found: dict[Seat, Reach] = {}
    for among, reach in cells:
        for seat in among:
            found[seat] = max(found.get(seat, reach), reach, key=order.index)
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """Posts that the whole table says the same of."""

    block: str
    seats: tuple[Seat, ...]

    @property
    def heading(self) -> str:
        """Where these posts are."""
        return str(BLOCKS[self.block][0])

    @property
    def label(self) -> str:
        """The posts by name."""
        words = {**dict(PostKind.choices), **PEOPLE}
        return pgettext("列举", "、").join(dict.fromkeys(str(words[kind]) for _family, kind in self.seats))

    def reach(self, deed: Deed) -> Reach | None:
        """Return how far these posts may do a deed."""
        return deed.cells.get(self.seats[0])


def columns() -> list[Column]:
    """Return the columns of the table: in each block, kinds of post that have the same rights everywhere are one."""
    found = []
    for block, (_label, families) in BLOCKS.items():
        alike: dict[tuple[Reach | None, ...], list[Seat]] = {}
        for family in families:
            here = (ANYONE, RESIDENT) if not family else tuple((family, kind) for kind in KINDS_OF[family])
            for seat in here:
                alike.setdefault(tuple(deed.cells.get(seat) for deed in DEEDS.values()), []).append(seat)
        found += [Column(block, tuple(same)) for same in alike.values()]
    return found


_RULES = {
    Right.HANDLE: "staff",
    Right.INTAKE: "intake",
    Right.FIGURES: "figures",
    Right.PLACES: "places",
    Right.NOTICES: "notices",
    Right.DRAFT: "draft",
    Right.ADMIN: "admin",
}
_GRID = seats((Family.GRID,))
_LEADERS = seats((Family.GRID,), LEADS)
_DESK = tuple(seat for seat in seats((Family.DESK,)) if seat[1] not in PROFESSIONS)

register(
    "posts",
    _("岗位的权限"),
    [
        Deed(right, "posts", _(label), _(opens), REACH[right], _RULES.get(right, ""), right in LENDABLE)
        for right, (label, opens) in RIGHTS.items()
    ],
)
register(
    "everybody",
    _("人人都有的"),
    [
        Deed("open", "everybody", _("看公开的页面"), _("首页、公示、公开答复、报事"), {ANYONE: Reach.OWN}, "public"),
        Deed("sign_in", "everybody", _("看自己的"), _("我的诉求、我的数据、消息"), {RESIDENT: Reach.OWN}, "signed_in"),
        Deed("programs", "everybody", _("用程序办"), _("凭自己的令牌，范围不超过本人"), {RESIDENT: Reach.OWN}, "api"),
        Deed(
            "own_rights",
            "everybody",
            _("看自己岗位的权限"),
            _("有岗位的人看自己岗位能做什么，到哪里为止"),
            dict.fromkeys(seats(tuple(Family)), Reach.OWN),
            "post",
        ),
        Deed("measure", "everybody", _("读运行指标"), _("凭运维的令牌，没有个人信息"), {}, "metrics"),
        Deed(
            "top",
            "everybody",
            _("定全市的类别"),
            _("仅限最上一级的负责人"),
            widest(
                (seats((Family.DESK,), ("secretary", "deputy_secretary", "director", "deputy_director")), Reach.SUBTREE)
            ),
            "top",
        ),
        Deed(
            "posted",
            "everybody",
            _("在门口公示"),
            _("姓名、值班电话和承诺，给所负责的居民看"),
            {
                **widest((_GRID, Reach.GRID), (_DESK, Reach.SUBTREE)),
                **widest((_LEADERS, Reach.HOUSEHOLD)),
            },
        ),
    ],
)
