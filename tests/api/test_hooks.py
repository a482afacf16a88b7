"""Other systems hear of each deed: signed, in order per case, again until they have it, and never of what is not theirs."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.api.hooks import network, services
from linli.api.models import Call, CallState, Hook
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.models import Post
from linli.people.selectors import standing_of
from tests.cast import Cast, at


class Receiver:
    """The other side: keeps what it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers.items()), body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Be quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/linli?from=wuhan"

    @property
    def deeds(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.got]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A system inside a network that the operator has listed."""
    settings.LINLI_HOOK_NETWORKS = ["127.0.0.0/8"]
    made = Receiver()
    services._known.clear()
    yield made
    made.server.shutdown()
    services._known.clear()


@pytest.fixture
def hook(cast: Cast, receiver: Receiver) -> Hook:
    """The hook of the community's officer."""
    owner = cast.accounts["community_officer"]
    return services.hook_make(owner, standing_of(owner), cast.community, "城运平台", receiver.url)


def _send() -> None:
    for ids in Call.objects.values_list("hook_id", "community_id", "case_id").distinct():
        services.calls_send(*ids)


def test_each_deed_is_told_once_in_order_and_signed(cast: Cast, hook: Hook, receiver: Receiver) -> None:
    with at(0):
        case = cast.submit("三栋王秀兰家漏水", address="2976室")
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "answer", "grid_worker", answer="已修好")
        _send()
        _send()
    assert receiver.deeds == ["case.submit", "case.accept", "case.answer"]
    headers, body = receiver.got[0]
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert "2976" not in body.decode(), "what lies below the building is not sent"
    assert json.loads(body)["data"]["case"]["number"] == case.number


def test_one_that_fails_holds_up_its_case_and_no_other(cast: Cast, hook: Hook, receiver: Receiver) -> None:
    with at(0):
        first = cast.submit("楼道灯坏了")
        cast.act(first, "accept", "grid_worker")
        receiver.status = 500
        services.calls_send(hook.pk, first.community_id, first.id)
        assert receiver.deeds == ["case.submit"]
        receiver.status = 204
        second = cast.submit("电梯停了")
        services.calls_send(hook.pk, second.community_id, second.id)
        services.calls_send(hook.pk, first.community_id, first.id)
    assert receiver.deeds == ["case.submit", "case.submit", "case.submit", "case.accept"]
    ids = [headers["webhook-id"] for headers, _body in receiver.got]
    assert ids[0] == ids[2], "tried again under the same id"


def test_what_is_never_taken_is_given_up_and_sent_again_from_the_page(
    cast: Cast, hook: Hook, receiver: Receiver
) -> None:
    receiver.status = 302  # a redirect is not followed
    with at(0):
        case = cast.submit("楼道灯坏了")
        for _ in range(len(services.PAUSES) + 1):
            services.calls_send(hook.pk, case.community_id, case.id)
        call = Call.objects.get()
        assert (call.state, call.status, call.tries) == (CallState.FAILED, 302, len(services.PAUSES) + 1)
        tried = len(receiver.got)
        _send()
        assert len(receiver.got) == tried, "somebody must look first"
        receiver.status = 200
        client = cast.client("community_officer")
        assert "302" in client.get(f"/staff/hooks/{hook.pk}/").content.decode()
        assert client.post(f"/staff/hooks/{hook.pk}/replay/").status_code == 302
        _send()
    assert Call.objects.get().state == CallState.SENT


def test_pauses_grow() -> None:
    assert list(services.PAUSES) == sorted(services.PAUSES)
    assert sum(services.PAUSES, timedelta()) > timedelta(days=1)


def test_a_confidential_case_is_told_to_nobody(cast: Cast, hook: Hook, receiver: Receiver) -> None:
    with at(0):
        cast.submit("物业经理收钱不办事", kind="tip_off", visibility="confidential")
        _send()
    assert receiver.got == []
    assert not Call.objects.exists()


