"""The ledger of leaders: grid workers, building leaders, leaders of areas, groups and neighbourhoods (G2, G5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import clock, personal
from linli.core.chunks import chunks
from linli.core.planned import Planned
from linli.ledgers.kinds.base import MOST_CHOICES, NUMBER, Ledger, grid_column
from linli.people.domain import Right, kinds_in
from linli.people.models import Organisation, OrganisationKind, Post, PostKind
from linli.people.panels import post_columns
from linli.people.services.organisations import team_values
from linli.people.services.posts_many import PostRecord, last_day, posts_plan, posts_put
from linli.places.importing.columns import Column, Words, day, one_of, text
from linli.places.importing.results import CellFault
from linli.places.models import Division, Grid, Neighbourhood

KINDS = tuple((kind, dict(PostKind.choices)[kind]) for kind in kinds_in(OrganisationKind.GRID))
_kind = one_of(KINDS)


def phone(value: Any) -> str:
    """Read a mobile number, digits only; one that was masked when it went out stays masked."""
    words = str(value).strip()
    return words if "*" in words else personal.normal_phone(words)


COLUMNS = (
    NUMBER,
    Column(
        "kind",
        gettext_lazy("岗位名称"),
        _kind,
        ("岗位", "职务", "身份", "骨干类别"),
        required=True,
        example="邻长",
        choices=tuple(str(word) for _key, word in KINDS),
    ),
    Column("public_name", gettext_lazy("姓名"), text(40), ("公示姓名", "骨干姓名"), required=True, example="张三"),
    Column(
        "phone",
        gettext_lazy("手机号码"),
        phone,
        ("手机", "手机号", "联系电话", "电话", "登录号码"),
        required=True,
        note=gettext_lazy("用来登录，不公示"),
        example="19900000000",
    ),
    Column(
        "neighbourhood",
        gettext_lazy("负责片组邻"),
        text(190),
        ("片组邻", "负责的片、组、邻", "负责范围"),
        note=gettext_lazy("片长、组长、邻长填写：片/组/邻"),
        example="第一片/第一组/第一邻",
    ),
    Column("public_phone", gettext_lazy("值班电话"), text(30), ("公示电话",), note=gettext_lazy("公示")),
    Column("first", gettext_lazy("上岗日期"), day, ("任职日期", "开始日期", "起"), note=gettext_lazy("留空为导入当天")),
    Column("last", gettext_lazy("结束日期"), day, ("离任日期", "止"), note=gettext_lazy("最后一天；留空为不定期")),
    Column("promise", gettext_lazy("公开承诺"), text(200), ("承诺",)),
)


class LeaderLedger(Ledger):
    """Posts of grids' teams."""

    key = "leaders"
    title = gettext_lazy("骨干台账")
    about = gettext_lazy("网格员、楼栋长、片长、组长、邻长：谁、负责哪里、从何时到何时。")
    writes = Right.ADMIN
    clears = Right.ADMIN

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The drop-downs hold the grids and the neighbourhoods of the place."""
        led = tuple(dict.fromkeys(self._paths_here()))[:MOST_CHOICES]
        columns = [replace(one, choices=led) if one.key == "neighbourhood" else one for one in COLUMNS]
        grid = grid_column(self.grid_names(), required=self.area.grid is None)
        return (columns[0], grid, *columns[1:], *self.place_columns())

    def identity(self, values: dict[str, Any]) -> Hashable:
        """One person has a post of a grid once from a day."""
        if values.get("number"):
            return values["number"]
        return values.get("community"), values.get("grid"), values["kind"], values["phone"], values.get("first")

    def record(self, values: dict[str, Any]) -> PostRecord:
        """Find the grid's team and what is led."""
        community = self.community_of(values)
        grid = self.grid_of(community, values.get("grid") or "")
        if grid is None:
            raise CellFault(_("没有填写网格。"), _("请从下拉列表中选择。"), "grid")
        led = values.get("neighbourhood") or ""
        return PostRecord(
            organisation=self._team(grid),
            kind=values["kind"],
            public_name=values["public_name"],
            phone=values["phone"],
            public_phone=values.get("public_phone") or "",
            promise=values.get("promise") or "",
            first=values.get("first"),
            last=values.get("last"),
            neighbourhood=self._neighbourhood(community, led) if led else None,
            post_id=values.get("number"),
        )

    def plan(self, records: Sequence[PostRecord]) -> list[Planned]:
        """As the people room says."""
        return posts_plan(records, acting=self.acting)

    def put(self, records: Sequence[PostRecord]) -> list[Planned]:
        """As the people room writes."""
        return posts_put(records, acting=self.acting)

    def beside(self) -> tuple[Words, ...]:
        """What rooms above know of posts."""
        return tuple(title for title, _words in post_columns)

    def rows(self, *, clear: bool) -> Iterator[list[Any]]:
        """Posts that are held or will be."""
        posts = (
            Post.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), deputy_for=None)
            .filter(organisation__grid__in=Grid.objects.filter(self.area.grids), organisation__active=True)
            .select_related("organisation__grid__community", "account", "neighbourhood__parent__parent")
            .defer("organisation__grid__outline", "organisation__grid__community__outline")
            .order_by("organisation__grid__code", "id")
        )
        words = {kind: str(word) for kind, word in KINDS}
        for some in chunks(posts.iterator(1000), 1000):
            known = [told(some) for _title, told in post_columns]
            for post in some:
                grid = post.organisation.grid
                assert grid is not None
                number = post.account.phone
                yield [
                    str(post.pk),
                    grid.name,
                    words.get(post.kind, post.kind),
                    post.public_name,
                    number if clear else personal.mask_phone(number),
                    path_words(post.neighbourhood) if post.neighbourhood else "",
                    post.public_phone,
                    str(timezone.localdate(post.starts_at)),
                    str(last_day(post.ends_at) or ""),
                    post.promise,
                    grid.community.code,
                    *(told.get(post.pk, "") for told in known),
                ]

    @cached_property
    def _teams(self) -> dict[int, Organisation]:
        rows = Organisation.objects.filter(kind=OrganisationKind.GRID, grid__in=Grid.objects.filter(self.area.grids))
        rows = rows.select_related("place", "grid__community").defer("place__outline", "grid__outline")
        return {row.grid_id or 0: row for row in rows.defer("grid__community__outline")}

    def _team(self, grid: Grid) -> Organisation:
        """Return a grid's team; one that is not there yet is made when it is written."""
        if grid.pk not in self._teams:
            self._teams[grid.pk] = Organisation(grid=grid, **team_values(grid))
        return self._teams[grid.pk]

    @cached_property
    def _led(self) -> dict[int, dict[str, Neighbourhood]]:
        rows = Neighbourhood.objects.filter(community__path__startswith=self.area.place.path)
        if self.area.grid is not None:
            rows = rows.filter(grid=self.area.grid)
        found: dict[int, dict[str, Neighbourhood]] = {}
        for row in rows.select_related("parent__parent"):
            found.setdefault(row.community_id, {})[path_words(row)] = row
        return found

    def _paths_here(self) -> Iterator[str]:
        for paths in self._led.values():
            yield from paths

    def _neighbourhood(self, community: Division, words: str) -> Neighbourhood:
        here = self._led.get(community.pk, {})
        named = "/".join(part.strip() for part in words.replace("／", "/").split("/") if part.strip())
        if named in here:
            return here[named]
        same = [row for row in here.values() if row.name == named]
        if len(same) != 1:
            what = _("有几个同名的片、组、邻。") if same else _("这里没有这个片、组、邻。")
            raise CellFault(what, _("请写成“片/组/邻”，或从下拉列表中选择。"), "neighbourhood")
        return same[0]


def path_words(neighbourhood: Neighbourhood) -> str:
    """Return area, group and name of a neighbourhood with a stroke between them; of an area its name alone."""
    names = [neighbourhood.name]
    above = neighbourhood.parent
    while above is not None:
        names.insert(0, above.name)
        above = above.parent
    return "/".join(names)
