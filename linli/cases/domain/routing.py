"""Who holds this case now? A pure function of facts and rules; its reasons are shown and kept on the event (R3, R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.cases.domain.facts import COMMUNITY, GRID, STREET, Desk

# A report is a repeat when it says almost the same as one that this reporter had answered in the last 30 days.
REPEAT_LIKENESS = 0.85


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What routing looks at.

    `ladder`: level → desk for the place; `on_duty`: ids of desks somebody is on a post of now; `owners`: organisations
    that answer for the category here, nearest place first; `place_reason` and `place_values` say how the grid was
    found; `words_of_routes`: route → the words of it that the text holds; `likeness`: to this reporter's latest
    answered request in this place, 0..1.
    """

    ladder: Mapping[int, Desk]
    on_duty: frozenset[int]
    owners: Sequence[Desk]
    owner_first: bool
    community_duty: bool
    place_reason: str
    place_values: Mapping[str, Any]
    words_of_routes: Mapping[str, Sequence[str]]
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision: `code` is a key of `cases.words.REASONS`, with the values it names."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Routing:
    """The decision: who leads, which organisation to think of next, which of the six routes it may be, and why."""

    lead: Desk
    suggested: Desk | None
    route: str
    reasons: tuple[Reason, ...]


def route_of(words_of_routes: Mapping[str, Sequence[str]], likeness: float) -> tuple[str, Reason | None]:
    """Return the likeliest of the six routes, or "": an emergency before all, then the one with most words.

    The machine only suggests; a person turns a request away.
    """
    if words := words_of_routes.get("emergency"):
        return "emergency", Reason("route_words", {"route": "emergency", "words": list(words)})
    if likeness >= REPEAT_LIKENESS:
        return "repeat", Reason("repeat", {"likeness": round(likeness, 2)})
    found = sorted(((len(w), r) for r, w in words_of_routes.items() if w), reverse=True)
    if not found:
        return "", None
    name = found[0][1]
    return name, Reason("route_words", {"route": name, "words": list(words_of_routes[name])})


def route(facts: RoutingFacts) -> Routing:
    """Decide who holds a new (or reclassified) case.

    Parts of the city go to their owner first, then to the territory; events to the territory first. Work outside the
    community's list of duties is not pushed down to it (Beijing regulation on handling requests, art. 17).

    Raises:
        LookupError: no desk answers for the place at all.
    """
    reasons = [Reason(facts.place_reason, facts.place_values)]
    name, why = route_of(facts.words_of_routes, facts.likeness)
    if why:
        reasons.append(why)
    owner = facts.owners[0] if facts.owners else None
    if owner and facts.owner_first:
        reasons.append(Reason("owner_first", {"name": owner.name}))
        return Routing(owner, None, name, tuple(reasons))
    lowest = GRID
    if not facts.community_duty and name != "emergency":
        lowest = STREET
        reasons.append(Reason("not_community_duty", {}))
    lead = None
    for level in range(lowest, 6):
        desk = facts.ladder.get(level)
        if desk is None:
            continue
        if desk.id in facts.on_duty:
            lead = desk
            reasons.append(Reason("territory", {"name": desk.name}))
            break
        reasons.append(Reason("nobody_on_post", {"name": desk.name}))
    if lead is None:
        lead = facts.ladder.get(COMMUNITY) or next(iter(sorted(facts.ladder.items())), (0, None))[1]
        if lead is None:
            raise LookupError("no desk answers for this place")
        reasons.append(Reason("desk_of_last_resort", {"name": lead.name}))
    if owner and owner.id != lead.id:
        reasons.append(Reason("owner_next", {"name": owner.name}))
    return Routing(lead, owner if owner and owner.id != lead.id else None, name, tuple(reasons))
