"""How fast are lapsed limits recorded? Cases a database holds open, all overdue at once, and one sweep."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._where import become, fill
from benchmarks._yardstick import yardstick_ms
from benchmarks.http.server import database, environment

LATER = timedelta(days=2)


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sweep", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000, help="how many cases have something to lapse; default 1000")
    parser.add_argument("--database", default="sqlite", help="sqlite (default), postgres, or the URL of an empty one")
    parser.add_argument("--data", type=Path, help="take this data folder, which is filled already; it is swept")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder, database(options.database) as url:
        environ = environment(options.data or Path(folder), url)
        if options.data is None:
            share = str(100 * options.cases // (options.cases + 20))
            fill(options.cases, environ, folder, url, "--open", share)
        become(environ)
        found = _sweep()
    print(json.dumps(found) if options.json else "\n".join(f"{name:<24} {value:>12}" for name, value in found.items()))
    return 0


def _sweep() -> dict[str, Any]:
    import django

    django.setup()
    from linli.cases.models import Case
    from linli.cases.services import case_sweep
    from linli.core import clock

    yardstick = yardstick_ms()
    with clock.at(clock.now() + LATER):
        due = Case.objects.filter(next_lapse_at__lte=clock.now()).count()
        begun, worked = time.perf_counter(), time.process_time()
        lapses = case_sweep()
        took, worked = time.perf_counter() - begun, time.process_time() - worked
    return {
        "cases": due,
        "lapses": lapses,
        "seconds": round(took, 2),
        "cpu_ms_a_lapse": round(worked * 1000 / max(lapses, 1), 3),
        "lapses_a_second": round(lapses / took, 1),
        "yardstick_ms": yardstick,
    }
