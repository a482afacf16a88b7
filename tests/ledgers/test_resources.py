"""Social resources of a community: listed for its staff, whom to ask for masked, kinds that a community changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.core import clock
from linli.core.planned import Change
from linli.ledgers.models import Look, Resource
from linli.ledgers.selectors import kinds_of
from linli.ledgers.services.resources import ResourceRecord, resources_put
from linli.people.selectors import standing_of
from linli.privacy.holdings import HOLDINGS, SWEEPERS
from linli.privacy.services.mine import account_leave
from tests.cast import Cast

PHONE = "19900000001"  # the resident's


def filled(**more: Any) -> dict[str, Any]:
    return {
        "kind": "room",
        "name": "社区活动室",
        "offered_by": "热心居民",
        "place_text": "1栋一楼",
        "available": "周一至周五 9:00-17:00",
        "contact": "王秀兰",
        "phone": PHONE,
        "agreed": "on",
        "first": "",
        "last": "",
        **more,
    }


def add(cast: Cast, who: str = "community_officer", code: str = "", **more: Any) -> Any:
    return cast.client(who).post(reverse("ledgers:resource_add", args=[code or cast.community.code]), filled(**more))


def of(resource: Resource, name: str = "resource") -> str:
    return reverse(f"ledgers:{name}", args=[resource.community_id, resource.id])


def test_an_officer_lists_a_room_and_its_contact_is_masked_until_there_is_a_reason(cast: Cast) -> None:
    assert add(cast).status_code == 302
    made = Resource.objects.get()
    client = cast.client("community_officer")
    listed = client.get(reverse("ledgers:resources")).content.decode()
    assert "社区活动室" in listed
    assert "199****0001" in listed
    assert PHONE not in listed
    page = client.get(of(made)).content.decode()
    assert PHONE not in page
    assert "王秀兰" not in page
    assert PHONE not in client.post(of(made, "contact"), {"why": " "}).content.decode()
    assert not Look.objects.exists()
    assert PHONE in client.post(of(made, "contact"), {"why": "借活动室"}).content.decode()
    assert Look.objects.get().resource_id == made.id
    assert [one.why for one in HOLDINGS["resources"].readings(cast.resident)] == ["借活动室"]
    assert [row[2] for row in HOLDINGS["resources"].rows(cast.resident)] == ["社区活动室"]


def test_saving_a_page_with_masks_keeps_what_is_behind_them(cast: Cast) -> None:
    add(cast)
    made = Resource.objects.get()
    client = cast.client("community_officer")
    told = filled(name="大活动室", contact="王**", phone="199****0001", first=str(made.starts_on))
    assert client.post(of(made), told).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.contact, made.phone) == ("大活动室", "王秀兰", PHONE)
    assert client.post(of(made), told | {"phone": "138****0001"}).status_code == 422
    assert client.post(of(made), told | {"contact": "", "phone": ""}).status_code == 302
    made.refresh_from_db()
    assert (made.contact, made.phone, made.phone_index, made.agreed) == ("", "", None, False)


@pytest.mark.parametrize(
    "wrong",
    [{"agreed": ""}, {"name": " "}, {"kind": "nothing"}, {"first": "2026-05-02", "last": "2026-05-01"}],
    ids=["nobody asked", "no name", "no such kind", "days in the wrong order"],
)
def test_what_cannot_be_is_said_and_nothing_is_written(cast: Cast, wrong: dict[str, Any]) -> None:
    answer = add(cast, **wrong)
    assert answer.status_code == 422
    if wrong != {"name": " "}:
        assert "社区活动室" in answer.content.decode()
    assert not Resource.objects.exists()


def test_the_same_twice_is_refused(cast: Cast) -> None:
    add(cast)
    assert add(cast).status_code == 422
    assert Resource.objects.count() == 1


def test_a_grid_worker_lists_for_the_own_grid_and_nobody_from_elsewhere_sees_it(cast: Cast) -> None:
    grid = cast.grids["one"]
    assert add(cast, "grid_worker").status_code == 403
    assert add(cast, "grid_worker", grid.code, grid=cast.grids["two"].pk).status_code == 422
    assert add(cast, "grid_worker", grid.code, grid=grid.pk).status_code == 302
    made = Resource.objects.get()
    for who in ("next_grid_worker", "other_community_director", "former_grid_worker", "building_leader", "neighbour"):
        client = cast.client(who)
        for address in (of(made), reverse("ledgers:resources") + f"?place={cast.community.code}"):
            assert client.get(address).status_code in (403, 404), (who, address)
        for address in (of(made, "contact"), of(made, "resource_end"), of(made)):
            assert client.post(address, filled(why="想看看")).status_code in (403, 404), (who, address)
    assert not Look.objects.exists()
    made.refresh_from_db()
    assert made.ends_on is None
    assert cast.client("grid_worker").get(of(made)).status_code == 200
    assert cast.client("street_director").get(of(made)).status_code == 200


def test_what_has_ended_leaves_the_list_and_a_month_later_its_contact_goes(cast: Cast) -> None:
    add(cast)
    made = Resource.objects.get()
    client = cast.client("community_officer")
    assert client.post(of(made, "resource_end"), {"last": "2000-01-01"}).status_code == 302
    made.refresh_from_db()
    assert made.ends_on is None
    client.post(of(made, "resource_end"), {"last": ""})
    made.refresh_from_db()
    assert made.ends_on == clock.today()
    client.get(of(made))  # the word that it is done is shown once
    with clock.at(clock.now() + timedelta(days=2)):
        assert "社区活动室" not in client.get(reverse("ledgers:resources")).content.decode()
        assert "社区活动室" in client.get(reverse("ledgers:resources") + "?ended=on").content.decode()
        assert SWEEPERS["resource_contacts"](10) == 0
    with clock.at(clock.now() + timedelta(days=32)):
        assert SWEEPERS["resource_contacts"](10) == 1
        assert SWEEPERS["resource_contacts"](10) == 0
    made.refresh_from_db()
    assert (made.contact, made.phone) == ("", "")


def test_whoever_deletes_their_account_is_asked_for_no_more(cast: Cast) -> None:
    add(cast)
    account_leave(cast.resident)
    made = Resource.objects.get()
    assert (made.contact, made.phone, made.phone_index) == ("", "", None)


def test_a_community_renames_takes_out_and_adds_kinds_for_itself_alone(cast: Cast) -> None:
    client, page = cast.client("community_director"), reverse("ledgers:kinds", args=[cast.community.code])
    names = {"room": "场地", "vehicle": "车", "tool": "工具设备", "skill": "技能", "service": "服务", "other": "其他"}
    told = {f"name-{code}": name for code, name in names.items()} | {f"use-{code}": "on" for code in names}
    told |= {"name-fund": "资金", "new": "苗木"}
    assert client.post(page, told).status_code == 302
    form = client.get(reverse("ledgers:resource_add", args=[cast.community.code])).content.decode()
    assert ">车<" in form
    assert ">苗木<" in form
    assert ">资金<" not in form
    assert add(cast, kind="own-1", name="月季").status_code == 302
    other = reverse("ledgers:resource_add", args=[cast.places["other_community"].code])
    assert ">资金<" in cast.client("other_community_director").get(other).content.decode()
    assert client.post(page, told | {"name-room": "苗木", "name-own-1": "苗木", "use-own-1": "on"}).status_code == 422
    assert cast.client("community_officer").get(page).status_code == 403
    assert cast.client("other_community_director").get(page).status_code == 403


def test_a_list_of_thirty_asks_no_more_than_one_of_three(cast: Cast) -> None:
    client = cast.client("street_director")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse("ledgers:resources")).status_code == 200
        return len(caught)

    for number in range(3):
        Resource.objects.create(community=cast.community, kind="room", name=f"房间{number}", grid=cast.grids["one"])
    queries()
    few = queries()
    for number in range(3, 28):
        Resource.objects.create(community=cast.community, kind="tool", name=f"工具{number}", grid=cast.grids["two"])
    assert queries() == few


@pytest.mark.parametrize("by", ["number", "name"])
def test_a_grid_worker_takes_nothing_of_the_next_grid_by_a_list(cast: Cast, by: str) -> None:
    kind = next(iter(kinds_of(cast.community)))
    theirs = Resource.objects.create(
        community=cast.community, grid=cast.grids["two"], kind=kind, name="会议室", contact="李建国", agreed=True
    )
    told = {"name": "会议室"} if by == "name" else {"name": "我的会议室", "resource_id": theirs.id}
    record = ResourceRecord(cast.community, kind, grid=cast.grids["one"], place_text="搬走了", **told)
    planned = resources_put([record], acting=standing_of(cast.grid_worker))
    assert [plan.change for plan in planned] == [Change.REFUSED]
    theirs.refresh_from_db()
    assert (theirs.name, theirs.grid_id, theirs.place_text) == ("会议室", cast.grids["two"].pk, "")
    assert resources_put([record], acting=standing_of(cast.community_officer))[0].change == Change.CHANGED
