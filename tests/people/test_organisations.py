"""A head opens the desks below, adds who can be called on, and gives grids their teams - in the own territory only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.domain import Standing
from linli.people.models import Account, Organisation, Post
from linli.people.selectors import standing_of
from linli.people.services import (
    account_get_or_create,
    desk_open,
    grid_post_start,
    grid_team,
    grid_teams,
    organisation_add,
    organisation_close,
    organisation_update,
    post_start,
)
from linli.places.models import Division, Grid
from tests.cast import Cast

PAGE = "/staff/posts/"
PHONE = "13900004444"
STRANGERS = ["other_community_director", "grid_worker", "former_grid_worker", "community_officer", "resident"]
HEAD = {"kind": "director", "phone": PHONE, "public_name": "新主任"}


@pytest.fixture
def asleep(cast: Cast) -> Division:
    """A community of the street that does not take part yet."""
    street = cast.places["street"]
    return Division.objects.create(
        code="420107005009", name="新村社区居委会", level=2, parent=street, path=f"{street.path}420107005009/"
    )


def new_grid(community: Division, name: str = "第9网格") -> Grid:
    number = Grid.objects.count() + 100
    return Grid.objects.create(community=community, code=f"{community.code}{number}", name=name)


WRITES: dict[str, Callable[[Cast, Standing], object]] = {
    "add": lambda c, s: organisation_add(c.community, kind="unit", name="小学", acting=s),
    "update": lambda c, s: organisation_update(c.organisations["property"], name="别的物业", acting=s),
    "close": lambda c, s: organisation_close(c.organisations["property"], acting=s),
    "team": lambda c, s: grid_team(new_grid(c.community), acting=s),
    "teams": lambda c, s: grid_teams(c.community, acting=s),
    "post": lambda c, s: grid_post_start(
        new_grid(c.community), account=c.resident, kind="grid_worker", public_name="王秀兰", acting=s
    ),
}


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("write", WRITES)
def test_whoever_is_not_its_head_changes_nothing(cast: Cast, who: str, write: str) -> None:
    before = list(Organisation.objects.order_by("pk").values())
    with pytest.raises(Refused):
        WRITES[write](cast, standing_of(cast.accounts[who]))
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("who", [*STRANGERS, "community_director"])
def test_a_community_is_opened_by_nobody_beside_or_below_it(cast: Cast, asleep: Division, who: str) -> None:
    with pytest.raises(Refused):
        desk_open(asleep, acting=standing_of(cast.accounts[who]), **HEAD)
    asleep.refresh_from_db()
    assert not asleep.active
    assert cast.client(who).post(f"{PAGE}open/{asleep.code}/", {**HEAD, "name": "新村"}).status_code == 403
    assert not Organisation.objects.filter(place=asleep).exists()


def test_a_street_opens_a_community_on_the_page_and_its_director_works_at_once(cast: Cast, asleep: Division) -> None:
    client = cast.client("street_director")
    address = f"{PAGE}open/{asleep.code}/"
    assert address in client.get(PAGE).content.decode()
    assert "新村社区居委会" in client.get(address).content.decode()
    given = {**HEAD, "name": "新村社区居委会"}
    assert client.post(address, {**given, "phone": "12"}).status_code == 422
    assert not Organisation.objects.filter(place=asleep).exists()
    assert client.post(address, given).headers["Location"] == f"{PAGE}?place={asleep.code}"
    asleep.refresh_from_db()
    assert asleep.active
    assert address not in client.get(PAGE).content.decode()
    assert client.post(address, given).status_code == 422  # open already: appoint on the page instead
    head = cast.client(Account.objects.get(posts__public_name="新主任"))
    assert head.get(f"{PAGE}?place={asleep.code}").status_code == 200
    assert head.get(f"{PAGE}?place={cast.community.code}").status_code == 403


def test_a_kind_that_no_desk_has_opens_nothing(cast: Cast, asleep: Division) -> None:
    with pytest.raises(Invalid, match="没有"):
        desk_open(asleep, kind="grid_worker", phone=PHONE, public_name="新人")
    asleep.refresh_from_db()
    assert not asleep.active
    assert not Organisation.objects.filter(place=asleep).exists()


def test_a_property_company_is_added_corrected_and_closed_on_the_page(cast: Cast) -> None:
    client = cast.client("community_director")
    given = {"kind": "property", "name": "新安物业", "duties": "电梯、门禁", "phone": "027-86001111"}
    add = f"{PAGE}add/{cast.community.code}/"
    assert client.get(add).status_code == 200
    assert client.post(add, {**given, "name": " "}).status_code == 422
    assert client.post(add, given).status_code == 302
    assert client.post(add, given).status_code == 422  # twice the same
    made = Organisation.objects.get(name="新安物业")
    assert (made.kind, made.level, made.place, made.duties) == ("property", 2, cast.community, "电梯、门禁")
    edit = f"{PAGE}{made.pk}/edit/"
    assert "新安物业" in client.get(edit).content.decode()
    assert client.post(edit, {**given, "name": "安居物业"}).status_code == 422  # another's name
    assert client.post(edit, {**given, "name": "平安物业"}).status_code == 302
    made.refresh_from_db()
    assert made.name == "平安物业"
    assert client.post(f"{PAGE}{made.pk}/close/").status_code == 302
    made.refresh_from_db()
    assert not made.active
    assert client.post(edit, given).status_code == 404
    assert "平安物业" not in client.get(PAGE).content.decode().split("</h1>")[1].split("关闭")[-1]
    assert client.post(add, {**given, "name": "平安物业"}).status_code == 302  # the closed one opens again
    made.refresh_from_db()
    assert made.active


def test_who_worked_for_a_closed_company_has_nothing_left_nor_who_would_have(cast: Cast) -> None:
    company, later = cast.organisations["property"], clock.now() + timedelta(days=3)
    account = account_get_or_create(PHONE)
    post_start(organisation=company, kind="contact", account=account, public_name="下周来的人", starts_at=later)
    organisation_close(company, acting=standing_of(cast.community_director))
    assert not standing_of(cast.property_manager).is_staff
    company.active = True
    company.save()
    assert not standing_of(account, later + timedelta(hours=1)).is_staff
    assert not standing_of(cast.property_manager).is_staff


@pytest.mark.parametrize("name", ["community", "one"])
def test_what_answers_for_a_territory_is_not_closed_but_gets_its_words_corrected(cast: Cast, name: str) -> None:
    street, desk = standing_of(cast.street_director), cast.organisations[name]
    with pytest.raises(Invalid, match="辖区"):
        organisation_close(desk, acting=street)
    with pytest.raises(Invalid):
        organisation_update(desk, name="x", kind="unit", acting=street)
    organisation_update(desk, name=f"{desk.name}（新）", phone="027-1", acting=street)
    assert Organisation.objects.get(pk=desk.pk).name.endswith("（新）")
    page = cast.client("community_director").get(f"{PAGE}{desk.pk}/edit/").content.decode()
    assert 'name="kind"' not in page


def test_a_desk_is_not_added_like_a_unit_and_words_that_are_too_long_are_said_so(cast: Cast) -> None:
    with pytest.raises(Invalid, match="列表"):
        organisation_add(cast.community, kind="street", name="又一个街道")
    with pytest.raises(Invalid) as refused:
        organisation_add(cast.community, kind="unit", name="长" * 81)
    assert "name" in refused.value.fields


def test_a_new_grid_is_listed_without_team_and_gets_it_with_its_first_worker(cast: Cast) -> None:
    client = cast.client("community_director")
    assert "还没有队伍的网格" not in client.get(PAGE).content.decode()
    grid = new_grid(cast.community)
    address = f"{PAGE}grid/{grid.pk}/start/"
    assert address in client.get(PAGE).content.decode()
    for page in (f"/staff/places/{cast.community.code}/", f"/staff/places/{cast.community.code}/grids/"):
        assert f"{PAGE}?place={cast.community.code}" in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    given = {"kind": "grid_worker", "public_name": "新网格员", "phone": PHONE}
    assert client.post(address, {**given, "ends_at": "2020-01-01T08:00"}).status_code == 422
    assert not Organisation.objects.filter(grid=grid).exists()
    assert client.post(address, given).status_code == 302
    team = Organisation.objects.get(grid=grid)
    assert (team.name, team.level, team.parent) == ("青和居社区第9网格", 1, cast.organisations["community"])
    assert Post.objects.current().get(organisation=team).public_name == "新网格员"
    assert "还没有队伍的网格" not in client.get(PAGE).content.decode()


def test_after_an_import_one_button_makes_all_teams_and_again_makes_none(cast: Cast) -> None:
    grids = [new_grid(cast.community, f"第{n}网格") for n in range(5, 8)]
    new_grid(cast.places["other_community"])
    out_of_use = new_grid(cast.community, "旧网格")
    out_of_use.active = False
    out_of_use.save()
    assert cast.client("community_director").post(f"{PAGE}teams/{cast.community.code}/").status_code == 302
    assert Organisation.objects.filter(grid__in=grids, active=True).count() == 3
    assert grid_teams(cast.community) == []
    assert Organisation.objects.filter(kind="grid").count() == 6
    with pytest.raises(Invalid, match="停用"):
        grid_team(out_of_use)


def test_a_grid_out_of_reach_cannot_be_told_from_none(cast: Cast) -> None:
    client = cast.client("other_community_director")
    assert client.get(f"{PAGE}grid/{new_grid(cast.community).pk}/start/").status_code == 404
    assert client.get(f"{PAGE}grid/987654/start/").status_code == 404


def test_the_page_costs_the_same_for_few_grids_and_many(cast: Cast) -> None:
    client, counts = cast.client("community_director"), []
    for number in (3, 27):
        for _ in range(number):
            new_grid(cast.community)
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
