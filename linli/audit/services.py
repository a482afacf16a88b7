"""Writing the log: one line in the transaction of the deed itself, so that neither is there without the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from linli.audit.domain.deeds import DEEDS, Fact, known_deed
from linli.audit.models import Chain, Count, Note
from linli.core import clock
from linli.core.chain import START, Link, canonical, content_digest, digest_of, sign
from linli.core.keys import chain_key
from linli.core.writing import insert

HOUSE = ""
"""The lineage of what concerns no place: keys, backups, retention."""
SIGN_IN_FAILED = "sign_in_failed"


class Hat(Protocol):
    """A post as far as the log looks at it; `people.domain.Hat` is one."""

    @property
    def post_id(self) -> int | None:
        """The post."""

    @property
    def path(self) -> str:
        """Lineage of its desk's place."""

    @property
    def level(self) -> int:
        """Of its organisation."""


class Acting(Protocol):
    """Whoever acts, with the posts held now; `people.domain.Standing` is one."""

    @property
    def account_id(self) -> int | None:
        """The account."""

    @property
    def hats(self) -> Iterable[Hat]:
        """Posts."""


class Place(Protocol):
    """A division; or a post, where what it does is of no other place than its own."""

    @property
    def path(self) -> str:
        """Lineage."""


def audit_note(
    deed: str,
    place: Place | None,
    acting: Acting | None,
    thing: int | tuple[int, int] | None = None,
    *,
    hat: Hat | None = None,
    **facts: Fact,
) -> None:
    """Write one line into the log of a place, signed behind the last one. Writers of the same place wait for each other.

    Args:
        deed: a name in `domain.deeds.DEEDS`.
        place: whose heads may read of it; None: the installation itself, read by the heads of the highest desk.
        acting: who did it; None: the operator's shell or the installation by itself.
        thing: id of what it is about, or (community id, id) of what is kept by community.
        hat: the post by which it was done, where the caller knows; else the nearest held that covers the place.
        facts: numbers and codes that the deed carries.

    Raises:
        KeyError: unknown deed.
        ValueError: a fact that the deed does not carry, or what is no number and no code.
        TransactionManagementError: no transaction holds the deed and its line together.
    """
    known_deed(deed, facts)
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{deed} is noted outside of the transaction of the deed")
    path = place.path if place is not None else HOUSE
    by = hat or (_nearest(acting.hats, path) if acting is not None else None)
    community_id, thing_id = thing if isinstance(thing, tuple) else (None, thing)
    chain = _locked(path)
    note = Note(
        path=path,
        seq=chain.seq + 1,
        at=clock.now(),
        deed=deed,
        account_id=acting.account_id if acting is not None else None,
        post_id=by.post_id if by is not None else None,
        community_id=community_id,
        thing_id=thing_id,
        facts={name: value for name, value in facts.items() if value is not None},
    )
    key = chain_key()
    note.digest = content_digest(key, content_of(note))
    note.signature = sign(key, bytes(chain.head) or START, link_of(note))
    insert(note)
    Chain.objects.filter(pk=chain.pk).update(seq=note.seq, head=note.signature, first_at=chain.first_at or note.at)


def widest(acting: Acting) -> Hat | None:
    """Return the post whose heads read of what somebody did nowhere in particular, such as signing in."""
    held = [hat for hat in acting.hats if hat.post_id is not None]
    return max(held, key=lambda hat: hat.level, default=None)


def _nearest(hats: Iterable[Hat], path: str) -> Hat | None:
    """The post that somebody most likely acts by: of those whose place holds it the lowest, else the first held."""
    held = [hat for hat in hats if hat.post_id is not None]
    inside = [hat for hat in held if path.startswith(hat.path)]
    return min(inside, key=lambda hat: hat.level, default=held[0] if held else None)


def _locked(path: str) -> Chain:
    """Return a place's chain, begun where it is new, locked until the transaction ends."""
    found = Chain.objects.select_for_update().filter(path=path).first()
    if found is None:
        Chain.objects.bulk_create([Chain(path=path)], ignore_conflicts=True)
        found = Chain.objects.select_for_update().get(path=path)
    return found


def content_of(note: Note) -> dict[str, Any]:
    """Return what a note says, as its digest covers it."""
    return {"thing": [note.community_id, note.thing_id], "facts": note.facts}


def link_of(note: Note) -> Link:
    """Return a note as it is signed."""
    return Link(
        subject=f"log/{note.path}",
        seq=note.seq,
        name=note.deed,
        at=note.at.astimezone(UTC).isoformat(),
        actor=f"{note.account_id or '-'}/{note.post_id or '-'}/{note.id}",
        content=bytes(note.digest),
    )


def cut_seal(chain: Chain) -> bytes:
    """Return the seal (32 bytes) of what was cut off a chain: only who holds the key can cut and leave a log that verifies."""
    said = {"log": chain.path, "seq": chain.cut_seq, "head": bytes(chain.cut_head).hex()}
    return digest_of(chain_key(), b"cut" + canonical(said))


@transaction.atomic
def notes_cut(path: str, before: datetime, most: int) -> int:
    """Take away the oldest notes of a place, those before a moment, and keep number and signature of the last of them.

    The chain still verifies from there on (decision 063). Called with a moment that lies behind the term of the log: three
    years, and six months at the least (Cybersecurity Law as amended in 2025, art. 23 item 3; art. 21 in the text of 2016).

    Returns:
        How many were taken away.
    """
    chain = _locked(path)
    # The chain's order, not the clock's: what stands behind a younger note waits for it.
    oldest = list(Note.objects.filter(path=path).order_by("seq")[: most + 1])
    old = []
    for note in oldest[:most]:
        if note.at >= before:
            break
        old.append(note)
    if not old:
        if oldest and chain.first_at != oldest[0].at:
            Chain.objects.filter(pk=chain.pk).update(first_at=oldest[0].at)
        return 0
    last = old[-1]
    left = oldest[len(old)] if len(oldest) > len(old) else None
    chain.cut_seq, chain.cut_head = last.seq, bytes(last.signature)
    Chain.objects.filter(pk=chain.pk).update(
        cut_seq=chain.cut_seq,
        cut_head=chain.cut_head,
        cut_seal=cut_seal(chain),
        cut_at=clock.now(),
        first_at=left.at if left else None,
    )
    Note.objects.filter(path=path, seq__lte=last.seq).delete()
    return len(old)


_ADD = """
INSERT INTO audit_count (day, what, count) VALUES (%s, %s, 1)
ON CONFLICT (day, what) DO UPDATE SET count = audit_count.count + 1
"""


def count_add(what: str) -> None:
    """Count one more of something today; of whom is not kept. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [clock.today(), what])


def counts_cut(before: datetime) -> int:
    """Delete counts of days before a moment; return how many."""
    return int(Count.objects.filter(day__lt=timezone.localdate(before)).delete()[0])


def facts_known(deed: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a note in the registry's order; what it no longer knows comes last."""
    order = DEEDS[deed].facts if deed in DEEDS else ()
    return {**{name: facts[name] for name in order if name in facts}, **facts}
