"""What every kind of list shares: its columns, taking a row, writing all that was taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.places.domain import Crs, Point, Shape, ShapeError, read_shape
from linli.places.importing.columns import Column, crs, degrees, text
from linli.places.importing.geojson import GEOMETRY
from linli.places.importing.results import CellFault
from linli.places.importing.scope import Scope
from linli.places.importing.sheets import SheetRow
from linli.places.records import Tally
from linli.places.words import shape_fault_words

COMMUNITY = Column(
    "community",
    gettext_lazy("社区"),
    text(80),
    ("社区代码", "社区名称", "所属社区", "所在社区", "community_code"),
    note=gettext_lazy("12 位社区代码或社区名称；只导入一个社区时可以不填"),
    example="420106017008",
)
LON = Column(
    "lon",
    gettext_lazy("经度"),
    degrees(180),
    ("东经", "lng", "longitude", "x", "经度坐标"),
    note=gettext_lazy("度，小数"),
    example="114.305469",
)
LAT = Column(
    "lat",
    gettext_lazy("纬度"),
    degrees(90),
    ("北纬", "latitude", "y", "纬度坐标"),
    note=gettext_lazy("度，小数"),
    example="30.593175",
)
CRS = Column(
    "crs",
    gettext_lazy("坐标系"),
    crs,
    ("坐标系统", "坐标体系", "参考系"),
    note=gettext_lazy("填了经纬度就必须填；高德、腾讯地图为 GCJ-02，百度地图为 BD-09，天地图为 CGCS2000"),
    choices=tuple(known.value for known in Crs),
    example="GCJ-02",
)


class Importer(ABC):
    """One kind of list on its way into the tables.

    A subclass names its columns, takes row by row (refusing with `CellFault`), and writes what it took.
    """

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    drawn: ClassVar[bool] = False  # may come as GeoJSON
    needs_geometry: ClassVar[bool] = False  # comes as GeoJSON only

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.also: dict[str, int] = {}
        self._seen: dict[Any, tuple[int, Any]] = {}

    @abstractmethod
    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Take a row whose cells are parsed.

        Raises:
            CellFault: the row does not fit with what is known.
        """

    def late(self) -> Iterator[tuple[SheetRow, CellFault]]:
        """Yield the rows that turn out wrong only when all are read; they are taken out."""
        return iter(())

    @abstractmethod
    def write(self) -> Tally:
        """Write what was taken."""

    def once(self, key: Any, row: SheetRow, record: Any) -> None:
        """Remember a record under what it is known by; a repeated equal row is let pass.

        Raises:
            CellFault: an earlier row says otherwise.
        """
        first, other = self._seen.setdefault(key, (row.number, record))
        if other != record:
            raise CellFault(
                _("与第 %(row)s 行是同一个，内容却不同。") % {"row": first},
                _("请只保留正确的一行。"),
                self.columns[0].key,
            )

    @property
    def records(self) -> list[Any]:
        """What was taken."""
        return [record for _row, record in self._seen.values()]

    def crs_of(self, values: dict[str, Any]) -> Crs:
        """Return the reference system of a row's coordinates.

        Raises:
            CellFault: nobody said which.
        """
        found = values.get("crs") or self.scope.crs
        if found is None:
            raise CellFault(_("有坐标，但没有说明坐标系。"), _("请在“坐标系”一列填写，例如 GCJ-02。"), "crs")
        return Crs(found)

    def point_of(self, values: dict[str, Any]) -> Point | None:
        """Return a row's point, from its columns or its geometry."""
        geometry = values.get(GEOMETRY)
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            place = geometry.get("coordinates")
            try:
                return Point(place[0], place[1], self.crs_of(values))  # type: ignore[index]
            except (ValueError, TypeError, LookupError):
                raise CellFault(_("图形里的坐标不对。"), _("应为 [经度, 纬度]。"), GEOMETRY) from None
        if geometry:
            center = self.shape_of(values).representative_point()
            return Point(center.x, center.y, Crs.WGS84)
        lon, lat = values.get("lon"), values.get("lat")
        if lon is None and lat is None:
            return None
        if lon is None or lat is None:
            missing = "lon" if lon is None else "lat"
            raise CellFault(_("经度和纬度只填了一个。"), _("请两个都填，或都不填。"), missing)
        return Point(lon, lat, self.crs_of(values))

    def shape_of(self, values: dict[str, Any]) -> Shape:
        """Return a row's area, in WGS-84.

        Raises:
            CellFault: its geometry is none.
        """
        try:
            return read_shape(values[GEOMETRY], self.crs_of(values))
        except ShapeError as fault:
            raise CellFault(shape_fault_words(fault), "", GEOMETRY) from None
