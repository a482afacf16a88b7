"""How long migrations keep readers and writers of PostgreSQL waiting, on a database that is full and in use.

python -m benchmarks migrations [--cases N] [--database postgres|URL] [--json]

Fills a database, takes every later migration back, and brings it forward again one by one while a reader and a writer
knock at each large table every few milliseconds: what they waited longest is what residents would have waited.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks._where import become, fill
from benchmarks.http.server import database, environment

TABLES = ("cases_case", "cases_event", "cases_reporter", "cases_handler", "notify_message", "people_account")
PAUSE = 0.005
MOST_WAITED = 2.0
"""Seconds; the house rule."""


def main(argv: list[str]) -> int:
    """Measure and print; return 1 where somebody waited longer than two seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks migrations", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="default 100000")
    parser.add_argument("--database", default="postgres", help="postgres (one of its own), or the URL of a filled one")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder, database(options.database) as url:
        environ = environment(Path(folder), url)
        if options.database == "postgres":
            fill(options.cases, environ, folder, url)
        become(environ)
        rows = _measure(url)
    if options.json:
        print(json.dumps({"cases": options.cases, "results": rows}))
    else:
        print(f"{'migration':<36}{'seconds':>10}{'read ms':>10}{'write ms':>10}   on {options.cases} cases")
        for row in rows:
            print(f"{row['migration']:<36}{row['seconds']:>10.2f}{row['read_ms']:>10.1f}{row['write_ms']:>10.1f}")
    return int(any(max(row["read_ms"], row["write_ms"]) > MOST_WAITED * 1000 for row in rows))


class Knocking(threading.Thread):
    """Reads or writes one row after another, and keeps the longest it waited since it was last asked."""

    def __init__(self, url: str, writes: bool) -> None:
        super().__init__(daemon=True)
        self.url, self.writes = url, writes
        self.longest, self.since, self.over = 0.0, 0.0, threading.Event()

    def run(self) -> None:
        """Knock until it is over."""
        import psycopg

        dice = random.Random(7)
        # As Django asks: a statement that was prepared would refuse rows that have a column more.
        with psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as asked:
            keys = {table: _some_ids(asked, table) for table in TABLES}
            while not self.over.is_set():
                table = dice.choice(TABLES)
                statement = (
                    f"UPDATE {table} SET id = id WHERE id = %s"
                    if self.writes
                    else f"SELECT * FROM {table} WHERE id = %s"
                )
                self.since = time.perf_counter()
                asked.execute(statement, [dice.choice(keys[table])])
                self.longest = max(self.longest, time.perf_counter() - self.since)
                self.since = 0.0
                time.sleep(PAUSE)

    def waited(self) -> float:
        """Return the longest wait in seconds since the last call, what is being waited for now included."""
        since = self.since
        longest = max(self.longest, time.perf_counter() - since if since else 0.0)
        self.longest = 0.0
        return longest


def _some_ids(asked: Any, table: str) -> list[int]:
    found = asked.execute(f"SELECT id FROM {table} TABLESAMPLE SYSTEM (5) LIMIT 500").fetchall()
    found = found or asked.execute(f"SELECT id FROM {table} LIMIT 500").fetchall()
    return [row[0] for row in found]


def _measure(url: str) -> list[dict[str, Any]]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    ours = [key for key, node in loader.disk_migrations.items() if node.__module__.startswith("linli.")]
    first = sorted(key for key in ours if key[1] == "0001_initial")
    # A room that came later stands on later migrations of others: brought to its first, it would bring them forward unmeasured.
    late = {key for key in first if any(one in ours and one not in first for one in loader.graph.forwards_plan(key))}
    for app, name in sorted(first, key=lambda key: key not in late):
        call_command("migrate", app, "zero" if (app, name) in late else name, verbosity=0)
    _index_of_ids(connection)
    plan = MigrationExecutor(connection).migration_plan(loader.graph.leaf_nodes())
    knocking = [Knocking(url, writes) for writes in (False, True)]
    for one in knocking:
        one.start()
    time.sleep(2)
    rows = []
    for node, _backwards in plan:
        for one in knocking:
            one.waited()
        begun = time.perf_counter()
        call_command("migrate", node.app_label, node.name, verbosity=0)
        seconds = time.perf_counter() - begun
        read, write = (round(one.waited() * 1000, 1) for one in knocking)
        rows.append(
            {
                "migration": f"{node.app_label} {node.name}",
                "seconds": round(seconds, 2),
                "read_ms": read,
                "write_ms": write,
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    for one in knocking:
        one.over.set()
        one.join(30)
    return rows


def _index_of_ids(connection: Any) -> None:
    """Let a knock be a look into an index: rows are keyed by community first, and the knocking knows only ids."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE INDEX IF NOT EXISTS knock_{table} ON {table} (id)")
