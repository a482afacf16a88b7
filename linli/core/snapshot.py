"""Reading several things as they were at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection, transaction


@contextmanager
def snapshot(*, writes: bool = False) -> Iterator[None]:
    """Let every query of the block see the database as it was at the first.

    Who only reads waits for nobody and is waited for by nobody. Who `writes` too does both in one transaction; on SQLite
    that one holds the write lock. Inside another transaction it adds nothing: that one has its own moment, or on
    PostgreSQL one for each query.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ {'WRITE' if writes else 'ONLY'}")
            yield
        return
    sqlite = cast(Any, connection)
    sqlite.ensure_connection()
    # SQLite: transactions begin by taking the one write lock (decision 14); one that only reads needs none.
    kept = sqlite.transaction_mode
    if not writes:
        sqlite.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            sqlite.transaction_mode = kept
            yield
    finally:
        sqlite.transaction_mode = kept
