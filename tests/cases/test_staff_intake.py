"""Reporting on a resident's behalf, by those who handle cases and those who only take them in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Case, Event
from linli.core import clock
from tests.cases.staff import case_url
from tests.cast import MORNING, Cast

INTAKE = "/staff/intake/"
CHOSEN = "青和居小区 1栋 1单元"


@pytest.fixture(autouse=True)
def morning() -> Any:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


def take_in(client: Client, **values: Any) -> HttpResponse:
    """Open the form and send it filled in."""
    key = re.search(r'name="key" value="([^"]*)"', client.get(INTAKE).content.decode())
    assert key
    first = {"key": key.group(1), "body": "楼道灯坏了", "channel": "visit", "kind": "help", "visibility": "public"}
    return client.post(INTAKE, {**first, **values})


def test_a_grid_worker_takes_a_report_at_the_door(cast: Cast) -> None:
    client = cast.client("grid_worker")
    answer = take_in(client, place=CHOSEN, address="1502", name="王秀兰", phone="138 0000 0001")
    case = Case.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse(
        "cases:receipt", args=[case.community_id, case.id]
    )
    assert (case.grid, case.building, case.entrance) == (
        cast.grids["one"],
        cast.buildings["one"],
        cast.entrances["one"],
    )
    assert (case.place_reason, case.channel.code, case.lead_id) == ("chosen", "visit", cast.id_of("one"))
    assert case.reporters.get().phone == "13800000001" and "1502" in case.address
    event = Event.objects.get(case_id=case.id, seq=1)
    assert event.post_id == cast.posts["grid_worker"].pk and event.content["said"]["on_behalf"]


def test_the_receipt_names_number_code_who_has_it_and_by_when(cast: Cast) -> None:
    client = cast.client("grid_worker")
    page = client.get(take_in(client, place=CHOSEN)["Location"])
    case, text = Case.objects.get(), page.content.decode()
    assert case.number in text and "青和居第1网格" in text and case.promised_by is not None
    code = page.context["code"]
    assert len(code) == 8 and code in text
    again = cast.client()
    found = again.post(reverse("cases:case_by_code"), {"number": case.number, "code": code})
    assert found.status_code in (200, 302)


def test_a_double_press_makes_one_case(cast: Cast) -> None:
    client = cast.client("grid_worker")
    for _press in range(3):
        assert take_in(client, key="the-same-key", place=CHOSEN).status_code == 302
    assert Case.objects.count() == 1


def test_a_building_leader_sees_only_what_she_reported(cast: Cast) -> None:
    client = cast.client("building_leader")
    other = cast.submit("别人报的")
    taken = client.get(take_in(client, place=CHOSEN, channel="leader")["Location"])
    assert taken.status_code == 200
    case = Case.objects.get(body="楼道灯坏了")
    page = client.get(INTAKE)
    assert [row.title for row in page.context["rows"]] == ["楼道灯坏了"]
    assert "别人报的" not in page.content.decode()
    assert client.get(reverse("cases:receipt", args=[other.community_id, other.id])).status_code == 404
    assert client.get(case_url(case)).status_code == 403
    assert (
        cast.client("next_grid_worker").get(reverse("cases:receipt", args=[case.community_id, case.id])).status_code
        == 404
    )


@pytest.mark.parametrize("who", ["resident", "former_grid_worker", "property_manager", "water_contact"])
def test_whoever_may_not_report_for_others_is_refused(cast: Cast, who: str) -> None:
    assert cast.client(who).get(INTAKE).status_code == 403


def test_an_anonymous_report_keeps_no_name(cast: Cast) -> None:
    take_in(cast.client("grid_worker"), place=CHOSEN, anonymous="on", name="王秀兰", phone="13800000001")
    case = Case.objects.get()
    assert not any(row.phone or row.name or row.account_id for row in case.reporters.all())


def test_an_unknown_place_goes_to_the_own_community(cast: Cast) -> None:
    take_in(cast.client("grid_worker"))
    case = Case.objects.get()
    assert case.community == cast.community and case.grid is None


def test_a_street_chooses_among_its_own_communities(cast: Cast) -> None:
    client = cast.client("street_officer")
    form = client.get(INTAKE).context["form"]
    assert list(form.fields["community"].queryset) == [cast.community]
    assert take_in(client, community=cast.community.pk, channel="hotline").status_code == 302
    assert take_in(client, community=cast.places["other_community"].pk).status_code == 422


def test_what_cannot_be_taken_is_said_at_its_field_and_the_words_stay(cast: Cast) -> None:
    client = cast.client("grid_worker")
    answer = take_in(client, body="", phone="12", name="王秀兰")
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"body", "phone"}
    assert "王秀兰" in answer.content.decode()
    assert take_in(client, body="长" * 100_000).status_code == 422
    assert Case.objects.count() == 0


def test_the_page_makes_the_same_queries_for_3_reports_and_20(cast: Cast) -> None:
    client = cast.client("grid_worker")

    def count() -> int:
        client.get(INTAKE)
        with CaptureQueriesContext(connection) as queries:
            client.get(INTAKE)
        return len(queries)

    for number in range(3):
        take_in(client, body=f"第 {number} 件")
    few = count()
    for number in range(17):
        take_in(client, body=f"再来 {number} 件")
    assert count() == few
