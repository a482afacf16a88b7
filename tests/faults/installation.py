"""A whole installation of its own - data folder, database, processes - for tests that kill and race real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """Where the processes of a test live."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.env = {**os.environ, "LINLI_DATA": str(data), "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}

    def start(self, module: str, *args: str) -> subprocess.Popen[str]:
        """Start `python -m tests.faults.<module> ARGS` and return the process, its output a pipe of lines."""
        command = [sys.executable, "-m", f"tests.faults.{module}", *args]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, module: str, *args: str) -> Any:
        """Run it to its end and return its last line as JSON."""
        process = self.start(module, *args)
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        return json.loads(out.strip().splitlines()[-1])


@contextmanager
def installed(data: Path) -> Iterator[Installation]:
    """Make an installation on the kind of database the tests run on, with the cast in it."""
    config = settings.DATABASES["default"]
    if config["ENGINE"].endswith("sqlite3"):
        yield _prepared(Installation(data, f"sqlite:///{data / 'faults.sqlite3'}"))
        return
    server = os.environ["DATABASE_URL"]
    name = f"linli_faults_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield _prepared(Installation(data, urlunsplit(urlsplit(server)._replace(path=f"/{name}"))))
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _prepared(installation: Installation) -> Installation:
    assert installation.run("prepare")["accounts"] > 10
    return installation
