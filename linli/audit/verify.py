"""Finds a log that was changed: a note altered, missing or moved, or its beginning cut off by somebody without the key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest

from django.db.models import Exists, OuterRef

from linli.audit.models import Chain, Note
from linli.audit.services import content_of, cut_seal, link_of
from linli.core.chain import START, content_digest, sign
from linli.core.keys import chain_key

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: in the log of which place, at which note, what."""

    path: str
    seq: int
    what: str  # content, signature, missing, head, cut, orphan


def verify_chain(chain: Chain) -> Iterator[Finding]:
    """Yield what is wrong with one place's log, note by note; nothing, where all is as it was written."""
    key = chain_key()
    previous, expected = bytes(chain.cut_head) or START, chain.cut_seq + 1
    if chain.cut_seq and not compare_digest(cut_seal(chain), bytes(chain.cut_seal)):
        yield Finding(chain.path, chain.cut_seq, "cut")
    for note in Note.objects.filter(path=chain.path).order_by("seq").iterator(chunk_size=CHUNK):
        if note.seq != expected:
            yield Finding(chain.path, expected, "missing")
        if not compare_digest(content_digest(key, content_of(note)), bytes(note.digest)):
            yield Finding(chain.path, note.seq, "content")
        if not compare_digest(sign(key, previous, link_of(note)), bytes(note.signature)):
            yield Finding(chain.path, note.seq, "signature")
        previous, expected = bytes(note.signature), note.seq + 1
    if chain.seq != expected - 1 or (previous != bytes(chain.head) and chain.seq):
        yield Finding(chain.path, expected, "head")


def verify_log() -> Iterator[Finding]:
    """Check the log of every place; notes that belong to no chain are found as well."""
    for chain in Chain.objects.order_by("path").iterator():
        yield from verify_chain(chain)
    begun = Chain.objects.filter(path=OuterRef("path"))
    for note in Note.objects.filter(~Exists(begun)).order_by("path", "seq").iterator(chunk_size=CHUNK):
        yield Finding(note.path, note.seq, "orphan")
