"""How a database is filled in haste: neither waiting for the disk nor looking at references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def hasty() -> Iterator[None]:
    """Neither wait for the disk nor look at references row by row: whatever goes wrong is made again from nothing."""
    begin, end = _HASTE[connection.vendor]
    _run(connection, begin)
    try:
        yield
    finally:
        _run(connection, end)


_HASTE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sqlite": (
        ("PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-400000"),
        ("PRAGMA foreign_keys=ON", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA synchronous=FULL"),
    ),
    "postgresql": (
        ("SET synchronous_commit=off", "SET session_replication_role=replica"),
        ("SET session_replication_role=origin", "SET synchronous_commit=on", "VACUUM (ANALYZE)", "CHECKPOINT"),
    ),
}


def _run(to: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with to.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
