"""Finds a history that was changed: an event altered, missing or moved, or a case that its events do not amount to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest

from linli.cases.domain.projection import fold, snapshot
from linli.cases.models import Case, Event
from linli.cases.selectors.facts import facts_of
from linli.cases.services.recording import link_of
from linli.cases.services.submitting import text_digest
from linli.core.chain import START, content_holds, sign
from linli.core.keys import chain_key

CHUNK = 200  # SQLite refuses a prefetch over many more pairs of (community, id): its expressions may not be so deep


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: in which case, at which event (0: the case itself), what."""

    community_id: int
    case_id: int
    number: str
    seq: int
    what: str  # content, signature, missing, head, text, or the name of a column


def verify_case(case: Case) -> list[Finding]:
    """Return what is wrong with one case's history; nothing, where all is as it was written."""

    def finding(seq: int, what: str) -> Finding:
        return Finding(case.community_id, case.id, case.number, seq, what)

    key = chain_key()
    found: list[Finding] = []
    events = sorted(case.events.all(), key=lambda event: event.seq)
    previous, expected = START, 1
    for event in events:
        if event.seq != expected:
            found.append(finding(expected, "missing"))
        if not content_holds(key, bytes(event.digest), event.content):
            found.append(finding(event.seq, "content"))
        if not compare_digest(sign(key, previous, link_of(event)), bytes(event.signature)):
            found.append(finding(event.seq, "signature"))
        previous, expected = bytes(event.signature), event.seq + 1
    if not events or previous != bytes(case.head) or case.version != expected - 1:
        found.append(finding(expected, "head"))
    first = events[0].content.get("said", {}) if events else {}
    if first.get("text") != text_digest(case.title, case.body):
        found.append(finding(0, "text"))
    replayed, stored = fold(event.content for event in events), snapshot(facts_of(case))
    found += [finding(0, name) for name, value in stored.items() if replayed.get(name) != value]
    return found


def verify_all() -> Iterator[Finding]:
    """Check every case and yield what is wrong, case by case; events that belong to no case are found as well."""
    cases = Case.objects.order_by("community_id", "id").prefetch_related("events", "handlers", "reporters")
    for case in cases.iterator(chunk_size=CHUNK):
        yield from verify_case(case)
    orphans = Event.objects.filter(case__isnull=True)
    for event in orphans.iterator():
        yield Finding(event.community_id, event.case_id, "?", event.seq, "orphan")
