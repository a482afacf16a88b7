"""Where a measurement takes place: which database and folder this process works on, and who fills them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SETTINGS = {"DJANGO_SETTINGS_MODULE": "linli.config.settings"}


def become(environ: Mapping[str, str]) -> None:
    """Let this process work with an environment (`http.server.environment`) and nothing of the one it was started in."""
    for name in [name for name in os.environ if name.startswith(("LINLI_", "DATABASE_"))]:
        del os.environ[name]
    os.environ |= {**environ, **SETTINGS}


def choose(options: argparse.Namespace) -> None:
    """Let this process work on what `--data` (SQLite) or `--database` (a URL; keys and photos are in LINLI_DATA) names."""
    os.environ |= SETTINGS
    if options.database:
        os.environ["DATABASE_URL"] = options.database
    else:
        os.environ["LINLI_DATA"] = str(options.data)
        os.environ.pop("DATABASE_URL", None)


def fill(cases: int, environ: Mapping[str, str], data: Path | str, url: str, *more: str) -> None:
    """Fill an empty database with cases in a process of its own.

    Args:
        data, url: the folder for SQLite, or the URL of a PostgreSQL database ("" for SQLite).
        more: further options of `benchmarks bulk`.
    """
    target = ["--database", url] if url else ["--data", str(data)]
    command = [sys.executable, "-m", "benchmarks", "bulk", "--cases", str(cases), *more, *target]
    subprocess.run(command, env=dict(environ), check=True, stdout=sys.stderr)
