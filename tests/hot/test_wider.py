"""One issue across communities, not three copies of the same: the narrowest place that holds it owns it, others see no more of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from linli.core.errors import Refused
from linli.hot import selectors, services
from linli.hot.models import HotIssue, Look, Member
from linli.notify.models import Message
from linli.people.models import Organisation, Post
from linli.people.selectors import standing_of
from linli.places.models import Building, Compound, Division, Entrance, Grid
from tests.cast import MORNING, Cast, account, at, square
from tests.hot.test_issues import OTHERS, WATER

NEXT, THIRD = "420107005009", "420107005010"


def _community(cast: Cast, name: str, code: str, title: str, number: int) -> None:
    """Another community of the same street, with a grid, a house and an officer."""
    street = cast.places["street"]
    division, _ = Division.objects.get_or_create(
        code=code,
        defaults={"name": title, "level": 2, "parent": street, "path": f"{street.path}{code}/", "active": True},
    )
    grid = Grid.objects.create(
        community=division,
        code=f"{code}001",
        name="第1网格",
        outline=square(114.5 + 0.01 * number, 30.63),
        origin_crs="WGS-84",
    )
    compound = Compound.objects.create(community=division, name=f"{title[:-2]}小区")
    building = Building.objects.create(
        grid=grid, compound=compound, name="1栋", lon=114.5, lat=30.63, origin_crs="WGS-84"
    )
    cast.places[name], cast.grids[name] = division, grid
    cast.entrances[name] = Entrance.objects.create(building=building, name="1单元")
    desk = Organisation.objects.create(kind="community", name=f"{title}居委会", level=2, place=division)
    team = Organisation.objects.create(kind="grid", name=f"{title}第1网格", level=1, place=division, grid=grid)
    for who, organisation, kind in ((f"{name}_officer", desk, "officer"), (f"{name}_worker", team, "grid_worker")):
        cast.accounts[who] = account(f"{title}{kind}", 200 + organisation.pk % 700)
        Post.objects.create(
            organisation=organisation, kind=kind, account=cast.accounts[who], public_name=who,
            starts_at=MORNING.replace(year=2025),
        )  # fmt: skip


@pytest.fixture
def street(cast: Cast) -> Iterator[Cast]:
    """The cast, with two more communities in its street, and neighbours enough to be many."""
    _community(cast, "next", NEXT, "建设社区", 1)
    _community(cast, "third", THIRD, "白玉山社区", 2)
    for number in range(60, 80):
        cast.accounts[f"n{number}"] = account(f"邻居{number}", number)
    with at(0):
        yield cast


def many(cast: Cast, grid: str, first: int, others: bool = True) -> None:
    """Four neighbours of a community about the water, four about other things."""
    for n, body in enumerate((*WATER, *OTHERS) if others else WATER):
        cast.submit(body, f"n{first + n % 4}", grid=grid)


def look_everywhere(cast: Cast) -> None:
    """As the worker does: communities, then streets, then the district."""
    for place in Division.objects.filter(pk__in=services.looks_begin()).order_by("level", "code"):
        services.issues_look(place)


def wide(cast: Cast) -> HotIssue:
    many(cast, "one", 60)
    many(cast, "next", 64)
    look_everywhere(cast)
    return HotIssue.objects.get(state="found")


def test_what_two_communities_report_is_one_issue_of_their_street_not_two_copies(street: Cast) -> None:
    issue = wide(street)
    assert (issue.place, issue.grid, issue.requests, issue.people) == (street.places["street"], None, 8, 8)
    assert issue.owner == street.organisations["street"]
    parts = HotIssue.objects.filter(state="joined")
    assert {part.place for part in parts} == {street.community, street.places["next"]}
    assert all(part.into == issue for part in parts)
    assert Member.objects.filter(left_at=None).count() == 8
    assert Message.objects.filter(kind="hot_found", organisation=street.organisations["street"]).count() == 1


def test_looked_for_again_it_stays_one(street: Cast) -> None:
    issue = wide(street)
    with at(hours=25):
        look_everywhere(street)
    assert HotIssue.objects.exclude(state="joined").get() == issue
    assert Member.objects.filter(left_at=None).count() == 8


def test_what_one_community_reports_is_its_own(street: Cast) -> None:
    many(street, "one", 60)
    for n, body in enumerate(OTHERS):
        street.submit(body, f"n{64 + n}", grid="next")
    look_everywhere(street)
    issue = HotIssue.objects.get()
    assert issue.place == street.community and issue.owner == street.organisations["community"]


def test_across_streets_the_district_owns_it(street: Cast) -> None:
    many(street, "one", 60)
    many(street, "other", 64)
    look_everywhere(street)
    issue = HotIssue.objects.get(state="found")
    assert issue.place == street.places["district"] and issue.owner == street.organisations["district"]


def test_three_too_few_apart_are_enough_together(street: Cast) -> None:
    """No community has three people; the street has."""
    for n, grid in enumerate(("one", "next", "third", "one")):
        street.submit(WATER[n], f"n{60 + n}", grid=grid)
    for n, body in enumerate(OTHERS):
        street.submit(body, f"n{70 + n}", grid="one")
    look_everywhere(street)
    issue = HotIssue.objects.get()
    assert issue.people == 4 and issue.place == street.places["street"]


def test_what_a_person_confirmed_takes_in_the_rest_and_goes_to_the_wider_desk(street: Cast) -> None:
    many(street, "one", 60)
    services.issues_look(street.community)
    issue = HotIssue.objects.get()
    services.issue_confirm(issue.pk, "小区停水", "", standing=standing_of(street.community_officer))
    many(street, "next", 64)
    look_everywhere(street)
    issue.refresh_from_db()
    assert (issue.state, issue.requests, issue.place) == ("confirmed", 8, street.places["street"])
    assert issue.owner == street.organisations["street"]
    assert "spread" in set(issue.steps.values_list("name", flat=True))
    assert HotIssue.objects.exclude(state="joined").count() == 1


def test_an_owner_that_a_person_chose_stays(street: Cast) -> None:
    many(street, "one", 60)
    services.issues_look(street.community)
    issue = HotIssue.objects.get()
    services.issue_assign(issue.pk, street.id_of("water"), standing=standing_of(street.district_officer))
    many(street, "next", 64)
    look_everywhere(street)
    issue.refresh_from_db()
    assert issue.owner == street.organisations["water"] and issue.place == street.places["street"]


def test_dismissed_by_the_street_each_community_has_its_own_again_for_good(street: Cast) -> None:
    issue = wide(street)
    services.issue_dismiss(issue.pk, "两处水管，各修各的", standing=standing_of(street.street_officer))
    own = HotIssue.objects.filter(state="found")
    assert {part.place for part in own} == {street.community, street.places["next"]}
    assert {part.owner.name for part in own if part.owner} == {"青和居社区居委会", "建设社区居委会"}
    assert [part.requests for part in own] == [4, 4]
    late = street.submit(WATER[0], "n75", grid="next")
    with at(hours=25):
        look_everywhere(street)
    assert HotIssue.objects.filter(state="found").count() == 2
    assert Member.objects.get(case_id=late.id, left_at=None).issue.place == street.places["next"]


def test_whoever_has_a_case_in_it_sees_that_and_the_totals_whoever_has_none_sees_nothing(street: Cast) -> None:
    issue = wide(street)
    here, there = street.accounts["next_officer"], street.accounts["next_worker"]
    for who in (here, there, street.community_officer):
        standing = standing_of(who)
        assert issue in selectors.issues_visible(standing)
        shown, others = selectors.members_visible(issue, standing)
        assert (len(shown), others) == (4, 4)
        assert len({member.community_id for member in shown}) == 1
        assert selectors.deeds_offered(issue, standing) == []
        with pytest.raises(Refused):
            services.issue_dismiss(issue.pk, "不是", standing=standing)
    page = street.client(here).get(issue.staff_address()).content.decode()
    foreign = issue.members.filter(community=street.community).first()
    assert foreign is not None and foreign.case.number not in page and "另有 4 件" in page


@pytest.mark.parametrize(
    "who", ["third_officer", "third_worker", "other_street_officer", "next_grid_worker", "property_manager"]
)
def test_no_stranger_knows_of_a_wide_issue_or_of_its_parts(street: Cast, who: str) -> None:
    issue = wide(street)
    standing = standing_of(street.accounts[who])
    assert not selectors.issues_visible(standing).exists()
    for each in (issue, *HotIssue.objects.filter(into=issue)):
        answer = street.client(who).get(each.staff_address())
        assert answer.status_code in (403, 404) and each.title not in answer.content.decode()


def test_residents_of_both_communities_read_it_once_confirmed_and_those_of_a_third_do_not(street: Cast) -> None:
    issue = wide(street)
    assert not selectors.issues_public(street.community).exists()
    services.issue_confirm(issue.pk, "两个社区停水", "", standing=standing_of(street.street_officer))
    assert [*selectors.issues_public(street.community)] == [*selectors.issues_public(street.places["next"])] == [issue]
    assert not selectors.issues_public(street.places["third"]).exists()
    part = HotIssue.objects.filter(into=issue).first()
    assert part is not None
    assert street.client().get(reverse("hot:shown", args=[part.pk])).status_code == 404


def test_each_place_is_searched_as_often_as_it_is_due_and_one_of_a_kind_not_twice(street: Cast) -> None:
    first = services.looks_begin()
    levels = dict(Division.objects.values_list("pk", "level"))
    assert [levels[place] for place in first] == sorted(levels[place] for place in first)
    assert street.places["street"].pk in first and street.places["district"].pk in first
    assert street.places["other_street"].pk not in first, "it has one community, which is searched"
    with at(hours=7):
        assert street.places["district"].pk not in services.looks_begin()
    with at(hours=25):
        assert street.places["district"].pk in services.looks_begin()
    assert Look.objects.count() == len(first)


def test_a_search_reads_the_newest_and_no_more_than_its_share(street: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.hot.services import finding

    monkeypatch.setattr(finding, "MOST_READ", 5)
    with at(hours=-2):
        many(street, "one", 60)
    many(street, "one", 60, others=False)
    found = finding.issues_search(street.community)
    assert len(found.messages) == 5 and found.messages[-1].at > found.messages[0].at
