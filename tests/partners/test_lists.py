"""Lists of units and members brought in, again and again; the count of a place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from linli.notify.models import Message
from linli.partners import selectors, services
from linli.partners.importing import KINDS, scope_of
from linli.partners.models import MemberRegistration, Offered, UnitRegistration
from linli.people.models import Account, Organisation
from linli.people.selectors import standing_of
from linli.places.importing.results import ImportResult
from linli.places.importing.runner import run_importer
from tests.cast import Cast, at
from tests.partners.stories import at_home, at_work, offer, unit, with_units

UNITS = [
    ["党组织名称", "上级党总支", "党员人数", "资源", "技能", "联系人", "电话", "有效期至", "社区"],
    [
        "第一医院党支部",
        "卫生系统党总支",
        "83",
        "义诊",
        "医疗护理、场地",
        "方主任",
        "027-86001111",
        "2027-01-31",
        "青和居社区",
    ],
    ["轻工学校党支部", "", "41", "", "课业辅导", "", "", "", "420107005008"],
]
MEMBERS = [
    ["姓名", "手机号码", "报到方式", "党支部", "网格", "技能", "服务时间", "每月小时", "服务意愿", "同意日期", "社区"],
    *(
        [
            f"党员{n}",
            f"1990001{n:04d}",
            "工作地",
            "第一医院党支部",
            "",
            "医疗护理",
            "周末和节假日",
            "4",
            "应急处置",
            "2026-05-01",
            "",
        ]
        for n in range(40)
    ),
    ["王秀兰", "199 0000 0001", "居住地", "", "第1网格", "水电维修", "", "", "帮有困难的邻居", "2026-05-01", ""],
]


@pytest.fixture
def people(cast: Cast) -> Iterator[Cast]:
    with at(0):
        yield with_units(cast)


def written(rows: list[list[str]]) -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def bring(
    cast: Cast, kind: str, rows: list[list[str]], dry_run: bool = False, place: str = "community"
) -> ImportResult:
    importer = KINDS[kind](scope_of(cast.places[place]), acting=standing_of(cast.community_director))
    return run_importer(importer, written(rows), dry_run=dry_run)


def told(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.rejected


def test_units_come_in_once_with_the_general_branch_above(people: Cast) -> None:
    assert told(bring(people, "units", UNITS, dry_run=True)) == (2, 0, 0, 0)
    assert not UnitRegistration.objects.exists()
    assert told(bring(people, "units", UNITS)) == (2, 0, 0, 0)
    assert told(bring(people, "units", UNITS)) == (0, 0, 2, 0)
    hospital = UnitRegistration.objects.get(organisation__name="第一医院党支部")
    assert hospital.runs and hospital.organisation == people.organisations["hospital"]
    assert hospital.organisation.parent is not None and hospital.organisation.parent.name == "卫生系统党总支"
    changed = [UNITS[0], [*UNITS[1][:2], "90", *UNITS[1][3:]]]
    assert told(bring(people, "units", changed)) == (0, 1, 0, 0)


def test_members_come_in_with_their_consent_and_hear_of_it(people: Cast) -> None:
    bring(people, "units", UNITS)
    before = Account.objects.count()
    assert told(bring(people, "members", MEMBERS, dry_run=True)) == (41, 0, 0, 0)
    assert Account.objects.count() == before and not MemberRegistration.objects.exists()
    assert told(bring(people, "members", MEMBERS)) == (41, 0, 0, 0)
    assert Account.objects.count() == before + 40
    assert told(bring(people, "members", MEMBERS)) == (0, 0, 41, 0)
    assert Message.objects.filter(kind="partners", account__isnull=False).count() == 41
    mine = MemberRegistration.objects.get(account=people.resident)
    assert mine.on_paper and mine.state == "confirmed" and mine.grid == people.grids["one"]
    assert selectors.members_found(selectors.Wanted(people.community)).count() == 41
    page = people.client("resident").get("/me/partners/").content.decode()
    assert "书面同意" in page
    changed = [MEMBERS[0], [*MEMBERS[1][:5], "场地", *MEMBERS[1][6:]]]
    assert told(bring(people, "members", changed)) == (0, 1, 0, 0)
    assert Offered.objects.filter(member_id__isnull=False, skill__name="场地").count() == 1


def test_of_somebody_listed_twice_the_first_name_is_kept(people: Cast) -> None:
    bring(people, "units", UNITS)
    twice = [MEMBERS[0], MEMBERS[1], ["小党", MEMBERS[1][1], "居住地", "", "第1网格", *MEMBERS[1][5:]]]
    assert told(bring(people, "members", twice)) == (2, 0, 0, 0)
    rows = MemberRegistration.objects.select_related("account")
    assert [row.account.name for row in rows] == ["党员0", "党员0"]


def test_what_they_said_themselves_goes_before_the_list(people: Cast) -> None:
    bring(people, "units", UNITS)
    bring(people, "members", MEMBERS)
    services.offer_change(people.resident, offer(hours=11))
    assert told(bring(people, "members", MEMBERS)) == (0, 0, 41, 0)
    assert MemberRegistration.objects.get(account=people.resident).hours == 11


def test_whoever_withdrew_is_not_brought_back_by_an_older_paper(people: Cast) -> None:
    bring(people, "units", UNITS)
    bring(people, "members", MEMBERS)
    services.member_withdraw(people.resident)
    result = bring(people, "members", MEMBERS)
    assert told(result) == (0, 0, 40, 1)
    assert "已撤回同意" in result.errors[0].message
    with at(days=10):
        newer = [MEMBERS[0], [*MEMBERS[-1][:9], "2026-05-20", ""]]
        assert told(bring(people, "members", newer)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (9, "", "没有填写"),
        (9, "2027-01-01", "今天以后"),
        (1, "12345", "不是手机号码"),
        (2, "路过", "没有这一项"),
        (3, "没有的支部", "没有在本社区报到"),
        (5, "开飞机", "没有“开飞机”"),
        (8, "什么都行", "没有这一项"),
        (10, "钢花社区", "没有这个社区"),
    ],
)
def test_a_row_that_is_wrong_is_listed_with_why_and_the_others_are_taken(
    people: Cast, column: int, value: str, words: str
) -> None:
    bring(people, "units", UNITS)
    wrong = [*MEMBERS[1]]
    wrong[column] = value
    result = bring(people, "members", [MEMBERS[0], wrong, MEMBERS[2]])
    assert (result.created, result.rejected) == (1, 1)
    assert words in result.errors[0].message


def test_a_head_brings_lists_in_by_the_browser_and_nobody_else_does(people: Cast) -> None:
    def posted(who: str, **more: Any) -> Any:
        file = SimpleUploadedFile("单位.csv", written(UNITS).read())
        return people.client(who).post("/staff/partners/import/", {"kind": "units", "file": file, **more})

    assert posted("community_officer").status_code == 403
    assert "可以导入" in posted("community_director", dry_run="1").content.decode()
    assert not UnitRegistration.objects.exists()
    assert "导入结果" in posted("community_director").content.decode()
    assert UnitRegistration.objects.count() == 2
    assert posted("other_community_director").content.decode().count("没有这个社区") == 2
    client = people.client("community_director")
    for kind in KINDS:
        template = client.get(f"/staff/partners/import/{kind}/template/")
        assert load_workbook(io.BytesIO(b"".join(template.streaming_content))).active is not None  # type: ignore[attr-defined]
    assert client.post("/staff/partners/import/", {"kind": "units"}).status_code == 422


def test_the_count_of_a_street_is_what_its_communities_have_and_no_more(people: Cast) -> None:
    bring(people, "units", UNITS)
    general = Organisation.objects.get(name="卫生系统党总支")
    row = UnitRegistration.objects.get(organisation__name="轻工学校党支部")
    row.organisation.parent = general
    row.organisation.save()
    UnitRegistration.objects.create(community=people.community, organisation=general, state="confirmed")
    bring(people, "members", MEMBERS)
    at_home(people, "neighbour", confirmed=False)
    rows, whole = selectors.figures_of(people.places["street"])
    assert [place.name for place, _counts in rows] == ["青和居社区"]
    assert (whole.communities, whole.general, whole.branches, whole.at_work, whole.at_home) == (1, 1, 2, 40, 1)
    assert whole.reachable == 41
    assert selectors.figures_of(people.places["other_street"])[1].branches == 0
    city, _whole = selectors.figures_of(people.places["city"])
    assert [place.name for place, _counts in city] == ["青山区"]
    page = people.client("street_director").get("/staff/partners/figures/").content.decode()
    assert "青和居社区" in page and "党员0" not in page
    assert (
        people.client("other_street_officer")
        .get(f"/staff/partners/figures/?place={people.places['street'].code}")
        .status_code
        == 403
    )


def test_a_count_costs_the_same_for_one_community_and_two(people: Cast, django_assert_num_queries: Any) -> None:
    at_work(people, unit(people))
    with django_assert_num_queries(4):
        selectors.figures_of(people.places["district"])
    unit(people, "school_secretary", "school", place="other_community")
    with django_assert_num_queries(4):
        assert len(selectors.figures_of(people.places["district"])[0]) == 2
