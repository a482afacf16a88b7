"""The party's five levels beside the line of administration: added, put under each other, shown to staff and residents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.catalog.models import Responsibility
from linli.catalog.selectors import owners_of
from linli.catalog.services import responsibility_remove, responsibility_set
from linli.core import clock
from linli.core.errors import Invalid, Refused
from linli.people.domain import Right
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering, standing_of
from linli.people.services import (
    account_get_or_create,
    organisation_add,
    organisation_close,
    organisation_update,
    post_start,
)
from linli.people.tree import trees_of
from tests.cast import Cast

PAGE = "/staff/organisations/"


def five(cast: Cast) -> list[Organisation]:
    """The five levels, from the street's working committee down to a member's household."""
    made = [organisation_add(cast.places["street"], kind="party_street", name="工人村街党工委")]
    for kind, name in (
        ("party_community", "青和居社区党总支"),
        ("party_grid", "第1网格党支部"),
        ("party_building", "1栋党小组"),
        ("party_household", "王家中心户"),
    ):
        grid = cast.grids["one"] if kind != "party_community" else None  # the general branch is the whole community's
        made.append(organisation_add(cast.community, kind=kind, name=name, within=grid))
    return made


def test_each_of_the_five_levels_stands_under_the_one_above(cast: Cast) -> None:
    made = five(cast)
    assert [one.parent_id for one in made] == [None, *[one.pk for one in made[:-1]]]
    assert [int(one.level) for one in made] == [3, 2, 1, 1, 1]


def test_a_parent_that_is_not_above_is_refused_with_words(cast: Cast) -> None:
    made = five(cast)
    with pytest.raises(Invalid, match="不能作为它的上级"):
        organisation_update(made[1], name="青和居社区党总支", parent=made[3])
    with pytest.raises(Invalid, match="不能作为它的上级"):
        organisation_add(cast.community, kind="property", name="新物业", parent=made[1])
    with pytest.raises(Invalid, match="网格"):
        organisation_add(cast.community, kind="party_grid", name="没有网格的支部")
    with pytest.raises(Invalid, match="不在"):
        organisation_add(cast.community, kind="party_grid", name="别处的支部", within=cast.grids["other"])


def test_the_party_line_leads_no_case_and_its_secretary_takes_reports(cast: Cast) -> None:
    branch = five(cast)[2]
    assert not organisations_covering(cast.community.path).filter(pk=branch.pk).exists()
    account = account_get_or_create("13900003333")
    post_start(organisation=branch, kind="branch_secretary", account=account, public_name="支部书记")
    assert [right for right in Right if standing_of(account).may(right)] == [Right.INTAKE]
    with pytest.raises(Invalid):
        post_start(organisation=branch, kind="grid_worker", account=account, public_name="支部书记")
    organisation_close(branch)
    assert not standing_of(account).hats


def test_only_a_head_of_the_place_adds_and_changes(cast: Cast) -> None:
    for who in ("other_community_director", "community_officer", "grid_worker"):
        with pytest.raises(Refused):
            organisation_add(cast.community, kind="party_community", name="党总支", acting=cast.acting(who).standing)


def test_both_trees_are_on_the_page_and_changed_there(cast: Cast) -> None:
    five(cast)
    client = cast.client("community_director")
    shown = client.get(PAGE).content.decode()
    for words in ("青和居社区居委会", "青和居第1网格", "安居物业", "青和居社区党总支", "1栋党小组", "王家中心户"):
        assert words in shown
    given = {
        "kind": "residents",
        "name": "青和居居委会委员会",
        "contact": "李主任",
        "phone": "027-81230000",
        "address": "1号",
    }
    assert client.post(f"/staff/posts/add/{cast.community.code}/", given).status_code == 302
    made = Organisation.objects.get(name="青和居居委会委员会")
    assert (made.contact, made.address, made.parent_id) == ("李主任", "1号", cast.id_of("community"))
    edit = f"/staff/posts/{made.pk}/edit/"
    assert client.get(edit).status_code == 200
    assert client.post(edit, {**given, "contact": "赵主任", "within": cast.grids["other"].pk}).status_code == 422
    assert client.post(edit, {**given, "contact": "赵主任"}).status_code == 302
    made.refresh_from_db()
    assert made.contact == "赵主任"
    public = cast.client().get(f"/organisations/{cast.community.code}/").content.decode()
    assert "赵主任" in public
    assert "027-81230000" in public


def test_the_tree_costs_as_many_queries_for_three_as_for_thirty(cast: Cast) -> None:
    client, counts = cast.client("community_director"), []
    for number in range(2):
        for each in range(27 * number):
            organisation_add(cast.community, kind="unit", name=f"单位{each}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert sum(1 + branch.deep for branch in trees_of(cast.community)[0]) == 31


def test_a_new_desk_takes_what_lies_in_its_place_under_it(cast: Cast) -> None:
    assert cast.organisations["one"].pk
    one = Organisation.objects.get(pk=cast.id_of("one"))
    assert one.parent_id == cast.id_of("community")
    assert Organisation.objects.get(pk=cast.id_of("water")).parent_id == cast.id_of("district")


def test_who_answers_for_what_holds_from_until(cast: Cast) -> None:
    category, now = cast.category(), clock.now()
    director = cast.acting("community_director").standing
    later: dict[str, Any] = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=3)}
    responsibility_set(cast.community, category, cast.organisations["property"], acting=director, **later)
    found = []
    for days in (0, 2, 4):
        with clock.at(now + timedelta(days=days)):
            found.append([one.pk for one in owners_of(category, cast.community)])
    assert found == [[], [cast.id_of("property")], []]
    with pytest.raises(Invalid, match="早于"):
        responsibility_set(
            cast.community, category, cast.organisations["property"], acting=director, ends_at=now - timedelta(days=1)
        )
    responsibility_set(cast.community, category, cast.organisations["property"], acting=director)
    responsibility_set(cast.community, category, cast.organisations["property"], acting=director)
    held = Responsibility.objects.get(ends_at=None)
    responsibility_remove(cast.community, held.pk, acting=director)
    assert owners_of(category, cast.community) == []
    assert Responsibility.objects.filter(pk=held.pk).exists()
