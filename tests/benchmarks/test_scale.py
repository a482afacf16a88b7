"""The page about scale says what the program computes."""

from pathlib import Path

import pytest

from benchmarks.scale import INPUTS, markdown, sizes, values

PAGE = (Path(__file__).resolve().parents[2] / "docs/scale.md").read_text(encoding="utf-8")


def test_the_page_holds_the_tables_that_are_printed():
    _, _, rest = PAGE.partition("<!-- printed by: python -m benchmarks scale -->\n")
    printed, _, _ = rest.partition("<!-- end -->")
    assert printed == markdown(values())


def test_every_input_says_where_it_is_from():
    assert {one.how for one in INPUTS.values()} == {"measured", "published", "assumed"}
    assert all(one.source for one in INPUTS.values() if one.how != "assumed")


def test_twice_as_many_cases_take_twice_as_much():
    once, twice = sizes(values()), sizes(values({"cases_per_person_year": INPUTS["cases_per_person_year"].value * 2}))
    for name, one in once.items():
        other = twice[name]
        for key in (
            "cases_a_year",
            "rows_a_year",
            "bytes_a_year",
            "files_kept",
            "requests_a_second",
            "app_cores",
            "db_cores",
        ):
            assert getattr(other, key) == pytest.approx(2 * getattr(one, key)), key
        assert other.db_nodes >= one.db_nodes


def test_a_district_by_hand():
    given = values()
    one = sizes(given)["district"]
    assert one.cases_a_year == 300_000
    peak = 300_000 / 365 * given["busiest_day"] * given["busiest_hour"] / 3600
    each = 1 + given["deed_per_case"] + 6 + 12 + 1 + 0.2
    assert one.requests_a_second == pytest.approx(peak * each)
    assert one.app_servers == 2


def test_an_input_that_is_none_is_refused():
    with pytest.raises(KeyError):
        values({"cases_per_dog": 1})
