"""By which door or community somebody came: kept in the browser's session, so that every page speaks of their place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from linli.places.selectors import Located, located_at

HERE = "here"

# Contexts above add what is to happen at each scan, such as counting it; None stands for a code that is none.
after_scan: list[Callable[[HttpRequest, Located | None], None]] = []


def scanned(request: HttpRequest, found: Located | None) -> None:
    """Let those who asked to hear of a scan.

    Raises:
        TooMany: one of them says that it is enough.
    """
    for follow in after_scan:
        follow(request, found)


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
