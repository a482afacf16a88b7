"""A resident says what is wrong: from the door, without signing in, without JavaScript, on a bad line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from linli.cases.models import Attachment, Case, Exclusion, Reporter
from linli.people.services import sign_in
from tests.cases.resident import at_the_door, heavy, hidden, mine, nothing_like_a_photo, only_case, send, text, voice
from tests.cast import Cast, at, photo


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


def test_whoever_scans_the_door_reports_to_the_people_of_that_grid(cast: Cast) -> None:
    client = at_the_door(cast)
    answer = send(client)
    assert answer.headers["Location"] == reverse("cases:reported")
    case = only_case()
    assert (case.grid, case.entrance, case.lead) == (
        cast.grids["one"],
        cast.entrances["one"],
        cast.organisations["one"],
    )
    assert case.channel.code == "scan"
    page = text(client.get(reverse("cases:reported")))
    assert case.number in page
    assert "青和居第1网格" in page


def test_the_code_leads_back_without_signing_in(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client)
    page = client.get(reverse("cases:reported"))
    code = page.context["code"]
    assert len(code) == 8
    stranger = cast.client()
    assert stranger.get(mine(only_case())).status_code == 404
    answer = stranger.post(reverse("cases:case_by_code"), {"number": only_case().number, "code": code})
    assert answer.headers["Location"] == mine(only_case())
    assert stranger.get(mine(only_case())).status_code == 200


def test_the_code_is_not_shown_an_hour_later(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client)
    with at(1):
        assert client.get(reverse("cases:reported")).headers["Location"] == reverse("cases:case_by_code")


def test_the_code_is_shown_to_nobody_else(cast: Cast) -> None:
    send(at_the_door(cast))
    assert cast.client().get(reverse("cases:reported")).status_code == 302


def test_a_double_press_is_one_case(cast: Cast) -> None:
    client = at_the_door(cast)
    key = hidden(client.get(reverse("cases:report")), "key")
    codes = set()
    for _press in range(3):
        assert send(client, key=key).status_code == 302
        codes.add(client.get(reverse("cases:reported")).context["code"])
    assert Case.objects.count() == 1
    assert len(codes) == 1


def test_going_back_and_writing_something_else_is_another_case(cast: Cast) -> None:
    client = at_the_door(cast)
    key = hidden(client.get(reverse("cases:report")), "key")
    send(client, key=key)
    send(client, "还有，门禁也坏了", key=key)
    assert Case.objects.count() == 2


def test_photos_and_a_recording_are_kept(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, photos=[photo(), photo(colour="green")], voice=voice())
    assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["photo", "photo", "voice"]


def test_a_photo_that_fails_does_not_lose_the_case(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, photos=[photo(), heavy(30), nothing_like_a_photo()])
    assert Attachment.objects.count() == 1
    page = text(client.get(reverse("cases:reported")))
    assert "超过 10 MB" in page
    assert "不是能识别的照片" in page


def test_of_twelve_photos_nine_are_kept_and_it_is_said(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, photos=[photo(size=(60 + n, 40)) for n in range(12)])
    assert Attachment.objects.count() == 9
    assert "最多 9 张" in text(client.get(reverse("cases:reported")))


def test_without_words_nothing_is_sent_and_the_rest_stays(cast: Cast) -> None:
    answer = send(at_the_door(cast), "   ", address="二楼拐角", name="老王")
    assert answer.status_code == 422
    page = text(answer)
    assert "请写下发生了什么" in page
    assert "二楼拐角" in page
    assert "老王" in page
    assert not Case.objects.exists()


def test_a_hundred_thousand_characters_come_back_with_words(cast: Cast) -> None:
    long = "水" * 100_000
    answer = send(at_the_door(cast), long)
    assert answer.status_code == 422
    page = text(answer)
    assert "100000 个字" in page
    assert long in page
    assert not Case.objects.exists()


def test_a_phone_that_is_none_is_said_at_its_field(cast: Cast) -> None:
    answer = send(at_the_door(cast), phone="12")
    page = text(answer)
    assert answer.status_code == 422
    assert page.index('id="id_phone"') < page.index("电话号码不对")
    assert "楼道灯坏了" in page


@pytest.mark.parametrize("fields", [{"kind": "war"}, {"where": "moon"}, {"lon": "east"}, {"category_id": "999999"}])
def test_a_bent_form_is_refused_with_words(cast: Cast, fields: dict[str, str]) -> None:
    answer = send(at_the_door(cast), **fields)
    assert answer.status_code == 422
    assert "楼道灯坏了" in text(answer)
    assert not Case.objects.exists()


def test_danger_shows_whom_to_call_first(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, "电梯停了，里面困住了人，快来")
    page = text(client.get(reverse("cases:reported")))
    body = page.split("<main", 1)[1]
    assert body.index("tel:119") < body.index("已经收到")
    assert only_case().urgency == "danger"


def test_the_form_always_names_the_emergency_numbers(cast: Cast) -> None:
    page = text(at_the_door(cast).get(reverse("cases:report")))
    assert page.index("tel:120") < page.index("<textarea")


def test_while_writing_of_danger_a_hint_comes(cast: Cast) -> None:
    client = cast.client()
    hint = reverse("cases:report_hint")
    assert "tel:119" in text(client.post(hint, {"body": "着火了，三楼正在冒浓烟"}))
    assert "tel:" not in text(client.post(hint, {"body": "路灯坏了"}))


def test_one_of_the_six_routes_is_told_and_a_person_still_looks(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, "不服法院判决书，要求再审")
    page = text(client.get(reverse("cases:reported")))
    assert only_case().route == "petition"
    assert only_case().state == "submitted"
    assert "仍会有工作人员看" in page


def test_an_anonymous_report_stores_nobody(cast: Cast) -> None:
    client = at_the_door(cast, "resident")
    send(client, anonymous="on", name="王秀兰", phone="19900000001", photos=[photo()])
    row = Reporter.objects.get()
    assert (row.account_id, row.phone, row.name) == (None, "", "")
    assert Attachment.objects.get().added_by_id is None
    assert only_case().events.get().actor_id is None
    page = client.get(reverse("cases:reported"))
    assert "匿名" in text(page)
    assert client.get(mine(only_case())).status_code == 404
    assert only_case().number not in text(client.get(reverse("cases:my_cases")))
    client.post(reverse("cases:case_by_code"), {"number": only_case().number, "code": page.context["code"]})
    assert client.get(mine(only_case())).status_code == 200


def test_a_tip_off_is_confidential_unless_said_otherwise(cast: Cast) -> None:
    send(at_the_door(cast), kind="tip_off", visibility="")
    assert only_case().visibility == "confidential"


def test_whoever_is_named_may_not_know_whatever_the_visibility(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, "网格员收了红包", about=[str(cast.grid_worker.pk)], visibility="")
    case = only_case()
    assert case.visibility == "confidential"
    assert Exclusion.objects.get().account == cast.grid_worker
    worker = cast.client("grid_worker")
    assert case.number not in text(worker.get(reverse("cases:inbox")))
    assert worker.get(reverse("cases:case", args=[case.community_id, case.id])).status_code == 404


def test_only_people_of_the_place_can_be_named(cast: Cast) -> None:
    answer = send(at_the_door(cast), about=[str(cast.city_officer.pk)])
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_without_a_door_an_address_finds_the_grid(cast: Cast) -> None:
    client = cast.client()
    send(client, where="elsewhere", address="青和居小区2栋1单元")
    case = only_case()
    assert case.grid == cast.grids["two"]
    assert case.channel.code == "phone_form"


def test_without_a_door_a_position_finds_the_grid(cast: Cast) -> None:
    send(cast.client(), where="elsewhere", lon="114.4051", lat="30.6311")
    assert only_case().grid == cast.grids["other"]


def test_whoever_does_not_know_where_is_heard_by_the_chosen_community(cast: Cast) -> None:
    send(cast.client(), where="unknown", community=cast.community.pk)
    case = only_case()
    assert (case.community, case.grid, case.place_reason) == (cast.community, None, "unknown_place")
    assert case.lead == cast.organisations["community"]


def test_a_door_does_not_bind_the_report_to_it(cast: Cast) -> None:
    send(at_the_door(cast), where="elsewhere", address="钢花小区3栋", community="")
    assert only_case().community == cast.places["other_community"]


def test_the_signed_in_find_their_name_in_the_form(cast: Cast) -> None:
    page = text(at_the_door(cast, "resident").get(reverse("cases:report")))
    assert "王秀兰" in page
    assert "19900000001" in page


def test_staff_who_report_for_themselves_are_residents(cast: Cast) -> None:
    send(cast.client("street_officer"), where="unknown", community=cast.community.pk)
    event = only_case().events.get()
    assert event.post_id is None
    assert not event.content["said"]["on_behalf"]


def test_a_report_made_before_signing_in_follows_whoever_signs_in(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, phone="19900000001")
    send(client, "不想让人知道是我报的", anonymous="on")
    request = client.get("/").wsgi_request
    sign_in(request, cast.resident)
    by_name, anonymous = Reporter.objects.order_by("id")
    assert by_name.account == cast.resident
    assert anonymous.account is None


def test_an_anonymous_report_reached_by_its_code_is_never_tied_to_an_account(cast: Cast) -> None:
    client = at_the_door(cast)
    send(client, anonymous="on")
    code = client.get(reverse("cases:reported")).context["code"]
    client.post(reverse("cases:case_by_code"), {"number": only_case().number, "code": code})
    sign_in(client.get("/").wsgi_request, cast.resident)
    assert Reporter.objects.get().account is None


def test_the_code_of_a_signed_in_report_opens_it_on_another_phone(cast: Cast) -> None:
    client = at_the_door(cast, "resident")
    send(client)
    code = client.get(reverse("cases:reported")).context["code"]
    other = cast.client()
    other.post(reverse("cases:case_by_code"), {"number": only_case().number, "code": code})
    assert other.get(mine(only_case())).status_code == 200
