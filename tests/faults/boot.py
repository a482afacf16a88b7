"""Starts Django in a process of a fault test, and finds the cast that `prepare` has built."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")

import django

django.setup()


def people() -> dict[str, Any]:
    """Return what the programs of these tests need of the cast: places, and acting by role."""
    from linli.cases.services import Acting
    from linli.people.models import Account, Post
    from linli.people.selectors import standing_of
    from linli.places.models import Entrance
    from linli.places.selectors import Located

    def holder(kind: str, organisation: str) -> Account:
        return Post.objects.current().get(kind=kind, organisation__name=organisation).account

    entrance = Entrance.objects.select_related("building__grid__community").order_by("id")[0]
    grid = entrance.building.grid
    worker = holder("grid_worker", "青和居第1网格")
    officer = holder("officer", "青和居社区居委会")
    return {
        "located": Located(grid.community, grid, entrance.building, entrance, "door_code", 1.0, {}),
        "worker": Acting(standing_of(worker)),
        "officer": Acting(standing_of(officer)),
    }
