"""One's own data: what is kept, who read it, a copy, a correction, a choice, the end of an account."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from linli.cases.models import Case, Follower, Reporter
from linli.cases.verify import verify_all
from linli.notify.models import Message
from linli.people.models import Account, Consent
from linli.people.selectors import account_by_phone
from linli.people.services import codes
from linli.privacy.models import Choice, RightUsed
from tests.cast import MORNING, Cast, at, photo


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    return sent


@pytest.fixture
def case(cast: Cast) -> Case:
    case = cast.submit(
        "三楼漏水", address="2单元1502", reporter_phone="19900000001", reporter_name="王秀兰", photos=[photo()]
    )
    with at(1):
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "reveal", "grid_worker", what="phone", why="约上门时间")
    return Case.objects.get(id=case.id)


@pytest.fixture
def closed(case: Case, cast: Cast) -> Case:
    with at(2):
        cast.act(case, "contact", "grid_worker", how="phone", result="已联系")
        cast.act(case, "resolve", "grid_worker", outcome="solved", answer="已修好")
        return cast.act(case, "evaluate", "resident", solved="yes", satisfied=True, words="谢谢小陈")


def digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())[:6]


def proved(client: Client, outbox: list[tuple[str, str]], way: str = "copy") -> None:
    assert client.post(f"/me/data/prove/{way}/", {"send": "1"}).status_code == 200
    assert client.post(f"/me/data/prove/{way}/", {"code": digits(outbox[-1][1])}).status_code == 302


def test_my_page_says_what_is_kept_why_how_long_and_who_read_it(case: Case, cast: Cast) -> None:
    shown = cast.client("resident").get("/me/data/").content.decode()
    for words in ("手机号码", "楼栋以下的门牌", "本人同意", "自办结起3年", "约上门时间", "青和居第1网格", case.number):
        assert words in shown
    assert "陈晓燕" not in shown
    assert "约上门时间" not in cast.client("neighbour").get("/me/data/").content.decode()


def test_my_page_costs_the_same_however_often_i_was_read(
    case: Case, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client("resident")
    client.get("/me/data/")
    with CaptureQueriesContext(connection) as few:
        client.get("/me/data/")
    for _number in range(3):
        other = cast.submit("灯坏了")
        for why in ("一", "二", "三"):
            cast.act(other, "reveal", "grid_worker", what="phone", why=why)
    with CaptureQueriesContext(connection) as many:
        client.get("/me/data/")
    assert len(many) == len(few)


def test_what_hands_data_out_asks_for_a_code_first(case: Case, cast: Cast, outbox: list[tuple[str, str]]) -> None:
    client = cast.client("resident")
    assert client.post("/me/data/copy/").url == "/me/data/prove/copy/"  # type: ignore[attr-defined]
    assert client.get("/me/data/phone/").url == "/me/data/prove/phone/"  # type: ignore[attr-defined]
    assert client.post("/me/data/leave/", {"read": "on"}).url == "/me/data/prove/leave/"  # type: ignore[attr-defined]
    client.post("/me/data/prove/copy/", {"send": "1"})
    assert outbox[-1][0] == cast.resident.phone
    assert client.post("/me/data/prove/copy/", {"code": "000000"}).status_code in (422, 302)
    proved_client = cast.client("neighbour")
    with at(0.1):
        proved(proved_client, outbox)
        assert proved_client.post("/me/data/copy/").status_code == 200
    with at(0.5):
        assert proved_client.post("/me/data/copy/").status_code == 302


def test_a_copy_is_read_by_people_and_programs_and_holds_nothing_of_others(
    closed: Case, cast: Cast, outbox: list[tuple[str, str]]
) -> None:
    cast.submit("邻居家的事", who="neighbour", reporter_name="李建国")
    client = cast.client("resident")
    proved(client, outbox)
    answer = client.post("/me/data/copy/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    whole = archive.read("data.json").decode()
    data = json.loads(whole)
    assert data["cases"][0]["内容"] == "三楼漏水"
    assert data["cases"][0]["门牌"] == "2单元1502"
    assert "约上门时间" in whole
    assert "邻居家的事" not in whole
    assert "李建国" not in whole
    assert data["account"][0]["手机号码"] == cast.resident.phone
    sheet = load_workbook(io.BytesIO(archive.read("cases.xlsx"))).active
    assert sheet is not None
    assert sheet["D2"].value == "三楼漏水"
    assert any(name.startswith("files/") for name in archive.namelist())
    assert RightUsed.objects.filter(account=cast.resident, right="copy").exists()


def test_a_number_is_corrected_once_the_new_one_is_proved(cast: Cast, outbox: list[tuple[str, str]]) -> None:
    client = cast.client("resident")
    proved(client, outbox, "phone")
    taken = client.post("/me/data/phone/", {"phone": cast.neighbour.phone})
    assert taken.status_code == 302  # whether it has an account is not told before its owner proves it
    refused = client.post("/me/data/phone/", {"code": digits(outbox[-1][1])})
    assert refused.status_code == 422
    assert "已经有账户" in refused.content.decode()
    client.post("/me/data/phone/", {"phone": "13900008888"})
    assert outbox[-1][0] == "13900008888"
    assert client.post("/me/data/phone/", {"code": "1"}).status_code == 422
    assert client.post("/me/data/phone/", {"code": digits(outbox[-1][1])}).status_code == 302
    assert account_by_phone("13900008888") == cast.resident
    assert account_by_phone("19900000001") is None
    assert client.get("/me/data/").status_code == 200


def test_suggestions_can_be_refused_and_taken_up_again(cast: Cast) -> None:
    client = cast.client("resident")
    words = {"body": "小区楼道的路灯坏了，晚上看不见路", "where": "here", "token": cast.doors["one"].token}
    before = client.post("/report/hint/", words).content.decode()
    client.post("/me/data/choice/", {"purpose": "suggestions", "agreed": "0"})
    after = client.post("/report/hint/", words).content.decode()
    assert "依据" in before
    assert "依据" not in after
    client.post("/me/data/choice/", {"purpose": "suggestions", "agreed": "1"})
    assert client.post("/report/hint/", words).content.decode() == before
    client.post("/me/data/choice/", {"purpose": "everything", "agreed": "0"})
    assert set(Choice.objects.values_list("purpose", flat=True)) == {"suggestions"}


def test_staff_may_refuse_suggestions_too(cast: Cast) -> None:
    client = cast.client("community_officer")
    before = client.post("/staff/intake/hint/", {"body": "路灯坏了"}).content.decode()
    client.post("/me/data/choice/", {"purpose": "suggestions", "agreed": "0"})
    assert "依据" in before
    assert "依据" not in client.post("/staff/intake/hint/", {"body": "路灯坏了"}).content.decode()


def test_number_name_and_door_of_one_request_can_be_taken_back_while_it_goes_on(case: Case, cast: Cast) -> None:
    client = cast.client("resident")
    page = f"/my/{case.community_id}/{case.id}/"
    assert "删去我在这件事上留的" in client.get(page).content.decode()
    assert cast.client("neighbour").post(f"{page}contact/").status_code == 404
    assert client.post(f"{page}contact/").status_code == 302
    row = Reporter.objects.get(case_id=case.id)
    assert (row.phone, row.phone_index, row.name) == ("", None, "")
    assert row.code_digest is not None
    assert Case.objects.get(id=case.id).address == ""
    assert "删去我在这件事上留的" not in client.get(page).content.decode()
    assert list(verify_all()) == []


def test_an_account_goes_with_all_that_need_not_stay(closed: Case, cast: Cast, outbox: list[tuple[str, str]]) -> None:
    still = cast.submit("路灯不亮", reporter_phone="19900000001", address="3单元")
    Follower.objects.create(community_id=closed.community_id, case_id=closed.id, account=cast.resident)
    Consent.objects.create(account=cast.resident, purpose="account", version="1", given_at=MORNING)
    client, elsewhere = cast.client("resident"), cast.client("resident")
    shown = client.get("/me/data/leave/").content.decode()
    for words in ("1 件还在办", "民法典第一百八十八条", "第四十七条", "第四条"):
        assert words in shown
    proved(client, outbox, "leave")
    assert client.post("/me/data/leave/", {}).status_code == 422
    assert client.post("/me/data/leave/", {"read": "on"}).status_code == 302
    assert client.get("/me/").status_code == elsewhere.get("/me/").status_code == 302
    gone = Account.objects.get(pk=cast.resident.pk)
    assert (gone.phone, gone.phone_index, gone.name, gone.is_active) == ("", None, "", False)
    assert not Message.objects.filter(account=gone).exists()
    assert not Follower.objects.filter(account=gone).exists()
    assert Consent.objects.filter(account=gone).exists()
    ended, going = Reporter.objects.get(case_id=closed.id), Reporter.objects.get(case_id=still.id)
    assert (ended.phone, ended.name) == ("", "")
    assert Case.objects.get(id=closed.id).address == ""
    assert going.phone == "19900000001"
    assert RightUsed.objects.filter(account=gone, right="delete").exists()
    assert list(verify_all()) == []
    with at(0.2):
        from linli.people.services import account_get_or_create

        assert account_get_or_create("19900000001").pk != gone.pk


def test_whoever_holds_a_post_keeps_the_account_until_it_ends(cast: Cast, outbox: list[tuple[str, str]]) -> None:
    client = cast.client("grid_worker")
    proved(client, outbox, "leave")
    refused = client.post("/me/data/leave/", {"read": "on"})
    assert refused.status_code == 403
    assert "还在岗" in refused.content.decode()
    assert Account.objects.get(pk=cast.grid_worker.pk).phone == "19900000003"
