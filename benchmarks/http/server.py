"""The real server as production starts it: `linli serve` with its worker processes, DEBUG off, static files collected."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from benchmarks.http.processes import parent
from linli.config.running.environment import free_port
from scripts import with_postgres

POSTGRES = "-c shared_buffers=512MB -c max_wal_size=4GB -c max_connections=100"
"""As a small server is set up; unlike in tests every commit reaches the disk."""
PATIENCE = 60.0


@contextmanager
def database(wanted: str) -> Iterator[str]:
    """Give the URL of the database to measure on: "" for SQLite, a PostgreSQL of our own for "postgres", or what is named.

    Raises:
        SystemExit: PostgreSQL's programs are not installed.
    """
    if wanted != "postgres":
        with nullcontext("" if wanted == "sqlite" else wanted) as url:
            yield url
        return
    programs = with_postgres.programs()
    if programs is None:
        raise SystemExit("PostgreSQL's programs (initdb, pg_ctl) are not installed; name a server: --database URL")
    with with_postgres.server(programs, POSTGRES) as url:
        yield url


def environment(data: Path, url: str) -> dict[str, str]:
    """Return the environment of a production server with this data and this database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    return {**kept, "LINLI_DATA": str(data), **({"DATABASE_URL": url} if url else {})}


@contextmanager
def serving(environ: Mapping[str, str], workers: int) -> Iterator[tuple[int, int]]:
    """Start the server; give its port and its process; stop it."""
    port = free_port(18600)
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, env={**environ, "LINLI_PORT": str(port)}, stdout=subprocess.DEVNULL) as server:
        try:
            begun = time.perf_counter()
            while time.perf_counter() - begun < PATIENCE and server.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/code/", timeout=5):
                    break
                time.sleep(0.05)
            else:
                raise SystemExit("the server did not start")
            yield port, server.pid
        finally:
            server.terminate()


def postmaster() -> int | None:
    """Return PostgreSQL's first process where Django's database is one on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
    name = Path(f"/proc/{pid}/comm")
    return parent(pid) if name.exists() and name.read_text().startswith("postgres") else None
