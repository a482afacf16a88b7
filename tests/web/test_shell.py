"""The shell: who is led where, languages, elder mode, and pages for what went wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from linli.core.errors import Invalid
from linli.web import navigation
from linli.web.views import errors
from tests.cast import Cast, at

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_visitor_finds_a_community_by_part_of_its_name(cast: Cast) -> None:
    page = text(cast.client().get("/", {"q": "青和"}))
    assert "青和居社区" in page
    assert "钢花社区" not in page
    assert reverse("cases:grid_of", args=[cast.community.code]) in page


def test_a_community_that_nobody_knows_is_said_so(cast: Cast) -> None:
    assert "没有找到这个社区" in text(cast.client().get("/", {"q": "月亮社区"}))


def test_staff_are_led_to_their_inbox_and_residents_stay(cast: Cast) -> None:
    assert cast.client("grid_worker").get("/").headers["Location"] == reverse("cases:inbox")
    assert cast.client("resident").get("/").status_code == 200
    assert cast.client("former_grid_worker").get("/").status_code == 200


def test_the_language_stays_chosen_without_a_script(cast: Cast) -> None:
    client = cast.client()
    assert 'lang="zh-Hans"' in text(client.get("/"))
    answer = client.post("/language/", {"language": "zh-hant", "next": "/answers/"})
    assert answer.headers["Location"] == "/answers/"
    assert 'lang="zh-Hant"' in text(client.get("/"))
    client.post("/language/", {"language": "tlh"})
    assert 'lang="zh-Hant"' in text(client.get("/"))


def test_elder_mode_is_switched_on_and_off(cast: Cast) -> None:
    client = cast.client()
    client.post("/elder/", {"elder": "1"})
    assert 'class="elder"' in text(client.get("/"))
    client.post("/elder/", {"elder": "0"})
    assert 'class="elder"' not in text(client.get("/"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_switch_leads_nowhere_else(cast: Cast, target: str) -> None:
    assert cast.client().post("/elder/", {"elder": "1", "next": target}).headers["Location"] == "/"


def test_the_bell_counts_only_own_messages(cast: Cast) -> None:
    with at(0):
        case = cast.submit()
        cast.act(case, "accept", "grid_worker", category_id=None, urgency="")
        assert "条未读" in text(cast.client("resident").get("/"))
        assert "条未读" not in text(cast.client("neighbour").get("/"))


def test_every_entry_of_the_navigation_leads_somewhere() -> None:
    for entry in (*navigation.TABS, *navigation.STAFF):
        try:
            reverse(entry.name)
        except NoReverseMatch:
            pytest.fail(f"{entry.name} is in the navigation and has no address")


def test_the_navigation_shows_what_a_post_may_open(cast: Cast) -> None:
    with at(0):
        worker = text(cast.client("grid_worker").get(reverse("cases:inbox")))
        assert reverse("cases:intake") in worker
        assert reverse("people:posts") not in worker
        assert reverse("people:posts") in text(cast.client("community_director").get(reverse("cases:inbox")))


def test_a_page_that_is_not_there_has_words(cast: Cast) -> None:
    answer = cast.client().get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到这一页" in text(answer)


def test_a_form_sent_too_late_gives_its_words_back(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    words = "三单元的水管漏了两天了，楼下已经积水"
    answer = client.post("/report/", {"body": words, "key": "a-secret-key-of-the-form", "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 403
    page = text(answer)
    assert words in page
    assert "a-secret-key-of-the-form" not in page
    assert "readonly" in page


def test_what_broke_is_shown_without_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "是我们的错" in text(answer)


def test_an_error_for_people_becomes_a_page_with_its_words(cast: Cast) -> None:
    answer = cast.client("resident").get(reverse("cases:my_case", args=[cast.community.pk, 1]))
    assert answer.status_code == 404
    assert "没有这件诉求" in text(answer)
    assert Invalid("x").status == 422


@pytest.mark.parametrize("address", ["/", "/report/", "/code/", "/answers/", "/nowhere/"])
def test_pages_hold_no_script_style_or_handler(cast: Cast, address: str) -> None:
    page = text(cast.client().get(address))
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_only_the_demo_offers_other_roles(cast: Cast, settings: Any) -> None:
    assert "换一个角色" not in text(cast.client().get("/"))
    settings.DEMO = True
    assert "换一个角色" in text(cast.client().get("/"))
