"""Puts a backup back. Everything is unpacked and checked before anything is touched, and what is replaced is kept aside."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from linli.config.backups.archive import DATABASE, FILES, Manifest, unpacked
from linli.config.backups.databases import database_alone, database_holds, database_restore
from linli.config.backups.sealing import unsealed
from linli.core.keys import fingerprints


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: from which backup, how many files, where the database that stood here before is kept."""

    manifest: Manifest
    files: int
    aside: Path | None


def backup_restore(source: Path, key: Path | None = None, *, replace: bool = False) -> Restored:
    """Put a backup in the place of this installation's database and files.

    Args:
        source: the archive.
        key: a file with the age secret key, where it is encrypted.
        replace: go on where there is a database already; it is kept aside. Files that are here too stay.

    Raises:
        CommandError: the backup is damaged, encrypted for others, of a later version, of other master keys or of the
            other kind of database; something is here already; somebody is using it. Then nothing has changed.
    """
    if not source.is_file():
        raise CommandError(_("没有这个文件：%(path)s") % {"path": source})
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as folder:
        with unsealed(source, key) as stream:
            manifest = unpacked(stream, Path(folder))
        _fits(manifest)
        if database_holds() and not replace:
            raise CommandError(_("这里已经有数据。确定要换成备份的话，请加 --replace；现有数据库会另存。"))
        database_alone()
        files = _files_restore(Path(folder, FILES))
        aside = database_restore(Path(folder, DATABASE))
    return Restored(manifest, files, aside)


def _fits(manifest: Manifest) -> None:
    """Refuse an archive that this installation could not read."""
    if manifest.database != connection.vendor:
        raise CommandError(
            _("备份来自 %(theirs)s，这里用的是 %(ours)s。请让 DATABASE_URL 指向同一种数据库。什么也没有改动。")
            % {"theirs": manifest.database, "ours": connection.vendor}
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise CommandError(
            _("备份来自更新的版本（%(name)s 在这里没有），请先升级邻里。什么也没有改动。") % {"name": unknown[0]}
        )
    own = fingerprints()
    if lacking := [number for number, fingerprint in manifest.keys.items() if own.get(number) != fingerprint]:
        raise CommandError(
            _(
                "备份中的个人信息和历史签名用的是另一把主密钥（编号 %(ids)s）。"
                "请先放回当时的 keys/master，或在 LINLI_KEYS 中写上它。什么也没有改动。"
            )
            % {"ids": "、".join(lacking)}
        )


def _files_restore(folder: Path) -> int:
    """Store every file that is not here yet; names are never used twice, so one that is here is the same."""
    count = 0
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not default_storage.exists(name):
            with path.open("rb") as file:
                default_storage.save(name, File(file))
            count += 1
    return count
