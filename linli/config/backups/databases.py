"""A snapshot of the database while it runs, and its way back: SQLite by VACUUM INTO, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils.translation import gettext as _

ASIDE = ".before-restore"


def database_snapshot(target: Path) -> None:
    """Write one consistent moment of the running database into a file. Writers are not held up.

    Raises:
        CommandError: a program is missing, or the database refuses.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_sqlite_path())) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        return
    _program("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={target}")


def database_holds() -> bool:
    """Whether there is anything that a restore would replace."""
    if connection.vendor == "sqlite" and not _sqlite_path().exists():
        return False
    tables = connection.introspection.table_names()
    connection.close()
    return "django_migrations" in tables


def database_alone() -> None:
    """Refuse while anybody else uses the database: what they wrote would be lost.

    Raises:
        CommandError: with what to do.
    """
    if connection.vendor == "sqlite":
        alone = _sqlite_alone()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            alone = cursor.fetchone()[0] == 0
        connection.close()
    if not alone:
        raise CommandError(_("邻里还在运行：请先停止 linli serve 和 linli worker，再恢复。什么也没有改动。"))


def database_restore(source: Path) -> Path | None:
    """Put a snapshot in the place of the database; what was there is kept aside.

    Returns:
        Where what was there before is kept, None where nothing was.

    Raises:
        CommandError: the database refuses; then it is as it was.
    """
    held = database_holds()
    connection.close()
    if connection.vendor == "sqlite":
        path = _sqlite_path()
        aside = _free(path.with_name(path.name + ASIDE)) if held else None
        if aside:
            os.replace(path, aside)
        for suffix in ("-wal", "-shm"):  # of the database that is replaced; it was closed, so they hold nothing
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(source, path)
        return aside
    aside = None
    if held:
        aside = _free(settings.DATA / f"linli{ASIDE}.dump")
        database_snapshot(aside)
    _program(
        "pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges", str(source)
    )
    return aside


def _free(path: Path) -> Path:
    """Return the path, or the next with a number that nobody has."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _sqlite_alone() -> bool:
    path = _sqlite_path()
    if not path.exists():
        return True
    connection.close()
    with closing(sqlite3.connect(path, timeout=0.2)) as probe:
        # With this mode the write-ahead log is opened for oneself alone, which fails while any other connection is open.
        probe.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            probe.execute("BEGIN EXCLUSIVE")
            probe.execute("COMMIT")
            probe.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            return False
    return True


def _program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; its password travels in the environment, not in the command."""
    config: dict[str, Any] = connection.settings_dict
    path = shutil.which(name) or next(
        iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if path is None:
        raise CommandError(_("没有找到 PostgreSQL 的程序 %(name)s，请先安装 postgresql-client。") % {"name": name})
    known = {"host": config["HOST"], "port": config["PORT"], "username": config["USER"], "dbname": config["NAME"]}
    command = [str(path), *(f"--{option}={value}" for option, value in known.items() if value), *arguments]
    environment = {**os.environ, **({"PGPASSWORD": config["PASSWORD"]} if config["PASSWORD"] else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(_("%(name)s 没有完成：%(error)s") % {"name": name, "error": done.stderr.strip()[-600:]})
