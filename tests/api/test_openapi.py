"""The interface is written down, guarded at every operation, and changes only where somebody reads the change."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linli.api.problems import Problem
from linli.api.v1 import schemas
from linli.api.v1.api import api

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {"/api/v1/categories", "/api/v1/channels", "/api/v1/locate", "/api/v1/answers"}
OPERATIONS = [
    (method, path, row)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, row in methods.items()
]


def test_the_document_in_the_docs_is_what_the_code_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import openapi

    monkeypatch.setattr(sys, "argv", ["openapi.py", "--check"])
    openapi.main()


@pytest.mark.django_db
def test_the_document_is_served() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["info"]["title"] == "Linli 邻里"


@pytest.mark.parametrize(("method", "path", "row"), OPERATIONS, ids=lambda value: str(value)[:60])
@pytest.mark.django_db
def test_every_operation_is_public_by_name_or_wants_a_token(method: str, path: str, row: dict[str, Any]) -> None:
    address = path.replace("{case}", "1-2").replace("{deed}", "note").replace("{file}", "3")
    answer = (
        getattr(Client(), method)(address, "{}", content_type="application/json")
        if method == "post"
        else Client().get(address)
    )
    if path in PUBLIC:
        assert "security" not in row
        assert answer.status_code in (200, 404), "public, and nothing was asked for"
    else:
        assert row["security"]
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path", "row"), OPERATIONS, ids=lambda value: str(value)[:60])
def test_every_operation_says_what_it_does_and_how_it_fails(method: str, path: str, row: dict[str, Any]) -> None:
    assert row["summary"] and row["description"]
    assert path in PUBLIC or {"401", "403", "404"} <= set(map(str, row["responses"]))


def _bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    for method, path, row in OPERATIONS:
        answers = {code: answer for code, answer in row["responses"].items() if str(code) != "304"}
        for name, holder in [("request", row.get("requestBody", {})), *answers.items()]:
            for kind, media in holder.get("content", {}).items():
                if kind.endswith("json"):
                    yield f"{method} {path} {name}", media["schema"]


@pytest.mark.parametrize(("where", "schema"), list(_bodies()), ids=lambda value: str(value)[:60])
def test_everything_that_comes_and_goes_shows_an_example_that_fits(where: str, schema: dict[str, Any]) -> None:
    document = api.get_openapi_schema()
    one = schema.get("items", schema)
    if "$ref" not in one:
        assert where in FREE
        return
    name = one["$ref"].rsplit("/", 1)[-1]
    (example,) = document["components"]["schemas"][name]["examples"]
    kept = getattr(schemas, name, Problem).model_validate(example).model_dump(mode="json")
    assert set(example) <= set(kept)


# Figures are as wide as the dashboard; what a file is, its own type says.
FREE = {"get /api/v1/figures 200"}
