"""Access rules that speak of posts; see `linli.core.access`."""

from __future__ import annotations

from django.http import HttpRequest

from linli.core.access import rule
from linli.people.domain import Right


def _may(right: Right):  # type: ignore[no-untyped-def]
    def check(request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.standing.may(right))  # type: ignore[attr-defined]

    return check


rule("staff", "whoever holds a post that handles cases", _may(Right.HANDLE))
rule("intake", "whoever holds a post that may report on a resident's behalf", _may(Right.INTAKE))
rule("figures", "whoever holds a post on a desk, for its place", _may(Right.FIGURES))
rule("places", "heads of a desk, for its place", _may(Right.PLACES))
rule("notices", "whoever holds a post on a desk, for its place", _may(Right.NOTICES))
rule("admin", "heads of a desk, for its place", _may(Right.ADMIN))
