"""A chain of signed events: what was changed, taken out or reordered afterwards is found.

Each link signs the link before it and a digest of its own content. The key is the installation's, so that somebody
who can write to the database alone cannot sign a changed history. The content's digest is signed, not the content:
an event whose personal words must be erased (PIPL art. 47) keeps its place in the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

START = b"\0" * 32


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is signed: subject ("community/case"), seq from 1, name, at (ISO 8601), actor, content."""

    subject: str
    seq: int
    name: str
    at: str
    actor: str
    content: bytes


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one byte string that stands for a JSON object: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_digest(key: bytes, value: Mapping[str, Any]) -> bytes:
    """Return the keyed digest of an event's content (32 bytes); keyed, so that short texts cannot be guessed."""
    return digest_of(key, canonical(value))


def digest_of(key: bytes, content: bytes) -> bytes:
    """Return the keyed digest of a content that is canonical already."""
    return hmac.digest(key, content, hashlib.sha256)


def sign(key: bytes, previous: bytes, link: Link) -> bytes:
    """Return the signature (32 bytes) of `link` standing after `previous` (START before the first)."""
    head = canonical({"subject": link.subject, "seq": link.seq, "name": link.name, "at": link.at, "actor": link.actor})
    return hmac.digest(key, previous + head + link.content, hashlib.sha256)


def erasure_seal(key: bytes, digest: bytes, rest: Mapping[str, Any]) -> bytes:
    """Return the seal (32 bytes) of an event whose words were erased: over the digest it was signed with and what is left.

    Only whoever holds the key can erase and leave a history that verifies (decision 045).
    """
    return hmac.digest(key, b"erased" + digest + canonical(rest), hashlib.sha256)


def content_holds(key: bytes, digest: bytes, content: Mapping[str, Any]) -> bool:
    """Whether an event's content is what was signed, or what a sealed erasure left of it."""
    erased = content.get("erased")
    if erased is None:
        return hmac.compare_digest(content_digest(key, content), digest)
    rest = {**content, "erased": {name: value for name, value in erased.items() if name != "seal"}}
    return hmac.compare_digest(erasure_seal(key, digest, rest).hex(), str(erased.get("seal", "")))
