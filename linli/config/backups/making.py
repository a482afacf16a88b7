"""Makes a backup while everything runs: the database at one moment first, then the files, so that every row has its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from linli.cases.selectors import attachment_files
from linli.config.backups.archive import DATABASE, FILES, FORMAT, Manifest, Writer, stored_names
from linli.config.backups.databases import database_snapshot
from linli.config.backups.sealing import recipients, sealed
from linli.core import clock
from linli.core.keys import fingerprints


def backup_make(target: Path, key: Path | None = None) -> tuple[Path, Manifest]:
    """Write the database and the files into one archive; `target` appears whole or not at all.

    Args:
        target: the file, or a folder in which the file gets a name of its own.
        key: a file with age keys; what is written can then be opened by their holders only.

    Returns:
        The file, and what is in it.

    Raises:
        CommandError: the target is there already or cannot be written, the key is none, the database refuses.
    """
    keys = recipients(key) if key else []
    if target.is_dir():
        stamp = clock.now().strftime("%Y%m%dT%H%M%SZ")
        target = target / f"linli-{stamp}.tar.gz{'.age' if keys else ''}"
    if target.exists():
        raise CommandError(_("%(path)s 已经存在，没有覆盖。请换一个文件名。") % {"path": target})
    draft = target.with_name(target.name + ".part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with sealed(file, keys) as stream:
                manifest = _write(stream)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise CommandError(
            _("备份没有完成：%(error)s。请检查 %(folder)s 的空间和权限。") % {"error": error, "folder": target.parent}
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return target, manifest


def _write(stream: IO[bytes]) -> Manifest:
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        database=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        keys=fingerprints(),
    )
    named = set(attachment_files())
    writer = Writer(stream, manifest)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".backup-") as folder:
        snapshot = Path(folder, DATABASE)
        database_snapshot(snapshot)
        with snapshot.open("rb") as source:
            writer.add(DATABASE, source, snapshot.stat().st_size)
    for name in stored_names(default_storage):
        named.discard(name)
        with default_storage.open(name) as stored:
            writer.add(FILES + name, stored, stored.size)
    manifest.missing = sorted(named)
    writer.finish()
    return manifest
