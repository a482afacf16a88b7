"""Writes a decision down: the event, signed into the case's chain, and the projection it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.cases.domain.deeds.sweeping import next_lapse
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Decision
from linli.cases.domain.projection import encode, evolve, plain
from linli.cases.models import Case, Event, Handler, Reporter
from linli.cases.services.indexing import case_index
from linli.core import clock
from linli.core.chain import START, Link, content_digest, sign
from linli.core.keys import chain_key
from linli.people.domain import Hat


@dataclass(frozen=True, slots=True)
class Recorded:
    """What has just been written: the case, its event, and the facts before it (None: the case is new) and after."""

    case: Case
    event: Event
    before: Facts | None
    after: Facts


# Rooms above that want to hear of every event, inside its transaction; they register at start.
after_record: list[Callable[[Recorded], None]] = []


def link_of(event: Event) -> Link:
    """Return an event as it is signed."""
    return Link(
        subject=f"{event.community_id}/{event.case_id}",
        seq=event.seq,
        name=event.name,
        at=str(plain(event.at)),
        actor=f"{event.actor_id or '-'}/{event.post_id or '-'}/{event.channel}/{plain(event.recorded_at)}",
        content=bytes(event.digest),
    )


def record(
    case: Case,
    facts: Facts,
    decision: Decision,
    *,
    name: str,
    at: datetime,
    account_id: int | None,
    hat: Hat | None,
    channel: str,
    said: Mapping[str, Any],
    key: str | None,
    private: Mapping[int, Mapping[str, Any]] | None = None,
) -> Facts:
    """Append the event, save the projection, return the case's new facts. The caller holds the case's lock.

    Args:
        case: the row, locked; or new and not yet saved, with version 0.
        facts: the case before the decision.
        decision: what the rule decided.
        name: the deed.
        at: the moment the deed is dated; `recorded_at` is the clock's.
        said: what the actor said, kept for the timeline.
        key: idempotency key, or None for the sweep's own deeds.
        private: of reporters that the decision makes, the columns that no event may hold (phone, name, …), by id.
    """
    after = evolve(facts, decision)
    event = Event(
        community_id=case.community_id,
        case_id=case.id,
        seq=case.version + 1,
        name=name,
        at=at,
        recorded_at=clock.now(),
        actor_id=account_id,
        post_id=hat.post_id if hat else None,
        channel=channel,
        from_state=str(facts.state) if case.version else "",
        to_state=str(after.state),
        content={**({"said": plain(said)} if said else {}), **encode(decision)},
        key=key,
    )
    signing = chain_key()
    event.digest = content_digest(signing, event.content)
    event.signature = sign(signing, bytes(case.head) or START, link_of(event))
    event.save(force_insert=True)

    for field, value in decision.changes.items():
        setattr(case, field, value)
    case.next_lapse_at = next_lapse(after)
    case.version, case.head = event.seq, event.signature
    if case._state.adding:
        case.save(force_insert=True)
    else:
        case.save(update_fields={*map(_column, decision.changes), "next_lapse_at", "version", "head"})
    _save_rows(case, Handler, facts.handlers, decision.handlers, {})
    _save_rows(case, Reporter, facts.reporters, decision.reporters, private or {})
    recorded = Recorded(case, event, facts if event.seq > 1 else None, after)
    case_index(case, recorded.before, after)
    for hear in after_record:
        hear(recorded)
    return after


_RELATIONS = {"lead_id", "above_id", "category_id", "supervised_by_id", "grid_id"}


def _column(name: str) -> str:
    """`save(update_fields)` knows relations by their field name."""
    return name.removesuffix("_id") if name in _RELATIONS else name


def _save_rows(
    case: Case,
    model: type[Handler] | type[Reporter],
    known: Mapping[int, Any],
    rows: Mapping[int, Mapping[str, Any]],
    private: Mapping[int, Mapping[str, Any]],
) -> None:
    for key, row in rows.items():
        if key in known:
            model.objects.filter(community_id=case.community_id, id=key).update(**row)
        else:
            more = private.get(key, {})
            model.objects.create(community_id=case.community_id, id=key, case_id=case.id, **row, **more)
