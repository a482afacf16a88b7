"""Whatever is sent, the interface answers in words: no request made from its own description, whole or mutated, breaks it.

LINLI_FUZZ=3500 asks each operation so often (about 50,000 requests in all); without it a few dozen times.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.catalog.models import TryLimit
from linli.catalog.services import words_changed
from tests.cast import Cast, at

OFTEN = int(os.environ.get("LINLI_FUZZ", "12"))
# Mutated requests are many times as likely to find what nobody thought of; those that fit go deeper.
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.fixture
def who(cast: Cast) -> dict[str, str]:
    """The head of a community, as whom nearly everything is allowed; and a case for the operations on one."""
    for kind in ("report_program", "door_address", "door_wrong"):  # what is asked here would be enough for a year
        TryLimit.objects.create(place=cast.places["city"], kind=kind, most=100_000)
    words_changed()
    _token, secret = token_make(cast.accounts["community_director"], "模糊测试", list(Scope), 30)
    with at(0):
        case = cast.submit("楼道灯坏了")
    return {"secret": secret, "case": f"{case.community_id}-{case.id}"}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests keep the test's connection, as they do under Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_no_request_breaks_the_interface(who: dict[str, str], one_connection: None) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    answers: Counter[int] = Counter()
    for found in schema.get_all_operations():
        _try(found.ok(), who, answers)
    assert sum(answers.values()) >= OFTEN * 14
    assert {200, 401, 404, 422} <= set(answers), answers
    assert not [status for status in answers if status >= 500], answers
    print(f"{sum(answers.values())} requests: {dict(sorted(answers.items()))}")  # noqa: T201 - for who asks with -s


def _try(operation: Any, who: dict[str, str], answers: Counter[int]) -> None:
    cases = st.sampled_from(MODES).flatmap(lambda mode: operation.as_strategy(generation_mode=mode))

    @settings(
        max_examples=OFTEN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, real=st.booleans(), signed=st.integers(0, 9), key=st.uuids())
    def tried(case: Any, real: bool, signed: int, key: object) -> None:
        if real and "case" in case.path_parameters:
            case.path_parameters["case"] = who["case"]
        headers = {"Idempotency-Key": str(key)}
        if signed:
            headers["Authorization"] = f"Bearer {who['secret']}"
        answer = case.call(headers=headers)
        answers[answer.status_code] += 1
        said = (
            f"{case.method} {case.formatted_path} {case.query} {case.body!r}: {answer.status_code} {answer.text[:300]}"
        )
        assert answer.status_code < 500, said
        if answer.status_code >= 400 and answer.status_code != 405:
            assert answer.headers["content-type"] == ["application/problem+json"], said

    tried()
