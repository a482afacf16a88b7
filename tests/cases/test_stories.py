"""The fourteen stories that must hold (case description, "Stories")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest import mock

import pytest

from linli.cases.models import Case, Event, Handler, Reporter
from linli.cases.selectors import box_page, case_for_staff, cases_found, cases_visible
from linli.cases.services import case_sweep
from linli.cases.verify import verify_all
from linli.catalog.models import CalendarDay
from linli.core.errors import Changed, Invalid, Missing, Refused
from linli.notify.models import Message
from linli.people.models import Post
from linli.people.selectors import standing_of
from tests.cast import MORNING, SHANGHAI, Cast, at, key, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def names(case: Case) -> list[str]:
    return list(Event.objects.filter(community_id=case.community_id, case_id=case.id).values_list("name", flat=True))


def told(kind: str, **whom: object) -> int:
    return Message.objects.filter(kind=kind, **whom).count()


def in_progress(cast: Cast, case: Case, who: str = "grid_worker") -> Case:
    cast.act(case, "accept", who)
    return cast.act(case, "contact", who, how="phone", result="已了解情况")


def at_street(cast: Cast, **kw: object) -> Case:
    case = in_progress(cast, cast.submit(**kw))
    cast.act(case, "report_up", "grid_worker", why="需要社区出面")
    cast.act(case, "report_up", "community_officer", why="需要部门到场")
    return cast.act(case, "accept", "street_officer")


def test_story_1_a_pension_question_is_answered_once_and_closed_within_the_hour(cast: Cast) -> None:
    case = cast.submit("我今年五十岁，想问问怎么办退休", kind="consult")
    with at(0.5):
        answer = "请带身份证、户口本、社保卡到街道政务中心，政策依据人社部门规定，电话 027-12333。"
        case = cast.act(case, "answer", "grid_worker", answer=answer)
    assert (case.state, case.outcome, case.answer) == ("resolved", "explained", answer)
    assert case.contacted_at == case.resolved_at == MORNING + timedelta(hours=0.5)
    with at(0.9):
        case = cast.act(case, "evaluate", "resident", solved="yes", satisfied=True)
    assert case.state == "closed" and not case.unevaluated
    assert case.closed_at - case.submitted_at < timedelta(hours=1)


def test_story_2_water_out_on_the_first_night_of_national_day(cast: Cast) -> None:
    water = cast.category(urgency="utility")
    with mock.patch("linli.cases.services.telling.message_send") as sent:
        from linli.core import clock

        with clock.at(moment(2026, 10, 1, 23)):
            case = cast.submit("家里停水了", category_id=water.pk)
        assert case.resolve_by == moment(2026, 10, 2, 23), "24 hours run through the holiday"
        # 1-7 October 2026 are free; 8 October is the next working day.
        assert again(case).accept_by == moment(2026, 10, 8, 10, 30)
        with clock.at(moment(2026, 10, 2, 17, 1)):
            sent.reset_mock()
            case_sweep()
        kinds = {call.kwargs["kind"]: call.kwargs.get("organisation") for call in sent.call_args_list}
    assert "resolve_soon" in kinds and kinds["resolve_soon"].pk == cast.id_of("one")


def test_story_3_somebody_in_a_stopped_lift_is_danger_and_a_case_all_the_same(cast: Cast) -> None:
    case = cast.submit("电梯停了，有人被困在里面出不来", key="lift")
    assert case.route == "emergency"
    assert case.urgency == "danger"
    assert case.resolve_by == MORNING + timedelta(hours=2)
    assert told("danger", organisation_id=cast.id_of("community")) == 1
    with pytest.raises(Invalid):
        cast.act(case, "reject", "grid_worker", route="emergency", answer="不归我们管")


@pytest.mark.parametrize(
    ("make_up_saturday", "due"), [(False, moment(2026, 5, 18, 10, 20)), (True, moment(2026, 5, 16, 10, 20))]
)
def test_story_4_friday_evening_counts_on_in_the_next_working_time(
    cast: Cast, make_up_saturday: bool, due: datetime
) -> None:
    from linli.core import clock

    if make_up_saturday:
        CalendarDay.objects.create(place=None, date=due.date(), working=True, name="调休上班")
    with clock.at(moment(2026, 5, 15, 17, 20)):
        case = cast.submit("楼下垃圾没人清")
    assert case.accept_by == due


def test_story_5_the_wrong_bureau_objects_in_its_last_hour(cast: Cast) -> None:
    case = at_street(cast)
    promise = case.resolve_by
    with at(1):
        cast.act(case, "dispatch", "street_officer", to=cast.id_of("housing"), task="修井盖")
        part = Handler.objects.get(case_id=case.id, part="dispatched")
    with at(1, days=1):  # 10:00 the next day: 7 working hours after 10:00
        cast.act(case, "object", "housing_contact", why="井盖属于水务")
    assert again(case).lead_id == cast.id_of("street"), "the first receiver stays responsible"
    with at(1.5, days=1):
        case = cast.act(
            case,
            "decide_objection",
            "street_officer",
            handler_id=part.id,
            uphold=True,
            why="确属水务",
            to=cast.id_of("water"),
        )
    assert case.resolve_by == promise
    assert case.lead_id == cast.id_of("street")
    assert Handler.objects.get(id=part.id).ended_at is not None
    with at(2, days=1):
        case = cast.act(case, "accept", "water_contact")
    assert case.lead_id == cast.id_of("water") and case.resolve_by == promise


def test_story_5_after_its_limit_nobody_objects_any_more(cast: Cast) -> None:
    case = at_street(cast)
    cast.act(case, "dispatch", "street_officer", to=cast.id_of("housing"), task="修井盖")
    with at(0.1, days=1), pytest.raises(Refused, match="异议"):
        cast.act(case, "object", "housing_contact", why="井盖属于水务")


def test_story_6_the_street_whistles_two_departments_for_a_bicycle_shed(cast: Cast) -> None:
    case = at_street(cast, body="车棚里电动车充电冒烟过，怕着火")
    cast.act(case, "contact", "street_officer", how="visit", result="现场看过")
    calls = [
        {"organisation_id": cast.id_of("fire"), "task": "查消防隐患"},
        {"organisation_id": cast.id_of("housing"), "task": "查违建"},
    ]
    cast.act(case, "whistle", "street_officer", calls=calls)
    fire, housing = Handler.objects.filter(case_id=case.id, part="whistled").order_by("id")
    with at(2):
        cast.act(case, "arrive", "fire_contact")
        cast.act(case, "report", "fire_contact", done="已拆除私拉电线")
    with at(2, days=3):
        cast.act(case, "arrive", "housing_contact")
        cast.act(case, "report", "housing_contact", done="已责令整改")
        with pytest.raises(Invalid, match="照片"):
            cast.act(case, "resolve", "street_officer", outcome="solved", answer="车棚已整改并加装烟感")
        done = {"outcome": "solved", "answer": "车棚已整改并加装烟感", "files": [photo("整改后.jpg")]}
        case = cast.act(case, "resolve", "street_officer", **done)
        cast.act(case, "rate", "street_officer", handler_id=fire.id, verdict=True)
        cast.act(case, "rate", "street_officer", handler_id=housing.id, verdict=False)
        cast.act(case, "rate", "fire_contact", handler_id=fire.id, verdict=True)
        cast.act(case, "rate", "housing_contact", handler_id=housing.id, verdict=True)
        with pytest.raises(Refused):
            cast.act(case, "rate", "fire_contact", handler_id=fire.id, verdict=False)
    fire.refresh_from_db()
    housing.refresh_from_db()
    assert (fire.came_in_time, fire.call_justified) == (True, True)
    assert (housing.came_in_time, housing.call_justified) == (False, True)
    assert housing.arrived_at > housing.act_by


def test_story_7_three_silent_days_and_the_clock_goes_on(cast: Cast) -> None:
    case = in_progress(cast, cast.submit("墙面渗水"))
    promise = case.resolve_by
    with at(1):
        case = cast.act(case, "ask", "grid_worker", question="请补一张照片")
    assert case.ask_until == MORNING + timedelta(hours=1, days=3)
    with at(2, days=3):
        case_sweep()
        case = again(case)
        assert case.ask_until is None
        assert case.resolve_by == promise + timedelta(days=3)
        case = cast.act(case, "resolve", "grid_worker", outcome="explained", answer="已上门说明防水做法")
    with at(3, days=3):
        case = cast.act(case, "evaluate", "resident", solved="no", satisfied=False, words="还在渗")
    assert case.state == "in_progress" and case.reopens == 1


def test_story_7_a_reply_ends_the_pause_and_buys_no_more_than_it_took(cast: Cast) -> None:
    case = in_progress(cast, cast.submit("墙面渗水"))
    promise = case.resolve_by
    cast.act(case, "ask", "grid_worker", question="哪一面墙？")
    with at(5):
        case = cast.act(case, "reply", "resident", text="北面")
    assert case.resolve_by == promise + timedelta(hours=5) and case.ask_until is None


def test_story_8_five_neighbours_one_leak_one_answer(cast: Cast) -> None:
    target = in_progress(cast, cast.submit("地下室漏水", who="resident"))
    who = ["neighbour", "building_leader", "property_manager", "water_contact"]
    for name in who:
        other = cast.submit("负一楼漏水了", who=name)
        cast.act(other, "accept", "grid_worker")
        other = cast.act(other, "merge", "grid_worker", target_id=target.id, why="同一处漏水")
        assert other.state == "merged" and other.merged_into_id == target.id
    assert Reporter.objects.filter(case_id=target.id).count() == 5
    cast.act(target, "resolve", "grid_worker", outcome="solved", answer="已更换水管")
    assert told("resolved", subject_id=target.id) == 5
    for name, solved in [
        ("neighbour", "yes"),
        ("building_leader", "no"),
        ("resident", "no"),
        ("water_contact", "partly"),
    ]:
        case = cast.act(target, "evaluate", name, solved=solved, satisfied=solved == "yes")
    assert case.state == "in_progress"
    assert (case.reopens, case.noes) == (1, 1), "reopened once, not twice"
    assert names(target).count("evaluate") == 4


def test_story_9_the_sweep_slept_two_days_and_everything_has_its_own_time(cast: Cast) -> None:
    gas = cast.category(urgency="utility")
    first = cast.submit("燃气闻着有点味道，想请人看看", category_id=gas.pk)
    second = cast.submit("路灯不亮")
    with at(days=2):
        case_sweep()
        assert case_sweep() == 0, "twice is once"
    events = list(Event.objects.filter(case_id=first.id).order_by("seq"))
    assert [event.at for event in events] == sorted(event.at for event in events)
    rises = [event for event in events if event.name == "rise"]
    assert [event.at for event in rises] == [MORNING + timedelta(days=1), MORNING + timedelta(days=2)]
    assert rises[0].recorded_at == MORNING + timedelta(days=2)
    limits = [event.content["said"]["limit"] for event in events if event.name == "remind"]
    assert limits.count("accept_by") == 2, "once for each lead it lay with"
    late = Event.objects.filter(case_id=second.id, name="remind").order_by("seq")[0]
    assert late.content["said"]["limit"] == "accept_by" and late.at == MORNING + timedelta(hours=2)
    assert again(first).level == 3 and again(first).overdue_at == MORNING + timedelta(days=1)


def test_story_10_a_post_that_ended_at_six_opens_nothing_at_one_past_six(cast: Cast) -> None:
    case = in_progress(cast, cast.submit())
    with at(9):  # 18:00
        Post.objects.filter(pk=cast.posts["grid_worker"].pk).update(ends_at=MORNING + timedelta(hours=9))
        Post.objects.create(
            organisation=cast.organisations["one"],
            kind="grid_worker",
            account=cast.neighbour,
            public_name="李建国",
            starts_at=MORNING + timedelta(hours=9),
        )
    with at(9 + 1 / 60):
        standing = standing_of(cast.grid_worker)
        with pytest.raises(Missing):
            case_for_staff(standing, case.community_id, case.id)
        with pytest.raises(Missing):
            cast.act(case, "resolve", "grid_worker", outcome="solved", answer="好了")
        assert box_page(standing_of(cast.neighbour), "mine") == [case.pk]
        cast.act(case, "resolve", "neighbour", outcome="solved", answer="已换灯泡")
    people = {event.post.public_name for event in Event.objects.filter(case_id=case.id, post__isnull=False)}
    assert people == {"陈晓燕", "李建国"}


def test_story_11_a_confidential_report_about_somebody_who_sits_on_the_staff(cast: Cast) -> None:
    Post.objects.create(
        organisation=cast.organisations["community"],
        kind="officer",
        account=cast.property_manager,
        public_name="罗斌",
        starts_at=MORNING - timedelta(days=1),
    )
    case = cast.submit(
        "物业经理私自收取停车费", kind="tip_off", visibility="confidential", excluded_ids=[cast.property_manager.pk]
    )
    cast.act(case, "report_up", "grid_worker", why="涉及社区工作人员")
    about = standing_of(cast.property_manager)
    assert not cases_visible(about).exists()
    for box in ("mine", "place", "due_soon", "overdue", "unrouted", "decide", ""):
        assert not box_page(about, box)
        assert not cases_found(about, case.number, box=box).keys
        assert not cases_found(about, "停车费", box=box).keys
    with pytest.raises(Missing) as denied:
        case_for_staff(about, case.community_id, case.id)
    with pytest.raises(Missing) as unknown:
        case_for_staff(about, case.community_id, 1)
    assert str(denied.value) == str(unknown.value)
    with pytest.raises(Missing):
        cast.act(case, "note", "property_manager", text="我看看")
    assert not Message.objects.filter(account=cast.property_manager).exists()
    assert not Message.objects.filter(organisation=cast.organisations["community"], subject_id=case.id).exists()
    assert list(cases_visible(standing_of(cast.community_officer))) == [case]
    assert not cases_visible(standing_of(cast.district_officer)).exists(), "only the level that supervises"


def test_story_12_two_officers_in_the_same_second_one_deed_one_friendly_refusal(cast: Cast) -> None:
    case = in_progress(cast, cast.submit())
    seen = case.version
    cast.act(case, "resolve", "grid_worker", outcome="solved", answer="已修好", version=seen)
    with pytest.raises(Changed, match="新进展"):
        cast.act(case, "report_up", "grid_worker", why="修不了", version=seen)
    assert again(case).version == seen + 1


def test_story_13_a_form_sent_three_times_on_a_bad_line_is_one_case(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from linli.cases.services import Draft, case_submit

    form = key()
    broken = SimpleUploadedFile("灯.jpg", b"\xff\xd8 not really a photo", "image/jpeg")
    draft = Draft("楼道灯坏了", located=cast.located(), reporter_account=cast.resident, photos=[broken])
    results = [case_submit(draft, acting=cast.acting("resident"), key=form) for _ in range(3)]
    assert Case.objects.count() == 1
    assert len({result.code for result in results}) == 1
    assert [result.created for result in results] == [True, False, False]
    assert "灯.jpg" in results[0].refused_files[0], "the photo that failed is named, the text is kept"


def test_story_14_an_answer_changed_in_the_database_is_found_by_case_and_event(cast: Cast) -> None:
    case = in_progress(cast, cast.submit())
    case = cast.act(case, "resolve", "grid_worker", outcome="solved", answer="已修好")
    assert list(verify_all()) == []
    event = Event.objects.get(case_id=case.id, name="resolve")
    event.content["said"]["answer"] = "从来没有坏过"
    event.content["set"]["answer"] = "从来没有坏过"
    Event.objects.filter(pk=event.pk).update(content=event.content)
    Case.objects.filter(pk=case.pk).update(answer="从来没有坏过")
    found = list(verify_all())
    assert (found[0].number, found[0].seq, found[0].what) == (case.number, event.seq, "content")
