"""The registry of rights: one table, and names that it does not know raise."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from linli.cases.domain.table import DEEDS as CASE_DEEDS
from linli.cases.domain.table import Role
from linli.core.access import RULES, access, rule_named
from linli.people import registry
from linli.people.domain import Hat, Standing
from linli.people.models import OrganisationKind, PostKind
from linli.people.registry import DEEDS, Deed, columns, deed_named, register
from linli.people.rights import (
    KINDS_OF,
    REACH,
    Family,
    Lent,
    Reach,
    Right,
    family_of,
    lent_reach,
    reach_named,
    reach_of,
    right_named,
    rights_of,
    seats,
)
from linli.people.words import REACHES, RIGHTS
from tests.cast import Cast


def a_hat(kind: str, organisation: str, lent: Lent | None = None) -> Hat:
    return Hat(1, kind, 1, organisation, 2, 1, "1/2/", 1, lent=lent or Lent())


@pytest.mark.parametrize(
    "asked",
    [
        lambda: right_named("rule_the_world"),
        lambda: reach_named("everywhere"),
        lambda: reach_of("handle", "emperor", "grid"),
        lambda: reach_of("handle", "director", "empire"),
        lambda: reach_of("conquer", "director", "community"),
        lambda: rights_of("emperor", "community"),
        lambda: lent_reach("conquer", "community"),
        lambda: family_of("empire"),
        lambda: a_hat("director", "community").may("conquer"),  # type: ignore[arg-type]
        lambda: a_hat("emperor", "community").may(Right.HANDLE),
        lambda: Standing(1, (a_hat("director", "community"),)).hats_with("conquer"),  # type: ignore[arg-type]
        lambda: deed_named("conquer"),
        lambda: rule_named("conquerors"),
        lambda: access("conquerors"),
    ],
)
def test_what_the_registry_does_not_know_raises_and_says_what(asked: object) -> None:
    with pytest.raises(KeyError, match=r"conquer|emperor|empire|everywhere|rule_the_world"):
        asked()  # type: ignore[operator]


def test_a_row_is_registered_once_and_speaks_of_posts_and_reaches_that_there_are() -> None:
    before = dict(DEEDS)
    with pytest.raises(ValueError, match="twice"):
        register("case", "", [Deed("case.accept", "case", "", "")])
    with pytest.raises(ValueError, match="belongs"):
        register("case", "", [Deed("case.dance", "hot", "", "")])
    with pytest.raises(KeyError, match="everywhere"):
        register("case", "", [Deed("case.dance", "case", "", "", {("grid", "grid_worker"): "everywhere"})])  # type: ignore[dict-item]
    with pytest.raises(KeyError, match="there is not"):
        register("case", "", [Deed("case.dance", "case", "", "", {("grid", "director"): Reach.GRID})])
    assert before == DEEDS


def test_everything_in_the_registry_has_its_words() -> None:
    assert set(RIGHTS) == set(Right)
    assert set(REACHES) == set(Reach)
    assert all(str(deed.label) for deed in DEEDS.values())
    assert {kind for kinds in KINDS_OF.values() for kind in kinds} == set(PostKind.values)
    assert {family_of(kind) for kind in OrganisationKind.values} == set(Family)
    assert set(REACH) == set(Right)


def test_each_access_rule_is_in_the_registry_and_a_rule_lets_in_whom_the_table_says() -> None:
    assert get_resolver().url_patterns, "views are read, and with them the rules that stand beside one"
    assert {deed.rule for deed in DEEDS.values() if deed.rule} == set(RULES)
    for right in Right:
        for family, kind in seats(tuple(Family)):
            organisation = next(one for one in OrganisationKind.values if family_of(one) == family)
            assert a_hat(kind, organisation).may(right) == ((family, kind) in DEEDS[right].cells)


def test_every_deed_of_people_in_the_cases_table_is_in_the_registry() -> None:
    by_people = {name for name, deed in CASE_DEEDS.items() if deed.who - {Role.SWEEP}}
    assert {name.removeprefix("case.") for name in DEEDS if name.startswith("case.")} == by_people | {"read"}


def test_columns_hold_every_post_once_and_say_of_each_what_its_cell_says() -> None:
    found = [(column, seat) for column in columns() for seat in column.seats]
    assert len(found) == len({seat for _column, seat in found}) == len(registry._SEATS)
    for column, seat in found:
        for deed in DEEDS.values():
            assert column.reach(deed) == deed.cells.get(seat)


def test_the_page_shows_each_group_to_a_head_alone(cast: Cast) -> None:
    page = reverse("people:rights")
    assert [cast.client(who).get(page).status_code for who in ("grid_worker", "resident", "property_manager")] == [
        403,
        403,
        403,
    ]
    for group, shown in (("", "管网格和门牌码"), ("case", "裁定异议"), ("hot", "列为议题"), ("nonsense", "发公告")):
        answer = cast.client("community_director").get(f"{page}?group={group}")
        assert answer.status_code == 200
        assert shown in answer.content.decode()
