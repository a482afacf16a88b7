"""A hot issue in the running house: found by the task, confirmed by a person, answered for all its cases, seen by whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Case, Event
from linli.cases.verify import verify_case
from linli.core.errors import Invalid, Missing, Refused
from linli.hot import selectors, services
from linli.hot.models import HotIssue, Look, Member
from linli.hot.services.finding import issues_search
from linli.notify.models import Message
from linli.people.selectors import standing_of
from tests.cast import Cast, account, at

WATER = (
    "小区早上又停水了，没有任何通知，家里做不了饭，什么时候来水？",
    "停水两个小时了也没有通知，孩子要冲奶粉，什么时候来水？",
    "又停水，没看到通知，老人没法做饭，请问什么时候来水？",
    "我们单元停水了，没人通知，饭都做不了，几点来水？",
)
OTHERS = (
    "路口的信号灯绿灯太短，老人走不过去。",
    "垃圾桶好几天没有清运，味道很大。",
    "请问六十五岁老年卡怎么办，要带什么？",
    "楼下烧烤店半夜还在营业，油烟呛人。",
)


@pytest.fixture
def morning(cast: Cast) -> Iterator[Cast]:
    """The cast, with neighbours enough to be many."""
    for number in range(60, 66):
        cast.accounts[f"n{number}"] = account(f"邻居{number}", number)
    with at(0):
        yield cast


def many(cast: Cast, grid: str = "one", first: int = 60, **kw: object) -> list[Case]:
    """Four neighbours about the water, four about other things."""
    cases = [cast.submit(body, f"n{first + n % 6}", grid=grid, **kw) for n, body in enumerate(WATER)]
    for n, body in enumerate(OTHERS):
        cast.submit(body, f"n{60 + n}", grid=grid)
    return cases


def look(cast: Cast) -> tuple[int, int]:
    return services.issues_look(cast.places["street"])


def confirmed(cast: Cast) -> HotIssue:
    look(cast)
    issue = HotIssue.objects.get()
    return services.issue_confirm(
        issue.pk, "小区停水", "自来水管道抢修。", standing=standing_of(cast.community_officer)
    )


def keys(issue: HotIssue) -> set[int]:
    return set(issue.members.filter(left_at=None).values_list("case_id", flat=True))


def test_the_task_finds_what_many_report_once(morning: Cast) -> None:
    cases = many(morning)
    assert look(morning) == (1, 0)
    issue = HotIssue.objects.get()
    assert keys(issue) == {case.id for case in cases}
    assert (issue.requests, issue.people, issue.state) == (4, 4, "found")
    assert issue.place == morning.community and issue.grid == morning.grids["one"]
    assert look(morning) == (0, 0) and HotIssue.objects.count() == 1


def test_a_known_issue_grows_and_is_not_found_anew(morning: Cast) -> None:
    many(morning)
    issue = confirmed(morning)
    late = morning.submit("还在停水，没有通知，做不了饭，到底什么时候来水？", "neighbour")
    assert look(morning) == (0, 1)
    assert late.id in keys(issue)
    assert "join_issue" in set(late.events.values_list("name", flat=True))


def test_one_loud_resident_makes_no_issue(morning: Cast) -> None:
    for body in WATER * 2:
        morning.submit(body, "resident")
    assert look(morning) == (0, 0)


def test_confidential_cases_are_never_read_never_counted_never_added(morning: Cast) -> None:
    many(morning)
    secret = morning.submit(
        "又停水，没有通知，物业经理故意关的阀门，什么时候来水？", "resident", visibility="confidential"
    )
    assert secret.id not in {message.id for message in issues_search(morning.places["street"]).messages}
    issue = confirmed(morning)
    assert secret.id not in keys(issue) and issue.people == 4
    director = standing_of(morning.community_director)
    with pytest.raises(Missing):
        selectors.case_to_add(director, secret.number)
    with pytest.raises(Missing):
        services.case_add(issue.pk, secret, standing=director)


def test_what_a_machine_supposes_is_in_nobodys_history_before_a_person_confirms(morning: Cast) -> None:
    cases = many(morning)
    look(morning)
    assert not Event.objects.filter(name="join_issue").exists()
    assert not selectors.issues_public(None).exists()
    issue = services.issue_confirm(
        HotIssue.objects.get().pk, "小区停水", "", standing=standing_of(morning.community_officer)
    )
    assert Event.objects.filter(name="join_issue").count() == 4
    assert all(not verify_case(case) for case in Case.objects.filter(id__in=[case.id for case in cases]))
    assert issue in selectors.issues_public(morning.community, morning.grids["one"])
    assert issue not in selectors.issues_public(morning.community, morning.grids["two"])


def test_dismissed_it_stays_away_until_it_has_grown_markedly(morning: Cast) -> None:
    many(morning)
    look(morning)
    issue = HotIssue.objects.get()
    services.issue_dismiss(issue.pk, "是计划停水", standing=standing_of(morning.community_officer))
    morning.submit(WATER[0], "neighbour")
    assert look(morning) == (0, 0)
    issue.refresh_from_db()
    assert issue.state == "dismissed"
    for n in range(90, 94):
        morning.accounts[f"n{n}"] = account(f"邻居{n}", n)
        morning.submit(WATER[n % 4], f"n{n}")
    look(morning)
    issue.refresh_from_db()
    assert issue.state == "found" and issue.people == 9


def test_one_answer_resolves_what_its_author_leads_and_lists_the_rest(morning: Cast) -> None:
    cases = many(morning)
    worker = standing_of(morning.grid_worker)
    morning.act(cases[1], "accept", "grid_worker")
    morning.act(cases[1], "contact", "grid_worker", how="phone", result="已告知")
    morning.act(cases[2], "report_up", "grid_worker", why="需要社区协调")
    morning.act(cases[3], "answer", "grid_worker", answer="已经来水。")
    issue = confirmed(morning)
    services.issue_answer(issue.pk, "solved", "管道已修好，今天中午恢复供水。", standing=worker)
    states = [Case.objects.get(id=case.id) for case in cases]
    assert [case.state for case in states] == ["resolved", "resolved", "submitted", "resolved"]
    assert [case.outcome for case in states[:2]] == ["explained", "solved"]
    assert states[0].answer == states[1].answer == "管道已修好，今天中午恢复供水。"
    left = {m.case_id: m.refusal for m in Member.objects.filter(issue=issue).exclude(refusal="")}
    assert left.keys() == {cases[2].id, cases[3].id}
    assert "青和居社区居委会" in left[cases[2].id] and "已办结" in left[cases[3].id]
    told = Message.objects.filter(kind="resolved", account__in=[morning.accounts["n60"], morning.accounts["n61"]])
    assert told.count() == 2
    assert Message.objects.filter(kind="hot_left", organisation=morning.organisations["community"]).count() == 1
    assert all(not verify_case(case) for case in states)
    # whoever leads the rest tries again: nobody is answered twice
    services.issue_retry(issue.pk, standing=standing_of(morning.community_officer))
    assert Case.objects.get(id=cases[2].id).state == "resolved"
    answered = Event.objects.filter(name__in=("answer", "resolve"), case_id__in=[case.id for case in cases])
    assert answered.count() == 4


def test_a_task_finishes_an_answer_that_was_cut_short_without_answering_twice(morning: Cast) -> None:
    cases = many(morning)
    issue = confirmed(morning)
    worker = standing_of(morning.grid_worker)
    services.issue_answer(issue.pk, "explained", "抢修中，晚上恢复。", standing=worker)
    Member.objects.filter(issue=issue).update(tried_round=0)  # as if nothing had been noted before the crash
    issue.refresh_from_db()
    services.answer_carry_on(issue, worker)
    assert Event.objects.filter(name="answer", case_id__in=[case.id for case in cases]).count() == 4


def test_an_answer_that_cannot_names_its_basis(morning: Cast) -> None:
    many(morning)
    issue = confirmed(morning)
    with pytest.raises(Invalid) as refused:
        services.issue_answer(issue.pk, "cannot", "无法处理", standing=standing_of(morning.grid_worker))
    assert "basis" in refused.value.fields
    issue.refresh_from_db()
    assert issue.state == "confirmed" and not issue.answer


def test_a_case_taken_out_by_hand_is_not_put_back(morning: Cast) -> None:
    cases = many(morning)
    issue = confirmed(morning)
    officer = standing_of(morning.community_officer)
    services.case_remove(issue.pk, cases[0].community_id, cases[0].id, "是热水器坏了", standing=officer)
    look(morning)
    assert cases[0].id not in keys(issue)
    services.case_add(issue.pk, Case.objects.get(id=cases[0].id), standing=officer)
    assert cases[0].id in keys(issue)
    names = list(cases[0].events.values_list("name", flat=True))
    assert names.count("join_issue") == 2 and names.count("leave_issue") == 1


def test_an_issue_across_communities_belongs_to_what_lies_above_both(morning: Cast) -> None:
    from linli.hot.services.counting import place_of

    here, there = morning.submit(WATER[0], "n60"), morning.submit(WATER[1], "n61", grid="other")
    place, grid = place_of(Case.objects.filter(id__in=[here.id, there.id]).select_related("grid"))
    assert place == morning.places["district"] and grid is None


def test_handed_over_it_is_a_topic_that_deliberation_and_residents_read(morning: Cast) -> None:
    many(morning)
    issue = confirmed(morning)
    services.issue_hand_over(issue.pk, "老旧水管要不要一次换完？", standing=standing_of(morning.community_director))
    [topic] = selectors.topics_proposed(morning.places["street"])
    assert (topic.question, topic.state) == ("老旧水管要不要一次换完？", "handed_to_deliberation")
    assert topic.handed_by.organisation == morning.organisations["community"] and topic.handed_at is not None
    assert "老旧水管要不要一次换完？" in morning.client().get(reverse("hot:topics")).content.decode()


STRANGERS = ("next_grid_worker", "former_grid_worker", "property_manager", "other_street_officer", "water_contact")


@pytest.mark.parametrize("who", STRANGERS)
def test_whoever_has_nothing_to_do_with_it_knows_nothing_of_it(morning: Cast, who: str) -> None:
    many(morning)
    look(morning)
    issue = HotIssue.objects.get()
    assert issue not in selectors.issues_visible(standing_of(morning.accounts[who]))
    for address in (issue.staff_address(), reverse("hot:deed", args=[issue.pk, "dismiss"])):
        answer = morning.client(who).get(address)
        assert answer.status_code in (403, 404), address
        assert issue.title not in answer.content.decode()
    with pytest.raises(Refused):
        services.issue_dismiss(issue.pk, "不是", standing=standing_of(morning.accounts[who]))


def test_a_unit_called_to_one_case_sees_that_member_alone_and_decides_nothing(morning: Cast) -> None:
    cases = many(morning)
    look(morning)
    issue = HotIssue.objects.get()
    morning.act(cases[0], "dispatch", "grid_worker", to=morning.id_of("property"), task="关阀检修")
    manager = standing_of(morning.property_manager)
    assert issue in selectors.issues_visible(manager)
    shown, others = selectors.members_visible(issue, manager)
    assert [member.case_id for member in shown] == [cases[0].id] and others == 3
    assert selectors.deeds_offered(issue, manager) == []
    services.issue_assign(issue.pk, morning.id_of("property"), standing=standing_of(morning.community_officer))
    issue.refresh_from_db()
    assert "answer" not in selectors.deeds_offered(issue, manager) and "add" in selectors.deeds_offered(issue, manager)


def test_residents_follow_and_hear_the_answer(morning: Cast) -> None:
    many(morning)
    issue = confirmed(morning)
    page = morning.client("resident")
    page.post(reverse("hot:follow", args=[issue.pk]), {"follow": "1"})
    issue.refresh_from_db()
    assert issue.support == 1
    services.issue_answer(issue.pk, "solved", "已经修好。", standing=standing_of(morning.grid_worker))
    assert Message.objects.filter(kind="hot_answered", account=morning.resident).count() == 1
    shown = page.get(issue.public_address()).content.decode()
    assert "已经修好。" in shown and "4 人反映" in shown and "王秀兰" not in shown


def test_every_step_works_on_plain_pages(morning: Cast) -> None:
    """No script: confirm, answer and the list of what was not reached are forms and links."""
    cases = many(morning)
    look(morning)
    issue = HotIssue.objects.get()
    officer = morning.client("community_officer")
    assert issue.title in officer.get(reverse("hot:issues")).content.decode()
    said = {"title": "小区停水", "description": "管道抢修"}
    done = officer.post(reverse("hot:deed", args=[issue.pk, "confirm"]), said, follow=True)
    assert done.status_code == 200 and "小区停水" in done.content.decode()
    empty = officer.post(
        reverse("hot:deed", args=[issue.pk, "answer"]), {"key": "k", "outcome": "solved", "answer": ""}
    )
    assert empty.status_code == 422
    worker = morning.client("grid_worker")
    assert "4 件" in worker.get(reverse("hot:deed", args=[issue.pk, "answer"])).content.decode()
    said = {"key": "k", "outcome": "explained", "answer": "今天恢复", "basis": ""}
    assert "今天恢复" in worker.post(reverse("hot:deed", args=[issue.pk, "answer"]), said, follow=True).content.decode()
    assert {case.state for case in Case.objects.filter(id__in=[c.id for c in cases])} == {"resolved"}
    assert "小区停水" in morning.client().get(reverse("cases:grid_of", args=[morning.community.code])).content.decode()


def test_from_a_case_one_comes_to_its_issue_or_puts_it_into_one(morning: Cast) -> None:
    many(morning)
    issue = confirmed(morning)
    other = morning.submit("水压一直很小，热水器打不着。", "neighbour")
    officer = morning.client("community_officer")
    way = reverse("hot:of_case", args=[other.community_id, other.id])
    assert way in officer.get(reverse("cases:case", args=[other.community_id, other.id])).content.decode()
    officer.post(way, {"issue": issue.pk})
    assert other.id in keys(issue)
    assert issue.title in officer.get(way).content.decode()


def test_searches_are_claimed_so_that_two_machines_make_one(morning: Cast) -> None:
    assert morning.community.pk in services.looks_begin()
    assert services.looks_begin() == []
    with at(hours=7):
        assert morning.community.pk in services.looks_begin()
    assert Look.objects.filter(place=morning.community).count() == 1


def _queries(cast: Cast, who: str, address: str) -> int:
    client = cast.client(who)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_ask_as_often_for_three_as_for_thirty(morning: Cast) -> None:
    cases = many(morning)
    issue = confirmed(morning)
    pages = [
        ("community_officer", reverse("hot:issues")),
        ("community_officer", issue.staff_address()),
        ("grid_worker", reverse("hot:deed", args=[issue.pk, "answer"])),
        ("resident", reverse("hot:list") + "?community=all"),
        ("resident", reverse("hot:topics")),
    ]
    before = [_queries(morning, *page) for page in pages]
    for n in range(30):
        extra = morning.submit(f"停水第{n}次，没有通知，什么时候来水？", "neighbour")
        Member.objects.create(community_id=extra.community_id, case_id=extra.id, issue=issue)
        HotIssue.objects.create(
            place=morning.community, title=f"另一件{n}", state="confirmed", people=n,
            first_at=cases[0].submitted_at, last_at=cases[0].submitted_at,
        )  # fmt: skip
    assert [_queries(morning, *page) for page in pages][1:3] == before[1:3]
    more = [_queries(morning, *page) for page in pages]
    # the second page of a list is counted, which costs nothing more
    assert more == before
