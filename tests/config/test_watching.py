"""Whoever watches the service learns how it is, and nothing about anybody."""

from __future__ import annotations

import json
import logging
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from linli.config.watching.logs import Json, Plain
from linli.core import clock
from tests.cast import Cast, at

TOKEN = "Bearer a-token-of-the-scraper"


def _figures(client: Client) -> dict[str, float]:
    page = client.get("/metrics", headers={"Authorization": TOKEN}).content.decode()
    lines = (line.rpartition(" ") for line in page.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


@pytest.mark.django_db
def test_the_service_says_that_it_stands_and_is_ready() -> None:
    client = Client()
    assert client.get("/healthz").content == b"ok"
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ready")


@pytest.mark.django_db
def test_without_a_database_no_requests_are_sent_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(connection, "cursor", away)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"OperationalError")


@pytest.mark.django_db
def test_figures_are_for_whoever_has_the_token(settings: Any) -> None:
    assert Client().get("/metrics").status_code == 302
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 302, "no token is no key"
    settings.LINLI_METRICS_TOKEN = TOKEN.removeprefix("Bearer ")
    assert Client().get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 302
    assert Client().get("/metrics", headers={"Authorization": TOKEN}).status_code == 200


def test_requests_are_counted_by_page_and_never_by_address(cast: Cast, settings: Any) -> None:
    settings.LINLI_METRICS_TOKEN = TOKEN.removeprefix("Bearer ")
    with at(0):
        case = cast.submit("楼道灯坏了")
        worker = cast.client("grid_worker")
        name = 'linli_request_seconds_count{method="GET",page="cases:case",status="2xx"}'
        before = _figures(worker).get(name, 0)
        worker.get(f"/staff/cases/{case.community_id}/{case.id}/")
        after = _figures(worker)
    assert after[name] == before + 1
    assert not [line for line in after if str(case.id) in line]


def test_a_sweep_that_does_not_run_is_seen(cast: Cast, settings: Any) -> None:
    settings.LINLI_METRICS_TOKEN = TOKEN.removeprefix("Bearer ")
    with at(0):
        case = cast.submit("楼道灯坏了")
        assert _figures(Client())["linli_sweep_behind_seconds"] == 0
    assert case.next_lapse_at is not None
    with clock.at(case.next_lapse_at + timedelta(hours=2)):
        assert _figures(Client())["linli_sweep_behind_seconds"] == 7200


@pytest.mark.parametrize("style", [Plain(), Json()])
def test_what_goes_into_the_log_names_nobody(style: logging.Formatter) -> None:
    refused = "Key (phone)=(19900000001)\nDETAIL:  Failing row contains (王秀兰, 42010619500101123X)"
    try:
        raise ValueError(refused)
    except ValueError:
        record = logging.LogRecord(
            "linli",
            logging.ERROR,
            "",
            0,
            "来自 %s 的短信没有发出，抄送 %s",
            ("+86 13812345678", "wang@example.cn"),
            sys.exc_info(),
        )
    line = style.format(record)
    for secret in ("19900000001", "13812345678", "42010619500101123X", "王秀兰", "wang@example"):
        assert secret not in line
    assert "短信没有发出" in line
    assert "ValueError" in line


def test_a_collector_gets_one_object_a_line() -> None:
    record = logging.LogRecord("linli.cases", logging.WARNING, "", 0, "case 12/99 cannot\nbe swept", None, None)
    line = Json().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "case 12/99 cannot\nbe swept"
