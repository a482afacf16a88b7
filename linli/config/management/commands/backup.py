"""`linli backup`: the database and the files in one archive, while everything runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.config.backups.making import backup_make
from linli.config.backups.sealing import key_make
from linli.config.running.readiness import database_check


class Command(BaseCommand):
    """Makes a backup, or the key for one."""

    help = "Write the database and the files into one archive; the keys are kept elsewhere. Nothing has to be stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and for whose eyes."""
        parser.add_argument("target", nargs="?", type=Path, help="the file, or a folder for a file named by the time")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="encrypt for the age keys in FILE; public ones will do"
        )
        parser.add_argument(
            "--make-key", type=Path, metavar="FILE", help="write a new secret key and print its public one"
        )

    def handle(self, *args: Any, target: Path | None, key: Path | None, make_key: Path | None, **options: Any) -> None:
        """Make what was asked for."""
        if make_key:
            public = key_make(make_key)
            self.stdout.write(
                _("私钥在 %(path)s，请离线保管：没有它，加密的备份谁也打不开。公钥：%(public)s")
                % {"path": make_key, "public": public}
            )
        if target is None:
            if not make_key:
                raise CommandError(_("请写出备份文件或文件夹。"))
            return
        database_check()
        made, manifest = backup_make(target, key)
        with transaction.atomic():
            audit_note("backup_made", None, None, files=len(manifest.digests) - 1, sealed_for=key is not None)
        said = {"path": made, "size": f"{made.stat().st_size / 1e6:.1f}", "files": len(manifest.digests) - 1}
        self.stdout.write(_("已备份到 %(path)s：%(size)s MB，%(files)s 个文件。") % said)
        for name in manifest.missing:
            self.stderr.write(_("数据库提到的文件不在存储中：%(name)s") % {"name": name})
