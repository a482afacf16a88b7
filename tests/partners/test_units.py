"""A unit's branch registers with the community where it works; the head of the desk has the word (L1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from linli.core.errors import Invalid, Refused
from linli.notify.models import Message
from linli.partners import selectors, services
from linli.partners.models import UnitRegistration
from linli.people.selectors import standing_of
from tests.cast import Cast, at
from tests.partners.stories import UNTIL, at_work, skill, unit, with_units


@pytest.fixture
def people(cast: Cast) -> Iterator[Cast]:
    with at(0):
        yield with_units(cast)


def test_a_branch_registers_in_the_browser_and_the_head_confirms(people: Cast) -> None:
    branch = people.client("hospital_secretary")
    assert branch.get("/staff/partners/").url == "/staff/partners/branch/"  # type: ignore[attr-defined]
    organisation = people.organisations["hospital"]
    given = {
        "community": people.community.pk,
        "members": 83,
        "resources": "会议室周末开放",
        "skills": [skill("医疗护理").pk, skill("场地").pk],
        "contact": "方主任",
        "phone": "027-86001111",
        "until": "2027-05-12",
    }
    address = f"/staff/partners/branch/{organisation.pk}/register/"
    assert "方主任" in branch.get(address).content.decode()
    assert branch.post(address, given).status_code == 302
    row = UnitRegistration.objects.get()
    assert (row.state, row.asks_until, row.members) == ("asked", UNTIL, 83)
    assert Message.objects.filter(organisation=people.organisations["community"], kind="partners").count() == 1
    head = people.client("community_director")
    page = head.get("/staff/partners/units/?box=waiting").content.decode()
    assert "第一医院党支部" in page
    sheet = head.get(f"/staff/partners/unit/{row.community_id}/{row.id}/").content.decode()
    assert "会议室周末开放" in sheet and "医疗护理" in sheet and "确认报到" in sheet
    head.post(f"/staff/partners/unit/{row.community_id}/{row.id}/decide/", {"decision": "confirm"})
    row.refresh_from_db()
    assert row.runs and row.until == UNTIL and row.asks_until is None
    assert Message.objects.filter(organisation=organisation).count() == 1


def test_asked_back_the_branch_says_more_and_declined_it_hears_why(people: Cast) -> None:
    who, head = standing_of(people.hospital_secretary), standing_of(people.community_director)
    organisation = people.organisations["hospital"]
    row = services.unit_register(organisation, people.community, members=1, until=UNTIL, acting=who)
    with pytest.raises(Invalid):
        services.unit_decide(row, "return", acting=head)
    row = services.unit_decide(row, "return", words="请写明能提供什么", acting=head)
    assert row.state == "returned"
    row = services.unit_register(organisation, people.community, members=83, until=UNTIL, resources="义诊", acting=who)
    assert row.state == "asked"
    row = services.unit_decide(row, "decline", words="不在本社区办公", acting=head)
    assert row.state == "declined"
    with pytest.raises(Refused):
        services.unit_decide(row, "confirm", acting=head)
    assert "不在本社区办公" in people.client("hospital_secretary").get("/staff/partners/branch/").content.decode()


def test_a_registration_ends_with_its_time_and_may_be_renewed(people: Cast) -> None:
    row = unit(people)
    at_work(people, row)
    wanted = selectors.Wanted(people.community)
    assert selectors.members_found(wanted).count() == 1
    with at(days=400):
        row.refresh_from_db()
        assert not row.runs and selectors.members_found(wanted).count() == 0
        later = date(2028, 5, 12)
        who = standing_of(people.hospital_secretary)
        services.unit_register(people.organisations["hospital"], people.community, members=90, until=later, acting=who)
        row = services.unit_decide(row, "confirm", acting=standing_of(people.community_director))
        assert row.runs and row.until == later
        assert selectors.members_found(wanted).count() == 1


def test_a_renewal_that_is_not_granted_leaves_what_runs(people: Cast) -> None:
    row = unit(people)
    who, head = standing_of(people.hospital_secretary), standing_of(people.community_director)
    services.unit_register(
        people.organisations["hospital"], people.community, members=83, until=date(2028, 1, 1), acting=who
    )
    row = services.unit_decide(row, "decline", words="一年一续", acting=head)
    assert row.runs and row.until == UNTIL and row.asks_until is None


def test_either_side_ends_it_with_a_reason_and_members_are_found_no_longer(people: Cast) -> None:
    row = unit(people)
    at_work(people, row)
    with pytest.raises(Invalid):
        services.unit_end(row, words=" ", acting=standing_of(people.hospital_secretary))
    services.unit_end(row, words="搬走了", acting=standing_of(people.hospital_secretary))
    assert not selectors.members_found(selectors.Wanted(people.community)).exists()
    assert not selectors.units_to_choose(people.community)


@pytest.mark.parametrize(
    "who", ["resident", "community_officer", "grid_worker", "other_community_director", "street_director"]
)
def test_nobody_but_the_head_decides(people: Cast, who: str) -> None:
    acting = standing_of(people.hospital_secretary)
    row = services.unit_register(
        people.organisations["hospital"], people.community, members=1, until=UNTIL, acting=acting
    )
    with pytest.raises(Refused):
        services.unit_decide(row, "confirm", acting=standing_of(people.accounts[who]))
    row.refresh_from_db()
    assert row.state == "asked"


def test_a_secretary_speaks_for_no_other_unit_and_registers_nowhere_else(people: Cast) -> None:
    school = standing_of(people.school_secretary)
    with pytest.raises(Refused):
        services.unit_register(
            people.organisations["hospital"], people.community, members=1, until=UNTIL, acting=school
        )
    with pytest.raises(Invalid):
        services.unit_register(people.organisations["school"], people.community, members=1, until=UNTIL, acting=school)
    with pytest.raises(Invalid):
        services.unit_register(
            people.organisations["school"],
            people.places["other_community"],
            members=1,
            until=date(2026, 5, 12),
            acting=school,
        )
    row = unit(people)
    client = people.client("school_secretary")
    assert client.get(f"/staff/partners/unit/{row.community_id}/{row.id}/").status_code == 404
    assert client.get(f"/staff/partners/branch/{row.community_id}/{row.id}/members/").status_code == 404


def test_a_former_secretary_speaks_for_nobody(people: Cast) -> None:
    row = unit(people)
    people.posts["hospital_secretary"].ends_at = row.asked_at
    people.posts["hospital_secretary"].save()
    client = people.client("hospital_secretary")
    assert client.get("/staff/partners/branch/").status_code == 403
    assert client.get(f"/staff/partners/unit/{row.community_id}/{row.id}/").status_code == 403


def test_a_place_adds_kinds_of_skill_and_takes_them_out_of_use(people: Cast) -> None:
    head = standing_of(people.community_director)
    own = services.skill_add(people.community, "养蜂", acting=head)
    assert own in selectors.skills_in(people.community)
    assert own not in selectors.skills_in(people.places["other_community"])
    with pytest.raises(Invalid):
        services.skill_add(people.community, "水电维修", acting=head)
    with pytest.raises(Refused):
        services.skill_add(people.community, "竹编", acting=standing_of(people.community_officer))
    with pytest.raises(Refused):
        services.skill_retire(own.pk, acting=standing_of(people.other_community_director))
    services.skill_retire(own.pk, acting=head)
    assert own not in selectors.skills_in(people.community)
