"""One's own page, and the demo's roles."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.people.models import Account
from tests.cast import Cast


def test_my_page_shows_my_posts_and_a_masked_number(cast: Cast) -> None:
    shown = cast.client("grid_worker").get("/me/").content.decode()
    assert "青和居第1网格" in shown
    assert "199****0003" in shown
    assert cast.grid_worker.phone not in shown


def test_the_unsigned_have_no_page(cast: Cast) -> None:
    assert Client().get("/me/").url == "/sign-in/?next=/me/"  # type: ignore[attr-defined]


def test_i_change_my_name_language_and_letter_size(cast: Cast) -> None:
    client = cast.client("resident")
    answer = client.post("/me/", {"name": " 王阿姨 ", "language": "zh-hant", "elder_mode": "on"})
    assert answer.status_code == 302
    assert answer.cookies["linli_language"].value == "zh-hant"
    assert answer.cookies["linli_elder"].value == "1"
    account = Account.objects.get(pk=cast.resident.pk)
    assert (account.name, account.language, account.elder_mode) == ("王阿姨", "zh-hant", True)
    assert client.post("/me/", {"name": "x", "language": "tlh"}).status_code == 422


def test_i_sign_out_elsewhere_and_stay_signed_in_here(cast: Cast) -> None:
    here, there = cast.client("resident"), cast.client("resident")
    neighbour = cast.client("neighbour")
    here.post("/me/elsewhere/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert neighbour.get("/me/").status_code == 200


def test_signing_out_ends_the_session_and_only_by_a_form(cast: Cast) -> None:
    client = cast.client("resident")
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/me/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/me/").status_code == 302


def test_outside_a_demo_nobody_becomes_somebody_else(cast: Cast, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    assert client.get("/roles/").status_code == 404
    assert client.post("/roles/", {"account": cast.grid_worker.pk}).status_code == 404
    assert client.get("/me/").status_code == 302


def test_in_a_demo_every_role_stands_there_with_a_sentence_and_can_be_taken(cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    shown = client.get("/roles/").content.decode()
    for words in ("居民", "网格 · 网格员", "街道 · 工作人员", "职能部门 · 联络员", "吹哨", "王秀兰", "陈晓燕"):
        assert words in shown
    assert "吴敏" not in shown.split("网格员")[1].split("</section>")[0]
    client.post("/roles/", {"account": cast.grid_worker.pk})
    assert "青和居第1网格" in client.get("/me/").content.decode()
    assert client.post("/roles/", {"account": "0"}).status_code == 404
    assert client.post("/roles/", {}).status_code == 404


@pytest.mark.parametrize("page", ["/sign-in/", "/privacy/"])
def test_anybody_reads_what_is_done_with_their_data(db: Any, page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 200
    assert "个人信息处理告知" in answer.content.decode()
