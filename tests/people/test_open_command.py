"""`linli open`: a place is set up from nothing, and the first request reaches the grid's worker."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.cases.selectors import box_page
from linli.cases.services import Acting, Draft, case_submit
from linli.people.models import Organisation, Post
from linli.people.selectors import account_by_phone, standing_of
from linli.people.services import account_get_or_create, grid_post_start
from linli.places.domain import Crs
from linli.places.models import Division
from linli.places.records import GridRecord
from linli.places.selectors import locate_point
from linli.places.services import grids_upsert
from tests.cast import Cast, square
from tests.places.outlines import grid_draw

STREET, COMMUNITY = "420107005000", "420107005008"


def open_place(code: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("open", code, **{"person": "李明", "phone": "13800000000", "stdout": out, **options})
    return out.getvalue()


@pytest.mark.django_db
def test_a_place_set_up_by_commands_alone_takes_a_request_that_reaches_its_grid_worker() -> None:
    call_command("import", "divisions", stdout=io.StringIO())
    open_place(STREET, person="胡军", phone="13800000001")
    assert "工人村街" in open_place(STREET, person="胡军", phone="13800000001")
    open_place(COMMUNITY)
    community = Division.objects.get(code=COMMUNITY)
    assert community.active
    street_head, head = (standing_of(account_by_phone(phone)) for phone in ("13800000001", "13800000000"))
    grid = grids_upsert([GridRecord(community, "第1网格")]).rows[0]
    grid_draw(grid, square(114.400, 30.630), Crs.WGS84)
    worker = account_get_or_create("13800000002", "陈晓燕")
    grid_post_start(grid, account=worker, kind="grid_worker", public_name="陈晓燕", acting=head)

    draft = Draft(body="三号楼下水道堵了，污水漫出来", located=locate_point(114.401, 30.631, Crs.WGS84))
    case = case_submit(draft, acting=Acting(standing_of(None)), key="first").case
    assert case.lead.grid == grid
    assert case.pk in box_page(standing_of(worker), "mine")
    assert case.pk in box_page(head, "place")
    assert case.pk in box_page(street_head, "place")


def test_doing_it_again_changes_nothing_and_a_second_person_stands_beside_the_first(cast: Cast) -> None:
    code, posts = cast.community.code, Post.objects.filter(organisation=cast.organisations["community"])
    before = posts.count()
    assert "青和居社区居委会" in open_place(code)
    assert "主任李明" in open_place(code, phone="+86 138 0000 0000")
    assert posts.count() == before + 1
    open_place(code, person="赵红", phone="13800000009", kind="secretary", name="青和居居民委员会")
    assert posts.count() == before + 2
    assert Organisation.objects.get(place=cast.community, kind="community").name == "青和居居民委员会"


def test_a_desk_that_was_closed_opens_again(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.id_of("community")).update(active=False)
    Division.objects.filter(pk=cast.community.pk).update(active=False)
    open_place(cast.community.code)
    assert Organisation.objects.get(pk=cast.id_of("community")).active
    assert Division.objects.get(pk=cast.community.pk).active


@pytest.mark.parametrize(
    ("code", "options", "words"),
    [
        ("999999999999", {}, "没有代码为"),
        ("社区", {}, "12位数字"),
        (COMMUNITY, {"phone": "12345"}, "11位"),
        (COMMUNITY, {"person": " "}, "姓名"),
        (COMMUNITY, {"name": "长" * 81}, "80"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(cast: Cast, code: str, options: dict[str, str], words: str) -> None:
    Post.objects.all().delete()
    with pytest.raises(CommandError, match=words):
        open_place(code, **options)
    assert not Post.objects.exists()
    assert not Case.objects.exists()
