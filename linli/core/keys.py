"""The installation's master keys, the keys derived from them, and the data keys that they wrap (decision 044).

Until the first `linli keys rotate` every purpose has one key, derived from the oldest master key: generation 0. From then on
data keys drawn at random do the work; they lie in the database, wrapped by a master key, and the rotation draws new ones.
Keys that must never change (of the chain, of codes that only a digest is kept of) are wrapped as they are, so that an old
master key can go.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LENGTHS = {"personal": 16, "index": 32, "chain": 32, "digest": 32}
"""Bytes of a key by purpose; SM4 takes 16."""
KEPT_FOR_GOOD = ("chain", "digest")
"""Purposes whose key is never another: history is not signed anew, and a digest without its text cannot be made anew."""
FRESH_SECONDS = 5.0
"""So long a process may not know of a new data key; the rotation waits for it."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key: `id` 0-255, `secret` 32 bytes."""

    id: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class DataKey:
    """One data key: its number (1-65535), purpose, secret, and whether what is new is written with it."""

    id: int
    purpose: str
    secret: bytes
    writes: bool


Source = Callable[[], Sequence[DataKey] | None]


def master_keys() -> tuple[MasterKey, ...]:
    """Return the installation's keys; the first wraps data keys, the last is the oldest."""
    return _keys(tuple(settings.LINLI_MASTER_KEYS))


@lru_cache(maxsize=4)
def _keys(configured: tuple[tuple[int, bytes], ...]) -> tuple[MasterKey, ...]:
    return tuple(MasterKey(number, secret) for number, secret in configured)


def master_key(key_id: int) -> MasterKey:
    """Return the master key with that id.

    Raises:
        KeyError: it is not configured.
    """
    for key in master_keys():
        if key.id == key_id:
            return key
    raise KeyError(f"master key {key_id} is not configured; put it back into LINLI_KEYS to read what it wrote")


@lru_cache(maxsize=64)
def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(hashes.SM3(), length, salt=None, info=f"linli/{purpose}".encode()).derive(secret)


class Ring:
    """The data keys as this process knows them, read again every few seconds and where one is missing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._source: Source = tuple
        self._keys: dict[int, DataKey] = {}
        self._read_at: float | None = None
        self.fresh_seconds = FRESH_SECONDS

    def register(self, source: Source) -> None:
        """Say where data keys are read; the privacy room, a floor above, does so at start."""
        self._source = source
        self.forget()

    def forget(self) -> None:
        """Read again at the next look."""
        self._read_at = None

    def hold(self, keys: Sequence[DataKey]) -> None:
        """Know these keys from now on, and no others until the next reading."""
        self._keys, self._read_at = {key.id: key for key in keys}, time.monotonic()

    def keys(self) -> dict[int, DataKey]:
        """Return the data keys by number; none before the first rotation."""
        if self._is_old():
            with self._lock:
                if self._is_old():
                    found = self._source()
                    if found is None:  # no table yet, or no database just now: what is known stays
                        self._read_at = time.monotonic()
                    else:
                        self.hold(found)
        return self._keys

    def _is_old(self) -> bool:
        return self._read_at is None or time.monotonic() - self._read_at > self.fresh_seconds

    def of(self, purpose: str) -> list[DataKey]:
        """Return the keys of a purpose, the writing one first."""
        return sorted((key for key in self.keys().values() if key.purpose == purpose), key=lambda key: not key.writes)


ring = Ring()


def source_register(source: Source) -> None:
    """Say where data keys are read."""
    ring.register(source)


def first_key(purpose: str) -> bytes:
    """Return the key of generation 0: derived from the oldest master key.

    Raises:
        KeyError: unknown purpose.
    """
    length = LENGTHS[purpose]
    # Codes and attempts began under the key of blind indexes and stay with it.
    return _derive(master_keys()[-1].secret, "index" if purpose == "digest" else purpose, length)


def writing_key(purpose: str) -> tuple[int, bytes]:
    """Return (generation, key) that new values of a purpose are written with.

    Raises:
        KeyError: unknown purpose.
    """
    first = first_key(purpose)
    found = ring.of(purpose)
    return (found[0].id, found[0].secret) if found and found[0].writes else (0, first)


def reading_key(purpose: str, generation: int) -> bytes:
    """Return the key of a generation.

    Raises:
        KeyError: no such data key; it was retired after a rotation.
    """
    for _time in range(2):
        found = ring.keys().get(generation)
        if found is not None and found.purpose == purpose:
            return found.secret
        ring.forget()  # drawn a moment ago, perhaps
    raise KeyError(f"data key {generation} is not there; it was retired after a rotation")


def derived_key(purpose: str, master_id: int) -> bytes:
    """Return the key that a master key had for a purpose before there were data keys.

    Raises:
        KeyError: no such master key.
    """
    return _derive(master_key(master_id).secret, purpose, LENGTHS[purpose])


def index_keys() -> list[bytes]:
    """Return the keys under which a blind index may stand now, the writing one first."""
    return [key.secret for key in ring.of("index")] or [first_key("index")]


def kept_key(purpose: str) -> bytes:
    """Return a key that is for good: wrapped in the database once an old master key may go, derived before.

    Raises:
        KeyError: unknown purpose.
    """
    found = ring.of(purpose)
    return found[0].secret if found else first_key(purpose)


def chain_key() -> bytes:
    """Return the key of event chains; history is never signed anew."""
    return kept_key("chain")


def wrap(secret: bytes, context: str) -> tuple[int, bytes]:
    """Return (master key id, `secret` sealed by the first master key with SM4-GCM, bound to `context`)."""
    master = master_keys()[0]
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.SM4(_derive(master.secret, "wrap", 16)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(secret) + encryptor.finalize()
    return master.id, nonce + encryptor.tag + body


def unwrap(wrapped: bytes, context: str, master_id: int) -> bytes:
    """Return what `wrap` sealed.

    Raises:
        KeyError: that master key is not configured.
        ValueError: changed, moved, or wrapped by another key of the same id.
    """
    key = _derive(master_key(master_id).secret, "wrap", 16)
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(wrapped[:12], wrapped[12:28])).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    try:
        return decryptor.update(wrapped[28:]) + decryptor.finalize()
    except InvalidTag:
        raise ValueError(f"a data key does not open: {context}") from None


def fingerprints() -> dict[str, str]:
    """Return id → fingerprint of each master key: tells keys apart and gives nothing away."""
    return {str(key.id): _derive(key.secret, "fingerprint", 8).hex() for key in master_keys()}
