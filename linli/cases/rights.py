"""The deeds of a case as rows of the registry of rights. Who may what stays in `domain.table`; here roles become posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.cases.domain import table
from linli.cases.domain.table import Role
from linli.cases.words import DEEDS as WORDS
from linli.people.registry import Deed, register, widest
from linli.people.rights import ANYONE, REACH, RESIDENT, Family, Reach, Right, Seat

_HANDLE = REACH[Right.HANDLE]
_ABOVE = [seat for seat in _HANDLE if seat[0] == Family.DESK]

# What somebody is to a case → which posts that can be, and how far it goes.
_ROLES: dict[Role, list[tuple[list[Seat], Reach]]] = {
    **{role: [(list(_HANDLE), Reach.ORGANISATION)] for role in (Role.LEAD, Role.HANDLER, Role.WAITING)},
    **{role: [(list(_HANDLE), Reach.ORGANISATION)] for role in (Role.CALLER, Role.CALLED)},
    Role.ABOVE: [(_ABOVE, Reach.SUBTREE)],
    Role.OUTSIDE: [([seat], reach) for seat, reach in _HANDLE.items()],
    Role.REPORTER: [([RESIDENT], Reach.OWN)],
    Role.ANYONE: [([ANYONE], Reach.OWN)],
    Role.SWEEP: [],
}


def rights_register() -> None:
    """Join reading a case, and each deed that people do, to the registry."""
    taken_in = [seat for seat in REACH[Right.INTAKE] if seat not in _HANDLE]
    reading = widest(([RESIDENT], Reach.OWN), (taken_in, Reach.OWN), *_ROLES[Role.OUTSIDE])
    rows = [Deed("case.read", "case", _("看一件诉求"), _("标题、内容、经过和附件；保密件只给主办和上级"), reading)]
    for deed in table.DEEDS.values():
        cells = widest(*(cell for role in deed.who for cell in _ROLES[role]))
        if cells:
            rows.append(Deed(f"case.{deed.name}", "case", _(WORDS[deed.name]), "", cells))
    register("case", _("诉求的每一步"), rows)
