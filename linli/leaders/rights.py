"""What a household may do, as a row of the registry of rights. Who arranges a vote stands there already: the right to arrange posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.registry import Deed, register
from linli.people.rights import RESIDENT, Reach


def rights_register() -> None:
    """Join it to the registry."""
    opens = _("片长、组长、邻长由住户选：住处确认过的，一户一票")
    register(
        "everybody",
        _("人人都有的"),
        [Deed("leaders.vote", "everybody", _("替自己家投票"), opens, {RESIDENT: Reach.HOUSEHOLD})],
    )
