"""Who confirms a household: whoever is on the grid's own post, or the desk above while nobody is (decision 047)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.access import rule
from linli.core.errors import Refused
from linli.people.domain import Hat, Right, Standing
from linli.people.registry import Deed, register
from linli.people.rights import REACH, Family
from linli.places.models import Grid


def grid_hats(standing: Standing) -> tuple[Hat, ...]:
    """Return the posts by which somebody acts for a grid itself; a desk above only where nobody is on the grid's."""
    return tuple(hat for hat in standing.hats_with(Right.HANDLE) if hat.organisation_kind == "grid" and hat.grid_id)


def grid_hat_required(standing: Standing, grid: Grid) -> Hat:
    """Return the post by which somebody answers for a grid.

    Raises:
        Refused: none does: the next grid's worker, a head of the community while the grid has its worker, a former one.
    """
    for hat in grid_hats(standing):
        if hat.grid_id == grid.pk:
            return hat
    raise Refused(_("只有“%(grid)s”的网格员可以核实这里的住户。") % {"grid": grid.name})


def grids_of(standing: Standing) -> Iterable[int]:
    """Return the ids of the grids somebody answers for."""
    return {hat.grid_id for hat in grid_hats(standing) if hat.grid_id is not None}


def _may(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and grid_hats(request.standing))  # type: ignore[attr-defined]


rule("homes", "whoever answers for a grid: its worker, or the desk above while nobody is on that post", _may)
_TEAMS = {seat: reach for seat, reach in REACH[Right.HANDLE].items() if seat[0] == Family.GRID}
_OPENS = gettext_lazy("哪家住在哪一户由居民自己说，网格员确认；没有人在岗时由上一级确认")
register(
    "posts",
    gettext_lazy("岗位的权限"),
    [Deed("homes.confirm", "posts", gettext_lazy("核实住户"), _OPENS, _TEAMS, "homes")],
)
