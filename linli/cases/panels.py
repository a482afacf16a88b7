"""What rooms above this one show on its pages: they register at start, so that this room need not know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from linli.places.selectors import Located

Panel = Callable[[Located], tuple[str, dict[str, Any]] | None]

here_panels: list[Panel] = []
"""For the page of a grid or a community: a template with its context, or None where there is nothing to show."""

case_ways: list[tuple[str, Any]] = []
"""For the menu of a case's page: (name of an address that takes the case's two ids, label); costs no query."""


def panels_here(place: Located) -> list[tuple[str, dict[str, Any]]]:
    """Return the panels of a place."""
    return [shown for panel in here_panels if (shown := panel(place)) is not None]
