"""Where somebody is signed in: what they see of it, what they can end, and what it costs a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.people.browsers import browser_of, browser_words
from linli.people.models import Account, SignedIn
from linli.people.services import signed_in
from linli.privacy.services.retention import sessions_expire
from tests.cast import Cast, at

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2304A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile/15E148 Safari/604.1"
)
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


def browser(cast: Cast, who: str, header: str) -> Client:
    client = Client(HTTP_USER_AGENT=header)
    client.get("/")
    session = client.session
    session.save()
    client.force_login(cast.accounts[who])
    row = SignedIn.objects.get(key=client.session.session_key)
    SignedIn.objects.filter(pk=row.pk).update(browser=browser_of(header))  # force_login sends no header
    return client


def row_of(client: Client) -> SignedIn:
    return SignedIn.objects.get(key=client.session.session_key)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (WECHAT, "微信 · 安卓手机"),
        (IPHONE, "Safari · iPhone"),
        (OFFICE, "Edge · Windows 电脑"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Chrome/114 Mobile HuaweiBrowser/5.0", "华为浏览器 · 鸿蒙"),
        ("curl/8.5", "说不出名字的设备"),
        ("", "说不出名字的设备"),
    ],
)
def test_a_device_is_called_what_people_call_it(header: str, words: str) -> None:
    assert browser_words(browser_of(header)) == words
    assert len(browser_of(header)) <= 30


def test_i_see_where_i_am_signed_in_this_one_first_and_nobody_elses(cast: Cast) -> None:
    with at(0):
        phone = browser(cast, "resident", WECHAT)
    with at(2):
        office = browser(cast, "resident", OFFICE)
        browser(cast, "neighbour", IPHONE)
        shown = phone.get("/me/security/").content.decode()
        assert shown.index("微信 · 安卓手机 · 这台设备") < shown.index("Edge · Windows 电脑")
        assert "iPhone" not in shown
        assert "V2304A" not in shown, "no more than the kind is kept"
        assert office.get("/me/security/").status_code == 200


def test_one_is_ended_and_the_others_stay(cast: Cast) -> None:
    phone, office, third = (browser(cast, "resident", header) for header in (WECHAT, OFFICE, IPHONE))
    phone.post(f"/me/security/sessions/{row_of(office).pk}/end/")
    assert office.get("/me/").status_code == 302
    assert phone.get("/me/").status_code == third.get("/me/").status_code == 200
    assert SignedIn.objects.filter(account=cast.resident).count() == 2


def test_nobody_ends_a_neighbours_session(cast: Cast) -> None:
    mine, theirs = browser(cast, "resident", WECHAT), browser(cast, "neighbour", OFFICE)
    assert mine.post(f"/me/security/sessions/{row_of(theirs).pk}/end/").status_code == 404
    assert theirs.get("/me/").status_code == 200


def test_all_others_end_also_those_that_nobody_noted_and_this_one_gets_a_fresh_key(cast: Cast) -> None:
    here, noted, unnoted = (browser(cast, "resident", header) for header in (WECHAT, OFFICE, IPHONE))
    row_of(unnoted).delete()
    before = here.session.session_key
    here.post("/me/elsewhere/")
    assert here.get("/me/").status_code == 200
    assert here.session.session_key != before
    assert noted.get("/me/").status_code == unnoted.get("/me/").status_code == 302
    assert [row.key for row in SignedIn.objects.filter(account=cast.resident)] == [here.session.session_key]


def test_signing_out_takes_it_off_the_list(cast: Cast) -> None:
    client = browser(cast, "resident", WECHAT)
    client.post("/sign-out/")
    assert not SignedIn.objects.exists()


def test_a_page_writes_once_an_hour_that_it_was_seen_and_asks_nothing(cast: Cast) -> None:
    with at(0):
        client = browser(cast, "resident", WECHAT)
        client.get("/me/")
        with CaptureQueriesContext(
            connection,
        ) as within:
            client.get("/me/")
    with at(1.5):
        with CaptureQueriesContext(connection) as first:
            client.get("/me/")
        with CaptureQueriesContext(connection) as second:
            client.get("/me/")
        assert row_of(client).seen_at.astimezone().minute == 0
    assert len(first) == len(within) + 1
    assert len(second) == len(within)
    assert not [query for query in second.captured_queries if "signedin" in query["sql"]]


def test_a_database_that_cannot_write_fails_no_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(cast, "resident", WECHAT)

    class Full:
        def filter(self, **kw: Any) -> Any:
            raise signed_in.DatabaseError("disk full")

    monkeypatch.setattr(signed_in.SignedIn, "objects", Full())
    with at(5):
        assert client.get("/me/").status_code == 200


def test_sessions_from_before_this_list_stay_good(cast: Cast) -> None:
    """Where no secret was drawn, sessions are bound as Django binds them."""
    client = browser(cast, "resident", WECHAT)
    plain = super(Account, cast.resident)._get_session_auth_hash()  # type: ignore[misc]
    assert cast.resident.get_session_auth_hash() == plain
    assert client.session[SESSION_KEY] == str(cast.resident.pk)


def test_what_was_noted_of_a_session_goes_when_it_can_be_used_no_more(cast: Cast) -> None:
    with at(0):
        browser(cast, "resident", WECHAT)
        browser(cast, "neighbour", OFFICE)
    with at(days=30):
        SignedIn.objects.filter(account=cast.neighbour).update(seen_at=signed_in._hour())
        assert sessions_expire(10) == 0
    with at(days=30, hours=3):
        assert sessions_expire(10) == 1
    assert SignedIn.objects.get().account == cast.neighbour
