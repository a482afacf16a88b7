"""The demo is Qingheju as its account gives it (G1), with a year that the services made and that can be verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from shapely.geometry import Point, shape

from linli.cases.models import Case, Event
from linli.cases.verify import verify_all
from linli.config.demo.make import Made, demo_is_there, demo_make
from linli.config.demo.places import QINGHEJU_CODE
from linli.core import clock
from linli.core.working_time import SHANGHAI
from linli.hot.models import HotIssue, Member
from linli.knowledge.models import Article
from linli.knowledge.selectors import articles_fitting, in_box
from linli.notify.models import Message
from linli.partners.models import Asking
from linli.partners.selectors import Wanted, figures_of, members_found
from linli.people.models import Organisation, Post
from linli.places.models import Building, Division, DoorCode, Entrance, Grid, Household
from linli.places.selectors import community_holes, grid_overlaps, locate_door, locate_point

pytestmark = pytest.mark.django_db
CASES = 40
UNTIL = datetime(2026, 5, 13, 15, 0, tzinfo=SHANGHAI)


def _counts() -> tuple[Counter[str], Counter[str], Counter[str]]:
    return (
        Counter(Case.objects.values_list("state", flat=True)),
        Counter(Event.objects.values_list("name", flat=True)),
        Counter(Case.objects.values_list("title", flat=True)),
    )


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo, made twice: the first one is taken back, its counts are kept."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic():
        call_command("import", "divisions", verbosity=0)
        with transaction.atomic():
            demo_make(cases=CASES, until=UNTIL)
            before = _counts()
            transaction.set_rollback(True)
        made = demo_make(cases=CASES, until=UNTIL)
        yield made, before
        transaction.set_rollback(True)


@pytest.fixture
def made(built: tuple[Made, Any]) -> Made:
    return built[0]


def test_the_community_is_the_one_of_the_account(made: Made) -> None:
    community = Division.objects.get(code=QINGHEJU_CODE)
    assert community.residents == 6100
    assert community.path == "420100000000/420107000000/420107005000/420107005008/"
    assert Grid.objects.filter(community=community).count() == 15
    assert Building.objects.filter(grid__community=community).count() == 19
    assert Household.objects.filter(community=community).count() == 5235


def test_its_grids_cover_it_once_and_hold_their_buildings(made: Made) -> None:
    # Those of Xiangyang's zone are neither drawn nor divided: nothing is known of their ground.
    for community in Division.objects.filter(active=True, level=2, pk__in=Grid.objects.values("community")):
        assert community.outline
        assert not grid_overlaps(community)
        assert not community_holes(community)
    for building in Building.objects.select_related("grid"):
        assert shape(building.grid.outline).contains(Point(building.lon, building.lat))
        assert locate_point(building.lon, building.lat, "WGS-84").grid == building.grid


def test_every_entrance_has_a_door_code_that_leads_to_its_grid(made: Made) -> None:
    assert DoorCode.objects.count() == Entrance.objects.count()
    code = DoorCode.objects.select_related("entrance__building").first()
    assert code is not None
    assert locate_door(code.token).grid == code.entrance.building.grid


def test_every_organisation_has_somebody_and_every_role_is_played(made: Made) -> None:
    with clock.at(UNTIL):
        held = set(Post.objects.current().values_list("organisation_id", flat=True))
        kinds = set(Post.objects.current().values_list("kind", flat=True))
    assert held == set(Organisation.objects.values_list("pk", flat=True))
    assert {"grid_worker", "building_leader", "area_leader", "secretary", "director", "contact", "manager"} <= kinds
    assert set(Organisation.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}
    assert len(made.cast.residents) == 60


def test_whoever_had_the_first_grid_has_no_post_any_more(made: Made) -> None:
    assert made.cast.former_worker is not None
    with clock.at(UNTIL):
        assert not Post.objects.current().filter(account=made.cast.former_worker).exists()


def test_the_year_ends_when_it_should_and_some_of_it_is_still_open(made: Made) -> None:
    assert made.cases >= CASES
    assert not Event.objects.filter(at__gt=UNTIL).exists()
    assert Case.objects.filter(state__in=("submitted", "accepted", "in_progress")).exists()
    assert Case.objects.filter(state="closed").count() > CASES / 2


def test_hardly_a_story_breaks_off(made: Made) -> None:
    assert made.broken.total() <= CASES * 0.05, made.broken


def test_the_same_seed_makes_the_same_year(built: tuple[Made, Any]) -> None:
    assert _counts() == built[1]


def test_every_history_holds_together(made: Made) -> None:
    assert list(verify_all()) == []


def test_real_data_are_never_turned_into_a_demo(made: Made) -> None:
    assert demo_is_there()
    with pytest.raises(CommandError, match="已有"):
        demo_make(cases=1)


def test_pictures_are_drawn_and_small() -> None:
    from linli.config.demo.pictures import picture

    assert all(picture(number)[:2] == b"\xff\xd8" and len(picture(number)) < 20_000 for number in range(12))


def test_what_is_known_is_there_some_of_it_due_for_review_with_its_owner_told_once(made: Made) -> None:
    with clock.at(UNTIL):
        on = timezone.localdate(UNTIL)
        boxes = {
            box: in_box(Article.objects.all(), box, on).count()
            for box in ("published", "draft", "withdrawn", "review", "over")
        }
        assert boxes["published"] >= 40
        assert all(boxes[box] for box in ("draft", "withdrawn", "review", "over"))
        due = Article.objects.filter(shown__review_on__lt=on)
        assert Message.objects.filter(kind="article_review").count() == due.count() == boxes["review"]
        story_one = articles_fitting(
            "我今年五十岁，怎么办退休，要带哪些材料？", Division.objects.get(code=QINGHEJU_CODE)
        )
    assert [article.shown.question for article in story_one if article.shown] == ["五十岁怎么办退休？要带什么材料"]


def test_two_hot_issues_live_one_in_work_and_one_answered_for_all_its_cases(made: Made) -> None:
    working = HotIssue.objects.get(state="confirmed")
    assert working.requests == working.people == 7 and working.followers.count() == 5 and working.support == 5
    assert working.owner is not None and working.owner.kind == "property"
    assert not working.answer and working.description
    leads = Member.objects.filter(issue=working, left_at=None).values_list("case__lead", flat=True)
    assert list(leads).count(working.owner.pk) == 6, "whoever owns it leads all but the latest, and can answer them"
    answered = HotIssue.objects.get(state="answered")
    assert answered.requests == answered.people == 5 and answered.answered_by is not None
    members = Member.objects.filter(issue=answered, left_at=None).select_related("case")
    assert all(member.is_answered and member.case.answer == answered.answer for member in members)
    assert {member.case.outcome for member in members} == {"solved"}
    assert {member.case.state for member in members} <= {"resolved", "closed"}


def test_xiangyangs_zone_has_the_numbers_of_its_account(made: Made) -> None:
    _rows, whole = figures_of(Division.objects.get(code="420606000000"))
    assert (whole.communities, whole.general, whole.branches, whole.at_work, whole.at_home) == (
        47,
        21,
        181,
        15_013,
        15_013,
    )
    home = Division.objects.get(code=QINGHEJU_CODE)
    assert members_found(Wanted(home)).count() == 8
    assert sorted(Asking.objects.values_list("answer", "outcome")) == [("", ""), ("yes", ""), ("yes", "helped")]
