"""Errors for programs, as RFC 9457 has them: the same words a page would say, and a type that a program can go by."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from linli.core.errors import LinliError, TooMany

MEDIA_TYPE = "application/problem+json"
PROGRAMS = ("/api/", "/open311/")
"""Addresses below these are for programs: errors of theirs are never pages."""


def wants_problem(request: HttpRequest) -> bool:
    """Whether a program asks, and not somebody with a browser."""
    return request.path.startswith(PROGRAMS) or request.headers.get("Accept", "").startswith("application/json")


def problem(status: int, kind: str, detail: str, fields: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a problem.

    Args:
        status: of the answer.
        kind: last part of the type's URN.
        detail: what is wrong and what to do.
        fields: messages by field.
    """
    said: dict[str, Any] = {
        "type": f"urn:linli:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if fields:
        said["fields"] = dict(fields)
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def problem_of(error: LinliError) -> HttpResponse:
    """Return the problem of an error for people."""
    answer = problem(error.status, type(error).__name__.lower(), error.message, error.fields)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer
