"""How the interface answers what goes wrong: always with a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from linli.api.v1.examples import PROBLEM, shown
from linli.core.errors import LinliError
from linli.core.problems import problem, problem_of


class Problem(Schema):
    """What went wrong, as RFC 9457 has it; `fields` names what is wrong by field."""

    model_config = shown(PROBLEM)

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] | None = None


class Outdated(LinliError):
    """If-Match named a version that is no longer the case's (RFC 9110, 13.1.1)."""

    status = 412


def unsigned() -> HttpResponse:
    """Return the problem of whoever has no token that holds."""
    answer = problem(401, "unauthenticated", _("请在 Authorization 中带上有效的令牌：Bearer linli_…"))
    answer.headers["WWW-Authenticate"] = 'Bearer realm="linli"'
    return answer


def _invalid(error: ValidationError) -> HttpResponse:
    fields = {".".join(str(part) for part in found["loc"][1:]) or "body": str(found["msg"]) for found in error.errors}
    return problem(422, "invalid", _("请求的内容不符合接口说明，请看 fields。"), fields)


def install(api: NinjaAPI) -> None:
    """Let an API answer every error as a problem."""
    handlers: dict[type[Exception], Any] = {
        LinliError: lambda request, error: problem_of(error),
        AuthenticationError: lambda request, error: unsigned(),
        ValidationError: lambda request, error: _invalid(error),
        Http404: lambda request, error: problem(404, "missing", _("没有这个地址或内容。")),
        HttpError: lambda request, error: problem(error.status_code, "refused", str(error)),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
