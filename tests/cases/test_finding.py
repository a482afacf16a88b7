"""Cases are found by what is said of them, by those who may read them and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import AnswerTerms, Case, CaseTerms
from linli.cases.selectors import FoundCases, answers_found, cases_found, cases_visible
from linli.core import clock
from linli.core.writing import gathered
from linli.people.selectors import standing_of
from linli.search.adding import terms_add
from linli.search.looking import MOST_LOOKED_AT, STEP, Cursor
from linli.search.rebuilding import KINDS, outdate, rebuild
from linli.text.query import Term
from tests.cast import MORNING, Cast, at


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


def found(cast: Cast, who: str, asked: str, **more: Any) -> list[Case]:
    return read(cases_found(standing_of(cast.accounts[who]), asked, **more))


def read(page: FoundCases) -> list[Case]:
    return page.read(Case.objects.all())


@pytest.mark.parametrize(
    "asked",
    [
        "电梯",
        "電梯",
        "困人",
        "困",
        "dianti",
        "DT",
        "dian ti",
        "青和居",
        "青和居小区1栋",
        "第1网格",
        "三个小时",
        "WiFi",
        "ｗｉｆｉ",
        "电梯 wifi 小时",
        "《电梯》？",
    ],
)
def test_a_case_is_found_by_title_text_place_pinyin_and_initials(cast: Cast, asked: str) -> None:
    case = cast.submit("3号楼电梯困人。已经三个小时了，WiFi也没有")
    assert found(cast, "grid_worker", asked) == [case]


@pytest.mark.parametrize(
    "asked", ["水管", "电梯 水管", "", "  ", "！？…", "😀", "\0", "' OR 1=1 --", '") OR ("', "a* NEAR b"]
)
def test_a_case_is_not_found_by_what_it_does_not_say(cast: Cast, asked: str) -> None:
    cast.submit("3号楼电梯困人")
    assert found(cast, "grid_worker", asked) == []


def test_a_very_long_query_is_answered_by_its_beginning(cast: Cast) -> None:
    case = cast.submit("电梯困人")
    assert found(cast, "grid_worker", "电梯困人 " * 2_500) == [case]


def test_a_number_is_found_whole_and_by_its_beginning(cast: Cast) -> None:
    case = cast.submit("电梯困人")
    assert found(cast, "grid_worker", case.number) == [case]
    assert found(cast, "grid_worker", case.number[:5]) == [case]
    assert found(cast, "grid_worker", case.number[1:]) == []


def test_the_end_of_a_phone_finds_nobody_and_the_whole_number_whoever_gave_it(cast: Cast) -> None:
    case = cast.submit("电梯困人，请打13812345678", reporter_phone="13987654321", reporter_name="王秀兰")
    assert found(cast, "grid_worker", "139 8765 4321") == [case]
    for part in ("7654321", "4321", "13812345678", "12345678", "5678", "王秀兰"):
        assert found(cast, "grid_worker", part) == []


def test_nothing_that_is_sealed_lands_in_the_index(cast: Cast) -> None:
    cast.submit("电梯困人", address="3单元1502室", reporter_phone="13987654321", reporter_name="欧阳修竹")
    written = _written(CaseTerms)
    for part in ("欧阳", "修竹", "1502", "13987654321", "4321"):
        assert part not in written


def test_an_answer_is_found_with_the_text_it_answers(cast: Cast) -> None:
    case = cast.submit("电梯困人")
    with at(1):
        case = cast.act(case, "answer", "grid_worker", answer="维保公司已更换曳引机", basis="")
        assert found(cast, "grid_worker", "电梯 曳引机") == [case]
        assert CaseTerms.objects.count() == 1


WHO = [
    *("grid_worker", "next_grid_worker", "community_officer", "community_director", "other_community_director"),
    *("street_officer", "other_street_officer", "district_officer", "city_officer", "property_manager"),
    *("water_contact", "former_grid_worker", "building_leader", "resident"),
]


@pytest.mark.parametrize("who", WHO)
def test_everybody_finds_exactly_what_they_may_read(cast: Cast, who: str) -> None:
    cast.submit("电梯困人")
    cast.submit("电梯异响", grid="two")
    cast.submit("电梯停运", grid="other")
    cast.submit("电梯里网格员收钱", excluded_ids=[cast.grid_worker.pk, cast.street_officer.pk])
    cast.submit("电梯广告", grid=None, community=cast.community)
    dispatched = cast.submit("电梯漏水")
    cast.act(dispatched, "accept", "grid_worker")
    cast.act(dispatched, "dispatch", "grid_worker", to=cast.id_of("property"), task="请维修")
    standing = standing_of(cast.accounts[who])
    assert set(found(cast, who, "电梯")) == set(cases_visible(standing))


def test_a_mark_more_leaves_the_words_and_one_that_is_nowhere_is_seen(cast: Cast) -> None:
    case = cast.submit(body="电梯坏了")
    key = {"community_id": case.community_id, "case_id": case.id}
    found = CaseTerms.objects.filter(**key)
    with transaction.atomic(), gathered():
        assert terms_add(CaseTerms, key, {"__o999", "__o998"})
        assert not found.filter(terms__meet=Term("__o999")).exists()
    assert terms_add(CaseTerms, key, {"__o997"})
    for term in ("__o999", "__o998", "__o997", "电梯"):
        assert found.filter(terms__meet=Term(term)).exists()
    found.delete()
    assert not terms_add(CaseTerms, key, {"__o999"})
    with pytest.raises(DatabaseError), transaction.atomic(), gathered():
        terms_add(CaseTerms, key, {"__o999"})


def test_a_unit_finds_a_case_once_it_is_called_and_not_after_it_was_let_off(cast: Cast) -> None:
    case = cast.submit("电梯困人")
    cast.act(case, "accept", "grid_worker")
    assert found(cast, "property_manager", "电梯") == []
    case = cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="请维修")
    assert found(cast, "property_manager", "电梯") == [case]
    handler = case.handlers.get()
    cast.act(case, "object", "property_manager", why="不归我们管")
    cast.act(case, "decide_objection", "grid_worker", handler_id=handler.id, uphold=True, why="确实不归")
    assert found(cast, "property_manager", "电梯") == []


class TestConfidential:
    """A report that names somebody is led and supervised by others, and unknown to everybody else."""

    @pytest.fixture
    def case(self, cast: Cast) -> Case:
        """Against the grid worker, reported by phone."""
        return cast.submit(
            "网格员收了电梯维修的钱", excluded_ids=[cast.grid_worker.pk], reporter_phone="13987654321", grid="one"
        )

    def test_it_carries_no_mark_of_its_place(self, cast: Cast, case: Case) -> None:
        written = _written(CaseTerms)
        assert "__o" in written
        assert "__g" not in written
        assert "__p" not in written

    @pytest.mark.parametrize("asked", ["电梯", "收钱", "{number}", "13987654321", "青和居"])
    def test_who_is_named_or_has_no_part_finds_nothing_of_it(self, cast: Cast, case: Case, asked: str) -> None:
        knows = set(_knowing(cast, case))
        for who in set(WHO) - knows:
            page = cases_found(standing_of(cast.accounts[who]), asked.format(number=case.number))
            assert page == FoundCases([])

    def test_the_desk_above_reads_it_and_does_not_learn_whose_phone_it_was(self, cast: Cast, case: Case) -> None:
        leads = [
            who
            for who in _knowing(cast, case)
            if standing_of(cast.accounts[who]).hats[0].organisation_id == case.lead_id
        ]
        above = [who for who in _knowing(cast, case) if who not in leads]
        assert leads and above
        assert all(found(cast, who, "电梯") == [case] for who in (*leads, *above))
        assert all(found(cast, who, "13987654321") == [case] for who in leads)
        assert all(found(cast, who, "13987654321") == [] for who in above)


def _knowing(cast: Cast, case: Case) -> list[str]:
    return [who for who in WHO if cases_visible(standing_of(cast.accounts[who])).filter(id=case.id).exists()]


def test_a_list_that_is_cut_goes_on_where_it_was(cast: Cast) -> None:
    cases = []
    for days in (900, 400, 40, 12, 1, 0.5, 0):
        with at(days=-days):
            cases.append(cast.submit(f"电梯第{len(cases)}次坏了"))
    newest_first = cases[::-1]
    seen, before = [], ""
    for _ in range(4):
        page = cases_found(standing_of(cast.grid_worker), "电梯", before=before, most=2)
        seen += read(page)
        before = page.older
    assert seen == newest_first
    assert before == ""


def test_cases_of_one_moment_are_all_found_page_by_page(cast: Cast) -> None:
    cases = {cast.submit("电梯坏了").id for _ in range(7)}
    seen, before = [], ""
    for _ in range(4):
        page = cases_found(standing_of(cast.grid_worker), "电梯", before=before, most=2)
        seen += [case_id for _, case_id in page.keys]
        before = page.older
    assert sorted(seen) == sorted(cases)
    assert before == ""


@pytest.mark.parametrize("text", ["", "x", "1-2-3", "-", "9" * 40 + "-1", "1e3-1", "１-２", "99999999999999999-1"])
def test_a_cursor_that_is_none_is_the_beginning_or_an_end(cast: Cast, text: str) -> None:
    cast.submit("电梯坏了")
    assert len(found(cast, "grid_worker", "电梯", before=text)) <= 1


def test_filters_and_boxes_narrow_what_is_found(cast: Cast) -> None:
    one, two = cast.submit("电梯坏了"), cast.submit("电梯按键掉了", kind="complaint", grid="two")
    assert found(cast, "community_officer", "电梯") == [two, one]
    assert found(cast, "community_officer", "电梯", filters={"kind": "complaint"}) == [two]
    assert found(cast, "community_officer", "电梯", box="overdue") == []


def test_looking_is_bounded_where_hardly_anything_found_is_wanted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        cast.submit("电梯坏了")
    monkeypatch.setattr("linli.search.looking.STEP", 2)
    monkeypatch.setattr("linli.search.looking.MOST_LOOKED_AT", 4)
    page = cases_found(standing_of(cast.community_officer), "电梯", filters={"kind": "thanks"})
    assert (page.keys, bool(page.older)) == ([], True)
    rest = cases_found(standing_of(cast.community_officer), "电梯", filters={"kind": "thanks"}, before=page.older)
    assert rest == FoundCases([])
    assert STEP <= MOST_LOOKED_AT


def test_finding_many_asks_as_often_as_finding_few(cast: Cast) -> None:
    counts = []
    for number in (1, 12):
        for _ in range(number):
            cast.submit("电梯坏了")
        with CaptureQueriesContext(connection) as queries:
            read(cases_found(standing_of(cast.grid_worker), "电梯"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


class TestPublishedAnswers:
    """Everybody finds what was published, by the published words alone."""

    @pytest.fixture
    def case(self, cast: Cast) -> Case:
        """Answered and published under other words than those that were said."""
        case = cast.submit("我家王大爷在电梯里摔了")
        case = cast.act(case, "answer", "grid_worker", answer="已联系王大爷，电梯地面已加防滑垫", basis="")
        return cast.act(
            case, "publish", "grid_worker", public_title="电梯地面湿滑", public_answer="已加防滑垫，请小心慢行。"
        )

    @pytest.mark.parametrize("asked", ["电梯", "防滑", "shihua", "dtdm", "濕滑", "青和居"])
    def test_by_title_answer_and_community(self, cast: Cast, case: Case, asked: str) -> None:
        assert [one for _, one in answers_found(asked).keys] == [case.id]
        assert [one for _, one in answers_found(asked, cast.community, cast.grids["one"]).keys] == [case.id]

    @pytest.mark.parametrize("asked", ["王大爷", "大爷", "摔"])
    def test_never_by_what_was_said_or_answered_unpublished(self, case: Case, asked: str) -> None:
        assert not answers_found(asked).keys

    def test_elsewhere_only_where_one_looks_everywhere(self, cast: Cast, case: Case) -> None:
        assert not answers_found("电梯", cast.places["other_community"]).keys
        assert not answers_found("电梯", cast.community, cast.grids["two"]).keys

    def test_in_the_page_with_the_words_marked(self, cast: Cast, case: Case) -> None:
        page = cast.client().get(reverse("cases:public_list"), {"q": "电梯", "community": "all"}).content.decode()
        assert "<mark>电梯</mark>地面湿滑" in page
        page = cast.client().get(reverse("cases:public_list"), {"q": "<script>", "community": "all"}).content.decode()
        assert "<script>" not in page.replace("<script src=", "")

    def test_what_is_not_published_is_in_no_index_for_everybody(self, cast: Cast) -> None:
        cast.submit("电梯坏了")
        assert not AnswerTerms.objects.exists()


class TestRebuild:
    """`linli search rebuild` makes what is missing or old, and may stop anywhere."""

    def test_what_was_never_indexed_is_found_after_it(self, cast: Cast) -> None:
        cases = {cast.submit("电梯坏了") for _ in range(5)}
        CaseTerms.objects.all().delete()
        assert found(cast, "grid_worker", "电梯") == []
        done = [batch.made for batch in rebuild(KINDS["cases"], 2)]
        assert done == [2, 2, 1]
        assert set(found(cast, "grid_worker", "电梯")) == cases

    def test_what_is_there_and_new_is_left_alone(self, cast: Cast) -> None:
        cast.submit("电梯坏了")
        assert sum(batch.made for batch in rebuild(KINDS["cases"])) == 0
        outdate(KINDS["cases"])
        assert sum(batch.made for batch in rebuild(KINDS["cases"])) == 1

    def test_stopped_it_goes_on_where_it_was(self, cast: Cast) -> None:
        for _ in range(4):
            cast.submit("电梯坏了")
        CaseTerms.objects.all().delete()
        next(rebuild(KINDS["cases"], 2))
        assert [batch.made for batch in rebuild(KINDS["cases"], 2)] == [0, 2, 0]

    def test_it_makes_what_the_services_made(self, cast: Cast) -> None:
        case = cast.submit("电梯困人", excluded_ids=[cast.grid_worker.pk])
        other = cast.submit("电梯漏水")
        cast.act(other, "accept", "grid_worker")
        cast.act(other, "dispatch", "grid_worker", to=cast.id_of("property"), task="请维修")
        before = [sorted(_written(CaseTerms, id=one.id)) for one in (case, other)]
        outdate(KINDS["cases"])
        list(rebuild(KINDS["cases"]))
        assert [sorted(_written(CaseTerms, id=one.id)) for one in (case, other)] == before


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor(MORNING + timedelta(microseconds=123_457), 42)
    assert Cursor.read(str(cursor)) == cursor


def _written(table: type[CaseTerms] | type[AnswerTerms], **key: Any) -> str:
    """The index's own words, as they lie in the database."""
    where = f" WHERE case_id = {key['id']}" if key else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST(terms AS text) FROM {table._meta.db_table}{where}")
        rows = [row[0].replace("'", "") for row in cursor.fetchall()]
    return " ".join(" ".join(sorted(row.split())) for row in rows)
