"""Signing in inside WeChat, against a server of this test that speaks the published protocol of web authorisation."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from linli.core import clock, personal
from linli.people.models import Account, FactorChange, Guardianship, SignedIn, WechatBinding
from linli.people.services import account_close, codes
from linli.people.services.wechat import wechat_bind
from tests.cast import Cast, at
from tests.people.test_children import digits as texted
from tests.people.test_factors import app, digits, secret_of, with_app

INSIDE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Mobile/15E148 MicroMessenger/8.0.49"
APP_ID, SECRET = "wx0123456789abcdef", "0123456789abcdef0123456789abcdef"
Outbox = list[tuple[str, str]]


class Wechat:
    """The two ends of WeChat that matter: where its user is asked, and where a code becomes an openid."""

    def __init__(self) -> None:
        self.user, self.codes, self.answer, self.asked = "o-wang", {}, None, []  # type: ignore[var-annotated]
        wechat = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                given = {name: values[0] for name, values in parse_qs(parts.query).items()}
                wechat.asked.append((parts.path, given))
                {"/connect/oauth2/authorize": self.authorize, "/sns/oauth2/access_token": self.token}[parts.path](given)

            def authorize(self, given: dict[str, str]) -> None:
                assert given.keys() == {"appid", "redirect_uri", "response_type", "scope", "state"}
                assert (given["appid"], given["response_type"], given["scope"]) == (APP_ID, "code", "snsapi_base")
                assert given["state"].isalnum() and len(given["state"]) <= 128
                code = f"code-{len(wechat.codes)}"
                wechat.codes[code] = wechat.user
                self.send_response(302)
                back = urlencode({"code": code, "state": given["state"]})
                self.send_header("Location", f"{given['redirect_uri']}?{back}")
                self.end_headers()

            def token(self, given: dict[str, str]) -> None:
                if wechat.answer is not None:
                    return self.say(*wechat.answer)
                if given.get("appid") != APP_ID:
                    return self.say({"errcode": 40013, "errmsg": "invalid appid"})
                if given.get("secret") != SECRET:
                    return self.say({"errcode": 40125, "errmsg": "invalid appsecret"})
                if given.get("grant_type") != "authorization_code":
                    return self.say({"errcode": 40002, "errmsg": "invalid grant_type"})
                if given.get("code") not in wechat.codes:
                    return self.say({"errcode": 40029, "errmsg": "invalid code"})
                openid = wechat.codes[given["code"]]
                if openid is None:
                    return self.say({"errcode": 40163, "errmsg": "code been used"})
                wechat.codes[given["code"]] = None
                self.say(
                    {
                        "access_token": "ACCESS",
                        "expires_in": 7200,
                        "refresh_token": "REFRESH",
                        "openid": openid,
                        "scope": "snsapi_base",
                    }
                )

            def say(self, what: Any, status: int = 200) -> None:
                # WeChat says text/plain where it says JSON.
                body = what if isinstance(what, bytes) else json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture
def wechat(settings: Any) -> Iterator[Wechat]:
    found = Wechat()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    settings.LINLI_WECHAT_APP_ID, settings.LINLI_WECHAT_SECRET = APP_ID, SECRET
    settings.LINLI_WECHAT_OPEN = settings.LINLI_WECHAT_API = found.address
    settings.LINLI_BASE_URL = "https://linli.example.org"
    with at(0):
        yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    sent: Outbox = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    return sent


def inside() -> Client:
    return Client(HTTP_USER_AGENT=INSIDE)


def asked_back(client: Client, target: str = "/me/") -> str:
    """Tap the button, let WeChat answer, and return where its browser goes then."""
    answer = client.get(f"/sign-in/wechat/?next={target}")
    assert answer.status_code == 302
    location = answer.url  # type: ignore[attr-defined]
    assert location.endswith("#wechat_redirect")
    try:
        urllib.request.build_opener(_Stay).open(location.partition("#")[0])
    except urllib.error.HTTPError as error:
        location = error.headers["Location"]
    assert location.startswith("https://linli.example.org/sign-in/wechat/back/?")
    return location.removeprefix("https://linli.example.org")


def tap(client: Client, target: str = "/me/") -> Any:
    return client.get(asked_back(client, target))


def test_the_first_time_binds_by_a_code_and_afterwards_one_tap_is_enough(
    wechat: Wechat, cast: Cast, outbox: Outbox
) -> None:
    phone = inside()
    assert "微信登录" in phone.get("/sign-in/").content.decode()
    first = tap(phone)
    assert first.url == "/sign-in/?next=%2Fme%2F"
    assert "绑定这个微信" in phone.get(first.url).content.decode()
    assert "o-wang" not in json.dumps(dict(phone.session.items()))
    phone.post("/sign-in/", {"phone": cast.resident.phone, "agree": "on", "next": "/me/"})
    assert phone.post("/sign-in/code/", {"code": digits(outbox[-1][1])}).url == "/me/"  # type: ignore[attr-defined]
    assert WechatBinding.objects.get().account == cast.resident
    assert FactorChange.objects.get().kind == "bound"

    later = inside()
    before = later.session.session_key
    assert tap(later).url == "/me/"
    assert later.get("/me/").status_code == 200
    assert later.session.session_key != before
    assert SignedIn.objects.get(key=later.session.session_key).way == "wechat"
    assert len(outbox) == 1, "no text message"


def test_the_openid_lies_sealed_and_the_token_nowhere(wechat: Wechat, cast: Cast) -> None:
    wechat_bind(cast.resident, "o-wang")
    row = WechatBinding.objects.get()
    assert row.openid == "o-wang"
    assert bytes(row.openid_index or b"") == personal.blind("o-wang")
    phone = inside()
    tap(phone)
    assert "ACCESS" not in json.dumps(dict(phone.session.items()))


def test_outside_wechat_or_without_an_official_account_nothing_is_offered(
    wechat: Wechat, cast: Cast, settings: Any
) -> None:
    assert "微信登录" not in Client().get("/sign-in/").content.decode()
    settings.LINLI_WECHAT_APP_ID = ""
    assert "微信登录" not in inside().get("/sign-in/").content.decode()
    assert inside().get("/sign-in/wechat/").status_code == 403


@pytest.mark.parametrize("change", ["none", "other", "twice", "late"])
def test_a_state_is_of_this_session_and_serves_once(wechat: Wechat, cast: Cast, change: str) -> None:
    wechat_bind(cast.resident, "o-wang")
    phone = inside()
    address = asked_back(phone)
    if change == "none":
        address = address.partition("&state=")[0]
    if change == "other":  # somebody lets a victim's browser take their own code in
        phone = inside()
        asked_back(phone)
    if change == "twice":
        assert phone.get(address).status_code == 302
        phone.post("/sign-out/")
    with at(0.2 if change == "late" else 0.01):
        answer = phone.get(address)
        assert answer.status_code == 422
        assert "再点一次" in answer.content.decode()
        assert phone.get("/me/").status_code == 302


def test_whoever_signs_in_on_the_way_back_is_not_bound_unproved(wechat: Wechat, cast: Cast) -> None:
    phone = inside()
    address = asked_back(phone)  # somebody taps and leaves the phone; its next user signs in
    phone.force_login(cast.resident)
    assert phone.get(address).status_code == 422
    assert not WechatBinding.objects.exists()


@pytest.mark.parametrize("number", [40029, 40163, 41008, 42003])
def test_a_code_that_wechat_knows_no_more_is_asked_for_again(wechat: Wechat, cast: Cast, number: int) -> None:
    wechat.answer = ({"errcode": number, "errmsg": "invalid code, rid: 6534"},)
    answer = tap(inside())
    assert answer.status_code == 422
    assert "再点一次" in answer.content.decode()


def test_a_code_was_used_by_somebody_else_already(wechat: Wechat, cast: Cast) -> None:
    wechat_bind(cast.resident, "o-wang")
    phone = inside()
    address = asked_back(phone)
    wechat.codes = dict.fromkeys(wechat.codes)
    assert phone.get(address).status_code == 422


@pytest.mark.parametrize(
    "answer",
    [
        ({"errcode": 40013, "errmsg": "invalid appid"},),
        ({"errcode": 40125, "errmsg": "invalid appsecret"},),
        ({"errcode": -1, "errmsg": "system error"},),
        ({}, 502),
        (b"<html>gateway</html>",),
        ({"access_token": "ACCESS"},),
        ({"access_token": "ACCESS", "openid": ["o-wang"]},),
    ],
)
def test_what_wechat_says_otherwise_leads_to_the_phone(
    wechat: Wechat, cast: Cast, outbox: Outbox, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    wechat.answer = answer
    phone = inside()
    shown = tap(phone)
    assert shown.status_code == 503
    assert "短信验证码" in shown.content.decode()
    assert SECRET not in caplog.text
    phone.post("/sign-in/", {"phone": cast.resident.phone, "agree": "on"})
    assert phone.post("/sign-in/code/", {"code": digits(outbox[-1][1])}).status_code == 302
    assert not WechatBinding.objects.exists()


def test_with_the_network_down_the_page_says_so_and_the_phone_goes_on(
    wechat: Wechat, cast: Cast, outbox: Outbox, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    phone = inside()
    address = asked_back(phone)
    settings.LINLI_WECHAT_API = "http://127.0.0.1:9"
    shown = phone.get(address)
    assert shown.status_code == 503
    assert "连不上微信" in shown.content.decode()
    assert SECRET not in caplog.text
    phone.post("/sign-in/", {"phone": cast.resident.phone, "agree": "on"})
    assert phone.post("/sign-in/code/", {"code": digits(outbox[-1][1])}).status_code == 302


def test_a_snapshot_of_a_page_signs_nobody_in(wechat: Wechat, cast: Cast) -> None:
    wechat.answer = ({"access_token": "A", "openid": "o-virtual", "scope": "snsapi_base", "is_snapshotuser": 1},)
    answer = tap(inside())
    assert answer.status_code == 403
    assert "完整服务" in answer.content.decode()


def test_whoever_holds_a_second_factor_gives_it_after_wechat_too(wechat: Wechat, cast: Cast) -> None:
    with_app(cast.community_director)
    wechat_bind(cast.community_director, "o-wang")
    phone = inside()
    assert tap(phone, "/staff/").url == "/sign-in/second/"
    assert phone.get("/me/").status_code == 302
    answer = phone.post("/sign-in/second/", {"code": app(secret_of(cast.community_director))})
    assert answer.url == "/staff/"  # type: ignore[attr-defined]


def test_somebody_signed_in_binds_after_a_fresh_code_and_unbinds(wechat: Wechat, cast: Cast, outbox: Outbox) -> None:
    phone = inside()
    phone.force_login(cast.resident)
    assert "绑定微信" in phone.get("/me/security/").content.decode()
    assert phone.get("/sign-in/wechat/").url == "/me/data/prove/security/"  # type: ignore[attr-defined]
    phone.post("/me/data/prove/security/", {"send": "1"})
    phone.post("/me/data/prove/security/", {"code": digits(outbox[-1][1])})
    assert tap(phone).url == "/me/security/"
    assert "解绑微信" in phone.get("/me/security/").content.decode()
    phone.post("/me/security/wechat/unbind/")
    assert not WechatBinding.objects.exists()
    assert tap(inside()).url.startswith("/sign-in/?")


def test_one_wechat_is_one_accounts_and_a_new_one_takes_the_old_ones_place(
    wechat: Wechat, cast: Cast, outbox: Outbox
) -> None:
    wechat_bind(cast.resident, "o-wang")
    wechat_bind(cast.resident, "o-new")
    assert WechatBinding.objects.get().openid == "o-new"
    with pytest.raises(Exception, match="另一个账户"):
        wechat_bind(cast.neighbour, "o-new")


def test_a_closed_account_is_nobodys_wechat(wechat: Wechat, cast: Cast) -> None:
    wechat_bind(cast.resident, "o-wang")
    Account.objects.filter(pk=cast.resident.pk).update(is_active=False)
    assert tap(inside()).status_code == 403
    account_close(cast.resident)
    assert not WechatBinding.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
def test_nobody_is_led_to_another_site_by_wechat(wechat: Wechat, cast: Cast, target: str) -> None:
    wechat_bind(cast.resident, "o-wang")
    assert tap(inside(), target).url == "/"


def test_a_childs_first_time_inside_wechat_binds_once_the_parent_has_agreed(
    db: Any, wechat: Wechat, outbox: Outbox
) -> None:
    phone = inside()
    tap(phone)
    phone.post("/sign-in/", {"phone": "13700000001", "agree": "on", "next": "/me/"})
    answer = phone.post("/sign-in/code/", {"code": digits(outbox[-1][1])})
    assert answer.url == "/sign-in/age/"  # type: ignore[attr-defined]
    phone.post("/sign-in/age/", {"age": "under"})
    phone.post("/sign-in/guardian/", {"phone": "13700000002"})
    assert not WechatBinding.objects.exists()
    said = {"agreed": "1", "code": texted(outbox[-1][1]), "year": "2030", "month": "6", "agree": "on"}
    assert phone.post("/sign-in/guardian/code/", said).url == "/me/"  # type: ignore[attr-defined]
    assert WechatBinding.objects.get().account.is_child
    assert tap(inside()).url == "/me/"
    Guardianship.objects.update(ended_at=clock.now())
    refused = tap(inside())
    assert refused.status_code == 403
    assert "短信验证码" in refused.content.decode()
