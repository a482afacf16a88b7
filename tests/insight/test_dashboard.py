"""The dashboard shows a desk its own territory, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from tests.cast import Cast
from tests.insight.rows import case, local, verdict

NOW = local(20)


def get(cast: Cast, who: str, **query: str) -> Any:
    with clock.at(NOW):
        return cast.client(who).get("/staff/dashboard/", query)


@pytest.mark.parametrize(
    ("who", "title"),
    [
        ("grid_worker", "青和居社区 第1网格"),
        ("community_officer", "青和居社区"),
        ("street_officer", "工人村街"),
        ("district_officer", "青山区"),
        ("city_officer", "武汉市"),
    ],
)
def test_everybody_begins_with_their_own_place(cast: Cast, who: str, title: str) -> None:
    page = get(cast, who)
    assert page.status_code == 200
    assert f"{title}的数据" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("grid_worker", {"place": "420107005008"}),
        ("grid_worker", {"place": "420107005008", "grid": "420107005008002"}),
        ("next_grid_worker", {"place": "420107005008", "grid": "420107005008001"}),
        ("community_officer", {"place": "420107002003"}),
        ("community_officer", {"place": "420107005000"}),
        ("other_street_officer", {"place": "420107005000"}),
        ("other_street_officer", {"place": "420107005008"}),
        ("other_street_officer", {"place": "420107005008", "grid": "420107005008001"}),
    ],
)
@pytest.mark.parametrize("address", ["/staff/dashboard/", "/staff/ledger/", "/staff/ledger/download/"])
def test_another_territory_is_refused(cast: Cast, who: str, query: dict[str, str], address: str) -> None:
    with clock.at(NOW):
        assert cast.client(who).get(address, query).status_code == 403


@pytest.mark.parametrize(
    "who", ["resident", "former_grid_worker", "building_leader", "property_manager", "water_contact"]
)
@pytest.mark.parametrize(
    "address", ["/staff/dashboard/", "/staff/ledger/", "/staff/ledger/download/", "/staff/ledger/template/"]
)
def test_who_sits_on_no_desk_has_no_figures(cast: Cast, who: str, address: str) -> None:
    with clock.at(NOW):
        assert cast.client(who).get(address).status_code == 403


def test_whoever_has_not_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    assert cast.client().get("/staff/dashboard/").status_code == 302


def test_a_street_looks_into_its_communities_and_their_grids(cast: Cast) -> None:
    assert get(cast, "street_officer", place="420107005008").status_code == 200
    page = get(cast, "street_officer", place="420107005008", grid="420107005008001").content.decode()
    assert "第1网格的数据" in page and 'href="/staff/dashboard/?place=420107005008"' in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"place": "1"}, 404, "没有代码为“1”的区划"),
        ({"place": "420107005008", "grid": "420107002003003"}, 404, "没有代码为"),
        ({"category": "none"}, 404, "没有代码为“none”的类别"),
        ({"unit": "x"}, 404, "没有编号为“x”的单位"),
        ({"period": "custom", "from": "2026-05-20", "to": "2026-05-01"}, 422, "晚于结束日期"),
        ({"period": "custom", "from": "2026-05-21", "to": "2026-05-22"}, 422, "还没有到"),
        ({"period": "custom", "from": "yesterday", "to": ""}, 422, "“yesterday”不是日期"),
        ({"period": "custom", "from": "0001-01-01", "to": "2026-05-01"}, 422, "太早"),
        ({"period": "whenever"}, 200, "本月"),
        ({"by": "whatever"}, 200, "排名依据"),
    ],
)
def test_what_cannot_be_asked_gets_words(cast: Cast, query: dict[str, str], status: int, words: str) -> None:
    page = get(cast, "street_officer", **query)
    assert page.status_code == status
    assert words in page.content.decode()


def test_of_many_units_those_with_the_most_cases_are_shown_and_the_rest_is_a_press_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.insight.views.dashboard.MOST_UNITS", 1)
    for name in ("water", "water", "property"):
        case(cast.community, cast.organisations[name], cast.grids["one"])
    page = get(cast, "community_director")
    assert [one["cell"].cases for one in page.context["units"]] == [2]
    assert "另有 1 个单位件数较少" in page.content.decode()
    assert page.context["links"].all_units.endswith("&units=all")
    page = get(cast, "community_director", units="all")
    assert [one["cell"].cases for one in page.context["units"]] == [2, 1]
    assert "个单位件数较少" not in page.content.decode()


def test_rates_are_shown_with_what_they_are_made_of(cast: Cast) -> None:
    made = case(
        cast.community, cast.organisations["one"], cast.grids["one"], contact_by=local(11), contacted_at=local(11)
    )
    verdict(made, "partly", True, local(12))
    page = get(cast, "community_officer").content.decode()
    assert "50.0%" in page and "0.5 / 1" in page and "95% 区间" in page
    assert page.count('class="interval"') >= 3
    assert 'class="shade-4"' in page and "第1网格" in page
    assert "style=" not in page.split("<main")[1]


def test_the_page_costs_the_same_queries_for_3_cases_and_for_30(cast: Cast) -> None:
    client = cast.client("community_officer")

    def cost() -> int:
        with clock.at(NOW), CaptureQueriesContext(connection) as queries:
            assert client.get("/staff/dashboard/").status_code == 200
        return len(queries)

    def add(count: int) -> None:
        for number in range(count):
            made = case(
                cast.community, cast.organisations["water"], cast.grids["one" if number % 2 else "two"], category=cast.category(),
                contacted_at=local(11), resolved_at=local(12), state="closed",
            )  # fmt: skip
            verdict(made, "yes", True, local(13))

    add(3)
    few = cost()
    add(27)
    assert cost() == few
