"""`linli restore`: a backup in the place of what is here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.config.backups.restoring import backup_restore
from linli.config.running.readiness import migrations_missing


class Command(BaseCommand):
    """Restores a backup and looks whether its histories hold."""

    help = "Put a backup back, with the keys it was written under. Stop the pages and the worker first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and over what."""
        parser.add_argument("source", type=Path, help="the archive that `linli backup` wrote")
        parser.add_argument("--key", type=Path, metavar="FILE", help="the age secret key, where it is encrypted")
        parser.add_argument(
            "--replace", action="store_true", help="replace the database that is here; it is kept aside"
        )
        parser.add_argument("--no-verify", action="store_true", help="do not replay the histories afterwards")

    def handle(
        self, *args: Any, source: Path, key: Path | None, replace: bool, no_verify: bool, **options: Any
    ) -> None:
        """Restore, then verify."""
        restored = backup_restore(source, key, replace=replace)
        said = {"at": restored.manifest.made_at, "files": restored.files}
        self.stdout.write(_("已恢复 %(at)s 的备份，放回 %(files)s 个文件。") % said)
        if restored.aside:
            self.stdout.write(_("原来的数据库另存为 %(path)s。") % {"path": restored.aside})
        if missing := migrations_missing():
            self.stdout.write(
                _("备份来自较早的版本：还差 %(count)s 步升级，请运行 linli migrate。") % {"count": missing}
            )
            return
        with transaction.atomic():
            audit_note("backup_restored", None, None, files=restored.files, made_at=restored.manifest.made_at)
        if not no_verify:
            call_command("verify", stdout=self.stdout)
