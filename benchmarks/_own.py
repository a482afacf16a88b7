"""What measurements on a database of their own share: options, the database, what is printed."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._where import become, fill
from benchmarks.http.server import database, environment


def parser_of(name: str, about: str | None) -> argparse.ArgumentParser:
    """Return what reads the command line of a measurement that makes a database of its own."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}", description=about)
    parser.add_argument("--database", default="sqlite", help="sqlite (default), postgres, or the URL of an empty one")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


@contextmanager
def own_database(wanted: str, cases: int = 0, *more: str, filled: Path | None = None) -> Iterator[None]:
    """Let this process work on a database of its own.

    Args:
        wanted: what `--database` says.
        cases: with how many it is filled; with 0 it has not even its tables.
        more: as for `fill`.
        filled: a data folder that is taken instead, as it is.
    """
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder, database(wanted) as url:
        environ = environment(filled or Path(folder), url)
        if cases and filled is None:
            fill(cases, environ, folder, url, *more)
        become(environ)
        yield


def show(found: Mapping[str, Any], as_json: bool) -> None:
    """Print figures: one JSON object, or a line each."""
    wide = max(map(len, found))
    print(json.dumps(found) if as_json else "\n".join(f"{name:<{wide}} {value:>12}" for name, value in found.items()))
