"""Writes a decision down: the event, signed into the case's chain, and the projection it leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from linli.cases.domain.deeds.sweeping import next_lapse
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.facts import Decision
from linli.cases.domain.projection import encode, evolve, plain
from linli.cases.models import Case, Event, Handler, Reporter
from linli.cases.services.indexing import case_index
from linli.core import clock
from linli.core.chain import START, Link, content_digest, sign
from linli.core.keys import chain_key
from linli.core.writing import insert, update
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


class Signed(Protocol):
    """What is signed of an event: `models.Event` has these columns."""

    community_id: int
    case_id: int
    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    post_id: int | None
    channel: str
    digest: bytes


def link_of(event: Signed) -> Link:
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
    content = {**({"said": plain(said)} if said else {}), **encode(decision)}
    event = _event(case, facts, after, content, name, at, account_id, hat, channel, key)
    insert(event)

    for field, value in decision.changes.items():
        setattr(case, field, value)
    case.next_lapse_at = next_lapse(after)
    case.version, case.head = event.seq, event.signature
    if case._state.adding:
        insert(case)
    else:
        written = (*decision.changes, "next_lapse_at", "version", "head")
        update(Case, (case.community_id, case.id), {name: getattr(case, name) for name in written})
    _save_rows(case, Handler, facts.handlers, decision.handlers, {})
    _save_rows(case, Reporter, facts.reporters, decision.reporters, private or {})
    recorded = Recorded(case, event, facts if event.seq > 1 else None, after)
    case_index(case, recorded.before, after)
    for hear in after_record:
        hear(recorded)
    return after


def record_unchanged(
    rows: Sequence[tuple[Case, Facts, str]],
    *,
    name: str,
    at: datetime,
    account_id: int | None,
    hat: Hat | None,
    channel: str,
    said: Mapping[str, Any],
) -> None:
    """Append one event to each of many cases, by a deed that decides nothing about them. The caller holds their locks.

    Args:
        rows: case, its facts, the idempotency key of its event.
        name, at, account_id, hat, channel, said: as `record` has them, the same for all.
    """
    content = {"said": plain(said)}
    events = []
    for case, facts, key in rows:
        event = _event(case, facts, facts, content, name, at, account_id, hat, channel, key)
        case.version, case.head = event.seq, event.signature
        events.append(event)
    Event.objects.bulk_create(events, batch_size=200)
    binary = connection.Database.Binary  # type: ignore[attr-defined]
    heads = [(case.version, binary(case.head), case.community_id, case.id) for case, _facts, _key in rows]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE cases_case SET version = %s, head = %s WHERE community_id = %s AND id = %s", heads)
    for (case, facts, _key), event in zip(rows, events, strict=True):
        for hear in after_record:
            hear(Recorded(case, event, facts, facts))


def _event(
    case: Case,
    facts: Facts,
    after: Facts,
    content: dict[str, Any],
    name: str,
    at: datetime,
    account_id: int | None,
    hat: Hat | None,
    channel: str,
    key: str | None,
) -> Event:
    """Return the next event of a case, signed into its chain, not yet saved."""
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
        content=content,
        key=key,
    )
    signing = chain_key()
    event.digest = content_digest(signing, event.content)
    event.signature = sign(signing, bytes(case.head) or START, link_of(event))
    return event


def _save_rows(
    case: Case,
    model: type[Handler] | type[Reporter],
    known: Mapping[int, Any],
    rows: Mapping[int, Mapping[str, Any]],
    private: Mapping[int, Mapping[str, Any]],
) -> None:
    for key, row in rows.items():
        if key in known:
            update(model, (case.community_id, key), row)
        else:
            more = private.get(key, {})
            insert(model(community_id=case.community_id, id=key, case_id=case.id, **row, **more))
