"""Whose figures somebody may see: their own territory and everything below it, a grid's worker their own grid."""

from __future__ import annotations

from linli.people.domain import Right, Standing
from linli.places.models import Division, Grid


def may_see(standing: Standing, place: Division, grid: Grid | None = None) -> bool:
    """Whether the figures and the ledger of a place (or one grid of it) are open to somebody."""
    return any(hat.covers(place.path, grid.pk if grid else None) for hat in standing.hats_with(Right.FIGURES))


def may_add(standing: Standing, community: Division, grid: Grid | None = None) -> bool:
    """Whether somebody may enter a ledger's requests for a place."""
    return any(hat.covers(community.path, grid.pk if grid else None) for hat in standing.hats_with(Right.INTAKE))
