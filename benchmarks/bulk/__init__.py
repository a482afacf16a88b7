"""Fill an empty database with 10,000 to 1,000,000 cases in minutes.

python -m benchmarks bulk --cases N (--database URL | --data DIR) [--messages FILE] [--years N] [--seed N]

A small year of requests is played by the real services (the demo's stories) and then copied to other communities,
times, people and words of their own: every row that the services leave is there, and every history is signed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks._where import choose

YEARS = 3


def main(argv: list[str]) -> int:
    """Fill and say how long each step took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks bulk", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="default 10000")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--database", help="URL of an empty PostgreSQL database; keys and photos go to LINLI_DATA")
    where.add_argument("--data", type=Path, help="an empty data folder, for SQLite")
    parser.add_argument("--messages", type=Path, help="what the cases say, as `linli replay` reads it")
    parser.add_argument("--years", type=int, default=YEARS, help=f"over how many years; default {YEARS}")
    parser.add_argument("--open", type=float, default=3, help="percent of the cases that are under way; default 3")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    choose(options)
    from benchmarks.bulk.filling import bulk_fill

    begun = time.perf_counter()
    bulk_fill(options.cases, options.years, options.open / 100, options.seed, options.messages, say)
    say(f"{'all':<20} {time.perf_counter() - begun:8.1f} s")
    return 0


def say(text: str) -> None:
    """Print at once, whoever reads."""
    print(text, file=sys.stderr, flush=True)
