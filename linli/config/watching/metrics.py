"""Figures of the running processes for Prometheus: requests by page, and what waits in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from linli.cases.selectors import cases_lapsed
from linli.core import clock
from linli.notify.models import DeliveryState
from linli.notify.selectors import deliveries_in

REQUESTS = Histogram(
    "linli_request_seconds",
    "Seconds from the request's arrival in the application to its answer",
    ["page", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class MeasuredMiddleware:
    """Counts and times each request by the name of its page, never by its address: addresses name cases and doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Measure one request."""
        begun = time.perf_counter()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else ""
        REQUESTS.labels(page, request.method or "", f"{response.status_code // 100}xx").observe(
            time.perf_counter() - begun
        )
        return response


class Backlog(Collector):
    """How far the background work is behind, asked of the database at each scrape: a few indexed queries."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield tasks and texts that wait, and the age of the oldest task and of the oldest limit nobody has swept."""
        now = clock.now()
        waiting = DBTaskResult.objects.ready()
        oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
        lapse = cases_lapsed(now).values_list("next_lapse_at", flat=True).first()
        yield GaugeMetricFamily("linli_tasks_waiting", "Tasks that no worker has begun", waiting.count())
        yield _age("linli_task_oldest_seconds", "Age of the oldest task that waits", now.timestamp(), oldest)
        yield _age(
            "linli_sweep_behind_seconds",
            "Since when the oldest passed limit waits for the sweep",
            now.timestamp(),
            lapse,
        )
        texts = GaugeMetricFamily("linli_texts", "Text messages by state", labels=["state"])
        for state in (DeliveryState.WAITING, DeliveryState.FAILED):
            texts.add_metric([state.value], deliveries_in(state))
        yield texts


def _age(name: str, meaning: str, now: float, since: object) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, max(0.0, now - since.timestamp()) if hasattr(since, "timestamp") else 0.0)


def exposition() -> bytes:
    """Return all figures in Prometheus' text format, of every process where several serve."""
    registry = CollectorRegistry()
    registry.register(Backlog())
    if values.ValueClass is values.MutexValue:  # this process counts for itself alone
        return generate_latest(REGISTRY) + generate_latest(registry)
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)
