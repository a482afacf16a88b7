"""Finding who can help and asking: nearest first, then whoever was asked longest ago; what is asked names no resident (L1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.catalog.models import Category
from linli.core.errors import Invalid, Missing, Refused
from linli.notify.models import Message
from linli.partners import selectors, services
from linli.partners.models import Asking, MemberRegistration
from linli.partners.selectors import Wanted
from linli.partners.services.asking import Need, askings_expire
from linli.people.selectors import standing_of
from tests.cast import Cast, account, at
from tests.partners.stories import at_home, at_work, skill, unit, with_units


@pytest.fixture
def people(cast: Cast) -> Iterator[Cast]:
    with at(0):
        yield with_units(cast)


def neighbours(cast: Cast, how_many: int, first: int = 300) -> list[MemberRegistration]:
    rows = []
    for number in range(first, first + how_many):
        cast.accounts[f"m{number}"] = account(f"党员{number}", number)
        rows.append(at_home(cast, f"m{number}", grid="two"))
    return rows


def asked(cast: Cast, row: MemberRegistration, who: str = "grid_worker", key: str = "", **need: str) -> Asking:
    wanted = {"what": "楼道灯坏了，想请人晚上来看看", "purpose": "neighbour"} | need
    return services.helper_ask(
        row, Need(**wanted), key=key or f"key-{row.id}-{who}", acting=standing_of(cast.accounts[who])
    )


def names(cast: Cast, **wanted: object) -> list[str]:
    return [row.account.name for row in selectors.members_found(Wanted(cast.community, **wanted))]  # type: ignore[arg-type]


def test_near_ones_first_then_whoever_was_asked_longest_ago(people: Cast) -> None:
    far = neighbours(people, 2)
    at_home(people, "neighbour", grid="one")
    assert names(people, grid=people.grids["one"]) == ["李建国", "党员300", "党员301"]
    asked(people, far[0])
    assert names(people, grid=people.grids["two"]) == ["党员301", "党员300", "李建国"]


def test_by_skill_time_and_purpose(people: Cast) -> None:
    at_home(people, "resident")
    at_work(
        people, unit(people), "neighbour", skills=(skill("法律咨询").pk,), times=("weekday",), purposes=("emergency",)
    )
    assert names(people, skill=skill()) == ["王秀兰"]
    assert names(people, skill=skill("法律咨询")) == ["李建国"]
    assert names(people, times=("weekday",)) == ["李建国"]
    assert names(people, times=("weekday", "evening")) == ["王秀兰", "李建国"]
    assert names(people, purpose="emergency") == ["李建国"]
    assert names(people, skill=skill(), purpose="emergency") == []


def test_another_communitys_members_are_not_found(people: Cast) -> None:
    at_home(people, "resident")
    assert not selectors.members_found(Wanted(people.places["other_community"])).exists()


def test_from_a_case_the_page_knows_place_and_skill_and_asks_without_naming_the_resident(people: Cast) -> None:
    lamp = Category.objects.get(code="road-lamp")
    case = people.submit(
        "三楼张阿姨家门口的灯坏了", category_id=lamp.pk, address="2单元1502", reporter_phone="19900000001"
    )
    at_home(people, "neighbour")
    client = people.client("grid_worker")
    of_case = reverse("partners:of_case", args=[case.community_id, case.id])
    assert of_case in client.get(reverse("cases:case", args=[case.community_id, case.id])).content.decode()
    search = client.get(of_case).url  # type: ignore[attr-defined]
    assert f"skill={skill().pk}" in search and f"grid={people.grids['one'].pk}" in search
    page = client.get(search).content.decode()
    assert "李**" in page and case.number in page and "不打分，不排名" in page
    member = MemberRegistration.objects.get()
    ask = reverse("partners:ask", args=[member.community_id, member.id]) + "?" + search.partition("?")[2]
    form = client.get(ask)
    key = form.context["form"].initial["key"]
    given = {"key": key, "what": "请去2单元1502看看，电话19900000001", "purpose": "neighbour"}
    refused = client.post(ask, given)
    assert refused.status_code == 422 and "像是有居民的姓名、电话或门牌" in refused.content.decode()
    given["what"] = "楼道灯坏了，想请人晚上来看看"
    for _twice in range(2):
        assert client.post(ask, given).status_code == 302
    asking = Asking.objects.get()
    assert (asking.case_id, asking.grid, asking.skill) == (case.id, people.grids["one"], skill())
    message = Message.objects.get(account=people.neighbour, kind="partners", link__contains="/asked/")
    mine = people.client("neighbour").get(message.link).content.decode()
    for secret in ("张阿姨", "1502", "19900000001", case.number, "党员" + "王"):
        assert secret not in mine and secret not in message.text
    assert "想请人晚上来看看" in client.get(of_case).content.decode()


def test_a_confidential_case_leads_nowhere(people: Cast) -> None:
    case = people.submit("物业经理收钱不办事", visibility="confidential", kind="tip_off")
    at_home(people, "neighbour")
    client = people.client("community_director")
    assert client.get(reverse("partners:of_case", args=[case.community_id, case.id])).status_code == 404
    page = client.get(f"/staff/partners/find/?case={case.id}").content.decode()
    assert case.number not in page


def test_she_says_yes_then_staff_see_her_number_until_it_is_over(people: Cast) -> None:
    asking = asked(people, at_home(people, "neighbour"))
    staff = people.client("grid_worker")
    assert "李建国" not in staff.get(asking.staff_address()).content.decode()
    answer = people.client("neighbour").post(asking.own_address(), {"answer": "yes", "reply": "七点到"})
    assert answer.status_code == 302
    shown = staff.get(asking.staff_address()).content.decode()
    assert "李建国" in shown and "19900000002" in shown and "七点到" in shown
    assert Message.objects.filter(organisation=people.organisations["one"], kind="partners").exists()
    staff.post(asking.staff_address(), {"outcome": "helped", "words": "灯亮了"})
    over = staff.get(asking.staff_address()).content.decode()
    assert "李建国" not in over and "灯亮了" in over and "帮上了" in over
    with pytest.raises(Refused):
        services.asking_answer(asking, "no", acting=standing_of(people.neighbour))


def test_no_needs_no_reason(people: Cast) -> None:
    asking = asked(people, at_home(people, "neighbour"))
    people.client("neighbour").post(asking.own_address(), {"answer": "no"})
    asking.refresh_from_db()
    assert asking.answer == "no"


@pytest.mark.parametrize("who", ["resident", "grid_worker", "hospital_secretary", "other_community_director"])
def test_nobody_else_reads_or_answers_what_she_was_asked(people: Cast, who: str) -> None:
    asking = asked(people, at_home(people, "neighbour"))
    assert people.client(who).get(asking.own_address()).status_code == 404
    with pytest.raises(Refused):
        services.asking_answer(asking, "yes", acting=standing_of(people.accounts[who]))


@pytest.mark.parametrize("who", ["other_community_director", "street_director", "former_grid_worker", "neighbour"])
def test_staff_of_elsewhere_read_and_end_no_asking(people: Cast, who: str) -> None:
    asking = asked(people, at_home(people, "neighbour"))
    with pytest.raises(Missing):
        selectors.asking_for_staff(standing_of(people.accounts[who]), asking.community_id, asking.id)
    with pytest.raises(Refused):
        services.asking_end(asking, "helped", acting=standing_of(people.accounts[who]))


def test_she_is_asked_no_more_often_than_she_said_wherever(people: Cast) -> None:
    row = at_home(people, "neighbour")
    asked(people, row, key="one")
    asked(people, row, key="two")
    with pytest.raises(Refused):
        asked(people, row, key="three")
    assert "三十天内已请满" in people.client("grid_worker").get("/staff/partners/find/").content.decode()
    with at(days=31):
        asked(people, row, key="three")


def test_for_what_she_did_not_agree_to_nobody_asks_her(people: Cast) -> None:
    row = at_home(people, "neighbour")
    with pytest.raises(Invalid):
        asked(people, row, purpose="emergency")
    services.members_pause(people.neighbour)
    with pytest.raises(Refused):
        asked(people, row)


def test_a_unit_is_asked_and_its_branch_answers(people: Cast) -> None:
    row = unit(people, skills=[skill("场地").pk], resources="会议室周末开放")
    page = people.client("grid_worker").get(f"/staff/partners/find/?skill={skill('场地').pk}").content.decode()
    assert "第一医院党支部" in page and "会议室周末开放" in page
    need = Need("周六上午想借会议室开会", "deliberation")
    asking = services.unit_ask(row, need, key="k", acting=standing_of(people.community_officer))
    branch = people.client("hospital_secretary")
    assert "想借会议室" in branch.get("/staff/partners/branch/").content.decode()
    assert branch.post(asking.own_address(), {"answer": "yes", "reply": "三楼"}).status_code == 302
    assert people.client("school_secretary").get(asking.own_address()).status_code == 404


def test_past_its_time_an_asking_forgets_whom_it_asked(people: Cast) -> None:
    asking = asked(people, at_home(people, "neighbour"))
    assert askings_expire(10) == 0
    with at(days=366):
        assert askings_expire(10) == 1
    asking.refresh_from_db()
    assert asking.account is None and asking.what


@pytest.mark.parametrize("address", ["/staff/partners/find/", "/staff/partners/asked/", "/staff/partners/members/"])
def test_a_list_costs_the_same_for_three_rows_and_for_twenty(people: Cast, address: str) -> None:
    def rows(many: int, first: int) -> None:
        for row in neighbours(people, many, first):
            asked(people, row)
        for number in range(first + 100, first + 100 + many):
            people.accounts[f"w{number}"] = account(f"等{number}", number)
            at_home(people, f"w{number}", confirmed=False)

    rows(2, 300)
    client = people.client("community_officer")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    rows(12, 500)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
