"""Somebody reports what a neighbour has reported: what they are shown, what never, and what following tells them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Attachment, Case, Follower, LikenessKey
from linli.cases.services.holding import files_forget
from linli.catalog.models import Category
from linli.notify.models import Message
from tests.cases.resident import at_the_door, hidden, send, text, voice
from tests.cast import Cast, at, photo

LAMP = "楼道灯坏了三天，晚上看不见路"
AGAIN = "楼道的灯坏了，天黑以后看不见"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def lamp(cast: Cast) -> Category:
    return Category.objects.get(code="road-lamp")


def hint(client: Client, body: str = AGAIN, **fields: Any) -> str:
    return text(client.post(reverse("cases:report_hint"), {"body": body, "where": "here", **fields}))


def test_while_writing_a_neighbour_reads_that_it_is_known_and_nothing_more(cast: Cast, lamp: Category) -> None:
    case = cast.submit(f"{LAMP}。我叫王秀兰，住302", category_id=lamp.pk)
    shown = hint(at_the_door(cast, "neighbour"))
    assert "附近有人反映过类似问题" in shown
    assert "路灯不亮" in shown and "1 人反映" in shown and "关注它" in shown
    for secret in (LAMP, "王秀兰", "302", case.number, str(case.id), "1栋"):
        assert secret not in shown


def test_another_matter_is_not_shown(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    assert "类似" not in hint(at_the_door(cast), "小区门口有人摆摊卖菜")


@pytest.mark.parametrize(
    "kept_back",
    [{"visibility": "private"}, {"visibility": "confidential"}, {"kind": "tip_off"}, {"kind": "consult"}],
)
def test_what_is_not_for_neighbours_is_not_shown_nor_counted(
    cast: Cast, lamp: Category, kept_back: dict[str, str]
) -> None:
    cast.submit(LAMP, category_id=lamp.pk, **kept_back)
    assert "类似" not in hint(at_the_door(cast), LAMP)
    cast.submit(LAMP, who="resident", category_id=lamp.pk)
    assert "1 人反映" in hint(at_the_door(cast), LAMP)


def test_a_quarrel_at_home_is_nobodys_hint(cast: Cast) -> None:
    home = Category.objects.get(code="dispute-family")
    cast.submit("楼上夫妻打架，孩子一直哭", category_id=home.pk)
    assert "类似" not in hint(at_the_door(cast), "楼上夫妻打架，孩子一直哭")


def test_a_confidential_case_leaves_no_keys(cast: Cast) -> None:
    cast.submit(LAMP, visibility="confidential")
    assert not LikenessKey.objects.exists()
    cast.submit(LAMP)
    assert LikenessKey.objects.exists()


def test_another_community_sees_nothing(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    assert "类似" not in hint(at_the_door(cast, grid="other"), LAMP)


def test_what_was_answered_long_ago_is_a_new_matter(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    with at(days=61):
        assert "类似" not in hint(at_the_door(cast), LAMP)


def test_whoever_reported_it_is_led_to_their_own(cast: Cast, lamp: Category) -> None:
    case = cast.submit(LAMP, category_id=lamp.pk)
    shown = hint(at_the_door(cast, "resident"))
    assert "您报过，看看进展" in shown
    assert reverse("cases:my_case", args=[case.community_id, case.id]) in shown


def test_without_javascript_the_first_press_stops_once_and_the_second_sends(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    client = at_the_door(cast)
    page = send(client, AGAIN, name="老李", photos=[photo(), photo(colour="green")], voice=voice())
    assert page.status_code == 200
    assert "已经有人反映过类似问题" in text(page)
    assert AGAIN in text(page) and "老李" in text(page) and "3 个文件已经收下" in text(page)
    assert Case.objects.count() == 1
    answer = send(client, AGAIN, key=hidden(page, "key"), seen=hidden(page, "seen"), photos=[photo(colour="blue")])
    assert answer.headers["Location"] == reverse("cases:reported")
    assert Case.objects.count() == 2
    kinds = sorted(Attachment.objects.values_list("kind", flat=True))
    assert kinds == ["photo", "photo", "photo", "voice"], "those of the first press and the one added"


def test_files_held_can_be_dropped_and_are_forgotten_after_a_day(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    client = at_the_door(cast)
    page = send(client, AGAIN, photos=[photo()])
    send(client, AGAIN, key=hidden(page, "key"), seen="1", drop="1")
    assert Case.objects.count() == 2
    assert not Attachment.objects.exists()
    send(client, AGAIN + "啊", photos=[photo()])
    assert files_forget() == 0
    with at(days=2):
        assert files_forget() == 2, "the photo and its small one"


def test_a_form_that_fails_keeps_its_photos_too(cast: Cast) -> None:
    client = at_the_door(cast)
    page = send(client, "   ", photos=[photo()])
    assert page.status_code == 422
    send(client, "门禁坏了", key=hidden(page, "key"))
    assert Attachment.objects.count() == 1


def follow_link(page: str) -> str:
    return page.split('formaction="', 1)[1].split('"', 1)[0]


def test_one_press_follows_and_the_follower_hears_without_the_neighbours_words(cast: Cast, lamp: Category) -> None:
    case = cast.submit(LAMP, category_id=lamp.pk)
    client = at_the_door(cast, "neighbour")
    answer = client.post(follow_link(hint(client)))
    assert answer.status_code == 302
    assert Follower.objects.get().account == cast.neighbour
    mine = text(client.get(reverse("cases:my_cases")))
    assert "我关注的" in mine and "路灯不亮" in mine and LAMP not in mine
    cast.act(case, "accept", "grid_worker", category_id=lamp.pk, urgency="ordinary")
    message = Message.objects.get(account=cast.neighbour)
    assert "路灯不亮" in message.text and "已受理" in message.text
    assert LAMP not in message.text and case.number not in message.text
    assert Case.objects.count() == 1


def test_whoever_has_to_sign_in_first_is_asked_once_more(cast: Cast, lamp: Category) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    shown = hint(at_the_door(cast))
    link = reverse("cases:follow_shown", args=["x"]).replace("x/", "")
    address = link + shown.split(f'href="{link}', 1)[1].split('"', 1)[0]
    assert cast.client().get(address).status_code == 302
    signed_in = cast.client("neighbour")
    assert "路灯不亮" in text(signed_in.get(address))
    signed_in.post(address)
    assert Follower.objects.count() == 1


def test_nobody_follows_what_they_were_not_shown(cast: Cast) -> None:
    client = cast.client("neighbour")
    assert client.post(reverse("cases:follow_shown", args=["made-up"])).status_code == 404
    assert not Follower.objects.exists()


def test_whoever_no_longer_wants_to_hear_says_so(cast: Cast, lamp: Category) -> None:
    case = cast.submit(LAMP, category_id=lamp.pk)
    client = at_the_door(cast, "neighbour")
    client.post(follow_link(hint(client)))
    client.post(reverse("cases:unfollow", args=[case.community_id, case.id]))
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    "odd", ["", "😀😀😀😀😀", "<script>alert(1)</script>", "水" * 400_000, "\u202e\u202e\u202e\u202e"]
)
def test_odd_words_are_harmless(cast: Cast, lamp: Category, odd: str) -> None:
    cast.submit(LAMP, category_id=lamp.pk)
    answer = at_the_door(cast).post(reverse("cases:report_hint"), {"body": odd})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
