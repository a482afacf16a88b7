"""A code opens once, however many press at the same moment: an app's, a recovery code, a text message's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from linli.people.models import SignedIn
from linli.people.services import codes
from linli.people.services.factors import recovery_draw
from tests.cast import Cast, at, build
from tests.people.test_factors import PASSWORD, app, digits, secret_of, with_password

PRESSES = 4

# SQLite's test database lies in memory, where threads that write refuse each other; on a file: tests/faults/once.py.
pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with at(0):
        yield


def at_once(presses: list[Callable[[], Any]]) -> list[Any]:
    """Let each press happen in a thread with a connection of its own, all at the same moment; return what they gave."""
    barrier = threading.Barrier(len(presses))
    given: list[Any] = []

    def go(press: Callable[[], Any]) -> None:
        try:
            with at(0):
                barrier.wait(timeout=30)
                given.append(press())
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[press]) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == len(presses), "a press ended in an error"
    return given


def again(browser: Client) -> Client:
    """The same browser, as its second press of a button sends its cookies."""
    other = Client()
    other.cookies.update(browser.cookies)
    return other


def half_way(cast: Cast) -> Client:
    """A browser in which the director has given phone and password, and is asked for the second factor."""
    browser = Client()
    sent = {"phone": cast.community_director.phone, "password": PASSWORD}
    assert browser.post("/sign-in/password/", sent).url == "/sign-in/second/"  # type: ignore[attr-defined]
    return browser


def one_alone_is_in(cast: Cast, browsers: list[Client], address: str, code: str) -> None:
    """Press the same code in all of them at once: one is signed in, the others are told no."""
    statuses = at_once(
        [lambda browser=browser: browser.post(address, {"code": code}).status_code for browser in browsers]
    )
    assert sorted(statuses) == [302, *[422] * (len(browsers) - 1)]
    assert SignedIn.objects.filter(account=cast.community_director).count() == 1


@pytest.mark.parametrize("browsers", ["many", "one"])
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_second_factor_pressed_in_many_places_at_once_opens_one_session(kind: str, browsers: str) -> None:
    cast = build()
    with_password(cast, "community_director")
    code = app(secret_of(cast.community_director))
    if kind == "recovery":
        code = recovery_draw(cast.community_director)[2]
    if browsers == "one":
        first = half_way(cast)
        pressed = [again(first) for _ in range(PRESSES)]
    else:
        pressed = [half_way(cast) for _ in range(PRESSES)]
    one_alone_is_in(cast, pressed, "/sign-in/second/", code)


def test_a_text_message_pressed_many_times_at_once_opens_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = build()
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    browser = Client()
    browser.post("/sign-in/", {"phone": cast.community_director.phone, "agree": "on"})
    pressed = [again(browser) for _ in range(PRESSES)]
    one_alone_is_in(cast, pressed, "/sign-in/code/", digits(sent[-1][1]))
