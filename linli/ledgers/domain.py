"""The kinds of social resource that ship (G5: ledger of social resources); a community renames them and adds its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ROOM, VEHICLE, TOOL, SKILL, SERVICE, FUND, OTHER = "room", "vehicle", "tool", "skill", "service", "fund", "other"
KINDS = (ROOM, VEHICLE, TOOL, SKILL, SERVICE, FUND, OTHER)


def kinds_here(shipped: Mapping[str, str], own: Iterable[tuple[str, str, bool]]) -> dict[str, str]:
    """Return code → name of the kinds a community offers: the shipped ones, as it renamed, took out or added to them.

    Args:
        shipped: code → name.
        own: (code, name, whether it is in use) as the community wrote them.
    """
    found = dict(shipped)
    for code, name, active in own:
        if active:
            found[code] = name
        else:
            found.pop(code, None)
    return found
