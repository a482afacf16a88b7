"""Whose figures somebody may see: their own territory and everything below it, a grid's worker their own grid."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.core.access import rule
from linli.people.domain import Right, Standing
from linli.people.registry import Deed, register
from linli.people.rights import REACH
from linli.places.models import Division, Grid


def may_see(standing: Standing, place: Division, grid: Grid | None = None) -> bool:
    """Whether the figures and the ledger of a place (or one grid of it) are open to somebody."""
    return any(hat.covers(place.path, grid.pk if grid else None) for hat in standing.hats_with(Right.FIGURES))


def may_list(standing: Standing, place: Division, grid: Grid | None = None) -> bool:
    """Whether the ledger of a place is open to somebody: it lists cases, so that figures on loan alone do not open it."""
    hats = [hat for hat in standing.hats_with(Right.FIGURES) if hat.may(Right.HANDLE)]
    return any(hat.covers(place.path, grid.pk if grid else None) for hat in hats)


def may_add(standing: Standing, community: Division, grid: Grid | None = None) -> bool:
    """Whether somebody may enter a ledger's requests for a place."""
    return any(hat.covers(community.path, grid.pk if grid else None) for hat in standing.hats_with(Right.INTAKE))


def _check(request: HttpRequest) -> bool:
    hats = request.standing.hats_with(Right.FIGURES) if request.user.is_authenticated else ()  # type: ignore[attr-defined]
    return any(hat.may(Right.HANDLE) for hat in hats)


rule("ledger", "whoever handles cases and reads figures on a desk, for its place", _check)
_LABEL, _OPENS = _("看台账"), _("台账和下载：要同时能办理诉求和看数据；不含保密件")
register("posts", _("岗位的权限"), [Deed("ledger", "posts", _LABEL, _OPENS, REACH[Right.FIGURES], "ledger")])
