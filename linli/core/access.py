"""Every view says who may open it: `@access("staff")`. A view that says nothing fails a test over the URL map.

The rule decides who reaches the view at all; what of its content they see is decided by the context's policies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from linli.core.errors import Refused

Check = Callable[[HttpRequest], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a view: a name, what it means in words, the check, and what the refused read where there is more to say."""

    name: str
    meaning: str
    check: Check
    refusal: Callable[[HttpRequest], str] = lambda request: ""


RULES: dict[str, Rule] = {}


def rule(name: str, meaning: str, check: Check, refusal: Callable[[HttpRequest], str] = lambda request: "") -> None:
    """Register an access rule.

    Raises:
        ValueError: the name is taken.
    """
    if name in RULES:
        raise ValueError(f"access rule {name!r} is registered twice")
    RULES[name] = Rule(name, meaning, check, refusal)


def rule_named(name: str) -> Rule:
    """Return the access rule of that name.

    Raises:
        KeyError: no rule has it, or not yet: rules are registered when their app is ready, before views are read.
    """
    if name not in RULES:
        raise KeyError(f"no access rule {name!r}; there are {', '.join(sorted(RULES))}")
    return RULES[name]


def access(name: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view with the rule `name`; the unsigned are sent to sign in, the others refused.

    Raises:
        KeyError: at once, where no rule has that name: a view with a misspelt rule does not come up.
    """
    found = rule_named(name)

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if found.check(request):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
            raise Refused(found.refusal(request) or str(settings.LINLI_REFUSED_MESSAGE))

        guarded.access = name  # type: ignore[attr-defined]
        return guarded

    return guard


rule("public", "anybody, signed in or not", lambda request: True)
rule("signed_in", "whoever has signed in", lambda request: bool(request.user.is_authenticated))
