"""Whatever is typed into an address is answered in words, by every page, on either database."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.urls.resolvers import RoutePattern

from tests.cast import Cast
from tests.test_access import PATTERNS

NUL = "青\0和"
ABSURD = [
    "-1",
    "0",
    "9" * 30,
    "²",
    "٣",
    "%",
    "'\"--",
    "../..",
    "\ud7ff\uffff",
    "👵" * 200,
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
]
DAYS = ("place", "grid", "period", "from", "to", "category", "unit", "by")
QUERIES: dict[str, tuple[str, ...]] = {
    "web:home": ("q",),
    "people:sign_in": ("next",),
    "people:posts": ("place",),
    "people:plates": ("grid",),
    "places:map": ("q", "page"),
    "places:doors": ("grid", "page"),
    "catalog:limits": ("place",),
    "catalog:calendar": ("place",),
    "catalog:responsibilities": ("place",),
    "notify:messages": ("page",),
    "notify:notices": ("page",),
    "cases:my_cases": ("page",),
    "cases:case_by_code": ("number",),
    "cases:public_list": ("community", "grid", "page"),
    "cases:inbox": ("box", "q", "page", "since", "until", "state", "urgency", "kind", "category", "grid", "channel"),
    "insight:dashboard": DAYS,
    "insight:ledger": DAYS,
    "insight:ledger_download": DAYS,
}


def addresses(value: str) -> list[str]:
    """Every address whose parts take a word or a number, with that value in each of them."""
    found = []
    for name, pattern in PATTERNS.items():
        if not pattern.pattern.converters:
            continue
        try:
            found.append(reverse(name, args=[value] * len(pattern.pattern.converters)))
        except NoReverseMatch:
            parts = [value if "Str" in type(each).__name__ else 10**30 for each in pattern.pattern.converters.values()]
            try:
                found.append(reverse(name, args=parts))
            except NoReverseMatch:
                continue
    return found


def plain(pattern: URLPattern) -> bool:
    return isinstance(pattern.pattern, RoutePattern) and not pattern.pattern.converters


PAGES = sorted(reverse(name) for name, pattern in PATTERNS.items() if plain(pattern))


@pytest.fixture
def clients(cast: Cast) -> list[Client]:
    """A stranger, and a head of a community, who gets further into the pages."""
    return [cast.client(), cast.client("community_director")]


def test_there_are_addresses_to_try() -> None:
    assert len(addresses(NUL)) > 10
    assert len(PAGES) > 20


def test_a_nul_in_a_path_is_refused_in_words(clients: list[Client]) -> None:
    for client in clients:
        for address in filter(lambda each: "%00" in each, addresses(NUL)):
            for method in (client.get, client.post):
                answer = method(address)
                assert answer.status_code in (400, 404), f"{address}: {answer.status_code}"
                assert "首页" in answer.content.decode(), address


def test_a_nul_in_a_query_is_refused_in_words_on_every_page(clients: list[Client]) -> None:
    for client in clients:
        for page in PAGES:
            for query in (f"q={quote(NUL)}", f"{quote(NUL)}=1", f"a=1&place={quote(NUL)}"):
                answer = client.get(f"{page}?{query}")
                assert answer.status_code == 400, f"{page}: {answer.status_code}"
                assert "无法识别的字符" in answer.content.decode(), page


def test_a_program_that_asks_is_refused_with_a_problem(client: Client, db: None) -> None:
    for answer in (
        client.get("/", {"q": NUL}, headers={"accept": "application/json"}),
        client.get("/api/v1/answers", {"place": NUL}),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert "无法识别的字符" in answer.json()["detail"]
    nowhere = client.get("/api/v2/cases")
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:linli:problem:not_found")


def test_a_cookie_with_a_nul_is_as_good_as_none(cast: Cast) -> None:
    client = Client(HTTP_COOKIE='sessionid="abcdefgh\\000ijk"; csrftoken="\\000"; linli_language="\\000"')
    assert client.get("/").status_code == 200
    assert client.get("/my/").status_code == 302


@pytest.mark.parametrize("value", ABSURD)
def test_absurd_values_break_no_page(cast: Cast, clients: list[Client], value: str) -> None:
    for name, queries in QUERIES.items():
        page = reverse(name, args=[cast.community.code] if PATTERNS[name].pattern.converters else [])
        for query in queries:
            days = {"period": "custom"} if query in ("from", "to") else {}
            for client in clients:
                answer = client.get(page, {**days, query: value})
                assert answer.status_code < 500, f"{page}?{query}={value!r}"
    for address in addresses(value):
        for client in clients:
            assert client.get(address).status_code < 500, address
