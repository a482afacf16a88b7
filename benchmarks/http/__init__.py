"""What a request costs the real server: requests a second, latencies, processor time of pages and database.

python -m benchmarks http [--cases N | --data DIR] [--database sqlite|postgres|URL] [--json]

Starts `linli serve` as production does, on a database of N cases that `benchmarks bulk` fills, and drives it over
connections that are kept alive, with signed-in sessions and CSRF tokens. `--data DIR` takes a folder that is filled
already (with `--database URL` for one on PostgreSQL).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks._where import become, fill
from benchmarks._yardstick import yardstick_ms
from benchmarks.http.server import database, environment, serving


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks http", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="fill a database of so many first; default 10000")
    parser.add_argument("--data", type=Path, help="take this data folder, which is filled already")
    parser.add_argument("--database", default="sqlite", help="sqlite (default), postgres, or the URL of a server")
    parser.add_argument("--only", action="append", default=[], help="a kind of request; may be repeated")
    parser.add_argument("--seconds", type=float, default=4, help="of a round of a kind; default 4")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    parser.add_argument("--least", type=int, default=30, help="requests of a round; default 30")
    parser.add_argument("--connections", type=int, default=2, help="how many ask at once; default 2")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server; default 2")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder, database(options.database) as url:
        data = options.data or Path(folder)
        environ = environment(data, url)
        if options.data is None:
            fill(options.cases, environ, data, url)
        before = yardstick_ms()
        results = _measure(options, environ)
        yardstick = {"before_ms": before, "after_ms": yardstick_ms()}
    if options.json:
        print(json.dumps({"results": results, "yardstick": yardstick}))
    else:
        _print(results)
        print("yardstick   " + "".join(f"{name:>12} {value}" for name, value in yardstick.items()))
    return 0


def _measure(options: argparse.Namespace, environ: dict[str, str]) -> list[dict[str, Any]]:
    become(environ)
    with serving(environ, options.workers) as (port, pid):
        from benchmarks.http.measuring import measure

        return measure(
            port,
            pid,
            only=options.only,
            seconds=options.seconds,
            connections=options.connections,
            rounds=options.rounds,
            least=options.least,
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )


def _print(results: list[dict[str, Any]]) -> None:
    columns = ("rps", "p50_ms", "p95_ms", "p99_ms", "app_cpu_ms", "db_cpu_ms", "queries", "kilobytes")
    print(f"{'':<12}" + "".join(f"{name:>12}" for name in columns))
    for row in results:
        print(f"{row['name']:<12}" + "".join(f"{row[name]:>12}" for name in columns))
