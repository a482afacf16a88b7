"""A vote on its pages: from the list of those whose notice is over to the published sums."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.leaders.models import Vote
from linli.leaders.services import vote_open
from linli.people.models import Account, Nomination, Post
from tests.cast import Cast
from tests.leaders.stories import OPENED, OVER, Street, street


@pytest.fixture
def here(cast: Cast) -> Street:
    """Ten doors and two nominees."""
    return street(cast)


def signed_in(person: Account) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_the_whole_way_on_the_pages(here: Street, cast: Cast) -> None:
    code, head = cast.community.code, cast.client("community_director")
    staff, public = f"/staff/leaders/{code}/votes/", f"/leaders/{code}/"
    with clock.at(OPENED):
        assert "开始投票" in head.get(staff).content.decode()
        given = {"nomination": [one.pk for one in here.nominations], "days": "3"}
        assert head.post(f"{staff}open/", given, follow=True).status_code == 200
        vote = Vote.objects.get()
        page = f"/leaders/{code}/votes/{vote.id}/"
        for who in (cast.client(), cast.client("resident")):
            assert page in who.get(public).content.decode()
        assert "李热心的承诺" in cast.client().get(page).content.decode()
        assert "登录" in cast.client().get(page).content.decode()
        assert "先登记" in cast.client("resident").get(page).content.decode()
    one = here.number(vote, 0)
    with clock.at(OPENED + timedelta(hours=2)):
        browser = signed_in(here.people[0])
        assert "您家的票" in browser.get(page).content.decode()
        assert browser.post(f"{page}cast/", {"choice": one}).status_code == 422
        assert browser.post(f"{page}cast/", {"adult": "on", "choice": "9"}).status_code == 422
        sure = browser.post(f"{page}cast/", {"choice": one, "adult": "on"})
        assert "李热心" in sure.content.decode()
        assert "no-store" in sure.headers["Cache-Control"]
        assert "您家的票" in browser.get(page).content.decode()
        final = {"choice": one, "adult": "on", "sure": "1"}
        done = browser.post(f"{page}cast/", final)
        # Where it leads tells nothing of what was chosen, and a second press is answered by what is so.
        assert (done.status_code, done.headers["Location"]) == (302, page)
        assert "已经投过票" in browser.post(f"{page}cast/", final).content.decode()
        assert "您家已经投过票" in browser.get(page).content.decode()
        for person in here.people[1:7]:
            assert signed_in(person).post(f"{page}cast/", final).status_code == 302
        head.post(f"{staff}{vote.id}/paper/do/", {"entrance": cast.entrances["one"].pk, "door": "801"})
        assert "已发 1 张" in head.get(staff).content.decode()
    with clock.at(OVER):
        assert "正在计票" in cast.client().get(page).content.decode()
        other = f"paper{3 - one}"
        papers = {f"paper{one}": "0", other: "1", "paper0": "0"}
        assert "一起开箱" in head.post(f"{staff}{vote.id}/count/do/", papers, follow=True).content.decode()
        head.post(f"{staff}{vote.id}/count/do/", {**papers, "seen": "1"})
        shown = cast.client().get(page).content.decode()
        assert "李热心当选" in shown
        assert "赵公道" not in shown
        assert Post.objects.current().get(neighbourhood=here.area).public_name == "李热心"
        assert "已选出" in head.get(staff).content.decode()


def test_heads_settle_and_stop_on_the_page_and_the_next_communitys_head_does_not(here: Street, cast: Cast) -> None:
    code, head = cast.community.code, cast.client("community_director")
    staff = f"/staff/leaders/{code}/votes/"
    vote = here.open()
    with clock.at(OVER):
        for deed in ("paper", "back", "count", "settle", "stop"):
            for who in ("other_community_director", "next_grid_worker", "grid_worker", "resident"):
                assert cast.client(who).post(f"{staff}{vote.id}/{deed}/do/", {"why": "x"}).status_code == 403
        assert head.post(f"{staff}{vote.id}/made-up/do/").status_code == 404
        head.post(f"{staff}{vote.id}/count/do/")
        shown = cast.client().get(f"/leaders/{code}/votes/{vote.id}/").content.decode()
        assert "投票的户不够" in shown
        head.post(f"{staff}{vote.id}/settle/do/", {"number": "0", "why": "再找人。"})
        assert "再找人。" in cast.client().get(f"/leaders/{code}/votes/{vote.id}/").content.decode()
    assert {row.state for row in Nomination.objects.all()} == {"declined"}


def test_lists_make_the_same_queries_for_one_vote_as_for_many(here: Street, cast: Cast) -> None:
    code, head = cast.community.code, cast.client("community_director")
    pages = (f"/staff/leaders/{code}/votes/", f"/leaders/{code}/")

    def counts() -> list[int]:
        found = []
        for page in pages:
            head.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert head.get(page).status_code == 200
            found.append(len(asked))
        return found

    vote = here.open()
    with clock.at(OPENED + timedelta(hours=1)):
        before = counts()
        for _time in range(6):
            Vote.objects.filter(state="open").update(
                state="settled", outcome="tie", counted_at=OPENED, voted=0, nones=0
            )
            vote = vote_open(here.nominations, days=1, acting=here.head)
        assert vote.state == "open"
        assert counts() == before
