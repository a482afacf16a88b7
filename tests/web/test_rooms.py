"""Nobody has to know an address: what a post may open is on one page, and nothing on it is a dead end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from linli.people.models import Account, Organisation, Post
from linli.web import navigation
from tests.cast import MORNING, Cast, account, at

pytestmark = pytest.mark.django_db

SEATED = [
    "grid_worker",
    "grid_secretary",
    "building_leader",
    "branch_secretary",
    "community_officer",
    "community_director",
    "street_director",
    "city_officer",
    "property_manager",
    "fire_contact",
]


def seated(cast: Cast, who: str) -> str:
    """Somebody of the cast; the two whom it lacks are put on their posts."""
    if who in cast.accounts:
        return who
    branch = Organisation(name="青和居社区党总支", kind="party_community", place=cast.community, level=2)
    if who == "branch_secretary":
        branch.save()
    where, kind = {
        "grid_secretary": (cast.organisations["one"], "secretary"),
        "branch_secretary": (branch, "branch_secretary"),
    }[who]
    cast.accounts[who] = account("周敏", 900)
    given = {"public_name": "周敏", "starts_at": MORNING - timedelta(days=9)}
    cast.posts[who] = Post.objects.create(organisation=where, kind=kind, account=cast.accounts[who], **given)
    return who


@pytest.mark.parametrize("who", SEATED)
def test_whatever_the_page_of_everything_and_the_navigation_show_opens(cast: Cast, who: str) -> None:
    with at(0):
        client = cast.client(seated(cast, who))
        page = client.get(reverse("web:rooms")).content.decode()
        shown = set(re.findall(r'href="(/[^"?]+)', page.split("staff-shell")[1]))
        ways = {way for way in shown - {reverse("web:home")} if not way.startswith("/static/")}
        assert reverse("people:rights_own") in ways and reverse("people:me") in ways
        for way in sorted(ways):
            assert client.get(way, follow=True).status_code == 200, way


@pytest.mark.parametrize("who", ["resident", "former_grid_worker"])
def test_whoever_holds_no_post_has_no_such_page(cast: Cast, who: str) -> None:
    with at(0):
        assert cast.client(who).get(reverse("web:rooms")).status_code == 403


def test_a_director_finds_every_room_there_is(cast: Cast) -> None:
    with at(0):
        page = cast.client("community_director").get(reverse("web:rooms")).content.decode()
    for _label, group in navigation.ROOMS:
        for entry in group:
            if entry.name != "homes:waiting":  # the grid's worker's, while there is one
                assert str(entry.label) in page, entry.name


def test_a_resident_finds_what_is_theirs_behind_mine(cast: Cast) -> None:
    client = cast.client("resident")
    with at(0):
        page = client.get(reverse("cases:my_cases")).content.decode()
        for entry in navigation.MINE:
            assert f'href="{reverse(entry.name)}"' in page
            shown = client.get(reverse(entry.name))
            assert shown.status_code == 200
            if entry.name != "people:me":
                assert f'href="{reverse("people:me")}"' in shown.content.decode(), f"no way back from {entry.name}"


def test_a_childs_account_is_not_offered_what_is_closed_to_it(cast: Cast) -> None:
    with at(0):
        Account.objects.filter(pk=cast.resident.pk).update(child_until=MORNING.date() + timedelta(days=400))
        page = cast.client("resident").get(reverse("cases:my_cases")).content.decode()
    offered = {entry.name for entry in navigation.MINE if f'href="{reverse(entry.name)}"' in page}
    assert offered == {"people:me", "people:security", "privacy:mine"}
