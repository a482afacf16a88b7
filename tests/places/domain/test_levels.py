"""Twelve digits say where a community belongs."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from linli.places.domain import Level, level_of, lineage, parent_code, significant

DIVISIONS = Path(__file__).parents[4] / "shared/data/places/divisions.csv.gz"


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("420100000000", Level.CITY, None),
        ("420102000000", Level.DISTRICT, "420100000000"),
        ("420102002000", Level.STREET, "420102000000"),
        ("420102002003", Level.COMMUNITY, "420102002000"),
    ],
)
def test_the_digits_give_the_level_and_who_is_above(code: str, level: Level, parent: str | None) -> None:
    assert level_of(code) is level
    assert parent_code(code) == parent


def test_a_community_knows_its_street_district_and_city() -> None:
    assert lineage("420102002003") == {
        Level.CITY: "420100000000",
        Level.DISTRICT: "420102000000",
        Level.STREET: "420102002000",
        Level.COMMUNITY: "420102002003",
    }


def test_a_city_is_its_own_lineage() -> None:
    assert lineage("430100000000") == {Level.CITY: "430100000000"}


def test_in_dongguan_a_street_stands_right_below_the_city() -> None:
    assert level_of("441900003000") is Level.STREET
    assert parent_code("441900003000") == "441900000000"
    assert parent_code("441900003001") == "441900003000"
    assert Level.DISTRICT not in lineage("441900003001")


def test_all_inside_a_division_start_with_its_significant_digits() -> None:
    assert significant("420100000000") == "4201"
    assert significant("420102000000") == "420102"
    assert significant("420102002000") == "420102002"
    assert significant("420102002003") == "420102002003"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "12 digits"),
        ("4201", "12 digits"),
        ("42010200200X", "12 digits"),
        ("020102002003", "12 digits"),
        ("４２０１０２００２００３", "12 digits"),
        ("4201020020031", "12 digits"),
        ("420102002003\n", "12 digits"),
        ("420000000000", "province"),
        ("420002000000", "names no city"),
        ("420102000003", "without street"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(code: str, words: str) -> None:
    for read in (level_of, parent_code, lineage, significant):
        with pytest.raises(ValueError, match=words):
            read(code)


def test_levels_rise_from_the_grid_to_the_city_and_carry_their_chinese_names() -> None:
    assert [level.label for level in Level] == ["网格", "社区", "街道", "区", "市"]
    assert Level.GRID.above is Level.COMMUNITY
    assert Level.CITY.above is None
    assert Level.CITY.below is Level.DISTRICT
    assert Level.GRID.below is None
    assert Level.GRID < Level.CITY


@pytest.mark.skipif(not DIVISIONS.exists(), reason="the rows of the four cities (shared/data/places) are not here")
def test_every_division_of_the_four_cities_agrees_with_its_row() -> None:
    with gzip.open(DIVISIONS, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9233
    for row in rows:
        assert level_of(row["code"]).name.lower() == row["level"]
        if row["level"] != "city":
            assert parent_code(row["code"]) == row["parent_code"]
