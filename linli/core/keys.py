"""The installation's master keys, and the keys derived from them, one a purpose.

A key has a short id, so that values written under an older key stay readable after a rotation. The first key listed
is the one that writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSES = ("personal", "index", "chain")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key: `id` 0-255, `secret` 32 bytes."""

    id: int
    secret: bytes


def master_keys() -> tuple[MasterKey, ...]:
    """Return the installation's keys, the writing one first."""
    return tuple(MasterKey(number, secret) for number, secret in settings.LINLI_MASTER_KEYS)


@lru_cache(maxsize=64)
def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(hashes.SM3(), length, salt=None, info=f"linli/{purpose}".encode()).derive(secret)


def key_for(purpose: str, key_id: int | None = None, length: int = 16) -> tuple[int, bytes]:
    """Return (key id, key bytes) for a purpose.

    Args:
        purpose: one of PURPOSES.
        key_id: which master key; the writing one where None.
        length: bytes wanted; SM4 takes 16.

    Raises:
        KeyError: the purpose is unknown, or no master key has that id.
    """
    if purpose not in PURPOSES:
        raise KeyError(f"unknown key purpose {purpose!r}")
    for key in master_keys():
        if key_id is None or key.id == key_id:
            return key.id, _derive(key.secret, purpose, length)
    raise KeyError(f"master key {key_id} is not configured; put it back into LINLI_KEYS to read what it wrote")


def index_key() -> bytes:
    """Return the key of blind indexes: of the oldest master key, so that a rotation does not orphan them."""
    oldest = master_keys()[-1]
    return _derive(oldest.secret, "index", 32)


def chain_key() -> bytes:
    """Return the key of event chains: of the oldest master key, as history is never signed anew."""
    oldest = master_keys()[-1]
    return _derive(oldest.secret, "chain", 32)


def fingerprints() -> dict[str, str]:
    """Return id → fingerprint of each master key: tells keys apart and gives nothing away."""
    return {str(key.id): _derive(key.secret, "fingerprint", 8).hex() for key in master_keys()}
