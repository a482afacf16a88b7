"""A written address comes apart into compound, building, entrance and door, whatever its writer is used to."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.domain import AddressParts, parse_address

PART = AddressParts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("清和居小区12栋2单元301室", PART("清和居小区", building="12", entrance="2", door="301")),
        ("清和居小区十二栋二单元三〇一室", PART("清和居小区", building="12", entrance="2", door="301")),
        ("清和居12号楼2门301", PART("清和居", building="12", entrance="2", door="301")),
        ("清和居１２＃２单元３０１号", PART("清和居", building="12", entrance="2", door="301")),
        ("清和居 12-2-301", PART("清和居", building="12", entrance="2", door="301")),
        ("清和居12-301", PART("清和居", building="12", door="301")),
        ("清和居12幢301室", PART("清和居", building="12", door="301")),
        ("清和居3号", PART("清和居", building="3")),
        ("清和居3号门", PART("清和居3号门")),
        ("清和居12號樓", PART("清和居", building="12")),
        ("嘉熙国际中心a座1203", PART("嘉熙国际中心", building="A", door="1203")),
        ("鸿基花园002栋105房", PART("鸿基花园", building="2", door="105")),
        ("清和居", PART("清和居")),
        ("", PART()),
        ("12栋", PART(building="12")),
        # as citizens write them
        ("A3区中海国际小区3栋", PART("中海国际小区", building="3")),
        ("A市桂花二村十四栋楼下垃圾站晚上工作太吵", PART("桂花二村", building="14")),
        ("A7县樃梨领东汇小区3栋2单元5楼505", PART("樃梨领东汇小区", "", "3", "2", "5", "505")),
        ("A市北辰三角洲E4区4栋住宅楼", PART("北辰三角洲", phase="E4区", building="4")),
        ("A市科教新村4区10栋1单元的乐舞轩", PART("科教新村", phase="4区", building="10", entrance="1")),
        ("辉煌国际城二期5栋105商铺", PART("辉煌国际城", phase="2期", building="5", door="105")),
        ("A4区培元桥25号南栋一楼新装的两个路灯", PART("培元桥25号", building="南", floor="1")),
        ("重型机器厂三区五栋的房子", PART("重型机器厂", phase="3区", building="5")),
    ],
)
def test_an_address_comes_apart(text: str, parts: AddressParts) -> None:
    assert parse_address(text) == parts


@pytest.mark.parametrize(
    "above",
    ["洪山区", "武汉市洪山区", "湖北省武汉市洪山区关山街道", "武汉市洪山区关山街道办事处清和社区", "长沙县黄兴镇"],
)
def test_the_divisions_above_belong_to_no_compound(above: str) -> None:
    assert parse_address(above + "清和居小区12栋").compound == "清和居小区"


def test_a_number_in_a_road_is_no_building() -> None:
    assert parse_address("建设路25号") == PART("建设路25号")


def test_what_is_only_counted_is_no_building() -> None:
    assert parse_address("小区共14栋").building == ""
    assert parse_address("地铁2#线").building == ""


@given(st.text(alphabet="清和居小区期栋号楼单元室路市一二十百3A#-、，。 \n", max_size=60) | st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    parse_address(text)


@pytest.mark.parametrize("unit", ["一", "1、", "1区", "12-", "A期", "清和居1、"])
def test_no_text_is_too_long(unit: str) -> None:
    start = time.process_time()
    parse_address(unit * (100_000 // len(unit)))
    assert time.process_time() - start < 2
