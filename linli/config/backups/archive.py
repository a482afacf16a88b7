"""The archive: a tar of the database and the files, and last a manifest with the digest of each, which proves it whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from django.core.files.storage import Storage
from django.core.management import CommandError
from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
COMPRESSION = 1  # databases shrink to a third at the least effort; photos do not at any


@dataclass
class Manifest:
    """What an archive holds: everything needed to say whether it is whole and fits the installation."""

    format: int
    made_at: str
    database: str  # sqlite, postgresql
    migrations: list[str]  # app.name, as applied
    keys: dict[str, str]  # id of each master key → its fingerprint
    digests: dict[str, str] = field(default_factory=dict)  # name in the archive → SHA-256
    missing: list[str] = field(default_factory=list)  # files that rows name and the storage does not have


class _Digested:
    """A stream whose bytes are digested as they are read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk


class Writer:
    """Writes an archive into a stream. Without `finish` it has no manifest and is none."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self.packed = gzip.GzipFile(fileobj=target, mode="wb", compresslevel=COMPRESSION)
        self.tar = tarfile.open(fileobj=self.packed, mode="w|")  # noqa: SIM115 - `finish` closes it
        self.manifest = manifest

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add `size` bytes of a stream under a name."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        digested = _Digested(source)
        self.tar.addfile(entry, digested)
        self.manifest.digests[name] = digested.digest.hexdigest()

    def finish(self) -> None:
        """Write the manifest and the end."""
        content = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        self.tar.addfile(entry, io.BytesIO(content))
        self.tar.close()
        self.packed.close()


def unpacked(source: IO[bytes], folder: Path) -> Manifest:
    """Unpack an archive into an empty folder and return its manifest.

    Raises:
        CommandError: it is no backup, is cut short, was changed, or is of a later format. Nothing outside `folder` was touched.
    """
    digests: dict[str, str] = {}
    content: bytes | None = None
    try:
        with tarfile.open(fileobj=source, mode="r|gz") as tar:
            for entry in tar:
                stream = tar.extractfile(entry) if entry.isfile() else None
                if stream is None:
                    raise tarfile.TarError(entry.name)
                if entry.name == MANIFEST:
                    content = stream.read()
                    continue
                target = folder / entry.name
                if not target.resolve().is_relative_to(folder.resolve()):
                    raise tarfile.TarError(entry.name)
                digests[entry.name] = _copied(stream, target)
        manifest = Manifest(**json.loads(content or b"{}"))
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError) as error:
        raise CommandError(
            _("这不是完整的邻里备份：%(error)s。什么也没有改动。") % {"error": str(error) or type(error).__name__}
        ) from None
    if manifest.format > FORMAT:
        raise CommandError(_("备份由更新的版本制作，请先升级邻里。"))
    if wrong := sorted(name for name in manifest.digests | digests if manifest.digests.get(name) != digests.get(name)):
        raise CommandError(_("备份中的 %(name)s 与清单不符。什么也没有改动。") % {"name": wrong[0]})
    return manifest


def _copied(stream: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digested = _Digested(stream)
    with target.open("xb") as file:
        while chunk := digested.read(1 << 20):
            file.write(chunk)
    return digested.digest.hexdigest()


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of every file of a storage, folder by folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nobody has attached anything yet
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from stored_names(storage, prefix + name)
