"""A resident says which door is theirs; the grid's worker confirms it; nobody else learns who lives where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Case
from linli.core import clock
from linli.core.errors import Invalid, Missing, Refused, TooMany
from linli.homes.domain import door_plain
from linli.homes.models import HomeReading, Membership
from linli.homes.selectors import home_decidable, home_of, homes_waiting, members_of_door, waiting_count
from linli.homes.services import home_claim, home_decline, home_end, home_leave, homes_confirm, homes_expire
from linli.notify.models import Message
from linli.people.models import Account, Post
from linli.privacy.holdings import HOLDINGS
from linli.privacy.services.mine import account_leave
from tests.cast import Cast, account


def claimed(cast: Cast, who: str = "resident", grid: str = "one", door: str = "1703", **given: Any) -> Membership:
    """What somebody said of where they live."""
    given.setdefault("relation", "owner")
    return home_claim(cast.accounts[who], cast.entrances[grid], door=door, **given)


def confirmed(cast: Cast, who: str = "resident", door: str = "1703", **given: Any) -> Membership:
    """Said and confirmed by the worker of the first grid."""
    row = claimed(cast, who, door=door, **given)
    assert homes_confirm([row.id], cast.acting("grid_worker").standing) == 1
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("typed", ["1703", "１７０３", " 1703 室", "1703号", "1703户"])
def test_a_door_is_one_however_it_is_typed(typed: str) -> None:
    assert door_plain(typed) == "1703"


@pytest.mark.parametrize("typed", ["", "室", "<b>", "1703;DROP", "1" * 21, "-"])
def test_what_is_no_door_is_none(typed: str) -> None:
    assert door_plain(typed) == ""


def test_the_door_is_sealed_where_it_is_kept(cast: Cast) -> None:
    claimed(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT door FROM homes_membership")
        assert b"1703" not in bytes(cursor.fetchone()[0])


def test_a_claim_waits_for_the_grid_and_is_told_when_confirmed(cast: Cast) -> None:
    row = claimed(cast, by_code=True)
    assert home_of(cast.resident) is None
    assert Message.objects.get(organisation=cast.organisations["one"]).kind == "home_claim"
    assert waiting_count(cast.acting("grid_worker").standing) == 1
    homes_confirm([row.id], cast.acting("grid_worker").standing)
    home = home_of(cast.resident)
    assert home is not None
    assert (home.door, home.decided_by_id) == ("1703", cast.posts["grid_worker"].pk)
    told = Message.objects.get(account=cast.resident)
    assert told.kind == "home_confirmed"
    assert "1703" not in told.text


@pytest.mark.parametrize(
    "who", ["next_grid_worker", "former_grid_worker", "neighbour", "building_leader", "community_director"]
)
def test_nobody_but_the_grids_own_worker_decides_or_sees_it(cast: Cast, who: str) -> None:
    row, standing = claimed(cast), cast.acting(who).standing
    assert waiting_count(standing) == 0
    assert homes_waiting(standing) == []
    with pytest.raises(Missing):
        home_decidable(standing, row.id)
    with pytest.raises(Refused):
        home_decline(row, why="不是", acting=standing)
    with pytest.raises(Refused):
        homes_confirm([row.id], standing)
    homes_confirm([row.id], cast.acting("grid_worker").standing)
    with pytest.raises(Refused):
        home_end(row, why="不是", acting=standing)
    assert members_of_door(standing, row.entrance_id, "1703") == []


def test_the_desk_decides_while_nobody_is_on_the_grids_post(cast: Cast) -> None:
    row = claimed(cast)
    Post.objects.filter(organisation=cast.organisations["one"]).update(ends_at=clock.now())
    standing = cast.acting("community_director").standing
    assert [each.home.id for each in homes_waiting(standing)] == [row.id]
    assert homes_confirm([row.id], standing) == 1


def test_of_several_at_once_one_of_the_next_grid_stops_all(cast: Cast) -> None:
    own, other = claimed(cast), claimed(cast, "neighbour", "two")
    with pytest.raises(Refused):
        homes_confirm([own.id, other.id], cast.acting("grid_worker").standing)
    assert not Membership.objects.current().exists()
    assert homes_confirm([own.id], cast.acting("grid_worker").standing) == 1
    assert homes_confirm([own.id], cast.acting("grid_worker").standing) == 0


def test_declined_with_a_reason_and_the_door_forgotten(cast: Cast) -> None:
    row = claimed(cast)
    with pytest.raises(Invalid):
        home_decline(row, why=" ", acting=cast.acting("grid_worker").standing)
    home_decline(row, why="上门核实，住的是别人。", acting=cast.acting("grid_worker").standing)
    row.refresh_from_db()
    assert (row.state, row.door, row.door_index) == ("declined", "", None)
    page = cast.client("resident").get("/me/home/").content.decode()
    assert "上门核实，住的是别人。" in page
    with pytest.raises(Invalid):
        home_decline(row, why="再来", acting=cast.acting("grid_worker").standing)


def test_a_new_home_ends_the_one_before_and_a_lease_ends_by_itself(cast: Cast) -> None:
    first = confirmed(cast)
    with pytest.raises(Invalid, match="已经确认住在这里"):
        claimed(cast)
    today = clock.now().date()
    with pytest.raises(Invalid, match="租到"):
        claimed(cast, door="1602", relation="tenant")
    with pytest.raises(Invalid):
        claimed(cast, door="1602", relation="tenant", until=today - timedelta(days=2))
    second = confirmed(cast, door="1602", relation="tenant", until=today + timedelta(days=30))
    first.refresh_from_db()
    assert not first.is_current
    assert home_of(cast.resident) == second
    with clock.at(clock.now() + timedelta(days=32)):
        assert home_of(cast.resident) is None


def test_moving_out_and_being_ended(cast: Cast) -> None:
    row = confirmed(cast)
    with pytest.raises(Invalid):
        home_leave(cast.neighbour, row.id)
    home_end(row, why="房子已卖。", acting=cast.acting("grid_worker").standing)
    assert home_of(cast.resident) is None
    assert Message.objects.filter(account=cast.resident, kind="home_ended").count() == 1
    again = confirmed(cast)
    home_leave(cast.resident, again.id)
    assert home_of(cast.resident) is None
    with pytest.raises(Invalid):
        home_leave(cast.resident, again.id)
    waits = claimed(cast)
    home_leave(cast.resident, waits.id)
    waits.refresh_from_db()
    assert (waits.state, waits.door) == ("withdrawn", "")


def test_five_claims_a_day_are_enough_and_the_later_replaces_the_earlier(cast: Cast) -> None:
    for door in ("101", "102", "103", "104", "105"):
        claimed(cast, door=door)
    assert [row.door for row in Membership.objects.filter(state="waiting")] == ["105"]
    assert set(Membership.objects.filter(state="withdrawn").values_list("door_index", flat=True)) == {None}
    with pytest.raises(TooMany):
        claimed(cast, door="106")


def test_a_neighbour_behind_the_same_door_code_learns_nothing(cast: Cast) -> None:
    confirmed(cast)
    client = cast.client("neighbour")
    client.get(f"/d/{cast.doors['one'].token}/")
    for address in (
        "/me/home/",
        f"/me/home/?entrance={cast.entrances['one'].pk}",
        "/me/home/?q=青和居小区1栋",
        "/here/",
    ):
        page = client.get(address).content.decode()
        assert "1703" not in page
        assert "王秀兰" not in page
    report = client.get("/report/").content.decode()
    assert "我家" not in report


def test_a_report_carries_the_confirmed_door_and_it_can_be_changed(cast: Cast) -> None:
    confirmed(cast)
    client = cast.client("resident")
    page = client.get("/report/").content.decode()
    assert "我家：青和居小区1栋 1单元" in page
    assert 'value="1703"' in page

    def sent(**changes: Any) -> Case:
        form = {
            "key": f"k{Case.objects.count()}",
            "body": f"卫生间漏水{Case.objects.count()}",
            "kind": "help",
            "seen": "1",
        }
        answer = client.post("/report/", {**form, "where": "home", "address": "1703", **changes})
        assert answer.status_code == 302, answer.content.decode()
        return Case.objects.order_by("-id").first()  # type: ignore[return-value]

    case = sent()
    assert (case.address, case.entrance, case.grid) == ("1703", cast.entrances["one"], cast.grids["one"])
    assert sent(address="1703室，老人房").address == "1703室，老人房"
    assert sent(address="").address == ""
    # Somewhere else, or without a name, one's own door would be wrong, or would say who it was.
    assert sent(where="unknown").address == ""
    anonymous = sent(anonymous="on")
    assert (anonymous.address, anonymous.entrance) == ("", cast.entrances["one"])


def test_a_member_who_moved_reports_without_the_door(cast: Cast) -> None:
    row = confirmed(cast)
    home_leave(cast.resident, row.id)
    assert "1703" not in cast.client("resident").get("/report/").content.decode()


def test_the_whole_way_on_the_pages(cast: Cast) -> None:
    resident, worker = cast.client("resident"), cast.client("grid_worker")
    resident.get(f"/d/{cast.doors['one'].token}/")
    assert "这是我家" in resident.get("/here/").content.decode()
    entrance = cast.entrances["one"].pk
    assert resident.post("/me/home/", {"entrance": entrance, "door": "", "relation": "owner"}).status_code == 422
    assert resident.post("/me/home/", {"entrance": entrance, "door": "1703", "relation": "owner"}).status_code == 302
    row = Membership.objects.get()
    assert row.by_code
    inbox = worker.get(reverse("cases:inbox")).content.decode()
    assert '<span class="nav-count">1</span>' in inbox
    shown = worker.get("/staff/homes/").content.decode()
    assert "1703" in shown
    assert cast.resident.phone not in shown
    assert cast.client("next_grid_worker").post(f"/staff/homes/{row.id}/decline/", {"why": "x"}).status_code == 404
    assert worker.post("/staff/homes/confirm/", {"home": [row.id]}).status_code == 302
    row.refresh_from_db()
    assert row.is_current
    # A list of all who live here there is not: a door is asked for.
    assert "1703" not in worker.get("/staff/homes/").content.decode()
    found = worker.get("/staff/homes/", {"entrance": entrance, "door": "1703室"}).content.decode()
    assert "王**" in found
    worker.post(f"/staff/homes/{row.id}/end/", {"why": "已搬走"})
    assert "已搬走" in resident.get("/me/home/").content.decode()


def test_who_looked_is_written_down_once_a_day_and_the_resident_reads_it(cast: Cast) -> None:
    claimed(cast)
    for _turn in range(2):
        cast.client("grid_worker").get("/staff/homes/")
    assert HomeReading.objects.count() == 1
    seen = [reading.who for reading in HOLDINGS["homes"].readings(cast.resident)]
    assert seen == ["青和居第1网格"]
    assert list(HOLDINGS["homes"].readings(cast.neighbour)) == []


def test_it_is_in_the_copy_goes_with_the_account_and_after_its_term(cast: Cast) -> None:
    row = confirmed(cast)
    assert [line[2] for line in HOLDINGS["homes"].rows(cast.resident)] == ["1703"]
    home_leave(cast.resident, row.id)
    assert homes_expire(10) == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert homes_expire(10) == 1
    confirmed(cast)
    cast.client("grid_worker").get("/staff/homes/", {"entrance": row.entrance_id, "door": "1703"})
    account_leave(Account.objects.get(pk=cast.resident.pk))
    assert not Membership.objects.exists()
    assert not HomeReading.objects.exists()


def test_the_list_asks_as_often_for_three_as_for_thirty(cast: Cast) -> None:
    client = cast.client("grid_worker")

    def asked(count: int) -> int:
        for number in range(count):
            who = account(f"住户{number}", 5000 + Membership.objects.count())
            home_claim(who, cast.entrances["one"], door=str(1000 + Membership.objects.count()), relation="owner")
        with CaptureQueriesContext(connection) as queries:
            client.get("/staff/homes/")
        return len(queries)

    asked(1)
    assert asked(2) == asked(27)
