"""What every ledger shares: its columns, what makes two rows one, rows into records, records planned and put, rows out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.planned import Planned
from linli.ledgers.policies import Area
from linli.people.domain import Right, Standing
from linli.places.importing.columns import Column, Words, text
from linli.places.importing.kinds.base import COMMUNITY
from linli.places.importing.results import CellFault
from linli.places.importing.scope import Scope
from linli.places.models import Division, Grid, Level


def number(value: Any) -> int | None:
    """Read the number that an exported row carries. Empty is None."""
    words = str(value)
    if not words:
        return None
    if not words.isdecimal() or len(words) > 19:
        raise CellFault(_("不是编号。"), _("编号由导出时给出，新增的请留空。"))
    return int(words)


NUMBER = Column(
    "number",
    gettext_lazy("编号"),
    number,
    ("序号代码", "number"),
    note=gettext_lazy("导出时给出，用来认出原来的一行；新增的留空"),
)
PLACE = COMMUNITY
MOST_CHOICES = 5_000


def grid_column(choices: Sequence[str], *, required: bool = False, note: Any = "") -> Column:
    """The column of a grid of the place."""
    return Column(
        "grid",
        gettext_lazy("网格"),
        text(60),
        ("所属网格", "所在网格", "网格名称"),
        required=required,
        note=note,
        example="第1网格",
        choices=tuple(choices),
    )


class Ledger(ABC):
    """One ledger of one place, as somebody reads or writes it.

    Args:
        area: the place or grid.
        acting: who writes; None is the installation itself.
    """

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    about: ClassVar[str | Promise]
    writes: ClassVar[Right]
    clears: ClassVar[Right | None] = None  # who may have its masked data shown; None: nothing in it is masked

    def __init__(self, area: Area, acting: Standing | None = None) -> None:
        self.area, self.acting = area, acting
        self.scope = Scope(community=area.community, division=area.place)

    @property
    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """Its columns, the drop-downs filled with what there is in the place."""

    @abstractmethod
    def identity(self, values: dict[str, Any]) -> Hashable:
        """What two rows of a list must not have in common."""

    @abstractmethod
    def record(self, values: dict[str, Any]) -> Any:
        """Return the record that a row's parsed cells are.

        Raises:
            CellFault, LinliError: it names what is not there, or what is not this person's.
        """

    @abstractmethod
    def plan(self, records: Sequence[Any]) -> list[Planned]:
        """Return what records come to; nothing is written."""

    @abstractmethod
    def put(self, records: Sequence[Any]) -> list[Planned]:
        """Write records; called in a transaction."""

    @abstractmethod
    def rows(self, *, clear: bool) -> Iterator[list[Any]]:
        """Yield what the area's ledger holds, in the order of the columns, then of those beside.

        Args:
            clear: whether names and numbers that are masked otherwise are shown.
        """

    def beside(self) -> tuple[Words, ...]:
        """Titles of columns that only go out, after all others: on the way in they are not read."""
        return ()

    def grid_names(self) -> list[str]:
        """The grids of the place, for a drop-down."""
        rows = Grid.objects.filter(self.area.grids, active=True).order_by("code")
        return list(dict.fromkeys(rows.values_list("name", flat=True)[:MOST_CHOICES]))

    def community_of(self, values: dict[str, Any]) -> Division:
        """Return the community of a row."""
        return self.scope.of(values.get("community") or "")

    def grid_of(self, community: Division, name: str) -> Grid | None:
        """Return the grid that a row names; of a ledger of one grid that one, where it names none.

        Raises:
            CellFault: none of that name, or one outside of the area.
        """
        if not name:
            return self.area.grid
        found: Grid | None = self.scope.grids[community.pk].get(name)
        if found is None or (self.area.grid is not None and found.pk != self.area.grid.pk):
            like = self.scope.grids[community.pk].like(name)
            remedy = _("是不是“%(like)s”？") % {"like": like} if like and like != name else _("请从下拉列表中选择。")
            raise CellFault(_("这里没有这个网格，或者不在您负责的范围内。"), remedy, "grid")
        return found

    def place_columns(self) -> tuple[Column, ...]:
        """The column of the community, where the area holds several."""
        if self.area.community is not None:
            return (PLACE,)
        below = Division.objects.filter(level=Level.COMMUNITY, path__startswith=self.area.place.path, active=True)
        names = tuple(below.order_by("code").values_list("name", flat=True)[:MOST_CHOICES])
        return (replace(PLACE, required=True, note=gettext_lazy("12 位社区代码或社区名称"), choices=names),)
