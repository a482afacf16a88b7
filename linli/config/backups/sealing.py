"""The archive as a stream, encrypted where a key is given: age's own format, so that the `age` program opens it too."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from django.core.management import CommandError
from django.utils.translation import gettext as _

MAGIC = b"age-encryption.org/"
_SECRET = "AGE-SECRET-KEY-"


def key_make(path: Path) -> str:
    """Write a new secret key that only its owner reads, and return the public one, which can only encrypt.

    Raises:
        CommandError: something is there already.
    """
    secret = pyrage.x25519.Identity.generate()
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {secret.to_public()}\n{secret}\n")
    except FileExistsError:
        raise CommandError(_("%(path)s 已经存在，没有覆盖。请换一个文件名。") % {"path": path}) from None
    return str(secret.to_public())


def _keys(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("读不了密钥文件 %(path)s：%(error)s") % {"path": path, "error": error}) from None
    return [line for line in lines if line and not line.startswith("#")]


def recipients(path: Path) -> list[pyrage.x25519.Recipient]:
    """Return who may open what is encrypted with a key file: of public keys, or of secret ones.

    Raises:
        CommandError: the file cannot be read, or holds no key.
    """
    try:
        found = [
            pyrage.x25519.Identity.from_str(key).to_public()
            if key.startswith(_SECRET)
            else pyrage.x25519.Recipient.from_str(key)
            for key in _keys(path)
        ]
    except (pyrage.IdentityError, pyrage.RecipientError):
        found = []
    if not found:
        raise CommandError(_("%(path)s 里没有可用的密钥。用 linli backup --make-key 文件 生成一把。") % {"path": path})
    return found


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in _keys(path) if key.startswith(_SECRET)]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise CommandError(_("%(path)s 里没有能打开备份的私钥（AGE-SECRET-KEY-…）。") % {"path": path})
    return found


class _Pump(threading.Thread):
    """Encrypts or decrypts beside the one who writes or reads the archive; its fault is raised where it is joined."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(name="sealing")
        self.work = work
        self.fault: Exception | None = None
        self.start()

    def run(self) -> None:
        """Work; keep the fault."""
        try:
            self.work()
        except Exception as fault:
            self.fault = fault

    def finish(self) -> None:
        """Wait for the end, and raise what went wrong."""
        self.join()
        if self.fault is not None:
            raise self.fault


@contextmanager
def sealed(target: IO[bytes], keys: list[pyrage.x25519.Recipient]) -> Iterator[IO[bytes]]:
    """Yield where to write the archive; what arrives in `target` is encrypted where there are keys."""
    if not keys:
        yield target
        return
    out, into = os.pipe()

    def pump() -> None:
        with open(out, "rb") as reader:
            pyrage.encrypt_io(reader, target, keys)

    worker = _Pump(pump)
    try:
        with open(into, "wb") as writer:
            yield writer
    finally:
        worker.finish()


@contextmanager
def unsealed(path: Path, key: Path | None) -> Iterator[IO[bytes]]:
    """Yield where to read the archive, decrypted if need be.

    Raises:
        CommandError: it is encrypted and no key is given, the key is another's, or what is encrypted was changed.
    """
    with path.open("rb") as source:
        encrypted = source.read(len(MAGIC)) == MAGIC
        source.seek(0)
        if not encrypted:
            yield source
            return
        if key is None:
            raise CommandError(_("备份是加密的，请用 --key 指出私钥文件。"))
        identities = _identities(key)
        out, into = os.pipe()

        def pump() -> None:
            with open(into, "wb") as writer:
                pyrage.decrypt_io(source, writer, identities)

        worker = _Pump(pump)
        try:
            with open(out, "rb") as reader:
                yield reader
        finally:
            worker.join()
            # a reader who leaves early breaks the pipe: then its own reason counts
            if isinstance(worker.fault, pyrage.DecryptError):
                raise CommandError(
                    _("打不开备份：不是用这把密钥加密的，或者文件已损坏、不完整（%(error)s）。")
                    % {"error": worker.fault}
                ) from None
