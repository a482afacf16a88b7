"""How fast are lapsed limits recorded? Cases a database holds open, all overdue at once, and one sweep."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms

LATER = timedelta(days=2)


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = parser_of("sweep", __doc__)
    parser.add_argument("--cases", type=int, default=1000, help="how many cases have something to lapse; default 1000")
    parser.add_argument("--data", type=Path, help="take this data folder, which is filled already; it is swept")
    options = parser.parse_args(argv)
    share = str(100 * options.cases // (options.cases + 20))
    with own_database(options.database, options.cases, "--open", share, filled=options.data):
        found = _sweep()
    show(found, options.json)
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
