"""Which grid and building a ledger's row is about: by codes, by names, at last by its address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.places.importing.columns import header_key
from linli.places.importing.results import CellFault
from linli.places.models import Building, Division, Grid, Level
from linli.places.selectors import Located, locate_address


class Places:
    """The places of one import, each read once. `default` is where the whole ledger comes from, if that was said."""

    def __init__(self, default: Division | None, grid: Grid | None = None) -> None:
        self.default, self.grid = default, grid
        self._communities: dict[str, list[Division]] = {}
        self._grids: dict[int, list[Grid]] = {}
        self._buildings: dict[int, list[Building]] = {}

    def located(self, row: dict[str, Any]) -> Located:
        """Return the place of a row as read.

        Raises:
            CellFault: no community, or a grid or building that the community does not have.
        """
        community = self._community(row)
        if community is None:
            return self._by_text(row)
        grid = self._grid(row, community)
        building = self._building(row, community, grid)
        if building is not None:
            return Located(community, building.grid, building, None, "chosen", 1.0, {})
        if grid is not None:
            return Located(community, grid, None, None, "chosen", 1.0, {})
        text = " ".join(str(row.get(name) or "") for name in ("compound", "address")).strip()
        found = locate_address(text, within=community) if text else None
        return found or Located(community, None, None, None, "chosen", 1.0, {})

    def _by_text(self, row: dict[str, Any]) -> Located:
        text = " ".join(str(row.get(name) or "") for name in ("compound", "building", "address", "title", "body"))
        found = locate_address(text, within=self.default)
        if found is None:
            raise CellFault(_("看不出是哪个社区。"), _("请填写社区或社区代码，或在导入时选定社区。"), "community")
        return found

    def _community(self, row: dict[str, Any]) -> Division | None:
        if code := row.get("community_code"):
            found = self._named(str(code), code=code)
            if not found:
                raise CellFault(_("没有这个代码的社区。"), _("请核对 12 位代码。"), "community_code")
            return found[0]
        if name := row.get("community"):
            names = {name, name.removesuffix("社区"), name.removesuffix("社区") + "社区"}
            found = self._named(f"name:{name}", name__in=[*names, f"{name}居委会", f"{name}居民委员会"])
            if not found:
                raise CellFault(_("没有这个名称的社区。"), _("请核对名称，或改填社区代码。"), "community")
            if len(found) > 1:
                raise CellFault(_("有几个同名的社区。"), _("请填写社区代码。"), "community")
            return found[0]
        if self.default is not None and self.default.level == Level.COMMUNITY:
            return self.default
        if code := row.get("grid_code"):
            grid = Grid.objects.filter(code=code).select_related("community").first()
            return grid.community if grid else None
        return None

    def _named(self, key: str, **wanted: Any) -> list[Division]:
        if key not in self._communities:
            found = Division.objects.filter(level=Level.COMMUNITY, **wanted).defer("outline")
            if self.default is not None:
                found = found.filter(path__startswith=self.default.path)
            self._communities[key] = list(found[:2])
        return self._communities[key]

    def _grid(self, row: dict[str, Any], community: Division) -> Grid | None:
        wanted = [header_key(str(row[name])) for name in ("grid_code", "grid") if row.get(name)]
        if not wanted:
            return self.grid if self.grid and self.grid.community_id == community.pk else None
        if community.pk not in self._grids:
            self._grids[community.pk] = list(Grid.objects.filter(community=community).defer("outline"))
        for grid in self._grids[community.pk]:
            if wanted[0] in (header_key(grid.code), header_key(grid.name)):
                return grid
        column = "grid_code" if row.get("grid_code") else "grid"
        raise CellFault(_("“%(place)s”没有这个网格。") % {"place": community.name}, _("请核对网格名称或代码。"), column)

    def _building(self, row: dict[str, Any], community: Division, grid: Grid | None) -> Building | None:
        if not (name := row.get("building")):
            return None
        if community.pk not in self._buildings:
            rows = (
                Building.objects.filter(grid__community=community)
                .select_related("grid", "compound")
                .defer("grid__outline")
            )
            self._buildings[community.pk] = list(rows)
        same = [one for one in self._buildings[community.pk] if header_key(one.name) == header_key(str(name))]
        if compound := row.get("compound"):
            same = [
                one for one in same if one.compound and header_key(one.compound.name) == header_key(str(compound))
            ] or same
        if grid is not None:
            same = [one for one in same if one.grid_id == grid.pk]
        if not same:
            raise CellFault(_("这里没有这栋楼。"), _("请核对楼栋，或改写在地址一列。"), "building")
        return same[0] if len(same) == 1 else None
