"""Whose places an import may write, and the rows there are already, found by the names that lists use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from linli.places.domain import Crs
from linli.places.domain.address_text import plain
from linli.places.domain.named_places import number_key
from linli.places.importing.results import CellFault
from linli.places.models import Building, Compound, Division, Entrance, Grid, Level

Row = TypeVar("Row", bound=models.Model)


class Names:
    """Rows by their name as people vary it: 12栋 is found as 十二栋, １２栋 or 12号楼."""

    def __init__(self, rows: Iterable[tuple[str, Any]]) -> None:
        self._exact: dict[str, Any] = {}
        self._loose: dict[str, set[int]] = {}
        self._rows: list[Any] = []
        for name, row in rows:
            self.add(name, row)

    def add(self, name: str, row: Any) -> None:
        """Know one more."""
        self._exact.setdefault(plain(name), row)
        self._loose.setdefault(number_key(name), set()).add(row.pk)
        self._rows.append((name, row))

    def get(self, name: str) -> Any | None:
        """Return the row of that name, by the spelling first, then by the number where only one has it."""
        found = self._exact.get(plain(name))
        if found is None and len(pks := self._loose.get(number_key(name), set())) == 1:
            found = next(row for _name, row in self._rows if row.pk in pks)
        return found

    def like(self, name: str) -> str:
        """Return the closest name, empty where none is close."""
        return next(iter(difflib.get_close_matches(plain(name), self._exact, n=1, cutoff=0.6)), "")


@dataclass
class Scope:
    """Where an import may write.

    Args:
        community: the community of rows that name none; None where each row must name one.
        division: rows must lie in it; None for the whole installation.
        crs: the reference system of coordinates that name none.
    """

    community: Division | None = None
    division: Division | None = None
    crs: Crs | None = None
    _communities: dict[str, Division] = field(default_factory=dict, init=False)

    def of(self, named: str) -> Division:
        """Return the community a row names by code or name, or the one given for all.

        Raises:
            CellFault: none, unknown, or outside of what this import may write.
        """
        if not named:
            if self.community is None:
                raise CellFault(_("没有写明社区。"), _("请填写 12 位社区代码。"), "community")
            return self.community
        if self.community and named in (self.community.code, self.community.name):
            return self.community
        if named not in self._communities:
            self._communities[named] = self._look_up(named)
        return self._communities[named]

    def _look_up(self, named: str) -> Division:
        found = Division.objects.filter(level=Level.COMMUNITY).defer("outline")
        if self.division:
            found = found.filter(path__startswith=self.division.path)
        hits = list(found.filter(models.Q(code=named) | models.Q(name=named))[:2])
        if len(hits) != 1:
            what = _("有几个同名的社区。") if hits else _("没有这个社区，或者不在您负责的范围内。")
            raise CellFault(what, _("请填写 12 位社区代码。"), "community")
        if self.community and self.community.pk != hits[0].pk:
            words = _("这一行写的不是“%(name)s”。") % {"name": self.community.name}
            raise CellFault(words, _("请删除该行，或到那个社区的页面导入。"), "community")
        return hits[0]

    @cached_property
    def grids(self) -> _Kept:
        """Grids by community, under name and code."""
        return _Kept(
            lambda community: [
                pair
                for grid in Grid.objects.filter(community=community)
                .select_related("community")
                .defer("community__outline")
                for pair in ((grid.name, grid), (grid.code, grid))
            ]
        )

    @cached_property
    def compounds(self) -> _Kept:
        """Compounds by community, under name and aliases."""
        return _Kept(
            lambda community: [
                (name, row) for row in Compound.objects.filter(community=community) for name in (row.name, *row.aliases)
            ]
        )

    @cached_property
    def buildings(self) -> _Kept:
        """Buildings by (community, compound or None)."""
        return _Kept(
            lambda key: [
                (row.name, row)
                for row in Building.objects.filter(grid__community_id=key[0], compound_id=key[1]).select_related("grid")
            ]
        )

    @cached_property
    def entrances(self) -> _Kept:
        """Entrances by building."""
        return _Kept(lambda building: [(row.name, row) for row in Entrance.objects.filter(building_id=building)])

    def compound(self, community: Division, name: str) -> Compound | None:
        """Return the compound that a row names, None where it names none.

        Raises:
            CellFault: no such compound in the community.
        """
        return _require(self.compounds[community.pk], name, "compound", _("本社区没有这个小区。")) if name else None

    def building(self, community: Division, compound: Compound | None, name: str) -> Building:
        """Return the building that a row names.

        Raises:
            CellFault: no such building in the compound, or in the community outside of compounds.
        """
        known = self.buildings[community.pk, compound.pk if compound else None]
        found: Building = _require(known, name, "building", _("没有找到这个楼栋。"))
        return found

    def entrance(self, building: Building, name: str) -> Entrance:
        """Return the entrance that a row names.

        Raises:
            CellFault: no such entrance in the building.
        """
        known = self.entrances[building.pk]
        found: Entrance | None = known.get(name)
        if found is None:
            like = known.like(name)
            remedy = _("是不是“%(like)s”？") % {"like": like} if like else _("请先导入单元，或更正名称。")
            raise CellFault(_("这栋楼没有这个单元。"), remedy, "entrance")
        return found

    def know_doors(self, community: Division) -> None:
        """Read all buildings and entrances of a community at once: for lists that name most of them."""
        buildings: dict[Any, list[tuple[str, Building]]] = {}
        entrances: dict[int, list[tuple[str, Entrance]]] = {}
        for building in (
            Building.objects.filter(grid__community=community).select_related("grid").defer("grid__outline")
        ):
            buildings.setdefault((community.pk, building.compound_id), []).append((building.name, building))
            entrances[building.pk] = []
        for entrance in Entrance.objects.filter(building__grid__community=community):
            entrances[entrance.building_id].append((entrance.name, entrance))
        self.buildings.update({key: Names(rows) for key, rows in buildings.items()})
        self.entrances.update({key: Names(rows) for key, rows in entrances.items()})


def _require(known: Names, name: str, column: str, message: str) -> Any:
    found = known.get(name)
    if found is None:
        like = known.like(name)
        remedy = _("是不是“%(like)s”？") % {"like": like} if like else _("请先导入它，或更正名称。")
        raise CellFault(message, remedy, column)
    return found


class _Kept(dict[Any, Names]):
    """Names by key, read from the database when first asked for."""

    def __init__(self, read: Any) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: Any) -> Names:
        self[key] = names = Names(self._read(key))
        return names
