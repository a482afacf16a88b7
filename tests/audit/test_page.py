"""The log is read by those who answer for a place, of that place and below; found, paged, taken out."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from linli.audit.models import Note
from linli.audit.services import audit_note
from linli.cases.models import Case, Opening
from linli.people.models import Post
from linli.people.selectors import standing_of
from tests.cast import MORNING, Cast, at, photo

PAGE = "/staff/log/"


def text(client: Client, query: str = "", page: str = PAGE) -> str:
    answer = client.get(page + query)
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1]


def rows(client: Client, query: str = "") -> int:
    return text(client, query).count("data-row")


@pytest.fixture
def noted(cast: Cast) -> Cast:
    """A line each of the community, the street, the other street's community, and the installation."""
    with at(0):
        audit_note("limit_set", cast.community, standing_of(cast.community_director), clock="accept_by", minutes=60)
        audit_note("limit_set", cast.places["street"], standing_of(cast.street_director), clock="act_by", minutes=61)
        other = standing_of(cast.other_community_director)
        audit_note("limit_set", cast.places["other_community"], other, clock="act_by", minutes=62)
        audit_note("keys_rotated", None, None, sealed=63)
    return cast


@pytest.fixture
def mayor(cast: Cast) -> Client:
    """Who heads the highest desk."""
    Post.objects.create(
        organisation=cast.organisations["city"],
        kind="director",
        account=cast.city_officer,
        public_name="林静",
        starts_at=MORNING,
    )
    return cast.client("city_officer")


def test_each_sees_the_own_place_and_below_and_nobody_anothers(noted: Cast, mayor: Client) -> None:
    community = text(noted.client("community_director"))
    assert "分钟 60" in community and "分钟 61" not in community and "分钟 62" not in community
    street = text(noted.client("street_director"))
    assert "分钟 60" in street and "分钟 61" in street and "分钟 62" not in street
    city = text(mayor)
    assert all(f"分钟 {n}" in city for n in (60, 61, 62)) and "63" not in city
    assert "重新加密行数 63" in text(mayor, "?deed=house")
    assert "重新加密行数 63" not in text(noted.client("street_director"), "?deed=house")
    assert "重新加密行数 63" not in text(noted.client("street_director"), "?deed=keys_rotated")


@pytest.mark.parametrize(
    "who", ["community_officer", "grid_worker", "former_grid_worker", "resident", "property_manager"]
)
def test_whoever_heads_nothing_reads_nothing(noted: Cast, who: str) -> None:
    for page in (PAGE, f"{PAGE}export/"):
        assert noted.client(who).get(page).status_code == 403


def test_another_place_is_refused_by_its_code_too(noted: Cast) -> None:
    client = noted.client("community_director")
    for place in ("other_community", "street"):
        code = noted.places[place].code
        assert client.get(f"{PAGE}?place={code}").status_code == 403
        assert client.get(f"{PAGE}export/?place={code}").status_code == 403


def test_lines_are_found_by_person_deed_day_and_thing(cast: Cast) -> None:
    officer, head = standing_of(cast.community_officer), standing_of(cast.community_director)
    with at(0):
        audit_note("notice_posted", cast.community, officer, 5)
        audit_note("day_set", cast.community, head, date="2026-05-20")
    with at(days=3):
        audit_note("notice_ended", cast.community, head, 5)
    client = cast.client("community_director")
    assert rows(client) == 3
    assert rows(client, "?who=刘洋") == 1
    assert rows(client, "?who=没有这个人") == 0
    assert rows(client, f"?post={cast.posts['community_director'].pk}") == 2
    assert rows(client, "?deed=day_set") == 1
    assert rows(client, "?deed=words") == 2
    assert rows(client, "?since=2026-05-14") == 1
    assert rows(client, "?until=2026-05-13") == 2
    assert rows(client, "?thing=notice::5") == 2
    for nonsense in (
        "?thing=x",
        "?since=gestern",
        "?before=1_2_3",
        "?before=９_1",
        "?post=x",
        "?deed=sang",
        "?thing=notice::９",
    ):
        assert rows(client, nonsense) == 3