def test_nothing_is_told_after_the_owners_post_has_ended_nor_of_other_places(
    cast: Cast, hook: Hook, receiver: Receiver
) -> None:
    with at(0):
        cast.submit("那边的事", who="neighbour", grid="other")
        assert not Call.objects.exists()
        cast.submit("楼道灯坏了")
        Post.objects.filter(account=hook.owner).update(ends_at=clock.now())
        _send()
    assert receiver.got == []
    assert Call.objects.get().state == CallState.DROPPED


def test_a_hook_is_made_for_ones_own_territory_and_seen_by_oneself(cast: Cast, hook: Hook) -> None:
    stranger = cast.accounts["other_community_director"]
    with pytest.raises(Refused):
        services.hook_make(stranger, standing_of(stranger), cast.community, "x", "https://example.org/")
    client = cast.client("other_community_director")
    assert client.get(f"/staff/hooks/{hook.pk}/").status_code == 404
    assert client.post(f"/staff/hooks/{hook.pk}/end/").status_code == 404
    assert hook.secret not in cast.client("community_officer").get("/staff/hooks/").content.decode()


def test_a_hook_is_made_and_ended_on_the_page(cast: Cast, receiver: Receiver) -> None:
    client = cast.client("community_director")
    answer = client.post("/staff/hooks/", {"name": "城运", "url": receiver.url, "place": cast.community.pk})
    made = Hook.objects.get()
    assert made.secret in answer.content.decode()
    client.post(f"/staff/hooks/{made.pk}/end/")
    with at(0):
        cast.submit("楼道灯坏了")
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fec0::1]/",
        "https://[fe80::1%25eth0]/",
        "https://10.1.2.3/",
        "https://192.168.1.1:8443/",
        "https://0.0.0.0/",
        "https://example.org:99999/",
        "javascript:alert(1)",
        "not an address",
    ],
)
def test_an_address_within_the_house_is_no_address(url: str) -> None:
    with pytest.raises(Invalid):
        network.url_check(url)


@pytest.mark.parametrize(
    "answers",
    # A name made of numbers (https://2130706433/, https://0x7f.1/) is looked up, and what comes of it is looked at.
    [["10.0.0.5"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["100.64.0.1"], ["2002:a9fe:a9fe::"], ["fec0::7"]],
)
def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    rows = [(0, 0, 0, "", (address, 443)) for address in answers]
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(network.Unreachable, match="internal"):
        network.post("https://hooks.example.org/", b"{}", {})


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *args, **kwargs: [(0, 0, 0, "", ("93.184.216.34", 443))])

    def connect(address: tuple[str, int], timeout: float) -> None:
        asked.append(address)
        raise OSError("nobody here")

    monkeypatch.setattr(network.socket, "create_connection", connect)
    with pytest.raises(network.Unreachable):
        network.post("https://hooks.example.org/", b"{}", {})
    assert asked == [("93.184.216.34", 443)]


def test_plain_http_is_for_listed_networks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *args, **kwargs: [(0, 0, 0, "", ("93.184.216.34", 80))])
    with pytest.raises(network.Unreachable, match="http"):
        network.post("http://hooks.example.org/", b"{}", {})


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_no_private_address_is_ever_allowed(number: int) -> None:
    address = ipaddress.IPv4Address(number)
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not network.allowed(address)
        assert not network.allowed(ipaddress.IPv6Address(f"::ffff:{address}"))


def test_one_who_answers_a_byte_at_a_time_does_not_hold_a_worker(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.LINLI_HOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(network, "WHOLE", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _from = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(0.05):
                    connection.sendall(b".")

        slow = threading.Thread(target=drip)
        slow.start()
        began = time.monotonic()
        with contextlib.suppress(network.Unreachable):  # it is what its first line says, if that came
            network.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        assert time.monotonic() - began < 5
        over.set()
        slow.join()
