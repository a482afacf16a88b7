"""After a loss: whose data the account could have read in every room, and what it had shown (PIPL art. 57)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.core.held import HELD, Reader
from linli.homes.services import authority_ask, authority_confirm, home_claim, home_end, homes_confirm
from linli.knowledge.models import Feedback
from linli.leaders.services import leaders_list, training_make
from linli.ledgers.models import Resource
from linli.partners.models import MemberRegistration
from linli.partners.services import member_reveal
from linli.people.models import Post
from linli.people.selectors import standing_of
from linli.people.services.delegating import delegation_make
from linli.people.services.nominating import nomination_make, nomination_post, objection_make
from linli.people.services.organisations import organisation_close
from linli.places.models import ImportUpload, Neighbourhood
from linli.privacy.exposing import EXPOSED
from tests.cast import MORNING, Cast, at
from tests.knowledge.articles import published
from tests.ledgers.lists import checked
from tests.ledgers.test_lists import LEADERS, leader
from tests.partners.stories import at_home, with_units

DAY = "2026-05-13"
STAFF = {Reader.HANDLING, Reader.TERRITORY, Reader.ABOVE, Reader.HEADS, Reader.PARTNERS}


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


def exposed(name: str, first: str = DAY, last: str = "2026-05-14") -> Any:
    out = StringIO()
    call_command("privacy", "exposure", "--account", name, "--from", first, "--to", last, "--json", stdout=out)
    return json.loads(out.getvalue())


def of_kind(found: Any, kind: str) -> list[Any]:
    return [person for person in found["people"] if kind in person]


def accounts(found: Any, kind: str) -> set[int | None]:
    """Whose data of that kind lay open."""
    return {person["account"] for person in of_kind(found, kind)}


def shown(found: Any, kind: str) -> set[int | None]:
    return {person["account"] for person in of_kind(found, kind) if person[kind]["shown"]}


# --- cases ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def here(cast: Cast) -> Case:
    case = cast.submit("一网格的事", reporter_phone="13900001111", reporter_name="王秀兰")
    cast.act(case, "reveal", "grid_worker", what="phone", why="约上门")
    return case


def test_a_grid_worker_could_read_the_own_grid_and_no_other(here: Case, cast: Cast) -> None:
    other = cast.submit("二网格的事", who="neighbour", grid="two")
    found = exposed("陈晓燕")
    assert found["account"] == cast.grid_worker.pk
    assert found["kinds"]["cases"] == {"title": "诉求", "rows": 1, "people": 1, "unnamed": 0, "shown": 1}
    (person,) = of_kind(found, "cases")
    assert person["cases"]["about"] == [here.number]
    assert len(person["cases"]["shown"]) == 1
    assert person["phone"] in ("139****1111", "199****0001")
    assert other.number not in json.dumps(found)
    above = exposed("刘洋")
    assert {case for one in of_kind(above, "cases") for case in one["cases"]["about"]} == {here.number, other.number}
    assert above["kinds"]["cases"]["shown"] == 0


def test_a_former_post_counts_for_its_own_time_alone(here: Case, cast: Cast) -> None:
    assert exposed("吴敏")["kinds"]["cases"]["rows"] == 0  # the post ended the day before
    Post.objects.filter(pk=cast.posts["former_grid_worker"].pk).update(ends_at=MORNING + timedelta(days=1))
    assert exposed("吴敏")["kinds"]["cases"]["rows"] == 1
    with at(days=3):
        cast.submit("后来的事")
        assert exposed("吴敏")["kinds"]["cases"]["rows"] == 1
        assert exposed("吴敏", "2026-05-16", "2026-05-17")["kinds"]["cases"]["rows"] == 0


def test_a_confidential_case_is_in_the_list_of_those_who_lead_it_alone(cast: Cast) -> None:
    cast.submit("举报物业", visibility="confidential", excluded_ids=[cast.grid_worker.pk])
    names = ("陈晓燕", "刘洋", "罗斌", "孙磊")
    found = {name: exposed(name)["kinds"]["cases"].get("confidential", 0) for name in names}
    assert found["陈晓燕"] == found["罗斌"] == 0
    assert sum(found.values()) >= 1


def test_what_an_organisation_led_once_stays_in_its_list(here: Case, cast: Cast) -> None:
    cast.act(here, "accept", "grid_worker")
    cast.act(here, "dispatch", "grid_worker", to=cast.id_of("property"), task="去看看")
    cast.act(here, "accept", "property_manager")
    assert exposed("罗斌")["kinds"]["cases"]["rows"] == 1
    with at(1):
        organisation_close(cast.organisations["property"], acting=standing_of(cast.community_director))
    with at(days=4):  # closed since: who was on it could read it all the same
        assert exposed("罗斌")["kinds"]["cases"]["rows"] == 1


def test_a_resident_s_account_holds_the_own_requests(here: Case, cast: Cast) -> None:
    assert exposed(cast.resident.phone)["kinds"]["cases"]["rows"] == 1
    assert exposed(str(cast.neighbour.pk))["kinds"]["cases"]["rows"] == 0


# --- homes and families --------------------------------------------------------------------------------------------


def lives(cast: Cast, who: str, grid: str = "one", worker: str = "grid_worker") -> Any:
    home = home_claim(cast.accounts[who], cast.entrances[grid], door="1703", relation="owner")
    homes_confirm([home.id], standing_of(cast.accounts[worker]))
    return home


def test_who_lived_in_the_own_grid_then_and_whose_door_was_looked_at(cast: Cast) -> None:
    lives(cast, "resident")
    lives(cast, "neighbour", "two", "next_grid_worker")
    cast.client("grid_worker").get("/staff/homes/", {"entrance": cast.entrances["one"].pk, "door": "1703"})
    found = exposed("陈晓燕")
    assert accounts(found, "homes") == shown(found, "homes") == {cast.resident.pk}
    assert found["kinds"]["homes"]["shown"] == 1
    assert accounts(exposed("周强"), "homes") == {cast.neighbour.pk}
    assert accounts(exposed("吴敏"), "homes") == set()  # the post ended before
    assert accounts(exposed("刘洋"), "homes") == set()  # a head reads no list of doors while the grid has its worker


def test_whoever_moved_away_before_is_not_in_the_list(cast: Cast) -> None:
    home = lives(cast, "resident")
    with at(days=1):
        home_end(home, why="搬走了", acting=standing_of(cast.grid_worker))
    assert accounts(exposed("陈晓燕"), "homes") == {cast.resident.pk}
    with at(days=6):
        assert accounts(exposed("陈晓燕", "2026-05-17", "2026-05-18"), "homes") == set()


def test_a_head_could_read_a_grid_while_nobody_was_its_worker(cast: Cast) -> None:
    Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=MORNING + timedelta(hours=1))
    home_claim(cast.resident, cast.entrances["one"], door="1703", relation="owner")
    assert accounts(exposed("刘洋"), "homes") == {cast.resident.pk}


def test_the_family_behind_a_paper_and_its_own_number_lie_open(cast: Cast) -> None:
    lives(cast, "resident")
    until = MORNING.date() + timedelta(days=300)
    row = authority_ask(cast.resident, name="王建国", phone="13900007777", kin="parent", until=until, ground="paper")
    authority_confirm(row, paper="mandate", acting=standing_of(cast.grid_worker))
    found = exposed("陈晓燕")
    father = next(person for person in of_kind(found, "families") if person["account"] is None)
    assert (father["phone"], father["name"]) == ("139****7777", "王**")
    assert shown(found, "families") == {cast.resident.pk, None}
    assert accounts(exposed(cast.resident.phone), "families") == {cast.resident.pk, None}  # her own page names him
    assert accounts(exposed("周强"), "families") == set()
    with at(days=6):  # it waited no more
        assert accounts(exposed("陈晓燕", "2026-05-17", "2026-05-18"), "families") == set()


# --- double registration -------------------------------------------------------------------------------------------


def test_members_of_the_own_community_and_whose_number_was_shown(cast: Cast) -> None:
    with_units(cast)
    row = at_home(cast, "building_leader")
    worker = standing_of(cast.grid_worker)
    member_reveal(MemberRegistration.objects.get(), "约时间", acting=worker)
    found = exposed("陈晓燕")
    assert accounts(found, "members") == shown(found, "members") == {row.account_id}
    assert accounts(exposed("刘洋"), "members") == {row.account_id}
    assert shown(exposed("刘洋"), "members") == set()
    assert accounts(exposed("何志刚"), "members") == set()  # another community's director
    assert accounts(exposed("胡军"), "members") == set()  # the street above reads no member
    assert accounts(exposed("陈晓燕", "2026-05-01", "2026-05-02"), "members") == set()
    row.delete()  # withdrawn since: that somebody looked is known all the same
    assert accounts(exposed("陈晓燕"), "members") == {cast.building_leader.pk}


# --- ledgers -------------------------------------------------------------------------------------------------------


def test_leaders_whose_numbers_could_go_out_and_those_that_did(cast: Cast) -> None:
    address = f"/staff/ledgers/{cast.community.code}/leaders/ledger.xlsx"
    cast.client("community_director").post(address, {"why": "核对通讯录"})
    found = exposed("张桂芳")
    assert cast.grid_worker.pk in shown(found, "leaders")
    assert cast.former_grid_worker.pk not in accounts(found, "leaders")
    assert {"deed": "导出骨干、单位、住户或资源台账", "times": 1, "rows": 3} in found["log"]
    assert accounts(exposed("陈晓燕"), "leaders") == set()  # hers goes out masked
    assert accounts(exposed("何志刚"), "leaders").isdisjoint({cast.grid_worker.pk})


def test_contacts_of_resources_and_the_one_that_was_looked_at(cast: Cast) -> None:
    rows = [
        Resource.objects.create(
            community=cast.community, grid=cast.grids[grid], kind="room", name=grid, contact=name, phone=phone,
            agreed=True, starts_on=MORNING.date(),
        )
        for grid, name, phone in (("one", "王五", "13900002222"), ("two", "赵六", "13900003333"))
    ]  # fmt: skip
    cast.client("grid_worker").post(
        f"/staff/resources/{rows[0].community_id}/{rows[0].id}/contact/", {"why": "借活动室"}
    )
    found = exposed("陈晓燕")
    assert [(one["name"], one["phone"], len(one["resources"]["shown"])) for one in of_kind(found, "resources")] == [
        ("王*", "139****2222", 1)
    ]
    assert exposed("刘洋")["kinds"]["resources"] == {
        "title": "社会资源的联系人", "rows": 2, "people": 2, "unnamed": 0, "shown": 0,
    }  # fmt: skip
    assert exposed("何志刚")["kinds"]["resources"]["rows"] == 0


def test_lists_that_the_account_sent_count_by_their_rows(cast: Cast) -> None:
    checked(cast, "leaders", LEADERS, leader())
    kwargs = {"community": cast.community, "name": "g.xlsx", "content": b"x", "kind": "grids"}
    ImportUpload.objects.create(account_id=cast.community_director.pk, **kwargs)
    found = exposed("张桂芳")["kinds"]
    assert (found["uploads"]["rows"], found["uploads"]["unnamed"], found["lists"]["rows"]) == (1, 1, 1)
    assert exposed("陈晓燕")["kinds"]["uploads"]["rows"] == 0


# --- heads' pages --------------------------------------------------------------------------------------------------


def test_nominations_objections_rights_and_the_log_are_the_heads_of_the_place(cast: Cast) -> None:
    head = standing_of(cast.community_director)
    area = Neighbourhood.objects.create(community=cast.community, grid=cast.grids["one"], kind="area", name="东片")
    row = nomination_make(cast.resident, area, name="李热心", phone="13900007777", by_self=False)
    row = nomination_post(row, days=5, agreed=True, acting=head)
    objection_make(row, cast.neighbour, "不合适")
    until = MORNING + timedelta(days=3)
    delegation_make("given", "notices", post=cast.posts["building_leader"], ends_at=until, why="请假", acting=head)
    found = exposed("张桂芳")
    assert accounts(found, "nominations") == {cast.resident.pk, None}
    assert accounts(found, "objections") == {cast.neighbour.pk}
    assert accounts(found, "rights") == {cast.building_leader.pk, cast.community_director.pk}
    assert cast.community_director.pk in accounts(found, "log")
    for name in ("陈晓燕", "何志刚"):
        other = exposed(name)
        for kind in ("nominations", "objections", "rights"):
            assert accounts(other, kind) == set(), (name, kind)
        assert cast.community_director.pk not in accounts(other, "log")


def test_who_came_to_training_is_the_heads_of_the_place(cast: Cast) -> None:
    head = standing_of(cast.community_director)
    begins = MORNING + timedelta(days=7)
    said = {"title": "消防常识", "where": "二楼", "starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    training = training_make(cast.community, **said, kinds=["building_leader"], acting=head)
    leaders_list(training, [cast.posts["building_leader"].pk], acting=head)
    assert accounts(exposed("张桂芳"), "trainings") == {cast.building_leader.pk}
    for name in ("陈晓燕", "何志刚"):
        assert accounts(exposed(name), "trainings") == set(), name


def test_a_right_on_loan_opens_for_its_time_alone(cast: Cast) -> None:
    """Who may draft could read what readers wrote; the loan ends on the second day."""
    version = published(cast).latest
    with at(days=1):
        Feedback.objects.create(version=version, who=b"x" * 32, enough=False, words="没有写电话")
    head = standing_of(cast.community_director)
    with at(days=1):
        until = MORNING + timedelta(days=2)
        post = cast.posts["building_leader"]
        delegation_make("given", "draft", post=post, ends_at=until, why="帮着写", acting=head)
    name = cast.building_leader.phone
    with at(days=8):
        assert exposed(name, DAY, DAY)["kinds"]["feedback"]["rows"] == 0
        assert exposed(name, "2026-05-14", "2026-05-15")["kinds"]["feedback"]["rows"] == 1
        assert exposed(name, "2026-05-19", "2026-05-20")["kinds"]["feedback"]["rows"] == 0


# --- the whole -----------------------------------------------------------------------------------------------------


def test_every_table_that_staff_read_is_asked() -> None:
    """A room that holds something of people that staff read says here who could have read it."""
    read = {entry.model for entry in HELD if STAFF & set(entry.readers)}
    asked = {model for kind in EXPOSED.values() for model in kind.models}
    assert read - asked == set(), "give these an Exposed in `exposed.py` of their room (linli.privacy.exposing)"


def test_one_who_left_the_number_of_an_account_is_the_same_person(cast: Cast) -> None:
    cast.submit("匿名之外", reporter_account=None, reporter_phone=cast.resident.phone, reporter_name="王")
    lives(cast, "resident")
    (person,) = [one for one in exposed("陈晓燕")["people"] if one["account"] == cast.resident.pk]
    assert set(person) >= {"cases", "homes"}


def test_people_read_it_and_a_wrong_name_gets_words(here: Case, cast: Cast) -> None:
    out = StringIO()
    call_command("privacy", "exposure", "--account", "陈晓燕", "--from", DAY, "--to", DAY, stdout=out)
    assert "诉求：可能看到 1 条，涉及 1 人；看过完整信息 1 次。" in out.getvalue()
    assert f"诉求 {here.number} 看过 1 次" in out.getvalue()
    for number in ("13900001111", cast.resident.phone):
        assert number not in out.getvalue()
    for bad in (["某某", DAY, DAY], ["陈晓燕", "昨天", DAY], ["陈晓燕", DAY, "2026-05-12"]):
        with pytest.raises(CommandError):
            exposed(*bad)


def test_expire_says_what_it_took(cast: Cast) -> None:
    out = StringIO()
    call_command("privacy", "expire", stdout=out)
    assert "cases" in out.getvalue()
