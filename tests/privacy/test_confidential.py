"""A confidential case has readers by name; an administrator reads it only where a second person agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from linli.cases.models import Case, Event, Opening, OpeningRead
from linli.cases.verify import verify_all
from linli.notify.models import Message
from linli.people.models import Post
from tests.cast import MORNING, Cast, at

ASK = {"why": "核查举报办理是否合规"}
BODY = "经理收了业主的钱"


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    """Led by the grid's team, supervised by the community; names the property's manager and a director above."""
    return cast.submit(BODY, reporter_name="王秀兰", excluded_ids=[cast.property_manager.pk])


def ask(client: Client, number: str) -> str:
    answer = client.post("/staff/confidential/", {**ASK, "number": number}, follow=True)
    return re.sub(r"value=\"[^\"]+\"", "", answer.content.decode()).split("<main", 1)[1]


def decided(client: Client, opening: Opening, agree: bool = True) -> int:
    address = f"/staff/confidential/{opening.community_id}/{opening.id}/decide/"
    return client.post(address, {"agree": "1" if agree else "0", "key": f"k{opening.id}{agree}"}).status_code


def reading(client: Client, opening: Opening) -> int:
    return client.get(f"/staff/confidential/{opening.community_id}/{opening.id}/").status_code


def test_an_administrator_reads_nothing_alone_and_what_a_second_person_agrees_to(case: Case, cast: Cast) -> None:
    head, worker = cast.client("street_director"), cast.client("grid_worker")
    assert head.get(f"/staff/cases/{case.community_id}/{case.id}/").status_code == 404
    ask(head, case.number)
    opening = Opening.objects.get()
    assert reading(head, opening) == 404
    assert Message.objects.filter(kind="opening", account=cast.grid_worker).exists()
    assert not Message.objects.filter(kind="opening", account=cast.property_manager).exists()
    assert "核查举报办理是否合规" in worker.get("/staff/confidential/").content.decode()
    assert decided(head, opening) == 404  # nobody agrees with themselves
    assert decided(worker, opening) == 302
    answer = head.get(f"/staff/confidential/{opening.community_id}/{opening.id}/")
    shown = answer.content.decode()
    assert BODY in shown
    assert "王秀兰" not in shown
    assert answer.headers["Cache-Control"] == "no-store"
    assert head.get(f"/staff/cases/{case.community_id}/{case.id}/").status_code == 404
    assert OpeningRead.objects.count() == 1
    assert "查看过" in worker.get("/staff/confidential/").content.decode()
    note = Event.objects.get(case_id=case.id, name="note")
    assert note.actor == cast.grid_worker
    assert "胡军" in note.content["said"]["text"]
    assert "核查举报办理是否合规" in cast.client("resident").get("/me/data/").content.decode()
    assert list(verify_all()) == []


def test_what_was_agreed_to_ends_after_a_day_with_either_post_and_is_never_wider(case: Case, cast: Cast) -> None:
    head = cast.client("street_director")
    ask(head, case.number)
    opening = Opening.objects.get()
    decided(cast.client("grid_worker"), opening)
    assert reading(head, opening) == 200
    assert reading(cast.client("community_director"), opening) == 404
    with at(25):
        assert reading(head, opening) == 404
    Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=MORNING)
    assert reading(head, opening) == 404
    Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=None)
    Post.objects.filter(pk=cast.posts["street_director"].pk).update(ends_at=MORNING)
    assert reading(head, opening) in (403, 404)


def test_a_refusal_and_three_days_of_silence_open_nothing(case: Case, cast: Cast) -> None:
    head, worker = cast.client("street_director"), cast.client("grid_worker")
    ask(head, case.number)
    ask(head, case.number)
    opening = Opening.objects.get()
    with at(days=4):
        assert decided(worker, opening) == 404
    assert decided(worker, opening, agree=False) == 302
    assert reading(head, opening) == 404
    assert decided(worker, opening) == 404
    assert not Message.objects.filter(kind="opening_decided").exists()


def test_nobody_learns_whether_there_is_such_a_case(case: Case, cast: Cast) -> None:
    ordinary = cast.submit("楼道灯坏了")
    for who in ("street_director", "other_community_director"):
        client = cast.client(who)
        assert ask(client, case.number) == ask(client, "9999999") == ask(client, ordinary.number), who
    assert Opening.objects.count() == 1  # the other street's does not lie in the director's place
    assert cast.client("grid_worker").post("/staff/confidential/", {**ASK, "number": "1234567"}).status_code == 403


def test_whoever_is_named_asks_in_vain_and_cannot_agree(cast: Cast) -> None:
    case = cast.submit(BODY, excluded_ids=[cast.street_director.pk, cast.community_officer.pk])
    ask(cast.client("street_director"), case.number)
    assert not Opening.objects.exists()
    opening = Opening.objects.create(
        community_id=case.community_id,
        case_id=case.id,
        asker=cast.resident,
        post=cast.posts["city_officer"],
        why="特别的理由",
    )
    assert decided(cast.client("community_officer"), opening) == 404
    assert "特别的理由" not in cast.client("community_officer").get("/staff/confidential/").content.decode()


def test_the_list_asks_the_same_for_one_request_and_for_many(case: Case, cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client("grid_worker")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/staff/confidential/")
        return len(seen)

    def add() -> None:
        Opening.objects.create(
            community_id=case.community_id,
            case_id=case.id,
            asker=cast.street_director,
            post=cast.posts["street_director"],
            why="核查",
        )

    add()
    cost()
    one = cost()
    for _number in range(6):
        add()
    assert cost() == one
