"""Leaders are trained: called, on the list, there by a tick or by the code of the day; shown to neighbours, never who was not (G4)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.audit.models import Note
from linli.core import clock
from linli.core.errors import Invalid, Missing, Refused, TooMany
from linli.leaders.models import Attendance, Training
from linli.leaders.selectors.training import attended_by, day_code, leaders_of, lines_of, mine_of, mine_required
from linli.leaders.services import (
    attendance_set,
    leaders_list,
    training_cancel,
    training_here,
    training_make,
    training_sign_up,
)
from linli.ledgers.services.exporting import ledger_write, template_write
from linli.ledgers.services.uploads import upload_begin
from linli.notify.models import Message
from linli.people.models import Post
from linli.people.services import post_end, post_move
from linli.privacy.holdings import HOLDINGS
from tests.cast import MORNING, Cast, account, at
from tests.ledgers.lists import cells, ledger_of, work

THERE = MORNING + timedelta(days=7)
KINDS = ("area_leader", "neighbour_leader")


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def leaders(cast: Cast) -> list[Post]:
    """Two leaders of the first grid."""
    return [
        Post.objects.create(
            organisation=cast.organisations["one"],
            kind=kind,
            account=account(f"骨干{number}", 800 + number),
            public_name=f"骨干{number}",
            starts_at=MORNING - timedelta(days=30),
        )
        for number, kind in enumerate(KINDS)
    ]


def called(cast: Cast, **given: object) -> Training:
    """A session in a week."""
    said = {
        "title": "消防常识",
        "where": "二楼",
        "starts_at": THERE,
        "ends_at": THERE + timedelta(hours=2),
        "kinds": KINDS,
    }
    return training_make(cast.community, **{**said, **given}, acting=cast.acting("community_director").standing)  # type: ignore[arg-type]


def signed_in(post: Post) -> Client:
    """A browser in which a leader has signed in."""
    client = Client()
    client.force_login(post.account)
    return client


def test_whoever_it_is_for_is_told_and_says_to_come(cast: Cast, leaders: list[Post]) -> None:
    training = called(cast, kinds=["area_leader"])
    assert [message.account_id for message in Message.objects.filter(kind="training")] == [leaders[0].account_id]
    assert mine_of(leaders[1].account) == []
    assert mine_of(cast.resident) == []
    with pytest.raises(Missing):
        mine_required(cast.accounts["building_leader"], training.id)
    mine = mine_required(leaders[0].account, training.id)
    for _time in range(2):
        training_sign_up(mine, up=True)
    assert Attendance.objects.count() == 1
    training_sign_up(mine, up=False)
    assert not Attendance.objects.exists()
    with clock.at(THERE + timedelta(days=1)), pytest.raises(Refused):
        training_sign_up(mine, up=True)


def test_the_code_of_the_day_opens_only_there_and_then(cast: Cast, leaders: list[Post]) -> None:
    training, who = called(cast), leaders[0].account
    mine = mine_required(who, training.id)
    with pytest.raises(Refused, match="现在不能签到"):
        training_here(who, mine, day_code(training, clock.now()))
    with clock.at(THERE + timedelta(minutes=5)):
        right = day_code(training, clock.now())
        assert right != day_code(training, clock.now() + timedelta(days=1))
        with pytest.raises(Invalid, match="签到码不对"):
            training_here(who, mine, "1" + right[1:] if right[0] != "1" else "2" + right[1:])
        for _time in range(2):
            training_here(who, mine, f" {right} ")
        assert [(row.post_id, row.proof) for row in Attendance.objects.all()] == [(leaders[0].pk, "code")]
        with pytest.raises(Refused, match="已经签到"):
            training_sign_up(mine, up=False)
        for _time in range(7):
            with pytest.raises(Invalid):
                training_here(who, mine, "x")
        with pytest.raises(TooMany):
            training_here(who, mine, right)


def test_heads_list_tick_and_take_back(cast: Cast, leaders: list[Post]) -> None:
    training, head = called(cast), cast.acting("community_director").standing
    ids = [post.pk for post in leaders]
    stranger = cast.posts["other_community_director"].pk
    assert leaders_list(training, [*ids, stranger], acting=head) == 2
    assert leaders_list(training, ids, acting=head) == 0
    with pytest.raises(Invalid, match="开始以后"):
        attendance_set(training, ids, acting=head)
    with clock.at(THERE + timedelta(hours=1)):
        assert attendance_set(training, [ids[0], stranger], acting=head) == 1
        assert [line.there for line in lines_of(list(leaders_of(cast.community, KINDS)), training)] == [True, False]
        attendance_set(training, [ids[1]], acting=head)
        assert Attendance.objects.get(attended_at__isnull=False).post_id == ids[1]
    assert {"training_made", "training_listed", "training_attended"} <= set(Note.objects.values_list("deed", flat=True))


@pytest.mark.parametrize("who", ["other_community_director", "community_officer", "grid_worker", "next_grid_worker"])
def test_only_a_head_of_the_place_arranges_training(cast: Cast, leaders: list[Post], who: str) -> None:
    training, acting = called(cast), cast.acting(who).standing
    for deed in (
        lambda: training_make(
            cast.community,
            title="x",
            where="y",
            starts_at=THERE,
            ends_at=THERE + timedelta(hours=1),
            kinds=KINDS,
            acting=acting,
        ),
        lambda: training_cancel(training, why="x", acting=acting),
        lambda: leaders_list(training, [leaders[0].pk], acting=acting),
        lambda: attendance_set(training, [leaders[0].pk], acting=acting),
    ):
        with pytest.raises(Refused):
            deed()


def test_what_cannot_be_called_gets_words_and_what_is_cancelled_is_told(cast: Cast, leaders: list[Post]) -> None:
    for wrong in ({"title": " "}, {"where": ""}, {"kinds": ["officer"]}, {"ends_at": THERE}):
        with pytest.raises(Invalid):
            called(cast, **wrong)
    training, head = called(cast), cast.acting("community_director").standing
    with pytest.raises(Invalid, match="理由"):
        training_cancel(training, why=" ", acting=head)
    training_cancel(training, why="讲课的人病了。", acting=head)
    assert Message.objects.filter(kind="training").count() == 4
    assert "讲课的人病了" in signed_in(leaders[0]).get("/me/training/").content.decode()
    with clock.at(THERE):
        for deed in (
            lambda: training_cancel(training, why="再", acting=head),
            lambda: attendance_set(training, [], acting=head),
            lambda: leaders_list(training, [], acting=head),
        ):
            with pytest.raises(Invalid):
                deed()


def test_training_follows_the_person_and_since_when_is_asked_of_the_post(cast: Cast, leaders: list[Post]) -> None:
    training, head = called(cast), cast.acting("community_director").standing
    with clock.at(THERE + timedelta(hours=1)):
        attendance_set(training, [leaders[0].pk], acting=head)
    with clock.at(THERE + timedelta(days=1)):
        moved = post_move(leaders[0], cast.organisations["two"], acting=head)
        assert [one.title for one in attended_by([moved])[moved.pk]] == ["消防常识"]
        assert lines_of([moved])[0].latest is None
    assert [line[1] for line in HOLDINGS["training"].rows(leaders[0].account)] == ["消防常识"]
    assert list(HOLDINGS["training"].rows(leaders[1].account)) == []
    with clock.at(THERE + timedelta(days=2)):
        post_end(leaders[1], acting=head)
        assert leaders[1].pk not in {post.pk for post in leaders_of(cast.community, KINDS)}


def test_the_whole_way_on_the_pages_and_neighbours_see_who_was_there_not_who_was_not(
    cast: Cast, leaders: list[Post]
) -> None:
    code, head = cast.community.code, cast.client("community_director")
    page = f"/staff/leaders/{code}/training/"
    local = [timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") for moment in (THERE, THERE + timedelta(hours=2))]
    given = {"title": "消防常识", "where": "二楼", "starts_at": local[0], "ends_at": local[1], "kinds": KINDS}
    assert head.post(page, {**given, "title": ""}).status_code == 422
    assert head.post(page, given).status_code == 302
    training = Training.objects.get()
    shown = head.get(page).content.decode()
    assert "2 人中有 2 人" in shown
    leader = signed_in(leaders[0])
    assert "消防常识" in leader.get("/me/training/").content.decode()
    assert leader.post(f"/me/training/{training.id}/sign-up/", {"up": "1"}).status_code == 302
    assert cast.client("resident").get(f"/me/training/{training.id}/here/").status_code == 404
    assert "已报名" in head.get(f"{page}{training.id}/").content.decode()
    with clock.at(THERE + timedelta(minutes=10)):
        digits = day_code(training, clock.now())
        assert digits in head.get(f"{page}{training.id}/").content.decode()
        here = f"/me/training/{training.id}/here/"
        assert digits in leader.get(f"{here}?code={digits}").content.decode()
        assert leader.post(here, {"code": "abc"}).status_code == 422
        assert leader.post(here, {"code": digits}).status_code == 302
        assert head.post(f"{page}{training.id}/made-up/do/").status_code == 404
        for who in ("other_community_director", "next_grid_worker", "resident"):
            assert cast.client(who).get(f"{page}{training.id}/").status_code == 403
            assert cast.client(who).post(f"{page}{training.id}/came/do/").status_code == 403
    with clock.at(THERE + timedelta(days=1)):
        assert "2 人中有 1 人" in head.get(page).content.decode()
        resident = cast.client("resident")
        resident.get(f"/d/{cast.doors['one'].token}/")
        card = resident.get("/here/").content.decode()
        assert card.count("参加培训") == 1
        assert "消防常识" in card
        assert "还没有参加" not in card
        assert "消防常识" in head.get(f"/staff/posts/{leaders[0].pk}/").content.decode()
        assert "还没有参加过" in head.get(f"/staff/posts/{leaders[1].pk}/").content.decode()


def test_the_ledger_of_leaders_says_who_was_trained_and_takes_that_column_for_nothing_new(
    cast: Cast, leaders: list[Post]
) -> None:
    training, head = called(cast), cast.acting("community_director").standing
    with clock.at(THERE + timedelta(hours=1)):
        attendance_set(training, [leaders[0].pk], acting=head)
        ledger, target = ledger_of(cast, "leaders"), io.BytesIO()
        ledger_write(ledger, target)
        header, *rows = cells(target.getvalue())
        told = {row[header.index("姓名*")]: row[header.index("参加过的培训")] for row in rows}
        day = timezone.localdate(THERE).isoformat()
        assert (told["骨干0"], told["骨干1"]) == (f"消防常识 {day}", "")
        target.seek(0)
        upload = upload_begin(ledger, "again.xlsx", target.getvalue(), account_id=cast.community_director.pk)
        assert work(upload).found == {"same": len(rows)}
        template_write(ledger, target := io.BytesIO())
        assert "参加过的培训" not in cells(target.getvalue())[0]


def test_lists_make_the_same_queries_for_two_leaders_as_for_many(cast: Cast, leaders: list[Post]) -> None:
    training, head = called(cast), cast.client("community_director")
    pages = [
        f"/staff/leaders/{cast.community.code}/training/",
        f"/staff/leaders/{cast.community.code}/training/{training.id}/",
    ]

    def counts() -> list[int]:
        found = []
        for page in pages:
            head.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert head.get(page).status_code == 200
            found.append(len(asked))
        return found

    before = counts()
    for number in range(20):
        Post.objects.create(
            organisation=cast.organisations["two"],
            kind="neighbour_leader",
            account=account(f"邻长{number}", 900 + number),
            public_name=f"邻长{number}",
            starts_at=MORNING,
        )
        called(cast)
    assert counts() == before
