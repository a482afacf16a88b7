"""How fast are likely duplicates found among very many cases, and what do a new case's keys cost?

python -m benchmarks likeness (--cases N | --database URL | --data DIR) [--times N]

Works on a database that `python -m benchmarks bulk` has filled, or fills a folder of its own first (`--cases`). Each search
is made as of the day on which the case came, with all cases visible to whoever asks, the dearest there is.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._where import choose


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks likeness", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--cases", type=int, help="fill a SQLite database with so many first")
    where.add_argument("--database", help="URL of a filled PostgreSQL database")
    where.add_argument("--data", type=Path, help="a filled data folder, for SQLite")
    parser.add_argument("--times", type=int, default=300, help="searches; default 300")
    options = parser.parse_args(argv)
    with ExitStack() as stack:
        if options.cases:
            from benchmarks import bulk

            options.data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            bulk.main(["--cases", str(options.cases), "--data", str(options.data)])
        choose(options)
        import django

        django.setup()
        _measure(options.times)
    return 0


def _measure(times: int) -> None:
    from django.db import connection, transaction

    from linli.cases.models import Case, LikenessKey
    from linli.cases.selectors.alike import alike_to, matter_of
    from linli.cases.selectors.reported import reported_like
    from linli.cases.services.likening import likeness_keep
    from linli.core import clock

    number, keys = Case.objects.count(), LikenessKey.objects.count()
    print(f"{connection.vendor}: {number} cases, {keys} keys")
    if not keys:
        raise SystemExit("no keys: linli likeness --everything makes them")
    drawn = random.Random(1).sample(
        list(Case.objects.exclude(visibility="confidential").values_list("pk", flat=True)), times
    )
    place = Case.objects.select_related("community", "building__compound").defer("community__outline")
    cases = [place.get(pk=pk) for pk in drawn]
    matters = [(matter_of(case), case.submitted_at + timedelta(days=1)) for case in cases]
    found: list[int] = []

    def staff(at: int) -> None:
        matter, moment = matters[at]
        with clock.at(moment):
            found.append(len(alike_to(matter, Case.objects.all())))

    def resident(at: int) -> None:
        matter, moment = matters[at]
        with clock.at(moment):
            reported_like(matter)

    def keep(at: int) -> None:
        likeness_keep(cases[at])

    for name, deed in (("search, staff", staff), ("search, resident", resident)):
        _print(name, _timed(deed, times))
    with transaction.atomic():
        ids = [case.id for case in cases]
        LikenessKey.objects.filter(community_id__in={case.community_id for case in cases}, case_id__in=ids).delete()
        _print("a case's keys", _timed(keep, times))
        transaction.set_rollback(True)
    print(f"likely duplicates a case: {statistics.fmean(found):.2f}")


def _timed(deed: Callable[[int], Any], times: int) -> tuple[Sequence[float], float]:
    """Return the wall seconds of each, and the processor seconds of this process for one on average."""
    deed(0)
    walls, begun = [], time.process_time()
    for at in range(times):
        start = time.perf_counter()
        deed(at)
        walls.append(time.perf_counter() - start)
    return sorted(walls), (time.process_time() - begun) / times


def _print(name: str, timed: tuple[Sequence[float], float]) -> None:
    walls, processor = timed
    ms = [1000 * walls[min(len(walls) - 1, int(len(walls) * share))] for share in (0.5, 0.95, 0.999)]
    print(
        f"{name:<18} median {ms[0]:7.2f} ms   19 of 20 {ms[1]:7.2f} ms   worst {ms[2]:7.2f} ms   processor {1000 * processor:6.2f} ms"
    )
