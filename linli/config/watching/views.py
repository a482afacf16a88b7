"""Three addresses for machines: /healthz, /readyz and /metrics."""

from __future__ import annotations

from functools import cache
from hmac import compare_digest

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from linli.config.running.readiness import migrations_missing
from linli.config.watching.metrics import exposition
from linli.core.access import access, rule

PLAIN = "text/plain; charset=utf-8"


def _scraper(request: HttpRequest) -> bool:
    token = settings.LINLI_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(given.encode(), token.encode())


rule("metrics", "whoever sends LINLI_METRICS_TOKEN; nobody where it is not set", _scraper)


@access("public")
def health(request: HttpRequest) -> HttpResponse:
    """200 while the process answers and its database does, else 503: restart it or look at the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        return HttpResponse(type(error).__name__, content_type=PLAIN, status=503)
    return HttpResponse("ok", content_type=PLAIN)


@access("public")
def ready(request: HttpRequest) -> HttpResponse:
    """200 when requests may be sent here: the database answers and is of this version, files can be read."""
    try:
        lacking = _lacking()
    except (DatabaseError, InterfaceError, OSError) as error:
        lacking = type(error).__name__
    return HttpResponse(lacking or "ready", content_type=PLAIN, status=503 if lacking else 200)


def _lacking() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated():
        _migrated.cache_clear()
        return "migrations"
    default_storage.exists("cases")
    return ""


@cache
def _migrated() -> bool:
    """Whether the database is of this version; once it is, it stays so while this process runs."""
    return migrations_missing() == 0


@access("metrics")
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, for Prometheus."""
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
