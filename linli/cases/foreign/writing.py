"""Writes one batch while the next is made: on PostgreSQL a third of the time is waiting for the server."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from django.db import connection, connections

from linli.cases.services.past import Made, pasts_save


class Writer:
    """Writes batches in their order, at most one ahead of whoever makes them.

    Where a transaction is open already, and on SQLite, which has one writer anyway, it writes at once. An error of the
    database is raised by the next call.
    """

    def __init__(self) -> None:
        beside = connection.vendor == "postgresql" and not connection.in_atomic_block
        self.pool = ThreadPoolExecutor(1) if beside else None
        self.pending: Future[None] | None = None

    def write(self, made: Sequence[Made]) -> None:
        """Write a batch, or see to it that it is written after the one before it."""
        if self.pool is None:
            pasts_save(made)
            return
        self.wait()
        self.pending = self.pool.submit(pasts_save, made)

    def wait(self) -> None:
        """Return once everything is written."""
        pending, self.pending = self.pending, None
        if pending is not None:
            pending.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        """Finish what was begun, and leave the server."""
        if self.pool is not None:
            self.pool.submit(connections.close_all)
            self.pool.shutdown()
