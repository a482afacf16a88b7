"""Every address there is, found in the map of addresses, and opened by one of the cast."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.rights.answers import text_of
from tests.rights.scene import COLOURS, SEARCHED, Scene

DAYS = "&first=2026-05-01&last=2026-05-31"


@dataclass(frozen=True)
class Address:
    """An address, the view it leads to, and the values in it."""

    view: str
    path: str
    values: tuple[str, ...]
    rule: str


class NoPlace(Exception):
    """A view whose address has a part that the scene has no value for."""


def patterns(urlconf: str | None = None) -> dict[str, tuple[str, list[str]]]:
    """Return every view with its whole route and the names of the parts of it that differ."""
    return dict(_patterns(get_resolver(urlconf), "", ""))


def _patterns(resolver: URLResolver, names: str, route: str) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    for each in resolver.url_patterns:
        here = route + str(each.pattern).removeprefix("^") if each.pattern else route
        if isinstance(each, URLResolver):
            yield from _patterns(each, f"{names}{each.namespace}:" if each.namespace else names, here)
        elif isinstance(each, URLPattern):
            whole = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", here).replace("\\", "").removesuffix("$")
            yield (
                f"{names}{each.name}",
                (re.sub(r"<\w+:(\w+)>", r"<\1>", whole), re.findall(r"<(?:\w+:)?(\w+)>", whole)),
            )


def addresses(scene: Scene, urlconf: str | None = None) -> list[Address]:
    """Return every address with every value that the scene has for its parts.

    Raises:
        NoPlace: a view is new, and nobody would walk there.
    """
    found: dict[tuple[str, str], Address] = {}
    for view, (route, parts) in patterns(urlconf).items():
        lacking = [part for part in parts if any(part not in context for context in scene.contexts)]
        if lacking:
            raise NoPlace(f"{view} (/{route}): say in tests/rights/scene.py what {', '.join(lacking)} may be")
        for context in scene.contexts:
            for values in itertools.product(*(context[part] for part in parts)):
                path = "/" + route
                for part, value in zip(parts, values, strict=True):
                    path = path.replace(f"<{part}>", str(value))
                if rule := _rule(view, path, urlconf):
                    found[view, path] = Address(view, path, tuple(str(value) for value in values), rule)
    return list(found.values())


def _rule(view: str, path: str, urlconf: str | None) -> str:
    """Return the access rule of the view at an address; "" where another view stands, or none: not every value fits all."""
    try:
        here = resolve(path, urlconf)
    except Resolver404:
        return ""
    return here.func.access if here.view_name == view else ""  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Met:
    """What one of the cast was answered."""

    who: str
    address: Address
    query: str
    status: int
    text: str

    @property
    def where(self) -> str:
        """For messages: who, where."""
        return f"{self.who or 'nobody'} at {self.address.path}{self.query} ({self.address.view})"


def walk(scene: Scene, who: str, wanted: list[Address], client: Client | None = None) -> Iterator[Met]:
    """Open addresses as one of the cast: pages with a session, the interface with a token.

    Whoever is let in to a page that has no parts asks it for the search word, and for each of the two communities, too;
    what is for everybody is asked by nobody in particular.
    """
    places = [scene.cast.places[name].code for name in ("community", "other_community")]
    client = client or scene.cast.client(who or None)
    client.raise_request_exception = False
    token = scene.tokens.get(who, "")
    for address in wanted:
        first = _open(client, token, who, address, "")
        yield first
        open_to_all = address.rule in ("public", "signed_in") and who
        # 422: let in, and told what the address lacks.
        if first.status in (200, 422) and not open_to_all and not set(address.values) - {"json", "xml"}:
            for query in (f"?q={SEARCHED}", *(f"?place={code}{DAYS}" for code in places)):
                yield _open(client, token, who, address, query)


def _open(client: Client, token: str, who: str, address: Address, query: str) -> Met:
    headers = {"Authorization": f"Bearer {token}"} if token and address.path.startswith(("/api/", "/open311/")) else {}
    answer: Any = client.get(address.path + query, headers=headers)
    return Met(who, address, query, answer.status_code, text_of(answer, COLOURS))
