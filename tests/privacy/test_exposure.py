"""After a loss: whose data the account could have read, and whose numbers it had shown (PIPL art. 57)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.people.models import Post
from tests.cast import MORNING, Cast, at


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


def exposed(name: str, first: str = "2026-05-13", last: str = "2026-05-14") -> Any:
    out = StringIO()
    call_command("privacy", "exposure", "--account", name, "--from", first, "--to", last, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def here(cast: Cast) -> Case:
    case = cast.submit("一网格的事", reporter_phone="13900001111", reporter_name="王秀兰")
    cast.act(case, "reveal", "grid_worker", what="phone", why="约上门")
    return case


def test_a_grid_worker_could_read_the_own_grid_and_no_other(here: Case, cast: Cast) -> None:
    other = cast.submit("二网格的事", who="neighbour", grid="two")
    found = exposed("陈晓燕")
    assert found["account"] == cast.grid_worker.pk
    assert found["cases"] == 1
    (person,) = found["people"]
    assert person["cases"] == [here.number]
    assert len(person["revealed"]) == 1
    assert person["phone"] == "139****1111"
    assert other.number not in json.dumps(found)
    assert {case for one in exposed("刘洋")["people"] for case in one["cases"]} == {here.number, other.number}
    assert exposed("刘洋")["revealed"] == 0


def test_a_former_post_counts_for_its_own_time_alone(here: Case, cast: Cast) -> None:
    assert exposed("吴敏")["cases"] == 0  # the post ended the day before
    Post.objects.filter(pk=cast.posts["former_grid_worker"].pk).update(ends_at=MORNING + timedelta(days=1))
    assert exposed("吴敏")["cases"] == 1
    with at(days=3):
        cast.submit("后来的事")
        assert exposed("吴敏")["cases"] == 1
        assert exposed("吴敏", "2026-05-16", "2026-05-17")["cases"] == 0


def test_a_confidential_case_is_in_the_list_of_those_who_lead_it_alone(cast: Cast) -> None:
    cast.submit("举报物业", visibility="confidential", excluded_ids=[cast.grid_worker.pk])
    found = {name: exposed(name)["confidential"] for name in ("陈晓燕", "刘洋", "罗斌", "孙磊")}
    assert found["陈晓燕"] == found["罗斌"] == 0
    assert sum(found.values()) >= 1


def test_what_an_organisation_led_once_stays_in_its_list(here: Case, cast: Cast) -> None:
    cast.act(here, "accept", "grid_worker")
    cast.act(here, "dispatch", "grid_worker", to=cast.id_of("property"), task="去看看")
    cast.act(here, "accept", "property_manager")
    assert exposed("罗斌")["cases"] == 1


def test_a_resident_s_account_holds_the_own_requests(here: Case, cast: Cast) -> None:
    assert exposed(cast.resident.phone)["cases"] == 1
    assert exposed(str(cast.neighbour.pk))["cases"] == 0


def test_people_read_it_and_a_wrong_name_gets_words(here: Case, cast: Cast) -> None:
    out = StringIO()
    call_command("privacy", "exposure", "--account", "陈晓燕", "--from", "2026-05-13", "--to", "2026-05-13", stdout=out)
    assert "可能看到 1 件诉求" in out.getvalue()
    assert "139****1111" in out.getvalue()
    assert "13900001111" not in out.getvalue()
    for bad in (
        ["某某", "2026-05-13", "2026-05-13"],
        ["陈晓燕", "昨天", "2026-05-13"],
        ["陈晓燕", "2026-05-13", "2026-05-12"],
    ):
        with pytest.raises(CommandError):
            exposed(*bad)


def test_expire_says_what_it_took(cast: Cast) -> None:
    out = StringIO()
    call_command("privacy", "expire", stdout=out)
    assert "cases" in out.getvalue()
