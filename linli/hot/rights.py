"""The deeds of a hot issue as rows of the registry of rights. Who may what stays in `domain.course`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.hot.domain.course import DEEDS, Role
from linli.hot.words import DEEDS as WORDS
from linli.people.registry import Deed, register, widest
from linli.people.rights import REACH, Family, Reach, Right

_HANDLE = REACH[Right.HANDLE]
_DESK = [([seat], reach) for seat, reach in _HANDLE.items() if seat[0] in (Family.GRID, Family.DESK)]
_ROLES = {Role.DESK: _DESK, Role.OWNER: [(list(_HANDLE), Reach.ORGANISATION)]}


def rights_register() -> None:
    """Join each deed to the registry."""
    rows = []
    for deed in DEEDS.values():
        cells = widest(*(cell for role in deed.who for cell in _ROLES[role]))
        rows.append(Deed(f"hot.{deed.name}", "hot", _(WORDS[deed.name]), "", cells))
    register("hot", _("热点问题的每一步"), rows)
