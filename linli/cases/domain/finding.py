"""By whom a case may be found: marks beside its terms, so that the index itself passes over what is not theirs.

Marks narrow, they do not decide: what is found is asked of `selectors.visible` all the same. So a case may keep the
mark of somebody let off; it may never lack one of somebody who may read it. A confidential case carries no territory:
no list that is cut short can tell those of its place that there is one.
"""

from __future__ import annotations

from collections.abc import Iterable

from linli.people.domain import Hat
from linli.search.marks import grid_mark, organisation_mark, places_marks, territory_mark


def marks_of(
    *, path: str, grid_id: int | None, visibility: str, lead_id: int, above_id: int | None, called: Iterable[int]
) -> set[str]:
    """Return a case's marks: its places and whoever leads or was called to it; of a confidential one lead and above."""
    if visibility == "confidential":
        return {organisation_mark(one) for one in (lead_id, above_id) if one is not None}
    places = places_marks(path) | ({grid_mark(grid_id)} if grid_id else set())
    return places | {organisation_mark(one) for one in (lead_id, *called)}


def marks_for(hats: Iterable[Hat]) -> list[str]:
    """Return the marks of which a case has at least one, where these posts may read it."""
    found: dict[str, None] = {}
    for hat in hats:
        found[organisation_mark(hat.organisation_id)] = None
        if hat.organisation_kind == "grid" and hat.grid_id is not None:
            found[grid_mark(hat.grid_id)] = None
        elif hat.is_desk:
            found[territory_mark(hat.path)] = None
    return list(found)
