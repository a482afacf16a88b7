"""A member registers at home and at work by a separate consent, changes, pauses, goes; who may read what (PIPL art. 13-16, 28-29)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from linli.core.errors import Invalid, Missing, Refused
from linli.partners import selectors, services
from linli.partners.models import Asking, MemberRegistration, Offered, Reveal
from linli.partners.services.asking import Need
from linli.partners.services.members import CONSENT
from linli.people.selectors import standing_of
from linli.places.models import Division
from linli.privacy.models import Choice, RightUsed
from linli.privacy.services.mine import account_leave
from tests.cast import Cast, at
from tests.partners.stories import at_home, at_work, offer, skill, unit, with_units


@pytest.fixture
def people(cast: Cast) -> Iterator[Cast]:
    with at(0):
        yield with_units(cast)


GIVEN = {"times": ["evening"], "hours": "4", "purposes": ["neighbour"], "asks": "2", "note": "退休电工", "agreed": "on"}


def found(cast: Cast, place: str = "community") -> list[MemberRegistration]:
    return list(selectors.members_found(selectors.Wanted(cast.places[place])))


def test_whoever_scans_a_door_registers_at_home_and_the_community_confirms(people: Cast) -> None:
    Division.objects.update(active=True)
    client = people.client("resident")
    client.get(f"/d/{people.doors['one'].token}/")
    chosen = client.get("/me/partners/home/").content.decode()
    assert "青和居社区" in chosen
    address = reverse("partners:register_home", args=[people.community.code])
    page = client.get(address).content.decode()
    assert "敏感个人信息" in page
    given = GIVEN | {"skills": [skill().pk], "grid": people.grids["one"].pk}
    refused = client.post(address, {k: v for k, v in given.items() if k != "agreed"})
    assert refused.status_code == 422 and not MemberRegistration.objects.exists()
    assert client.post(address, given).status_code == 302
    row = MemberRegistration.objects.get()
    assert (row.side, row.state, row.grid) == ("home", "asked", people.grids["one"])
    assert not found(people)
    officer = people.client("community_officer")
    waiting = officer.get("/staff/partners/members/").content.decode()
    assert "王**" in waiting and "王秀兰" not in waiting and "19900000001" not in waiting
    officer.post(f"/staff/partners/member/{row.community_id}/{row.id}/decide/", {"confirm": "1"})
    assert found(people) == [row]
    assert list(Choice.objects.values_list("purpose", "agreed")) == [(CONSENT, True)]


def test_at_work_she_chooses_a_unit_that_runs_and_its_secretary_confirms(people: Cast) -> None:
    row = unit(people)
    client = people.client("neighbour")
    assert "第一医院党支部" in client.get("/me/partners/work/?q=医院").content.decode()
    address = reverse("partners:register_work", args=[row.community_id, row.id])
    assert client.post(address, GIVEN).status_code == 302
    member = MemberRegistration.objects.get()
    assert (member.side, member.unit_id, member.state) == ("work", row.id, "asked")
    with pytest.raises(Refused):
        services.member_decide(member, True, acting=standing_of(people.community_director))
    page = people.client("hospital_secretary").get(f"/staff/partners/branch/{row.community_id}/{row.id}/members/")
    assert "李**" in page.content.decode()
    services.member_decide(member, True, acting=standing_of(people.hospital_secretary))
    assert found(people) == [member]


def test_a_declined_registration_says_why_and_may_be_made_again(people: Cast) -> None:
    row = at_home(people, confirmed=False)
    with pytest.raises(Invalid):
        services.member_decide(row, False, acting=standing_of(people.community_officer))
    services.member_decide(row, False, words="不住在本社区", acting=standing_of(people.community_officer))
    assert "不住在本社区" in people.client("resident").get("/me/partners/").content.decode()
    assert at_home(people, confirmed=False).state == "asked"


def test_one_offer_counts_in_both_places_and_whoever_is_in_one_twice_is_found_once(people: Cast) -> None:
    home, work = at_home(people), at_work(people, unit(people), "resident")
    assert found(people) == [home]
    services.offer_change(people.resident, offer(hours=9, skills=(skill("法律咨询").pk,)))
    home.refresh_from_db()
    work.refresh_from_db()
    assert home.hours == work.hours == 9
    assert set(Offered.objects.values_list("skill__name", flat=True)) == {"法律咨询"}
    services.member_withdraw(people.resident, home)
    assert found(people) == [work]


def test_paused_nobody_finds_her_until_she_resumes(people: Cast) -> None:
    row = at_home(people)
    client = people.client("resident")
    client.post("/me/partners/pause/", {"pause": "1"})
    assert not found(people)
    assert "已暂停" in client.get("/me/partners/").content.decode()
    client.post("/me/partners/pause/", {"pause": "0"})
    assert found(people) == [row]


def test_for_what_she_has_not_ticked_she_is_not_found(people: Cast) -> None:
    at_home(people, purposes=())
    assert not found(people)


def test_withdrawn_everything_goes_but_that_the_consent_was_given_and_taken_back(people: Cast) -> None:
    row = at_home(people)
    at_work(people, unit(people), "resident")
    need = Need("修灯", "neighbour")
    asking = services.helper_ask(row, need, key="k", acting=standing_of(people.grid_worker))
    services.asking_answer(asking, "yes", reply="我来", acting=standing_of(people.resident))
    people.client("resident").post("/me/partners/withdraw/", {})
    assert not MemberRegistration.objects.exists() and not Offered.objects.filter(member_id__isnull=False).exists()
    asking = Asking.objects.get()
    assert (asking.account, asking.member_id, asking.reply, asking.what) == (None, None, "", "修灯")
    assert list(Choice.objects.order_by("id").values_list("agreed", flat=True)) == [True, False]
    assert RightUsed.objects.filter(right="withdraw").count() == 1
    page = people.client("grid_worker").get(asking.staff_address()).content.decode()
    assert "王**" not in page and "本人已撤回" in page


def test_nobody_takes_back_what_is_anothers(people: Cast) -> None:
    row = at_home(people)
    client = people.client("neighbour")
    answer = client.post("/me/partners/withdraw/", {"registration": f"{row.community_id}-{row.id}"})
    assert answer.status_code == 404 and MemberRegistration.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    ["resident", "neighbour", "other_community_director", "street_director", "district_officer", "former_grid_worker"],
)
def test_whoever_is_not_of_the_community_or_the_branch_reads_no_member(people: Cast, who: str) -> None:
    row = at_home(people, "building_leader")
    standing = standing_of(people.accounts[who])
    with pytest.raises(Missing):
        selectors.member_for_staff(standing, row.community_id, row.id)
    with pytest.raises(Refused):
        services.member_reveal(row, "想看", acting=standing)
    client = people.client(who)
    for name in ("ask", "reveal"):
        answer = client.get(reverse(f"partners:{name}", args=[row.community_id, row.id]))
        assert answer.status_code in (403, 404)
    found_page = client.get(f"/staff/partners/find/?community={people.community.code}")
    assert found_page.status_code in (403, 404)


def test_a_school_sees_no_member_of_the_hospital(people: Cast) -> None:
    row = at_work(people, unit(people))
    with pytest.raises(Missing):
        selectors.member_for_staff(standing_of(people.school_secretary), row.community_id, row.id)
    assert selectors.member_for_staff(standing_of(people.hospital_secretary), row.community_id, row.id) == row


def test_behind_the_mask_one_looks_with_a_reason_and_she_reads_it(people: Cast) -> None:
    row = at_home(people)
    client = people.client("grid_worker")
    address = reverse("partners:reveal", args=[row.community_id, row.id])
    page = client.get(address).content.decode()
    assert "王**" in page and "王秀兰" not in page
    assert client.post(address, {"why": ""}).status_code == 422 and not Reveal.objects.exists()
    shown = client.post(address, {"why": "约上门修灯"}).content.decode()
    assert "王秀兰" in shown and "19900000001" in shown
    assert "约上门修灯" in people.client("resident").get("/me/data/").content.decode()


def test_when_the_account_goes_all_of_it_goes(people: Cast) -> None:
    row = at_home(people)
    services.member_reveal(row, "约时间", acting=standing_of(people.grid_worker))
    services.helper_ask(row, Need("修灯", "neighbour"), key="k", acting=standing_of(people.grid_worker))
    account_leave(people.resident)
    assert not MemberRegistration.objects.exists() and not Reveal.objects.exists()
    assert Asking.objects.get().account is None


def test_a_copy_of_ones_data_holds_registration_and_askings(people: Cast) -> None:
    from linli.privacy.holdings import HOLDINGS

    row = at_home(people)
    services.helper_ask(row, Need("修灯", "neighbour"), key="k", acting=standing_of(people.grid_worker))
    mine = next(iter(HOLDINGS["partners"].rows(people.resident)))
    assert "青和居社区" in mine and "水电维修" in mine and "退休电工" in mine
    assert "修灯" in next(iter(HOLDINGS["askings"].rows(people.resident)))
    assert not list(HOLDINGS["partners"].rows(people.neighbour))
