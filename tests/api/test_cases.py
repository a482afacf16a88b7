"""What the pages do on cases, programs do by the same rules and with the same words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases.models import Case, Reporter
from tests.api.conftest import Program
from tests.cast import Cast, at, photo

MakeProgram = Callable[..., Program]


def _id(case: Case) -> str:
    return f"{case.community_id}-{case.id}"


def _made(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_hotline_reports_for_a_resident_and_the_grid_has_it(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        hotline = program("community_officer")
        said = {
            "body": "3号楼二单元的电梯停了，老人下不了楼",
            "place": {"door_code": cast.doors["one"].token},
            "channel": "hotline",
            "reporter": {"name": "王秀兰", "phone": "19900000001"},
            "foreign_id": "12345-2026-88",
        }
        answer = hotline.post("cases", said)
        made = _made(answer)
        assert answer.headers["Location"] == f"/api/v1/cases/{made['case']['id']}"
        assert made["case"]["place"]["grid"]["name"] == "第1网格"
        assert len(made["code"]) == 8
        text = answer.content.decode()
        assert "王秀兰" not in text and "19900000001" not in text
        assert program("grid_worker").get(f"cases/{made['case']['id']}").json()["body"] == said["body"]
    row = Reporter.objects.get(case_id=int(made["case"]["id"].split("-")[1]))
    assert (row.name, row.phone) == ("王秀兰", "19900000001")


def test_a_resident_reports_in_their_own_name_only(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        resident = program("resident")
        made = _made(resident.post("cases", {"body": "路灯不亮", "place": {"community": cast.community.code}}))
        assert [row["id"] for row in resident.get("me/cases").json()["items"]] == [made["case"]["id"]]
        refused = resident.post("cases", {"body": "路灯不亮", "reporter": {"name": "别人"}})
        assert refused.status_code == 403


def test_sent_three_times_is_one_case_with_one_code(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        hotline = program("community_officer")
        said = {"body": "路灯不亮", "place": {"community": cast.community.code}}
        answers = [hotline.post("cases", said, key="call-7") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert len({answer.json()["case"]["id"] for answer in answers}) == 1
        assert len({answer.json()["code"] for answer in answers}) == 1
        assert Case.objects.count() == 1


def test_another_programs_key_is_another_key(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        said = {"body": "路灯不亮", "place": {"community": cast.community.code}}
        for who in ("resident", "neighbour"):
            assert program(who).post("cases", said, key="1").status_code == 201
        assert Case.objects.count() == 2


def test_without_a_key_nothing_is_done(program: MakeProgram) -> None:
    answer = program("resident").post("cases", {"body": "路灯不亮"}, key="")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["fields"]
    assert not Case.objects.exists()


def test_a_case_goes_from_the_door_to_the_verdict(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        resident, worker = program("resident"), program("grid_worker")
        made = _made(resident.post("cases", {"body": "楼道灯坏了", "place": {"door_code": cast.doors["one"].token}}))
        address = f"cases/{made['case']['id']}"
        names = [row["deed"] for row in worker.get(f"{address}/deeds").json()]
        assert "accept" in names and "evaluate" not in names
        assert worker.post(f"{address}/deeds/accept", {}).json()["state"] == "accepted"
        done = worker.post(f"{address}/deeds/answer", {"carried": {"answer": "灯泡已换，请放心。"}})
        assert done.json()["state"] == "resolved", done.content.decode()
        assert [row["deed"] for row in resident.get(f"{address}/deeds").json()] == ["evaluate", "reopen"]
        closed = resident.post(f"{address}/deeds/evaluate", {"carried": {"solved": "yes", "satisfied": True}})
        assert closed.json()["state"] == "closed", closed.content.decode()
        course = [line["deed"] for line in resident.get(f"{address}/events").json()]
        assert course == ["submit", "accept", "answer", "evaluate"]


def test_a_deed_on_a_page_of_yesterday_is_refused(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        worker = program("grid_worker")
        seen = worker.get(f"cases/{_id(case)}").headers["ETag"]
        cast.act(case, "note", "grid_worker", text="去看过")
        answer = worker.post(f"cases/{_id(case)}/deeds/accept", {}, **{"If-Match": seen})
        assert (answer.status_code, answer.json()["type"]) == (412, "urn:linli:problem:outdated")
        now = worker.get(f"cases/{_id(case)}").headers["ETag"]
        assert worker.post(f"cases/{_id(case)}/deeds/accept", {}, **{"If-Match": now}).status_code == 200


def test_what_has_not_changed_is_not_sent_again(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        worker = program("grid_worker")
        seen = worker.get(f"cases/{_id(case)}").headers["ETag"]
        answer = worker.get(f"cases/{_id(case)}", **{"If-None-Match": seen})
        assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("who", ["neighbour", "next_grid_worker", "former_grid_worker", "other_community_director"])
def test_whoever_must_not_see_a_case_is_told_nothing(cast: Cast, program: MakeProgram, who: str) -> None:
    with at(0):
        case = cast.submit("三楼老人家里的燃气灶漏气", photos=[photo()])
        file = case.attachments.get()
        outsider = program(who)
        for path in ("", "/events", "/deeds", f"/files/{file.id}"):
            answer = outsider.get(f"cases/{_id(case)}{path}")
            assert answer.status_code == 404, path
            assert "燃气" not in answer.content.decode()
        assert outsider.post(f"cases/{_id(case)}/deeds/note", {"carried": {"text": "看看"}}).status_code == 404
        assert outsider.get("cases").json()["items"] == []


def test_a_confidential_case_is_in_no_list_of_whom_it_names(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        named = cast.accounts["community_officer"]
        case = cast.submit("物业经理收钱不办事", kind="tip_off", excluded_ids=[named.pk])
        program_of_named = program("community_officer")
        assert program_of_named.get("cases", {"q": "物业经理"}).json()["items"] == []
        assert program_of_named.get(f"cases/{_id(case)}").status_code == 404


def test_a_neighbour_merged_in_reads_the_answer_and_not_anothers_words(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        first, second = cast.submit("三楼漏水，电话找我老伴"), cast.submit("漏水", who="neighbour")
        cast.act(second, "merge", "grid_worker", target_id=first.id, why="同一处漏水")
        page = program("neighbour").get(f"cases/{_id(first)}").json()
        assert page["body"] == ""
        assert page["reporters"] == 2


def test_a_list_goes_on_where_it_stopped_whatever_comes_in_between(cast: Cast, program: MakeProgram) -> None:
    worker = program("grid_worker")
    for minute in range(5):
        with at(minute):
            cast.submit(f"第{minute}件", who="resident")
    with at(10):
        first = worker.get("cases", {"limit": 2}).json()
        cast.submit("新来的一件")
        second = worker.get("cases", {"limit": 2, "cursor": first["next"]}).json()
        third = worker.get("cases", {"limit": 2, "cursor": second["next"]}).json()
    titles = [row["title"] for page in (first, second, third) for row in page["items"]]
    assert titles == ["第4件", "第3件", "第2件", "第1件", "第0件"]
    assert third["next"] is None


def test_a_list_asks_as_often_for_thirty_as_for_three(
    cast: Cast, program: MakeProgram, django_assert_max_num_queries: Any
) -> None:
    worker = program("grid_worker")
    counts = []
    for many in (3, 30):
        with at(0):
            while Case.objects.count() < many:
                cast.submit("楼道灯坏了")
            worker.get("cases")
            with django_assert_max_num_queries(20) as asked:
                assert len(worker.get("cases").json()["items"]) == many
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 5  # one of them counts what was read (decision 064)


def test_a_photo_is_added_and_read_back(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        resident = program("resident")
        answer = resident.client.post(
            f"/api/v1/cases/{_id(case)}/files",
            {"photos": [photo()]},
            headers={**resident.headers, "Idempotency-Key": "photo-1"},
        )
        assert answer.status_code == 200, answer.content.decode()
        url = answer.json()["files"][0]["url"]
        picture = resident.client.get(url, headers=resident.headers)
        assert b"".join(picture.streaming_content)[:2] == b"\xff\xd8"
        no_photo = {"photos": [SimpleUploadedFile("a.jpg", b"no photo at all")]}
        refused = resident.client.post(
            f"/api/v1/cases/{_id(case)}/files", no_photo, headers={**resident.headers, "Idempotency-Key": "photo-2"}
        )
        assert refused.status_code in (400, 422)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "body"),
        ({"body": ""}, "body"),
        ({"body": "字" * 5001}, "body"),
        ({"body": "坏\x00了"}, "body"),
        ({"body": "灯坏了", "kind": "shout"}, "kind"),
        ({"body": "灯坏了", "boddy": "?"}, "boddy"),
        ({"body": "灯坏了", "category": "no-such"}, "category"),
        ({"body": "灯坏了", "place": {"lon": 114.3, "lat": 30.6}}, "place"),
        ({"body": "灯坏了", "place": {"lon": 914.3, "lat": 30.6, "crs": "WGS84"}}, "place"),
        ({"body": "灯坏了", "place": {"community": "999999999999"}}, "place"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(program: MakeProgram, said: dict[str, Any], field: str) -> None:
    answer = program("resident").post("cases", said)
    assert answer.status_code in (400, 422), answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert any(field in name for name in answer.json()["fields"]), answer.json()
    assert not Case.objects.exists()


@pytest.mark.parametrize("wrong", ["1", "x-y", "1-99999999999999999999", "-1-2", "1-2-3", "٣-٤"])
def test_an_id_that_is_none_is_not_there(program: MakeProgram, wrong: str) -> None:
    assert program("grid_worker").get(f"cases/{wrong}").status_code == 404


@pytest.mark.parametrize("cursor", ["x", "W10", "!!!!", "eyJhIjoxfQ"])
def test_a_cursor_of_nobodys_is_refused(program: MakeProgram, cursor: str) -> None:
    assert program("grid_worker").get("cases", {"cursor": cursor}).status_code in (400, 422)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_first_and_the_last_hour_there_are_break_no_list(program: MakeProgram, moment: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([moment, 1]).encode()).decode().rstrip("=")
    for said in ({"cursor": cursor}, {"since": moment}, {"until": moment}):
        assert program("grid_worker").get("cases", said).status_code == 422


def test_what_a_deed_does_not_carry_is_not_dropped_in_silence(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        worker = program("grid_worker")
        answer = worker.post(f"cases/{_id(case)}/deeds/accept", {"carried": {"anser": "好"}})
        assert "anser" in answer.json()["fields"]
        nested = worker.post(f"cases/{_id(case)}/deeds/note", {"carried": {"text": {"a": [1]}}})
        assert "text" in nested.json()["fields"]
        assert worker.post(f"cases/{_id(case)}/deeds/submit", {}).status_code == 404
        assert worker.post(f"cases/{_id(case)}/deeds/rise", {}).status_code == 404


def test_a_merge_cannot_name_a_case_its_caller_does_not_see(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        own, other = cast.submit("楼道灯坏了"), cast.submit("楼道灯坏了", who="neighbour", grid="two")
        answer = program("grid_worker").post(
            f"cases/{_id(own)}/deeds/merge", {"carried": {"target_id": other.id, "why": "一样"}}
        )
        assert "target_id" in answer.json()["fields"]


def test_the_public_reads_what_is_published_and_who_is_responsible(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("三栋王秀兰家漏水")
        cast.act(case, "answer", "grid_worker", answer="已修好")
        nobody = program(None)
        assert nobody.get("answers").json()["items"] == []
        cast.act(case, "publish", "grid_worker", public_title="漏水", public_answer="已修好")
        assert [row["title"] for row in nobody.get("answers", {"place": cast.community.code}).json()["items"]] == [
            "漏水"
        ]
        assert len(nobody.get("categories").json()) > 50
        found = nobody.get("locate", {"door_code": cast.doors["one"].token}).json()
        assert found["place"]["grid"]["name"] == "第1网格"
        assert found["responsible"]
        assert nobody.get("locate").status_code == 404


def test_figures_are_those_of_the_dashboard_and_for_their_territory(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        cast.submit("楼道灯坏了")
        query = {"place": cast.community.code, "first": "2020-01-01", "last": "2030-01-01"}
        assert program("community_director").get("figures", query).json()["cases"] == 1
        assert program("other_community_director").get("figures", query).status_code == 403
        assert program("resident").get("figures", query).status_code == 403
