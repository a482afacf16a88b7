"""The case's state is a projection of its events: every event carries what it changed, in JSON.

`encode` writes a decision into an event's content, `fold` replays contents one after another, `evolve` applies a
decision to a case in memory. Folding all events of a case must give the row that is stored; `linli verify` checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from linli.cases.domain.facts import Case, Decision, Handler, Part, Reporter, State

Json = dict[str, Any]

CASE_FIELDS = tuple(f.name for f in fields(Case) if f.name not in ("handlers", "reporters"))
HANDLER_FIELDS = tuple(f.name for f in fields(Handler))
REPORTER_FIELDS = tuple(f.name for f in fields(Reporter))


_PLAIN = frozenset({str, int, bool, float})


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: moments as ISO 8601 in UTC, enumerations as their word."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, (State, Part)) else value


def encode(decision: Decision) -> Json:
    """Return what a decision changed, for the event: {"set": …, "handlers": …, "reporters": …}, empty parts left out."""
    content = {"set": decision.changes, "handlers": decision.handlers, "reporters": decision.reporters}
    return {name: plain(value) for name, value in content.items() if value}


def snapshot(case: Case) -> Json:
    """Return the whole case as JSON, as folding its events would give it."""
    whole: Json = {name: plain(getattr(case, name)) for name in CASE_FIELDS}
    whole["handlers"] = {str(i): {n: plain(getattr(h, n)) for n in HANDLER_FIELDS} for i, h in case.handlers.items()}
    whole["reporters"] = {str(i): {n: plain(getattr(r, n)) for n in REPORTER_FIELDS} for i, r in case.reporters.items()}
    return whole


def _blank(kind: type[Case] | type[Handler] | type[Reporter], names: Iterable[str]) -> Json:
    defaults = {f.name: f.default for f in fields(kind)}
    return {
        name: plain(defaults[name]) if isinstance(defaults[name], (str, int, bool, type(None))) else None
        for name in names
    }


def fold(contents: Iterable[Mapping[str, Any]]) -> Json:
    """Replay the contents of a case's events, in order, into the snapshot they amount to."""
    whole: Json = {**_blank(Case, CASE_FIELDS), "handlers": {}, "reporters": {}}
    for content in contents:
        whole.update(content.get("set", {}))
        for part, kind, names in (("handlers", Handler, HANDLER_FIELDS), ("reporters", Reporter, REPORTER_FIELDS)):
            for key, row in content.get(part, {}).items():
                known = whole[part].get(key) or {**_blank(kind, names), "id": int(key)}
                whole[part][key] = {**known, **row}
    return whole


def evolve(case: Case, decision: Decision) -> Case:
    """Return the case after a decision."""
    handlers = dict(case.handlers)
    for key, row in decision.handlers.items():
        handlers[key] = replace(handlers[key], **row) if key in handlers else Handler(id=key, **row)
    reporters = dict(case.reporters)
    for key, row in decision.reporters.items():
        reporters[key] = replace(reporters[key], **row) if key in reporters else Reporter(id=key, **row)
    return replace(case, **decision.changes, handlers=handlers, reporters=reporters)
