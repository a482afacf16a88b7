"""Whoever holds a post reads what it may do and how far, as the registry has it; of others they read nothing here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from linli.people.registry import DEEDS, deeds_of
from linli.people.rights import Reach, family_of, seats
from linli.people.selectors import standing_of
from linli.people.services import delegation_make
from tests.cast import MORNING, Cast, at
from tests.web.test_rooms import SEATED, seated

pytestmark = pytest.mark.django_db


def shown(cast: Cast, who: str) -> list[Any]:
    answer = cast.client(who).get(reverse("people:rights_own"))
    assert answer.status_code == 200
    return answer.context["posts"]


@pytest.mark.parametrize("who", SEATED)
def test_everybody_on_a_post_reads_their_own_rights_and_no_others(cast: Cast, who: str) -> None:
    with at(0):
        ((post, groups, given),) = shown(cast, seated(cast, who))
    assert post == cast.posts[who] and given == []
    seat = (family_of(post.organisation.kind), post.kind)
    read = {deed.name for _label, rows in groups for deed, _reach, taken in rows if not taken}
    assert read == {deed.name for deed in DEEDS.values() if seat in deed.cells}


def test_a_grids_secretary_is_led_from_the_rights_of_a_place_to_their_own_and_arranges_their_team(cast: Cast) -> None:
    with at(0):
        client = cast.client(seated(cast, "grid_secretary"))
        assert client.get(reverse("people:rights")).headers["Location"] == reverse("people:rights_own")
        team = client.get(reverse("people:posts")).content.decode()
        assert "陈晓燕" in team and "周强" not in team, "the next grid's team is not theirs"
        assert client.get(reverse("people:post", args=[cast.posts["grid_worker"].pk])).status_code == 200
        assert client.get(reverse("people:post", args=[cast.posts["next_grid_worker"].pk])).status_code == 404
        assert client.post(reverse("people:rights")).status_code in (403, 404)


def test_what_is_lent_and_what_is_taken_is_said(cast: Cast) -> None:
    with at(0):
        given = {"acting": standing_of(cast.community_director), "ends_at": MORNING + timedelta(days=9), "why": "汛期"}
        delegation_make(effect="given", right="publish", post=cast.posts["community_officer"], **given)
        delegation_make(effect="taken", right="notices", post=cast.posts["community_officer"], **given)
        page = cast.client("community_officer").get(reverse("people:rights_own"))
        ((_post, groups, more),) = page.context["posts"]
    assert [words for words, _reach in more] == ["发布知识"]
    assert [deed.name for _label, rows in groups for deed, _reach, taken in rows if taken] == ["notices"]
    assert "已收回" in page.content.decode()


@pytest.mark.parametrize("who", ["resident", "former_grid_worker"])
def test_without_a_post_there_is_nothing_to_read(cast: Cast, who: str) -> None:
    with at(0):
        assert cast.client(who).get(reverse("people:rights_own")).status_code == 403


def test_the_registry_knows_the_seats_that_there_are() -> None:
    for seat in seats(("grid",)):
        assert all(isinstance(reach, Reach) for rows in deeds_of(seat).values() for _deed, reach in rows)
    with pytest.raises(KeyError, match="emperor"):
        deeds_of(("grid", "emperor"))
