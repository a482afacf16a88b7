"""Figures count a confidential case and tell nothing of it (case description, story 11)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from linli.cases.models import Case
from linli.core import clock
from linli.insight.domain.periods import Period
from linli.insight.ledger import ledger_export
from linli.insight.selectors import figures
from linli.people.selectors import standing_of
from tests.cast import Cast
from tests.insight.rows import case, local, verdict
from tests.insight.test_figures import MAY


@pytest.fixture
def secret(cast: Cast) -> Case:
    """A report that names the community's director: the only case of its category, grid, kind and day."""
    case(cast.community, cast.organisations["two"], cast.grids["two"])
    made = case(
        cast.community,
        cast.organisations["street"],
        cast.grids["one"],
        visibility="confidential",
        kind="tip_off",
        category=cast.category(),
        number="SECRET",
        contact_by=local(11),
        contacted_at=local(11),
        resolved_at=local(12),
        state="resolved",
    )
    made.exclusions.create(community_id=made.community_id, case_id=made.id, account=cast.community_director)
    verdict(made, "no", False, local(13))
    return made


def asked(cast: Cast, who: str | None, **kw: Any) -> Any:
    with clock.at(local(5, 9, 6)):
        viewer = standing_of(cast.accounts[who]) if who else None
        return figures(cast.community, *MAY, viewer=viewer, **kw)


@pytest.mark.parametrize("who", [None, "community_officer", "street_officer"])
def test_it_is_counted_in_the_totals_of_its_community(cast: Cast, secret: Case, who: str | None) -> None:
    found = asked(cast, who)
    assert found.summary.cases == 2
    assert (found.summary.resolution.denominator, found.summary.response.denominator) == (1, 1)


@pytest.mark.parametrize("who", [None, "community_officer", "street_officer"])
def test_no_count_of_one_tells_of_it(cast: Cast, secret: Case, who: str | None) -> None:
    found = asked(cast, who)
    assert all(cell.code == "" for cell in found.categories)
    assert {cell.code: cell.cases for cell in found.places} == {cast.grids["one"].code: 0, cast.grids["two"].code: 1}
    assert all(rate.denominator == 0 for cell in found.places for rate in cell.rates.values())
    assert {cell.code: cell.cases for cell in found.mixture["kind"]}["tip_off"] == 0
    assert sum(point.submitted for point in found.trend) == 1 and sum(point.resolved for point in found.trend) == 0


@pytest.mark.parametrize("who", [None, "grid_worker", "community_officer"])
def test_a_grid_a_category_or_a_unit_asked_for_does_not_tell_of_it(cast: Cast, secret: Case, who: str | None) -> None:
    narrow = {"grid": cast.grids["one"]}, {"category": secret.category}, {"organisation": secret.lead}
    assert [asked(cast, who, **kw).summary.cases for kw in narrow] == [0, 0, 0]


def test_whom_it_names_sees_the_same_figures_with_and_without_it(cast: Cast, secret: Case) -> None:
    with_it = asked(cast, "community_director").as_dict()
    secret.reporters.all().delete()
    secret.exclusions.all().delete()
    secret.delete()
    assert asked(cast, "community_director").as_dict() == with_it


def test_the_dashboard_of_whom_it_names_does_not_change_by_it(cast: Cast, secret: Case) -> None:
    def page() -> str:
        with clock.at(local(5, 9, 6)):
            client = cast.client("community_director")
            return client.get("/staff/dashboard/", {"period": "last_month"}).content.decode().split("<main")[1]

    with_it = page()
    secret.reporters.all().delete()
    secret.exclusions.all().delete()
    secret.delete()
    assert page() == with_it


def test_the_ledger_does_not_hold_it_nor_say_that_it_leaves_something_out(cast: Cast, secret: Case) -> None:
    def sheets() -> list[list[tuple[Any, ...]]]:
        target = BytesIO()
        ledger_export(target, cast.places["street"], Period(*MAY))
        return [list(sheet.values) for sheet in load_workbook(target).worksheets]

    merged = case(
        cast.community, cast.organisations["one"], merged_into_id=secret.id, state="merged", submitted_at=local(9)
    )
    with_it = sheets()
    assert len(with_it[0]) == 3 and "SECRET" not in str(with_it)
    secret.reporters.all().delete()
    secret.exclusions.all().delete()
    Case.objects.filter(id=merged.id).update(merged_into_id=None)
    secret.delete()
    assert sheets() == with_it
