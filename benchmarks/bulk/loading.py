"""Brings rows into a database as fast as it takes them: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def columns_of(table: str) -> list[str]:
    """Return a model's columns in the order in which its rows are made."""
    return [field.column for field in apps.get_model(table)._meta.concrete_fields]


def rows_load(table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store rows of one table."""
    if not rows:
        return
    quote = connection.ops.quote_name
    name = quote(apps.get_model(table)._meta.db_table)
    columns = ", ".join(map(quote, columns_of(table)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(rows[0]))
            cursor.cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)


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
