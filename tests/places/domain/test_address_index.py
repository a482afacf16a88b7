"""From what a resident writes to the grid that answers - and how sure that is."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.domain import AddressIndex, KnownArea, KnownPlace, Match, Reason

MESSAGES = Path(__file__).parents[4] / "shared/data/requests/messages.jsonl.gz"

QINGHE, HEPING, OTHER_HEPING = "420111013001", "420102002003", "430102001001"

# 清和居: three buildings in two grids. 中海国际小区: one grid. 幸福里: the same name in two cities. 向阳大厦: one building.
PLACES = [
    KnownPlace(1, QINGHE, ("清和居小区", "建设路25号"), 101, "1栋"),
    KnownPlace(1, QINGHE, ("清和居小区", "建设路25号"), 102, "2栋"),
    KnownPlace(2, QINGHE, ("清和居小区", "建设路27号"), 112, "12栋"),
    KnownPlace(2, QINGHE, ("清和居小区",), 113, "综合楼"),
    KnownPlace(3, HEPING, ("中海国际小区", "中海"), 201, "3号楼"),
    KnownPlace(3, HEPING, ("中海国际小区", "中海"), 202, "A座"),
    KnownPlace(4, HEPING, ("辉煌国际城",), 301, "一期5栋"),
    KnownPlace(5, HEPING, ("辉煌国际城",), 302, "二期5栋"),
    KnownPlace(6, HEPING, ("幸福里",), 401, "7栋"),
    KnownPlace(7, OTHER_HEPING, ("幸福里",), 402, "7栋"),
    KnownPlace(8, HEPING, ("向阳大厦", "江岸区建设路88号"), 501),
    KnownPlace(9, HEPING, ("铁路宿舍",)),
]
AREAS = [
    KnownArea("420100000000", "武汉市"),
    KnownArea("420111000000", "洪山区"),
    KnownArea("420102000000", "江岸区"),
    KnownArea("430102000000", "芙蓉区"),
    KnownArea("420111013000", "关山街道办事处"),
    KnownArea(QINGHE, "清和社区居委会"),
    KnownArea(HEPING, "和平居委会"),
    KnownArea(OTHER_HEPING, "和平社区"),
    KnownArea("420111013004", "新建村委会"),
]
INDEX = AddressIndex(PLACES, AREAS)


def best(text: str) -> Match:
    return INDEX.match(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "清和居小区12栋",
        "清和居12栋",
        "清和居十二栋2单元301室",
        "清和居１２＃楼漏水",
        "清和居12号楼",
        "清和居12号",
        "清和居 12-2-301",
        "清和居12-301",
        "清和居小区 12",
        "清和居012幢",
        "清和居的第12栋",
        "武汉市洪山区关山街道清和居小区12栋2单元",
        "我住清和居小区，12栋",
        "建设路27号12栋",
    ],
)
def test_a_building_in_a_named_compound_is_all_but_certain(text: str) -> None:
    match = best(text)
    assert (match.grid_id, match.building_id) == (2, 112)
    assert match.confidence == 0.95
    assert match.reason is Reason.BUILDING


def test_the_match_says_what_it_found() -> None:
    assert best("请问清和居小区十二栋什么时候修电梯").found == "清和居小区12"


def test_a_letter_or_a_word_names_a_building_as_well() -> None:
    assert best("中海国际A座电梯").building_id == 202
    assert best("清和居综合楼一楼").building_id == 113


def test_a_number_elsewhere_in_the_message_is_a_little_less_sure() -> None:
    match = best("清和居物业不作为。水管坏了三天没人修，没有人来看过，电话也打不通。我住12栋")
    assert (match.building_id, match.confidence, match.reason) == (112, 0.85, Reason.BUILDING_ELSEWHERE)


def test_the_number_of_a_compound_that_nobody_knows_is_not_taken_for_ours() -> None:
    match = best("中海国际小区对面的金色港湾3栋在施工")
    assert match.reason is Reason.COMPOUND


def test_where_the_name_belongs_to_one_building_it_is_that_building() -> None:
    match = best("向阳大厦的电梯")
    assert (match.building_id, match.confidence, match.reason) == (501, 0.9, Reason.ONLY_BUILDING)
    assert best("建设路88号门口").building_id == 501


def test_a_compound_in_one_grid_gives_the_grid() -> None:
    match = best("中海国际有人违章搭建")
    assert (match.grid_id, match.building_id, match.confidence) == (3, None, 0.8)
    assert match.reason is Reason.COMPOUND
    assert best("铁路宿舍停水").grid_id == 9


def test_a_compound_in_several_grids_gives_each_as_a_candidate() -> None:
    matches = [match for match in INDEX.match("清和居停水") if match.reason is Reason.COMPOUND_IN_SEVERAL_GRIDS]
    assert [(match.grid_id, match.confidence) for match in matches] == [(1, 0.4), (2, 0.4)]


def test_a_building_that_nobody_knows_makes_the_compound_a_little_less_sure() -> None:
    match = best("中海国际99栋")
    assert (match.grid_id, match.building_id, match.confidence) == (3, None, 0.7)
    assert match.reason is Reason.UNKNOWN_BUILDING


def test_several_buildings_of_one_grid_are_that_grid() -> None:
    match = best("清和居1、2栋停水")
    assert (match.grid_id, match.building_id, match.reason) == (1, None, Reason.SEVERAL_BUILDINGS)


def test_several_buildings_of_different_grids_share_the_confidence() -> None:
    matches = [match for match in INDEX.match("清和居2栋和12栋停水") if match.building_id]
    assert [(match.building_id, match.confidence) for match in matches] == [(102, 0.475), (112, 0.475)]


def test_phases_tell_buildings_of_one_number_apart() -> None:
    assert best("辉煌国际城二期5栋").building_id == 302
    assert best("辉煌国际城1期5栋").building_id == 301
    unclear = [match for match in INDEX.match("辉煌国际城5栋") if match.building_id]
    assert [match.confidence for match in unclear] == [0.475, 0.475]


def test_a_phase_that_the_compound_does_not_have_is_less_sure() -> None:
    match = best("中海国际二期3栋")
    assert (match.building_id, match.confidence, match.reason) == (201, 0.75, Reason.OTHER_PHASE)


def test_a_name_in_two_cities_is_half_as_sure_and_a_district_decides() -> None:
    assert [match.confidence for match in INDEX.match("幸福里7栋")] == [0.475, 0.475]
    assert best("江岸区幸福里7栋").building_id == 401
    assert best("芙蓉区幸福里7栋").building_id == 402
    assert best("芙蓉区幸福里7栋").confidence == 0.95


def test_who_asks_may_know_the_district_already() -> None:
    (match,) = INDEX.match("幸福里7栋", within=["430102000000"])
    assert (match.building_id, match.confidence) == (402, 0.95)
    assert INDEX.match("清和居12栋", within=["430102000000"]) == []


def test_a_name_that_we_know_in_another_district_only_is_half_as_sure() -> None:
    assert best("芙蓉区清和居12栋").confidence == 0.475


def test_people_begin_with_where_they_are() -> None:
    matches = INDEX.match("清和居12栋的住户被中海国际A座的灯光照得睡不着")
    assert [(match.building_id, match.confidence) for match in matches[:2]] == [(112, 0.95), (202, 0.76)]


def test_a_community_is_found_under_the_names_that_people_use() -> None:
    for text in ("清和社区的路灯", "清和居委会在哪里", "清和社区居委会"):
        match = best(text)
        assert (match.grid_id, match.area, match.confidence) == (None, QINGHE, 0.3)
        assert match.reason is Reason.COMMUNITY
    assert best("新建村修路").area == "420111013004"


def test_a_community_name_in_two_cities_gives_both_unless_the_city_is_named() -> None:
    assert [(match.area, match.confidence) for match in INDEX.match("和平社区")] == [
        (HEPING, 0.15),
        (OTHER_HEPING, 0.15),
    ]
    assert best("武汉市和平社区").area == HEPING


def test_a_community_of_one_grid_gives_the_grid() -> None:
    index = AddressIndex([KnownPlace(5, QINGHE, ("清和居",), 1, "1栋")], AREAS)
    assert index.match("清和社区")[0].grid_id == 5


def test_above_the_community_it_is_less_and_less() -> None:
    found = [best(text) for text in ("关山街道的井盖", "洪山区的井盖", "武汉市的井盖")]
    assert [(match.reason, match.confidence) for match in found] == [
        (Reason.STREET, 0.2),
        (Reason.DISTRICT, 0.1),
        (Reason.CITY, 0.05),
    ]


def test_a_road_is_known_by_its_buildings() -> None:
    assert {match.grid_id for match in INDEX.match("建设路的路灯坏了")} == {1, 2, 8}
    index = AddressIndex([KnownPlace(1, QINGHE, ("建设路25号",), 1), KnownPlace(1, QINGHE, ("建设路27号",), 2)])
    match = index.match("建设路的路灯坏了")[0]
    assert (match.grid_id, match.building_id, match.confidence) == (1, None, 0.5)
    assert index.match("新建设路的路灯坏了") == []


def test_two_characters_are_a_compound_only_with_a_word_that_says_so() -> None:
    assert INDEX.match("中海的楼盘质量") == []
    assert best("中海小区").grid_id == 3
    assert best("中海3栋").building_id == 201


def test_a_name_is_not_cut_out_of_a_number() -> None:
    index = AddressIndex([KnownPlace(1, QINGHE, ("名都2",), 1)])
    assert index.match("名都21栋") == []
    assert index.match("名都2的花坛")[0].building_id == 1


@pytest.mark.parametrize("text", ["", "   ", "请问社保怎么转移？", "市辖区和开发区有什么区别", "🌷"])
def test_where_no_place_is_named_nothing_is_made_up(text: str) -> None:
    assert INDEX.match(text) == []


def test_at_most_twenty_candidates_come_back() -> None:
    index = AddressIndex([KnownPlace(number, QINGHE, ("清和居",), number, f"{number}栋") for number in range(1, 60)])
    assert len(index.match("清和居")) == 20


def test_the_answer_is_the_same_in_whatever_order_the_places_come() -> None:
    text = "建设路25号清和居、中海国际，和平社区"
    assert {match.grid_id for match in AddressIndex(PLACES[::-1], AREAS).match(text)} == {
        match.grid_id for match in INDEX.match(text)
    }


@given(
    st.text(alphabet="清和居小区中海国际幸福里期栋号楼路市建设一二十12A#-、，。 \n", max_size=80) | st.text(max_size=60)
)
def test_every_match_is_a_known_place_and_no_surer_than_its_rule(text: str) -> None:
    known = {(place.grid_id, place.building_id) for place in PLACES}
    for match in INDEX.match(text):
        assert 0 < match.confidence <= 0.95
        assert match.building_id is None or (match.grid_id, match.building_id) in known


def city_of(buildings: int) -> AddressIndex:
    words = "金银华锦龙凤翠湖江山春秋东西南北阳光"
    compounds = [f"{words[i % 18]}{words[i // 18 % 18]}{words[i // 324]}家园小区" for i in range(buildings // 20)]
    return AddressIndex(
        (
            KnownPlace(index * 3 + number // 8, QINGHE, (name, f"解放路{index}号"), index * 20 + number, f"{number}栋")
            for index, name in enumerate(compounds)
            for number in range(20)
        ),
        AREAS,
    )


def test_a_long_message_among_twenty_thousand_buildings_takes_under_five_milliseconds() -> None:
    index = city_of(20_000)
    message = ("我是银金金家园小区的业主，物业收费高，服务差，多次投诉没有结果，" * 70)[
        :1980
    ] + "，我住银金金家园小区12栋。"
    start = time.process_time()
    for _ in range(20):
        found = index.match(message)
    assert (time.process_time() - start) / 20 < 0.005
    assert found[0].reason is Reason.BUILDING
    assert found[0].found == "银金金家园小区12"


@pytest.mark.parametrize("unit", ["一", "1、", "1区", "清和居", "清和居1、", "和平社区", "清和居1号", "A期"])
def test_no_text_is_too_long(unit: str) -> None:
    start = time.process_time()
    INDEX.match(unit * (100_000 // len(unit)))
    assert time.process_time() - start < 2


@pytest.mark.skipif(not MESSAGES.exists(), reason="the citizens' messages (shared/data/requests) are not here")
def test_real_messages_are_found_by_their_titles() -> None:
    index = AddressIndex(
        [
            KnownPlace(1, HEPING, ("尖山安置小区",), 1, "3栋"),
            KnownPlace(2, HEPING, ("桂花二村",), 2, "14栋"),
            KnownPlace(3, HEPING, ("北辰三角洲",), 3, "E4区4栋"),
            KnownPlace(4, HEPING, ("兰亭湾畔",), 4, "1栋"),
            KnownPlace(5, HEPING, ("兰亭湾畔",), 5, "2栋"),
        ]
    )
    with gzip.open(MESSAGES, "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"].strip() for line in lines]
    found = {title: index.match(title)[0] for title in titles if index.match(title)}
    assert found["A市桂花二村十四栋楼下垃圾站晚上工作太吵"].building_id == 2
    assert found["A3区尖山安置小区3栋一楼一跨越物流公司装卸货声音很大！"].building_id == 1
    assert found["A市北辰三角洲E4区4栋住宅楼居然有十多家酒店在营业"].building_id == 3
    assert found["A3区兰亭湾畔小区违规开餐厅"].grid_id == 4 or found["A3区兰亭湾畔小区违规开餐厅"].grid_id == 5
