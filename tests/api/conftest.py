"""Programs that call with somebody's token."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.api.domain import Scope
from linli.api.services import token_make
from tests.cast import Cast

_keys = itertools.count()


class Program:
    """A client that speaks JSON with a token, and a new idempotency key for each POST unless one is given."""

    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """GET below /api/v1/."""
        return self.client.get(f"/api/v1/{path}", query, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        """POST JSON below /api/v1/."""
        own = {"Idempotency-Key": key if key is not None else f"key-{next(_keys)}"}
        return self.client.post(
            f"/api/v1/{path}",
            json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers={**self.headers, **own, **headers},
        )


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """Make a program that acts as one of the cast; as nobody, where None."""

    def make(who: str | None, *scopes: str) -> Program:
        if who is None:
            return Program("")
        _token, secret = token_make(cast.accounts[who], "热线", list(scopes or Scope), 30)
        return Program(secret)

    return make
