"""By which door or community somebody came: kept in the browser's session, so that every page speaks of their place."""

from __future__ import annotations

from django.http import HttpRequest

from linli.places.selectors import Located, located_at

HERE = "here"


def here(request: HttpRequest) -> Located | None:
    """Return the place somebody came by: the door they scanned, or the community they chose."""
    kept = request.session.get(HERE)
    return located_at(**kept) if kept else None


def remember_door(request: HttpRequest, door_code_id: int) -> None:
    """Remember a scanned door by its code's id, so that a revoked code opens nothing later."""
    request.session[HERE] = {"door_code_id": door_code_id}


def remember_community(request: HttpRequest, community_id: int) -> None:
    """Remember a chosen community; a door scanned in it says more and stays."""
    known = here(request)
    if known is None or known.community.pk != community_id:
        request.session[HERE] = {"community_id": community_id}
