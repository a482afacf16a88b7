"""A whole house as production runs it - PostgreSQL of its own, the pages, the worker - that survives having parts killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from scripts import with_postgres

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0
Process = subprocess.Popen[bytes]


class Postgres:
    """A server with the settings of production: every commit reaches the disk before it is acknowledged."""

    def __init__(self, programs: Path) -> None:
        # outside of what tests are given: it runs as somebody else, who must get there
        self.folder, self.programs = Path(tempfile.mkdtemp(prefix="linli-postgres-")), programs
        folder = self.folder
        self.user, self.port = with_postgres.unprivileged_user(), with_postgres.free_port()
        self.url = f"postgresql://linli@127.0.0.1:{self.port}/postgres"
        if self.user:
            shutil.chown(folder, self.user)
        command = [programs / "initdb", "-D", folder / "data", "--username=linli", "--auth=trust", "--no-sync"]
        more = ["--encoding=UTF8", "--no-locale"]
        subprocess.run([*command, *more], user=self.user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        self.process = self._begin()

    def _begin(self) -> Process:
        """Start it; after a kill the memory of those who died may still be held for a moment, so try again."""
        until = time.monotonic() + PATIENCE
        while True:
            with (self.folder / "log").open("ab") as log:
                process = subprocess.Popen(
                    [self.programs / "postgres", "-D", "data", "-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"],
                    user=self.user, cwd=self.folder, stdout=log, stderr=log,
                )  # fmt: skip
            while process.poll() is None:
                with contextlib.suppress(psycopg.OperationalError):
                    psycopg.connect(self.url, connect_timeout=5).close()
                    return process
                time.sleep(0.05)
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def kill(self, whole: bool) -> None:
        """Kill -9 its first process, or with it all of those that serve connections; start it again."""
        pids = [self.process.pid, *(children_of(self.process.pid) if whole else ())]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = self._begin()

    def begin_again(self) -> None:
        """Start it after somebody else has killed it."""
        self.process = self._begin()

    def stop(self) -> None:
        """Stop it, without ceremony."""
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    with contextlib.suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class House:
    """The pages and the worker on a database, each a process tree that can be killed."""

    def __init__(self, folder: Path, postgres: Postgres | None, settings: Mapping[str, str]) -> None:
        self.postgres, self.port = postgres, with_postgres.free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
        self.env = {**kept, "LINLI_DATA": str(folder), "PYTHONPATH": str(ROOT), "LINLI_LOG_LEVEL": "CRITICAL"} | dict(
            settings
        )
        if postgres:
            self.env["DATABASE_URL"] = postgres.url
        self.cast: dict[str, Any] = {}
        self.web: Process | None = None
        self.worker: Process | None = None

    def run(self, *arguments: str) -> str:
        """Run a program of Python to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=1800
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def _begin(self, *arguments: str) -> Process:
        command = [sys.executable, "-m", "linli", *arguments]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=quiet, stderr=quiet, start_new_session=True)

    def begin_web(self) -> None:
        """Start the pages and wait until they are ready; the port of the dead may be held for a moment."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.web is None or self.web.poll() is not None:
                self.web = self._begin("serve", "--port", str(self.port), "--workers", "2")
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url("/readyz"), timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError("the pages did not come back")

    def begin_worker(self) -> None:
        """Start the background work."""
        self.worker = self._begin("worker")

    def url(self, path: str) -> str:
        """Return an address of this house."""
        return f"http://127.0.0.1:{self.port}{path}"

    def kill(self, what: str) -> None:
        """Kill -9 a part and start it again: web, web_process (one of its two), worker, database, database_whole."""
        assert self.web and self.worker
        if what == "web_process":
            if children := children_of(self.web.pid):
                os.kill(children[0], signal.SIGKILL)  # gunicorn starts another
            return
        if what.startswith("database") and self.postgres:
            self.postgres.kill(whole=what == "database_whole")
            return
        for name in ("web", "worker") if what.startswith("database") else (what,):
            process: Process = getattr(self, name)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if what != "worker":
            self.begin_web()
        if what != "web":
            self.begin_worker()

    def stop(self) -> None:
        """Stop the pages and the worker."""
        for process in (self.web, self.worker):
            if process and process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextlib.contextmanager
def built(folder: Path, kind: str, **settings: str) -> Iterator[House]:
    """Build a house on "sqlite" or "postgres" with these settings, the cast in it, its pages and its worker running."""
    postgres = None
    if kind == "postgres":
        programs = with_postgres.programs()
        assert programs is not None
        postgres = Postgres(programs)
    house = House(folder / "linli", postgres, settings)
    try:
        house.cast = json.loads(house.run("tests.faults.kills.begin").strip().splitlines()[-1])
        house.begin_web()
        house.begin_worker()
        yield house
    finally:
        house.stop()
        if postgres:
            postgres.stop()
