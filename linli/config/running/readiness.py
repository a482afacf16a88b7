"""Is the installation ready to serve? The database is migrated, and the static files are those of this version."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

STAMP = "collected"


def migrations_missing() -> int:
    """Return how many migrations the database still needs."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_check() -> None:
    """Refuse to run on a database that is not there or not migrated.

    Raises:
        CommandError: with what to do.
    """
    try:
        missing = migrations_missing()
    except OperationalError as error:
        raise CommandError(
            _("连不上数据库：%(error)s。请检查 DATABASE_URL 或 LINLI_DATA。") % {"error": error}
        ) from None
    if missing:
        raise CommandError(
            _("数据库还差 %(count)s 步升级。请先备份，再运行 linli migrate，然后重新启动。") % {"count": missing}
        )


def static_collect() -> bool:
    """Collect the static files, compressed and fingerprinted, where those collected are not of this version.

    Two starts at once collect once: the second waits for the first.

    Returns:
        Whether anything had to be collected.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    stamp, wanted = root / STAMP, _fingerprint()
    with (root.parent / f".{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text() == wanted:
            return False
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    """Return what tells one set of static files from another: paths, sizes and times."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda item: item[0]):
            status = Path(storage.path(path)).stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
