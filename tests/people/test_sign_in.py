"""Signing in by phone and one-time code."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from linli.core import personal
from linli.core.errors import Invalid, TooMany
from linli.people.client import network_of
from linli.people.models import Account, Attempt, Consent, OneTimeCode
from linli.people.services import after_sign_in, code_prove, code_send, codes, try_count
from linli.people.services.children import account_of_age
from tests.cast import Cast, at

PHONE = "13900001111"
NEIGHBOUR = "13900002222"

Outbox = list[tuple[str, str]]


@pytest.fixture
def outbox(db: Any) -> Iterator[Outbox]:
    """What was sent to whom, instead of sending it."""
    sent: Outbox = []
    before = list(codes._senders)
    codes.sender_register(lambda phone, text: sent.append((phone, text)))
    yield sent
    codes._senders[:] = before


def code_in(text: str) -> str:
    return "".join(c for c in text.split("验证码")[1][:8] if c.isdigit())


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_opens_the_account_which_grows_at_the_first_time(outbox: Outbox) -> None:
    code_send(PHONE)
    account = account_of_age(code_prove("139 0000-1111", code_in(outbox[0][1])))
    assert account.phone == PHONE
    assert Account.objects.count() == 1


def test_a_code_works_once(outbox: Outbox) -> None:
    code_send(PHONE)
    code_prove(PHONE, code_in(outbox[0][1]))
    with pytest.raises(Invalid):
        code_prove(PHONE, code_in(outbox[0][1]))


def test_a_code_dies_after_five_minutes(outbox: Outbox) -> None:
    with at(0):
        code_send(PHONE)
    with at(5 / 60 + 0.001), pytest.raises(Invalid):
        code_prove(PHONE, code_in(outbox[0][1]))


def test_a_code_opens_no_other_phone(outbox: Outbox) -> None:
    code_send(PHONE)
    with pytest.raises(Invalid):
        code_prove(NEIGHBOUR, code_in(outbox[0][1]))


def test_the_database_keeps_neither_code_nor_phone(outbox: Outbox) -> None:
    code_send(PHONE, "10.0.0.1")
    row = OneTimeCode.objects.get()
    assert bytes(row.code_digest) == personal.digest(f"code:{PHONE}:{code_in(outbox[0][1])}")
    assert PHONE.encode() not in bytes(row.phone_index) + bytes(row.code_digest)
    assert all(len(bytes(each.subject_index)) == 32 for each in Attempt.objects.all())


def test_one_code_a_minute_and_five_in_any_hour(outbox: Outbox) -> None:
    with at(0):
        code_send(PHONE)
        with pytest.raises(TooMany, match="一分钟"):
            code_send(PHONE)
    for minute in (55, 56, 57, 58):
        with at(minute / 60):
            code_send(PHONE)
    with at(59.5 / 60), pytest.raises(TooMany, match="5次") as refused:
        code_send(PHONE)
    assert 0 < refused.value.retry_after <= 60
    with at(61 / 60):
        code_send(PHONE)
    with at(63 / 60), pytest.raises(TooMany):
        code_send(PHONE)
    assert len(outbox) == 6


def test_ten_wrong_tries_lock_for_fifteen_minutes_in_words(outbox: Outbox) -> None:
    with at(0):
        code_send(PHONE)
        right = code_in(outbox[0][1])
        for _ in range(9):
            with pytest.raises(Invalid):
                code_prove(PHONE, wrong(right), "10.0.0.1")
        with pytest.raises(TooMany, match="15 分钟"):
            code_prove(PHONE, wrong(right), "10.0.0.1")
        with pytest.raises(TooMany):
            code_prove(PHONE, right, "10.0.0.1")
    with at(14 / 60), pytest.raises(TooMany):
        code_prove(PHONE, right, "10.0.0.1")
    with at(16 / 60):
        code_send(PHONE)
        assert code_prove(PHONE, code_in(outbox[1][1]), "10.0.0.1") == PHONE


def test_somebody_elses_nonsense_does_not_keep_a_neighbour_out(outbox: Outbox) -> None:
    with at(0):
        for _ in range(12):
            with pytest.raises((Invalid, TooMany)):
                code_prove(PHONE, "000000", "10.6.6.6")
        code_send(PHONE)
        with pytest.raises(TooMany):
            code_prove(PHONE, "000000", "10.6.6.6")
        assert code_prove(PHONE, code_in(outbox[0][1]), "10.0.0.1") == PHONE


def test_many_addresses_together_get_ten_tries_at_a_code(outbox: Outbox) -> None:
    code_send(PHONE)
    right = code_in(outbox[0][1])
    for number in range(10):
        with pytest.raises(Invalid):
            code_prove(PHONE, wrong(right), f"10.0.0.{number}")
    with pytest.raises(Invalid):
        code_prove(PHONE, right, "10.0.0.99")


def test_an_address_cannot_ask_codes_for_the_whole_street(outbox: Outbox) -> None:
    for number in range(codes.MOST_AN_HOUR_AND_ADDRESS):
        code_send(f"139{number:08d}", "10.6.6.6")
    with pytest.raises(TooMany):
        code_send("13888888888", "10.6.6.6")
    code_send("13888888888", "10.0.0.1")


def test_nobody_spoils_the_code_that_a_neighbour_waits_for(outbox: Outbox) -> None:
    neighbour, nuisance = Client(), Client(REMOTE_ADDR="10.6.6.6")
    with at(0):
        neighbour.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        nuisance.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        for _ in range(10):
            nuisance.post("/sign-in/code/", {"code": wrong(code_in(outbox[0][1]))})
        stolen = Client(REMOTE_ADDR="10.6.6.7")
        stolen.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        assert stolen.post("/sign-in/code/", {"code": code_in(outbox[0][1])}).status_code == 422, "another's code"
        answer = neighbour.post("/sign-in/code/", {"code": code_in(outbox[0][1])})
    assert answer.status_code == 302


def test_a_phones_own_device_gets_its_code_whatever_others_have_asked_for(outbox: Outbox) -> None:
    own = Client()
    with at(0):
        sign_in(own, outbox)
        own.post("/sign-out/")
    with at(1):
        for number in range(12):  # others, some of them behind the same carrier's address, use every limit up
            Client(REMOTE_ADDR=f"10.6.6.{number}").post("/sign-in/", {"phone": PHONE, "agree": "on"})
        for number in range(codes.MOST_AN_HOUR_AND_ADDRESS):
            Client().post("/sign-in/", {"phone": f"139{number:08d}", "agree": "on"})
        assert Client(REMOTE_ADDR="10.7.7.7").post("/sign-in/", {"phone": PHONE, "agree": "on"}).status_code == 429
        assert Client().post("/sign-in/", {"phone": NEIGHBOUR, "agree": "on"}).status_code == 429
        assert sign_in(own, outbox).status_code == 302
        assert own.get("/me/").status_code == 200
        assert own.post("/sign-in/", {"phone": NEIGHBOUR, "agree": "on"}).status_code == 429, "own for that phone only"


def test_strangers_cannot_hold_up_a_first_sign_in_on_a_new_device(outbox: Outbox) -> None:
    owner = Client(REMOTE_ADDR="10.1.1.1")
    with at(0):
        for number in range(10):
            code_send(PHONE, f"10.6.6.{number}")
        refused = owner.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 121
        assert "2 分钟" in refused.content.decode()
    for second in range(10, 120, 10):  # they go on, and cannot push the owner's turn back
        with at(second / 3600):
            for number in range(100, 120):
                with pytest.raises(TooMany):
                    code_send(PHONE, f"10.6.6.{number}")
    with at(1 / 60):
        assert "1 分钟" in owner.post("/sign-in/", {"phone": PHONE, "agree": "on"}).content.decode(), (
            "told, not begun anew"
        )
    with at(2.1 / 60):
        assert sign_in(owner, outbox).status_code == 302


def test_each_stranger_waits_longer_the_more_were_sent_and_never_for_an_hour(outbox: Outbox) -> None:
    waits = []
    for minute in range(1, 40):
        with at(minute / 60):
            for number in range(10):
                with suppress(TooMany):
                    code_send(PHONE, f"10.6.{number}.{number}")
            with suppress(TooMany):
                code_send(PHONE, f"10.9.9.{minute}")
            waits.append(Attempt.objects.filter(kind="code_turn").order_by("-count").values_list("count", flat=True)[0])
    assert waits == sorted(waits)
    assert waits[0] == 2
    assert waits[-1] <= 15
    assert len(outbox) < 60, "ten askers got less than one text a minute"


def test_a_code_that_was_sent_stays_good_whatever_others_ask_for(outbox: Outbox) -> None:
    owner = Client(REMOTE_ADDR="10.1.1.1")
    with at(0):
        owner.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        mine = code_in(outbox[0][1])
        for number in range(30):
            with suppress(TooMany):
                code_send(PHONE, f"10.6.6.{number}")
    with at(4 / 60):
        assert owner.post("/sign-in/code/", {"code": mine}).status_code == 302


def test_all_addresses_of_a_household_are_one_asker(outbox: Outbox) -> None:
    with at(0):
        code_send(PHONE, "2408:8000:1:2::1")
        with pytest.raises(TooMany):
            code_send(PHONE, "2408:8000:1:2:ffff::9")
        code_send(PHONE, "2408:8000:1:3::1")
        assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"


def test_the_device_cookie_tells_no_phone_and_cannot_be_made_up(outbox: Outbox) -> None:
    client = Client()
    sign_in(client, outbox)
    cookie = client.cookies["linli_device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert PHONE not in str(signing.loads(cookie.value, salt="linli.people.devices"))
    client.cookies["linli_device"] = cookie.value[:-3] + "xxx"
    client.post("/sign-out/")
    assert client.post("/sign-in/", {"phone": PHONE, "agree": "on"}).status_code == 429, (
        "within the minute, as a stranger"
    )


def test_a_code_refused_for_haste_can_still_be_typed_in(outbox: Outbox) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
    again = client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
    assert again.status_code == 429
    assert "/sign-in/code/" in again.content.decode()
    assert client.post("/sign-in/code/", {"code": code_in(outbox[0][1])}).status_code == 302


def test_a_clock_set_back_a_day_keeps_no_code_open_and_shuts_nobody_out(outbox: Outbox) -> None:
    client = Client()
    with at(24):
        client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
    with at(0):
        assert client.post("/sign-in/code/", {"code": code_in(outbox[0][1])}).status_code == 422
        assert sign_in(client, outbox).status_code == 302


@pytest.mark.parametrize("phone", ["", "110", "123456789012", "02786000000", "手机"])
def test_what_is_no_mobile_number_is_said_to_be_none(outbox: Outbox, phone: str) -> None:
    with pytest.raises(Invalid, match="11位"):
        code_send(phone)
    assert not outbox


def test_a_provider_that_fails_is_told_in_words_and_leaves_no_number_in_the_log(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(phone: str, text: str) -> None:
        raise OSError(f"cannot reach {phone}: {text}")

    codes.sender_register(fail)
    with caplog.at_level(logging.DEBUG), pytest.raises(Invalid, match="没有发出去"):
        code_send(PHONE)
    assert PHONE not in caplog.text
    assert not OneTimeCode.objects.exists()
    codes.sender_register(lambda phone, text: outbox.append((phone, text)))
    code_send(PHONE)


def test_counts_start_afresh_after_their_window(db: Any) -> None:
    def once() -> int:
        return try_count("report", "10.0.0.1", most=2, window=timedelta(hours=1))

    with at(0):
        assert [once(), once()] == [1, 2]
        with pytest.raises(TooMany) as refused:
            once()
        assert refused.value.retry_after == 3600
    with at(1):
        assert once() == 1


def sign_in(client: Client, outbox: Outbox, phone: str = PHONE, **more: str) -> Any:
    client.post("/sign-in/", {"phone": phone, "agree": "on", **more})
    return of_age(client, client.post("/sign-in/code/", {"code": code_in(outbox[-1][1])}))


def of_age(client: Client, answer: Any) -> Any:
    """Go on from the question of the first time."""
    return (
        client.post("/sign-in/age/", {"age": "over"}) if answer.headers.get("Location") == "/sign-in/age/" else answer
    )


def test_the_pages_lead_through_without_javascript_and_back_to_where_one_was(outbox: Outbox) -> None:
    client = Client()
    assert client.get("/sign-in/?next=/me/").status_code == 200
    assert client.post("/sign-in/", {"phone": PHONE, "agree": "on", "next": "/me/"}).url == "/sign-in/code/"  # type: ignore[attr-defined]
    shown = client.get("/sign-in/code/").content.decode()
    assert "139****1111" in shown
    assert PHONE not in shown
    answer = of_age(client, client.post("/sign-in/code/", {"code": code_in(outbox[0][1])}))
    assert answer.url == "/me/"  # type: ignore[attr-defined]
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_nobody_is_led_to_another_site(outbox: Outbox, address: str) -> None:
    assert sign_in(Client(), outbox, next=address).url == "/"


def test_without_agreeing_no_code_is_sent_and_nothing_is_kept(outbox: Outbox) -> None:
    answer = Client().post("/sign-in/", {"phone": PHONE})
    assert answer.status_code == 422
    assert not outbox
    assert not Account.objects.exists()


def test_consent_is_recorded_once_with_its_version(outbox: Outbox) -> None:
    with at(0):
        sign_in(Client(), outbox)
    with at(1):
        sign_in(Client(), outbox)
    found = Consent.objects.order_by("purpose").values_list("purpose", "version")
    assert list(found) == [("account", "2026-11-24"), ("of_age", "2026-11-24")]


def test_the_session_gets_a_new_key_and_what_was_reported_before_is_tied(outbox: Outbox) -> None:
    tied: list[tuple[list[int], Account]] = []

    def tie(request: Any, account: Account) -> None:
        tied.append((request.session["reported"], account))

    client = Client()
    session = client.session
    session["reported"] = [7]
    session.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    after_sign_in.append(tie)
    try:
        sign_in(client, outbox)
    finally:
        after_sign_in.remove(tie)
    assert client.cookies["sessionid"].value != before
    assert tied == [([7], Account.objects.get())]


def test_the_waiting_number_lies_sealed_in_the_session(outbox: Outbox) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
    assert PHONE not in json.dumps(dict(client.session.items()))


def test_a_wrong_code_says_how_many_tries_are_left_and_a_lock_says_how_long(outbox: Outbox) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
    bad = wrong(code_in(outbox[0][1]))
    answer = client.post("/sign-in/code/", {"code": bad})
    assert answer.status_code == 422
    assert "还可以试 9 次" in answer.content.decode()
    for _ in range(9):
        answer = client.post("/sign-in/code/", {"code": bad})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟" in answer.content.decode()


def test_another_code_may_be_asked_for_after_a_minute(outbox: Outbox) -> None:
    client = Client()
    with at(0):
        client.post("/sign-in/", {"phone": PHONE, "agree": "on"})
        assert client.post("/sign-in/again/").status_code == 429
    with at(0.02):
        assert client.post("/sign-in/again/").status_code == 200
    assert len(outbox) == 2


def test_the_code_page_without_a_number_leads_back(db: Any) -> None:
    assert Client().get("/sign-in/code/").url == "/sign-in/"  # type: ignore[attr-defined]
    assert Client().post("/sign-in/again/").url == "/sign-in/"  # type: ignore[attr-defined]


def test_a_closed_account_is_told_so(outbox: Outbox, cast: Cast) -> None:
    Account.objects.filter(pk=cast.resident.pk).update(is_active=False)
    client = Client()
    client.post("/sign-in/", {"phone": cast.resident.phone, "agree": "on"})
    answer = client.post("/sign-in/code/", {"code": code_in(outbox[-1][1])})
    assert answer.status_code == 403
    assert "停用" in answer.content.decode()


def test_a_code_goes_out_by_the_installations_channel(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.LINLI_SMS_CHANNEL = "file"
    Client().post("/sign-in/", {"phone": PHONE, "agree": "on"})
    line = json.loads((tmp_path / "outbox" / "sms.jsonl").read_text(encoding="utf-8"))
    assert line["phone"] == PHONE
    assert code_in(line["text"]).isdigit()
