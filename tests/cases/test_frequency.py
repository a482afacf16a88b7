"""Too many reports are refused kindly, lose nothing, and keep no neighbour out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.models import Case
from linli.cases.services.frequency import Whence, report_count
from linli.catalog.models import TryLimit
from linli.catalog.selectors import words_kept
from linli.catalog.services import try_limit_set, words_changed
from linli.core.batch import batch
from linli.core.errors import Refused
from linli.people.models import Attempt
from linli.people.selectors import standing_of
from linli.places.selectors import Located
from tests.cases.resident import at_the_door, hidden, send, text
from tests.cast import Cast, at, photo

ELSEWHERE = "203.0.113.9"


def allow(cast: Cast, kind: str, most: int) -> None:
    TryLimit.objects.update_or_create(place=cast.community, kind=kind, defaults={"most": most})
    words_changed()


def test_the_fourth_report_of_a_stranger_is_refused_with_the_time_to_wait_and_everything_still_there(
    cast: Cast,
) -> None:
    allow(cast, "report_address", 3)
    client = at_the_door(cast)
    with at(0):
        for number in range(3):
            assert send(client, f"第{number}件：楼道灯坏了", seen="1").status_code == 302
        answer = send(client, "第四件：水管爆了", seen="1", name="老王", address="3栋", photos=photo())
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    page = text(answer)
    for kept in ("第四件：水管爆了", "老王", "3栋", "60 分钟", "登录", "1 个文件已经收下"):
        assert kept in page, kept
    assert Case.objects.count() == 3
    with at(1.01):
        again = client.post(
            reverse("cases:report"),
            {"key": hidden(answer, "key"), "body": "第四件：水管爆了", "kind": "help", "where": "here", "seen": "1"},
        )
    assert again.status_code == 302
    newest = Case.objects.order_by("-submitted_at")[0]
    assert newest.body == "第四件：水管爆了"
    assert newest.attachments.count() == 1, "the photo that was held did not come with it"


def test_a_report_that_is_refused_for_its_words_is_not_counted(cast: Cast) -> None:
    client = at_the_door(cast)
    assert send(client, "").status_code == 422
    assert not Attempt.objects.filter(kind__startswith="report").exists()


def test_the_same_form_sent_again_is_neither_counted_nor_refused(cast: Cast) -> None:
    allow(cast, "report_address", 3)
    client = at_the_door(cast)
    key = hidden(client.get(reverse("cases:report")), "key")
    for _ in range(5):
        assert send(client, "楼道灯坏了", key=key, seen="1").status_code == 302
    assert Case.objects.count() == 1
    assert Attempt.objects.get(kind="report_address").count == 1


def test_whoever_fills_an_address_a_door_and_a_phone_keeps_no_neighbour_with_an_account_out(cast: Cast) -> None:
    for kind in ("report_address", "report_phone", "report_door"):
        allow(cast, kind, 3)
    nuisance = at_the_door(cast)
    with at(0):
        for number in range(3):
            assert send(nuisance, f"捣乱{number}", seen="1", phone=cast.resident.phone).status_code == 302
        assert send(nuisance, "捣乱", seen="1", phone=cast.resident.phone).status_code == 429
        neighbour = at_the_door(cast, "resident")  # the same address, the same door
        answer = send(neighbour, "真的有事", seen="1", phone=cast.resident.phone)
    assert answer.status_code == 302


def test_a_device_that_reported_yesterday_is_counted_alone(cast: Cast) -> None:
    allow(cast, "report_address", 3)
    device = at_the_door(cast)
    with at(0):
        assert send(device, "昨天的事", seen="1").status_code == 302
    nuisance = at_the_door(cast)
    with at(25):
        for number in range(3):
            assert send(nuisance, f"捣乱{number}", seen="1").status_code == 302
        assert send(nuisance, "捣乱", seen="1").status_code == 429
        assert send(device, "今天的事", seen="1").status_code == 302


def test_from_another_address_the_same_door_is_full_too_and_signing_in_opens_it(cast: Cast) -> None:
    allow(cast, "report_door", 3)
    with at(0):
        for number in range(3):
            assert send(at_the_door(cast), f"捣乱{number}", seen="1").status_code == 302
        stranger = Client(REMOTE_ADDR=ELSEWHERE)
        stranger.get(reverse("places:door", args=[cast.doors["one"].token]))
        assert send(stranger, "有事", seen="1").status_code == 429
        stranger.force_login(cast.resident)
        assert send(stranger, "有事", seen="1").status_code == 302


def test_a_program_is_told_by_a_problem_when_to_come_again(cast: Cast) -> None:
    allow(cast, "report_program", 3)
    _token, secret = token_make(cast.resident, "热线", list(Scope), 30)
    headers = {"Authorization": f"Bearer {secret}"}

    def post(number: int) -> Any:
        said = {"body": f"门禁坏了 {number}", "place": {"door_code": cast.doors["one"].token}}
        more = headers | {"Idempotency-Key": f"k{number}"}
        return Client().post("/api/v1/cases", json.dumps(said), content_type="application/json", headers=more)

    assert [post(number).status_code for number in range(3)] == [201] * 3
    refused = post(3)
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:linli:problem:toomany"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert post(2).status_code == 200, "what was done is answered again, not refused"
    asked = {"api_key": secret, "service_code": "road-lamp", "description": "灯", "address_string": "青和居"}
    by_311 = Client().post("/open311/v2/requests.json", asked)
    assert by_311.status_code == 429
    assert int(by_311.headers["Retry-After"]) > 0
    assert by_311.json()[0]["code"] == 429


def test_staff_who_take_in_too_many_read_it_on_the_form(cast: Cast) -> None:
    allow(cast, "report_staff", 3)
    client = cast.client("community_officer")
    page = reverse("cases:intake")
    answers = []
    for number in range(4):
        form = {"key": hidden(client.get(page), "key"), "body": f"来电 {number}", "channel": "visit", "kind": "help"}
        form["visibility"] = "public"
        answers.append(client.post(page, form))
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "来电 3" in text(answers[-1])
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_doors_are_not_scanned_without_end_and_a_wrong_code_stops_no_right_one(cast: Cast) -> None:
    allow(cast, "door_wrong", 60)
    allow(cast, "door_address", 3)
    client = cast.client()
    with at(0):
        for number in range(60):
            assert client.get(reverse("places:door", args=[f"made-up-{number}"])).status_code == 404
        wrong = client.get(reverse("places:door", args=["made-up"]))
        assert wrong.status_code == 429
        assert int(wrong.headers["Retry-After"]) > 0
        assert "选择所在社区" in text(wrong)
        door = reverse("places:door", args=[cast.doors["one"].token])
        assert [client.get(door).status_code for _ in range(4)] == [302, 302, 302, 429]
        assert cast.client("resident").get(door).status_code == 302, "whoever is known is counted alone"
        asked = client.get("/api/v1/locate", {"door_code": cast.doors["one"].token})
        assert asked.status_code == 429
        assert asked.headers["Content-Type"] == "application/problem+json"


def test_the_head_sets_a_number_for_the_place_and_takes_it_back(cast: Cast) -> None:
    client = cast.client("community_director")
    page = f"/staff/settings/tries/report_own/?place={cast.community.code}"
    for bad in ("2", "x", "", "999999999", "-1"):
        assert client.post(page, {"most": bad}).status_code == 422
    assert client.post(page, {"most": "4"}).status_code == 302
    assert "<strong>4</strong>" in client.get(f"/staff/settings/tries/?place={cast.community.code}").content.decode()
    resident = at_the_door(cast, "resident")
    assert [send(resident, f"事{number}", seen="1").status_code for number in range(5)] == [302] * 4 + [429]
    client.post(f"/staff/settings/tries/report_own/remove/?place={cast.community.code}")
    assert send(resident, "又一件", seen="1").status_code == 302
    with pytest.raises(Refused):
        try_limit_set(cast.community, "report_own", 9, acting=standing_of(cast.accounts["other_community_director"]))


def test_a_clock_that_was_set_back_shuts_nobody_out(cast: Cast) -> None:
    allow(cast, "report_own", 3)
    client = at_the_door(cast, "resident")
    with at(24):
        for number in range(3):
            assert send(client, f"事{number}", seen="1").status_code == 302
    with at(0):
        assert send(client, "时钟拨回了一天", seen="1").status_code == 302


def test_counting_a_report_costs_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    place = Located(cast.community, cast.grids["one"], None, None)
    with batch():
        words_kept()  # read by every report in any case
        with django_assert_num_queries(1):
            report_count(Whence(address=ELSEWHERE), place, "13900001111")
    assert sorted(Attempt.objects.values_list("kind", "count")) == [("report_address", 1), ("report_phone", 1)]


def of_one_house(number: int) -> Client:
    """One of the 2^64 addresses that a household has by IPv6."""
    return Client(REMOTE_ADDR=f"2409:8a4c:1:2::{number:x}")


def test_the_addresses_of_one_house_are_one_stranger(cast: Cast) -> None:
    allow(cast, "report_address", 3)
    door = reverse("places:door", args=[cast.doors["one"].token])
    with at(0):
        case = cast.submit("灯坏了", None)
        wrong = {"number": case.number, "code": "123123123"}
        lost = [of_one_house(number).post(reverse("cases:case_by_code"), wrong).status_code for number in range(12)]
        assert lost[-1] == 429
        answers = []
        for number in range(4):
            stranger = of_one_house(number)
            stranger.get(door)
            answers.append(send(stranger, f"第{number}件", seen="1").status_code)
        assert answers == [302, 302, 302, 429]
