"""Drives each kind of request in turn, in rounds, and says what one costs."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402 - models can only be looked at once Django is set up
from django.db import connection as database  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.http.kinds import KINDS, Kind  # noqa: E402
from benchmarks.http.load import Answered, Ask, Connection, drive  # noqa: E402
from benchmarks.http.processes import processor_ms  # noqa: E402
from benchmarks.http.server import postmaster  # noqa: E402

MOST = 4000
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of request costs: the median round's processor time, all rounds' latencies."""

    name: str
    rps: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    app_cpu_ms: float
    db_cpu_ms: float
    queries: int
    requests: int
    kilobytes: float


@dataclass
class _Round:
    answered: Answered
    app_ms: float
    db_ms: float


def measure(
    port: int,
    server: int,
    *,
    only: Sequence[str],
    seconds: float,
    connections: int,
    rounds: int,
    least: int,
    say: Callable[[str], None],
) -> list[dict[str, object]]:
    """Return the cost of every kind.

    Args:
        port, server: where the server listens, and its first process.
        only: names of kinds; all, where none is named.
        seconds: of each round of each kind.
        connections: so many ask at once.
        rounds: the kinds are measured one after the other, so many times.
        least: requests of a round, and before anything counts: each thread of each worker has then read its catalogs
            and templates. The kernel counts in hundredths of a second, so a few requests would tell nothing.
        say: is told what is being measured.
    """
    settings.ALLOWED_HOSTS.append("testserver")
    lines = [Connection(port) for _ in range(connections)]
    dice = random.Random(7)
    kinds = [kind for kind in KINDS if not only or kind.name in only]
    asks = {kind.name: kind.asks(lines[0], dice) for kind in kinds}
    rows: dict[str, list[_Round]] = {kind.name: [] for kind in kinds}
    queries = {kind.name: _queries(asks[kind.name]) for kind in kinds}
    engine = postmaster()
    for number in range(rounds):
        for kind in kinds:
            if number == 0:
                drive(lines, asks[kind.name], 0, MOST, least * connections)
            say(f"{kind.name}: {kind.about}, round {number + 1}")
            app, own = processor_ms(server), processor_ms(engine) if engine else 0.0
            answered = drive(lines, asks[kind.name], seconds, MOST, least)
            spent = processor_ms(engine) - own if engine else 0.0
            rows[kind.name].append(_Round(answered, processor_ms(server) - app, spent))
    for line in lines:
        line.close()
    return [asdict(_cost(kind, rows[kind.name], queries[kind.name])) for kind in kinds]


def _cost(kind: Kind, rounds: Sequence[_Round], queries: int) -> Cost:
    took = sorted(milliseconds for one in rounds for milliseconds in one.answered.took)

    def share(of: float) -> float:
        return round(took[min(int(len(took) * of), len(took) - 1)], 2)

    def each(spent: Callable[[_Round], float]) -> float:
        return round(statistics.median(spent(one) / len(one.answered.took) for one in rounds), 2)

    return Cost(
        name=kind.name,
        rps=round(statistics.median(len(one.answered.took) / one.answered.seconds for one in rounds), 1),
        p50_ms=share(0.5),
        p95_ms=share(0.95),
        p99_ms=share(0.99),
        app_cpu_ms=each(lambda one: one.app_ms),
        db_cpu_ms=each(lambda one: one.db_ms),
        queries=queries,
        requests=len(took),
        kilobytes=round(sum(one.answered.bytes for one in rounds) / len(took) / 1024, 1),
    )


def _queries(asks: Iterator[Ask]) -> int:
    """Return how many statements one request makes, counted in this process: the server itself runs without counting."""
    counts = []
    for _ in range(SAMPLE):
        ask = next(asks)
        client = Client(enforce_csrf_checks=True, HTTP_COOKIE=ask.cookies)
        with CaptureQueriesContext(database) as captured:
            if ask.form is not None:
                answer = client.post(ask.path, urlencode(ask.form), content_type="application/x-www-form-urlencoded")
            elif ask.body is not None:
                headers = {name: value for name, value in ask.headers.items() if name != "Content-Type"}
                answer = client.post(ask.path, ask.body, content_type="application/json", headers=headers)
            else:
                answer = client.get(ask.path, headers=dict(ask.headers))
        if answer.status_code != ask.status:
            raise SystemExit(f"{ask.path}: {answer.status_code} where {ask.status} was expected")
        counts.append(len(captured))
    return int(statistics.median(counts))
