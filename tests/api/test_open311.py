"""Clients written for Open311 GeoReport v2 work unchanged, and learn no more than they may."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
import requests as http
from django.test import Client

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.models import Case, Reporter
from tests.cast import Cast, at, photo

BASE = "/open311/v2"
POINT = {"lat": "30.631", "long": "114.401"}


@pytest.fixture
def key(cast: Cast) -> Callable[[str], str]:
    """Make an api_key of one of the cast."""
    return lambda who: token_make(cast.accounts[who], "开放三一一", list(Scope), 30)[1]


def get(path: str, **query: str) -> Any:
    answer = Client().get(f"{BASE}/{path}", query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def post(**said: Any) -> Any:
    return Client().post(f"{BASE}/requests.json", said)


def _id(case: Case) -> str:
    return f"{case.community_id}-{case.id}"


@pytest.mark.django_db(transaction=True)
def test_the_client_three_lists_services_posts_and_reads_back(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests import cast as cast_module

    cast = cast_module.build()
    _token, secret = token_make(cast.accounts["community_officer"], "three", list(Scope), 30)
    # the client was written when Python had this; it is the only thing it is given
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    from three import Three

    client = Three(f"{live_server.url}{BASE}/", api_key=secret)
    assert client.discovery()["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    codes = [row["service_code"] for row in client.services()]
    assert client.services(codes[0])["service_code"] == codes[0]
    made = client.post(
        codes[0],
        description="路灯不亮，晚上看不见",
        name="秀兰 王",
        phone="19900000001",
        media=("灯.jpg", photo().read(), "image/jpeg"),
        **POINT,
    )
    read = client.request(made[0]["service_request_id"])
    assert (read[0]["status"], read[0]["service_code"]) == ("open", codes[0])
    assert client.token(made[0]["service_request_id"])[0]["service_request_id"] == made[0]["service_request_id"]
    full = client.requests(codes[0], api_key=secret, status="open")
    assert full[0]["description"] == "路灯不亮，晚上看不见"
    case = Case.objects.get()
    assert case.grid == cast.grids["one"]
    assert case.attachments.count() == 1
    assert Reporter.objects.get().name == "王 秀兰"


def test_xml_says_the_same_as_json(cast: Cast) -> None:
    services = Tree.fromstring(Client().get(f"{BASE}/services.xml").content)
    assert services.tag == "services"
    assert {row.findtext("service_code") for row in services.iter("service")} == {
        row["service_code"] for row in get("services.json")
    }
    code = get("services.json")[0]["service_code"]
    definition = Tree.fromstring(Client().get(f"{BASE}/services/{code}.xml").content)
    assert [row.findtext("code") for row in definition.iter("attribute")] == ["kind", "address_detail"]
    assert [row.findtext("key") for row in definition.iter("value")][:2] == ["consult", "help"]


def test_without_a_key_one_sees_where_a_case_stands_and_no_words(cast: Cast) -> None:
    with at(0):
        case = cast.submit("三栋王秀兰家漏水", address="2976室")
        shown = get(f"requests/{_id(case)}.json")[0]
        assert shown["status"] == "open"
        assert "王秀兰" not in str(shown) and "2976" not in str(shown)
        assert shown["description"] is shown["lat"] is shown["address"] is None
        assert get("requests.json") == []
        cast.act(case, "answer", "grid_worker", answer="已修好")
        cast.act(case, "publish", "grid_worker", public_title="漏水", public_answer="已修好")
        assert [row["description"] for row in get("requests.json")] == ["漏水"]


@pytest.mark.parametrize("visibility", ["private", "confidential"])
def test_a_case_that_is_not_public_is_not_there(cast: Cast, visibility: str) -> None:
    with at(0):
        case = cast.submit("物业经理收钱", visibility=visibility)
        for path in (f"requests/{_id(case)}.json", f"tokens/{_id(case)}.json"):
            answer = Client().get(f"{BASE}/{path}")
            assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)
        assert get("requests.json", service_request_id=_id(case)) == []


def test_a_key_reads_what_its_owner_reads(cast: Cast, key: Callable[[str], str]) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        assert [row["description"] for row in get("requests.json", api_key=key("grid_worker"))] == ["楼道灯坏了"]
        assert get("requests.json", api_key=key("next_grid_worker")) == []
        assert get(f"requests/{_id(case)}.json", api_key=key("former_grid_worker"))[0]["description"] is None
        assert Client().get(f"{BASE}/requests.json", {"api_key": "linli_wrong"}).status_code == 403


def test_requests_are_found_by_every_filter(cast: Cast, key: Callable[[str], str]) -> None:
    with at(0):
        own = key("community_officer")
        first, second = cast.submit("楼道灯坏了"), cast.submit("电梯停了")
        cast.act(first, "answer", "grid_worker", answer="已修好")

        def ids(**query: str) -> set[str]:
            return {row["service_request_id"] for row in get("requests.json", api_key=own, **query)}

        assert ids() == {_id(first), _id(second)}
        assert ids(status="closed") == {_id(first)}
        assert ids(status="open,closed") == {_id(first), _id(second)}
        assert second.category is not None
        assert ids(service_code=second.category.code) == {_id(second)}
        assert ids(service_request_id=f"{_id(first)}, {_id(second)}") == {_id(first), _id(second)}
        assert ids(start_date="2001-01-01T00:00:00Z", end_date="2001-02-01T00:00:00Z") == set()
        assert ids(page_size="1", page="2") | ids(page_size="1") == {_id(first), _id(second)}
        assert ids(jurisdiction_id=cast.places["other_community"].code) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"status": "half"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01"},
        {"end_date": "0001-01-01T00:00:00+14:00"},
        {"page": "0"},
        {"page_size": "1001"},
        {"page": "٣"},
        {"jurisdiction_id": "nowhere"},
    ],
)
def test_a_query_that_means_nothing_is_refused_in_both_formats(db: None, query: dict[str, str]) -> None:
    for form in ("json", "xml"):
        answer = Client().get(f"{BASE}/requests.{form}", query)
        assert answer.status_code in (400, 404)
        assert "description" in answer.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"service_code": "no-such", **POINT},
        {"description": "没有地点"},
        {"lat": "x", "long": "114"},
        {"lat": "nan", "long": "114"},
        {"lat": "30"},
        {**POINT, "attribute[kind]": "shout"},
    ],
)
def test_a_post_that_cannot_be_used_says_why(cast: Cast, key: Callable[[str], str], said: dict[str, str]) -> None:
    code = get("services.json")[0]["service_code"]
    answer = post(**{"service_code": code, "description": "坏了", **said, "api_key": key("community_officer")})
    assert answer.status_code in (400, 404), answer.content.decode()
    assert answer.json()[0]["description"]
    assert not Case.objects.exists()


def test_nobody_posts_without_a_key_and_a_double_press_is_one(cast: Cast, key: Callable[[str], str]) -> None:
    code = get("services.json")[0]["service_code"]
    assert post(service_code=code, description="坏了", **POINT).status_code == 403
    own = key("community_officer")
    with at(0):
        ids = {
            post(service_code=code, description="坏了", api_key=own, **POINT).json()[0]["service_request_id"]
            for _ in range(2)
        }
    assert len(ids) == Case.objects.count() == 1


def test_a_media_url_is_never_fetched(cast: Cast, key: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("fetched")

    monkeypatch.setattr(http.Session, "request", fetched)
    code = get("services.json")[0]["service_code"]
    said = {"description": "坏了", "media_url": "http://169.254.169.254/latest/meta-data", **POINT}
    assert post(service_code=code, api_key=key("community_officer"), **said).status_code == 201


def test_a_resident_posts_in_their_own_name_whatever_name_is_written(cast: Cast, key: Callable[[str], str]) -> None:
    code = get("services.json")[0]["service_code"]
    with at(0):
        answer = post(service_code=code, description="坏了", api_key=key("resident"), first_name="别人", **POINT)
        assert answer.status_code == 201
    assert Reporter.objects.get().account == cast.accounts["resident"]