def test_one_page_leads_to_the_next_and_none_is_lost(cast: Cast) -> None:
    head = standing_of(cast.community_director)
    for minute in range(60):
        with at(minute // 30):  # thirty in the same second
            audit_note("notice_posted", cast.community, head, minute)
    client = cast.client("community_director")
    first = client.get(PAGE)
    second = client.get(PAGE, {"before": first.context["older"]})
    seen = [line.note.thing_id for page in (first, second) for line in page.context["lines"]]
    assert sorted(seen) == list(range(60))
    assert seen[0] >= 30 > seen[-1]
    assert second.context["older"] == ""


def test_a_page_costs_the_same_for_three_lines_and_for_thirty(cast: Cast) -> None:
    client, head = cast.client("community_director"), standing_of(cast.community_director)

    def some(n: int) -> int:
        for one in range(n):
            audit_note("notice_posted", cast.community, head, one)
            audit_note("post_ended", cast.community, head, cast.posts["grid_worker"].pk, kind="grid_worker")
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(PAGE)
        return len(queries)

    assert some(3) == some(20)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_it_is_taken_out_as_a_list_and_that_is_a_line_itself(noted: Cast, form: str) -> None:
    client = noted.client("street_director")
    answer = client.get(f"{PAGE}export/?form={form}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if form == "csv":
        found: list[Any] = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        found = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert len(found) == 3
    assert found[0][1] == "做了什么"
    assert {row[2] for row in found[1:]} == {"张桂芳", "胡军"}
    line = Note.objects.get(deed="log_exported")
    assert (line.facts, line.path) == ({"rows": 2, "form": form}, noted.places["street"].path)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_name_that_would_be_a_formula_goes_out_as_words(noted: Cast, form: str) -> None:
    Post.objects.filter(pk=noted.posts["community_director"].pk).update(public_name="=1+1")
    content = b"".join(noted.client("street_director").get(f"{PAGE}export/?form={form}").streaming_content)  # type: ignore[attr-defined]
    if form == "csv":
        names = [row[2] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    else:
        cells = [row[2] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
        assert {cell.data_type for cell in cells} == {"s"}
        names = [cell.value for cell in cells]
    assert "'=1+1" in names


def test_a_look_behind_a_mask_is_a_line_that_leads_to_the_case(cast: Cast) -> None:
    with at(0):
        case = cast.submit(reporter_name="王秀兰")
        cast.act(case, "reveal", "grid_worker", what="phone", why="回电话核实")
        page = text(cast.client("community_director"))
    line = Note.objects.get(deed="case_revealed")
    assert (line.community_id, line.thing_id) == (case.community_id, case.id)
    assert line.facts == {"step": case.events.get(name="reveal").seq}
    assert f"/staff/cases/{case.community_id}/{case.id}/" in page and case.number in page
    assert "回电话核实" not in page and "王秀兰" not in page
    assert rows(cast.client("community_director"), f"?number={case.number}") == 1


def test_a_file_that_staff_open_is_a_line_its_small_picture_and_the_residents_own_are_none(cast: Cast) -> None:
    with at(0):
        case = cast.submit(photos=[photo()])
        address = f"/files/{case.community_id}/{case.attachments.get().id}/"
        for who in ("resident", "grid_worker"):
            cast.client(who).get(f"{address}thumb/")
        cast.client("resident").get(address)
        assert not Note.objects.exists()
        cast.client("grid_worker").get(address)
    assert Note.objects.get().deed == "file_opened"


@pytest.fixture
def confidential(cast: Cast) -> Case:
    """Led by the grid, supervised by the community; it names the property's manager and the street's director."""
    with at(0):
        return cast.submit("经理收了业主的钱", excluded_ids=[cast.property_manager.pk, cast.street_director.pk])


def test_whom_a_confidential_case_names_learns_nothing_of_it_by_the_log(cast: Cast, confidential: Case) -> None:
    case = confidential
    with at(1):
        cast.act(case, "reveal", "grid_worker", what="phone", why="核实")
        head = cast.client("community_director")
        head.post("/staff/confidential/", {"number": case.number, "why": "核查"})
        head.post("/staff/confidential/", {"number": "0000000000", "why": "核查"})
        assert Note.objects.filter(deed="confidential_asked", thing_id=None).count() == 2  # any number looks the same
        named = text(cast.client("street_director"))
    assert case.number not in named
    assert named.count("data-row") == 2  # that somebody asked, which tells of no case
    assert f"/{case.id}/" not in named


def test_an_opening_is_noted_where_those_who_supervise_read(cast: Cast) -> None:
    with at(0):
        case = cast.submit("经理收了业主的钱", excluded_ids=[cast.property_manager.pk])
        asks, agrees = cast.client("street_director"), cast.client("grid_worker")
        asks.post("/staff/confidential/", {"number": case.number, "why": "核查"})
        opening = Opening.objects.get()
        address = f"/staff/confidential/{opening.community_id}/{opening.id}/"
        agrees.post(f"{address}decide/", {"agree": "1", "key": "k"})
        assert asks.get(address).status_code == 200
    lines = list(Note.objects.order_by("id").values_list("deed", "path", "thing_id"))
    above = case.above.place.path if case.above else ""
    assert lines == [
        ("confidential_asked", cast.places["street"].path, None),
        ("confidential_decided", above, opening.id),
        ("confidential_read", above, opening.id),
    ]


def test_residents_paths_write_no_line(cast: Cast) -> None:
    with at(0):
        case = cast.submit(photos=[photo()])
        for address in (f"/my/{case.community_id}/{case.id}/", "/my/", "/", "/answers/"):
            cast.client("resident").get(address)
        for address in ("/staff/", f"/staff/cases/{case.community_id}/{case.id}/"):
            cast.client("grid_worker").get(address)
        cast.act(case, "accept", "grid_worker")
    assert not Note.objects.exists()


def test_staff_sign_in_is_a_line_a_residents_is_none_and_failures_are_a_number(cast: Cast, mayor: Client) -> None:
    from linli.core.errors import Invalid
    from linli.people.services import code_prove

    with pytest.raises(Invalid):
        code_prove("19900000001", "000000", session="s")
    assert "验证码输错 1 次" in text(mayor)
    assert "验证码输错" not in text(cast.client("street_director"))
    assert "19900000001" not in str(list(Note.objects.values()))
