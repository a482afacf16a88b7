"""The installation's secrets: from the environment, or made once and kept in the data folder (readable by its owner only)."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def _kept(path: Path, length: int) -> str:
    """Return the secret in `path`, making it at the first start.

    Created whole under another name and linked into place, so that two first starts at once agree on one secret.
    """
    if not path.exists():
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(secrets.token_bytes(length)).decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def secret_key(data: Path) -> str:
    """Return Django's signing secret: LINLI_SECRET_KEY, or the one kept in the data folder."""
    return os.environ.get("LINLI_SECRET_KEY") or _kept(data / "keys" / "secret", 48)


def master_keys(data: Path) -> list[tuple[int, bytes]]:
    """Return the master keys of personal data as (id 0-255, 32 bytes), the writing one first.

    LINLI_KEYS is "id:base64,id:base64"; without it one key is kept in the data folder, or such a list in its file.

    Raises:
        ValueError: a key in LINLI_KEYS is not 32 bytes of base64 with an id.
    """
    listed = os.environ.get("LINLI_KEYS") or _kept(data / "keys" / "master", 32)
    if ":" not in listed:
        listed = f"1:{listed}"
    keys = []
    for item in listed.split(","):
        number, _, encoded = item.partition(":")
        secret = base64.b64decode(encoded, validate=True)
        if len(secret) != 32 or not 0 <= int(number) <= 255:
            raise ValueError(f"LINLI_KEYS: key {number!r} must be an id of 0-255 and 32 bytes in base64")
        keys.append((int(number), secret))
    return keys
