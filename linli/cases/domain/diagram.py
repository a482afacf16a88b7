"""The state diagram and the table of deeds for the docs, drawn from the table itself."""

from __future__ import annotations

from collections.abc import Set

from linli.cases.domain.facts import OPEN, State
from linli.cases.domain.table import DEEDS


def mermaid() -> str:
    """Return the machine as a Mermaid state diagram: an edge a pair of states, labelled with its deeds."""
    edges: dict[tuple[str, str], list[str]] = {}
    for deed in DEEDS.values():
        begins = [("[*]", str(to)) for to in deed.to if not deed.from_]
        for start, to in [*begins, *((str(a), str(b)) for a, b in deed.moves)]:
            edges.setdefault((start, to), []).append(deed.name)
    lines = ["stateDiagram-v2"]
    lines += [f"    {a} --> {b}: {', '.join(sorted(names))}" for (a, b), names in sorted(edges.items())]
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """Return the table of deeds as Markdown."""
    rows = ["| deed | who | from | to | must carry | clock |", "|---|---|---|---|---|---|"]
    for deed in DEEDS.values():
        carries = ", ".join(c.name if c.required else f"({c.name})" for c in deed.carries)
        cells = (
            deed.name,
            ", ".join(sorted(deed.who)),
            _states(deed.from_),
            ", ".join(deed.to) or "same",
            carries or "–",
            deed.clock or "–",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def _states(states: Set[State]) -> str:
    """The table's usual sets have names; "open" is submitted, accepted or in progress."""
    if states == OPEN:
        return "open"
    return "any" if states == set(State) else ", ".join(sorted(states)) or "–"
