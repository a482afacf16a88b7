"""What a program reads with the token of somebody on a post is in the log: a line a token and hour, with how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from linli.api.models import TokenReading
from linli.api.readings import readings_close
from linli.audit.models import Note
from linli.audit.verify import verify_log
from linli.people.models import Post
from tests.api.conftest import Program
from tests.cast import MORNING, Cast, at

MakeProgram = Callable[..., Program]


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


def lines() -> list[dict[str, object]]:
    return [note.facts for note in Note.objects.filter(deed="token_read").order_by("seq")]


def test_an_hour_of_reading_is_one_line_with_requests_and_cases(cast: Cast, program: MakeProgram) -> None:
    cases = [cast.submit(f"第{n}件事") for n in range(3)]
    worker = program("grid_worker")
    for query in ("cases", "cases?q=%E7%AC%AC", f"cases/{cases[0].community_id}-{cases[0].id}"):
        assert worker.get(query).status_code == 200
    row = TokenReading.objects.get()
    assert (row.requests, row.cases) == (3, 7)
    assert readings_close() == 0  # the hour is not over
    assert lines() == []
    with at(1):
        assert worker.get("cases?limit=2").status_code == 200
        assert readings_close() == 1
        assert readings_close() == 0
    assert lines() == [{"since": "2026-05-13T09:00", "requests": 3, "rows": 7}]
    note = Note.objects.get(deed="token_read")
    assert (note.account_id, note.post_id) == (cast.grid_worker.pk, cast.posts["grid_worker"].pk)
    assert note.path == cast.community.path
    with at(2):
        assert readings_close() == 1
    assert lines()[1] == {"since": "2026-05-13T10:00", "requests": 1, "rows": 2}
    assert list(verify_log()) == []


def test_a_post_that_has_ended_since_is_named_all_the_same(cast: Cast, program: MakeProgram) -> None:
    program("grid_worker").get("cases")
    Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=MORNING.replace(minute=30))
    with at(1):
        assert readings_close() == 1
    assert Note.objects.get(deed="token_read").post_id == cast.posts["grid_worker"].pk


def test_what_a_resident_reads_of_their_own_and_what_is_public_is_not_counted(cast: Cast, program: MakeProgram) -> None:
    case = cast.submit("自己的事")
    resident = program("resident")
    assert resident.get("me/cases").status_code == 200
    assert resident.get(f"cases/{case.community_id}-{case.id}").status_code == 200
    assert program("grid_worker").get("me/cases").status_code == 200
    assert Client().get("/open311/v2/requests.json").status_code == 200
    assert not TokenReading.objects.exists()


def test_a_key_of_open311_counts_as_a_token_does(cast: Cast, program: MakeProgram) -> None:
    case = cast.submit("路灯不亮")
    secret = program("grid_worker").headers["Authorization"].removeprefix("Bearer ")
    for address in ("requests.json", f"requests/{case.community_id}-{case.id}.json"):
        assert Client().get(f"/open311/v2/{address}", {"api_key": secret}).status_code == 200
    row = TokenReading.objects.get()
    assert (row.requests, row.cases) == (2, 2)
