"""Deeds that the fourteen stories do not tell of: what each refuses and what each leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from linli.cases.domain.deeds.sweeping import Lapse
from linli.cases.domain.facts import Case as Facts
from linli.cases.models import Case, Event, Handler, Reporter
from linli.cases.services import Draft, case_catch_up, case_submit, case_sweep, reports_claim
from linli.cases.verify import verify_all
from linli.catalog.models import Responsibility
from linli.core.errors import Changed, Invalid, Missing, Refused
from linli.notify.models import Message
from tests.cast import MORNING, Cast, at, key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture(autouse=True)
def _histories_stay_true(_a_wednesday_morning: None, db: None) -> Iterator[None]:
    yield
    assert list(verify_all()) == []


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def working(cast: Cast, **kw: object) -> Case:
    case = cast.submit(**kw)
    cast.act(case, "accept", "grid_worker")
    return cast.act(case, "contact", "grid_worker", how="phone", result="已联系")


def resolved(cast: Cast, **kw: object) -> Case:
    return cast.act(working(cast, **kw), "resolve", "grid_worker", outcome="solved", answer="已修好")


def test_handing_over_leaves_the_old_lead_responsible_until_the_new_one_accepts(cast: Cast) -> None:
    case = working(cast)
    cast.act(case, "hand_over", "grid_worker", to=cast.id_of("two"), why="灯在2网格一侧")
    assert again(case).lead_id == cast.id_of("one")
    case = cast.act(case, "accept", "next_grid_worker")
    assert case.lead_id == cast.id_of("two")
    with pytest.raises(Missing):
        cast.act(case, "note", "other_community_director", text="看看")


def test_handing_over_to_another_level_is_refused_at_the_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast.act(working(cast), "hand_over", "grid_worker", to=cast.id_of("community"), why="不会修")
    assert "to" in refused.value.fields


def test_reporting_up_passes_the_lead_at_once_and_keeps_the_promise(cast: Cast) -> None:
    case = working(cast)
    promise = case.resolve_by
    with at(3):
        case = cast.act(case, "report_up", "grid_worker", why="需要动用维修资金")
    assert (case.lead_id, case.level, case.resolve_by) == (cast.id_of("community"), 2, promise)
    assert case.accepted_at is None and case.above_id == cast.id_of("street")
    informed = Handler.objects.get(case_id=case.id)
    assert (informed.part, informed.organisation_id) == ("informed", cast.id_of("one"))
    with pytest.raises(Refused):
        cast.act(case, "resolve", "grid_worker", outcome="solved", answer="好了")


def test_what_is_not_on_the_communitys_list_is_not_sent_down_to_it(cast: Cast) -> None:
    category = cast.category(community_duty=False)
    case = cast.submit("马路上的井盖坏了", category_id=category.pk)
    assert case.lead_id == cast.id_of("street"), "it starts at the street"
    with pytest.raises(Invalid, match="清单"):
        cast.act(case, "send_down", "street_officer", to=cast.id_of("community"), expected="处理", why="属地")


def test_what_the_grid_had_can_be_sent_down_to_it_again(cast: Cast) -> None:
    case = working(cast)
    cast.act(case, "report_up", "grid_worker", why="修不了")
    case = cast.act(case, "send_down", "community_officer", to=cast.id_of("one"), expected="先换灯泡", why="物料已到")
    assert (case.lead_id, case.level) == (cast.id_of("one"), 1)


def test_a_part_of_the_city_goes_to_its_owner_first(cast: Cast) -> None:
    lamp = cast.category(precedence="owner_first")
    Responsibility.objects.create(
        category=lamp, place=cast.places["district"], organisation=cast.organisations["housing"]
    )
    case = cast.submit("路灯不亮", category_id=lamp.pk)
    assert (case.lead_id, case.level, case.above_id) == (cast.id_of("housing"), 4, cast.id_of("district"))


def test_a_grid_with_nobody_on_its_post_is_led_by_the_community(cast: Cast) -> None:
    cast.posts["grid_worker"].ends_at = MORNING - timedelta(hours=1)
    cast.posts["grid_worker"].save()
    cast.posts["building_leader"].delete()
    case = cast.submit()
    assert case.lead_id == cast.id_of("community")
    first = Event.objects.get(case_id=case.id, seq=1)
    assert [code for code, _ in first.content["said"]["routing"]] == ["door_code", "nobody_on_post", "territory"]


def test_an_unknown_place_goes_to_the_nearest_desk_that_answers(cast: Cast) -> None:
    case = cast.submit("不知道在哪里，有人吵架", grid=None, community=cast.community)
    assert case.grid_id is None and case.lead_id == cast.id_of("community")


def test_extending_is_asked_by_the_lead_and_decided_above_twice_at_most(cast: Cast) -> None:
    case = working(cast)
    later = case.resolve_by + timedelta(days=3)
    cast.act(case, "extend", "grid_worker", until=later, why="配件要从外地寄来")
    with pytest.raises(Refused):
        cast.act(case, "decide_extension", "grid_worker", grant=True)
    case = cast.act(case, "decide_extension", "community_officer", grant=True)
    assert case.resolve_by == later == case.promised_by
    cast.act(case, "extend", "grid_worker", until=later + timedelta(days=1), why="还没到货")
    cast.act(case, "decide_extension", "community_officer", grant=True)
    with pytest.raises(Refused, match="两次"):
        cast.act(case, "extend", "grid_worker", until=later + timedelta(days=2), why="又没到")


def test_extending_after_the_limit_is_refused(cast: Cast) -> None:
    case = working(cast)
    with at(days=7, hours=1):
        case_sweep()
        with pytest.raises(Refused):
            cast.act(case, "extend", "community_officer", until=MORNING + timedelta(days=20), why="忘了")


def test_asking_a_third_time_is_refused(cast: Cast) -> None:
    case = working(cast)
    for _ in range(2):
        cast.act(case, "ask", "grid_worker", question="几楼？")
        cast.act(case, "reply", "resident", text="三楼")
    with pytest.raises(Refused, match="两次"):
        cast.act(case, "ask", "grid_worker", question="哪一户？")


def test_a_new_urgency_counts_from_submission_and_never_into_the_past(cast: Cast) -> None:
    danger = cast.category(urgency="danger")
    case = working(cast)
    with at(days=1):
        case = cast.act(case, "reclassify", "grid_worker", category_id=danger.pk, why="有触电危险")
        assert case.urgency == "danger"
        assert case.resolve_by == MORNING + timedelta(days=1, hours=2), "one act_by from now"
        case_sweep()
    assert again(case).overdue_at is None
    assert "resolve_by" in Event.objects.get(case_id=case.id, name="reclassify").content["set"]


def test_splitting_opens_parts_and_the_whole_is_answered_after_them(cast: Cast) -> None:
    case = working(cast, body="楼道灯坏了，还有垃圾没人清", category_id=cast.category().pk)
    cast.act(case, "split", "grid_worker", parts=["楼道灯坏了", "垃圾没人清"])
    one, two = Case.objects.filter(parent_id=case.id).order_by("id")
    with pytest.raises(Refused, match="2"):
        cast.act(case, "resolve", "grid_worker", outcome="solved", answer="都好了")
    for part in (one, two):
        cast.act(part, "accept", "grid_worker")
        cast.act(part, "answer", "grid_worker", answer="已处理")
    assert Message.objects.filter(kind="parts_done", subject_id=case.id).count() == 1
    case = cast.act(case, "resolve", "grid_worker", outcome="solved", answer="灯和垃圾都已处理")
    assert case.state == "resolved"


def test_merging_into_itself_into_an_ended_or_into_a_foreign_case_is_refused(cast: Cast) -> None:
    case, ended, foreign = working(cast), resolved(cast), cast.submit(grid="other")
    for target in (case, ended, foreign):
        with pytest.raises(Invalid):
            cast.act(case, "merge", "grid_worker", target_id=target.id, why="一样的")


def test_supervision_from_above_must_be_answered_by_its_date(cast: Cast) -> None:
    case = working(cast)
    until = MORNING + timedelta(days=1)
    case = cast.act(case, "supervise", "street_officer", until=until, expected="说明进展")
    assert case.supervised_by_id == cast.id_of("street")
    with at(days=1, hours=1):
        case_sweep()
        assert Message.objects.filter(kind="supervision_late", subject_id=case.id).exists()
        case = cast.act(case, "report", "grid_worker", done="已联系厂家")
    assert case.supervise_by is None


def test_nobody_below_or_beside_supervises(cast: Cast) -> None:
    case = working(cast)
    cast.act(case, "report_up", "grid_worker", why="修不了")
    for who in ("grid_worker", "building_leader"):
        with pytest.raises((Refused, Missing)):
            cast.act(case, "supervise", who, until=MORNING + timedelta(days=1), expected="快点")
    with pytest.raises(Missing):
        cast.act(case, "supervise", "other_street_officer", until=MORNING + timedelta(days=1), expected="快点")


def test_the_first_no_reopens_the_second_moves_the_decision_up(cast: Cast) -> None:
    case = cast.act(resolved(cast), "evaluate", "resident", solved="no", satisfied=False, words="灯还是不亮")
    assert (case.state, case.reopens) == ("in_progress", 1)
    assert case.resolve_by - MORNING == timedelta(days=3, hours=12), "half of the first promise"
    assert Message.objects.filter(kind="not_solved_below", organisation_id=cast.id_of("community")).count() == 1
    cast.act(case, "resolve", "grid_worker", outcome="solved", answer="换了线路")
    case = cast.act(case, "evaluate", "resident", solved="no", satisfied=False)
    assert (case.state, case.contested, case.lead_id) == ("resolved", True, cast.id_of("community"))
    with at(days=30):
        case_sweep()
        assert again(case).state == "resolved", "only a person decides now"
        case = cast.act(case, "close", "community_officer", why="已三次上门，线路正常，居民家中灯具损坏")
    assert case.state == "closed" and not case.unevaluated


def test_after_a_second_no_the_level_above_may_also_reopen(cast: Cast) -> None:
    case = cast.act(resolved(cast), "evaluate", "resident", solved="no", satisfied=False)
    cast.act(case, "resolve", "grid_worker", outcome="solved", answer="换了线路")
    cast.act(case, "evaluate", "resident", solved="no", satisfied=False)
    case = cast.act(case, "reopen", "community_officer", why="请电工再查")
    assert (case.state, case.lead_id) == ("in_progress", cast.id_of("community"))


def test_seven_silent_days_close_it_as_unevaluated(cast: Cast) -> None:
    case = resolved(cast)
    with at(days=8):
        case_sweep()
    case = again(case)
    assert (case.state, case.unevaluated, case.closed_at) == ("closed", True, MORNING + timedelta(days=7))
    with at(days=8), pytest.raises(Refused):
        cast.act(case, "reopen", "resident", why="又坏了")


def test_a_follow_up_is_made_by_somebody_who_did_not_handle_it(cast: Cast) -> None:
    case = resolved(cast)
    mine = Reporter.objects.get(case_id=case.id)
    said = {"reporter_id": mine.id, "solved": "yes", "satisfied": True, "words": "老人说修好了"}
    with pytest.raises(Refused):
        cast.act(case, "follow_up", "grid_worker", **said)
    case = cast.act(case, "follow_up", "community_officer", **said)
    mine.refresh_from_db()
    assert case.state == "closed" and mine.by_follow_up


def test_rejecting_names_a_route_and_may_be_reviewed_once(cast: Cast) -> None:
    case = cast.submit("我要告法院判决不公")
    case = cast.act(case, "reject", "grid_worker", route="petition", answer="涉诉事项请到法院或信访部门反映")
    assert (case.state, case.route) == ("rejected", "petition")
    cast.act(case, "review", "resident", why="我只是问流程")
    with pytest.raises(Refused):
        cast.act(case, "review", "resident", why="再看看")
    case = cast.act(case, "reopen", "community_officer", why="属咨询，可以答复")
    assert case.state == "in_progress"


def test_withdrawing_ends_it_unless_others_reported_the_same(cast: Cast) -> None:
    target, other = working(cast), cast.submit(who="neighbour")
    cast.act(other, "merge", "grid_worker", target_id=target.id, why="同一件")
    case = cast.act(target, "withdraw", "resident", why="自己修好了")
    assert case.state == "in_progress"
    case = cast.act(target, "withdraw", "neighbour")
    assert case.state == "withdrawn"


def test_an_anonymous_report_stores_nobody_and_its_code_is_the_only_way_back(cast: Cast) -> None:
    from linli.cases.selectors import case_by_code

    draft = Draft("有人在楼道卖假药", located=cast.located(), anonymous=True, reporter_phone="19900000001")
    sent = case_submit(draft, acting=cast.acting("resident"), key=key())
    reporter = Reporter.objects.get(case_id=sent.case.id)
    assert (reporter.account_id, reporter.phone, reporter.name) == (None, "", "")
    assert Event.objects.get(case_id=sent.case.id, seq=1).actor_id is None
    assert case_by_code(sent.case.number, sent.code)[1] == reporter
    with pytest.raises(Missing):
        case_by_code(sent.case.number, "00000000")


def test_reports_made_before_signing_in_are_claimed_unless_they_name_another_phone(cast: Cast) -> None:
    mine = case_submit(
        Draft("路灯坏", located=cast.located(), reporter_phone="199 0000 0001"), acting=cast.acting(None), key=key()
    ).case
    hers = case_submit(
        Draft("路灯坏", located=cast.located(), reporter_phone="19900000002"), acting=cast.acting(None), key=key()
    ).case
    keys = [(case.community_id, case.reporters.get().id) for case in (mine, hers)]
    assert reports_claim(cast.resident, keys) == 1
    assert mine.reporters.get().account_id == cast.resident.pk
    assert hers.reporters.get().account_id is None


def test_revealing_says_why_and_the_resident_can_read_it(cast: Cast) -> None:
    from linli.cases.selectors import timeline

    case = working(cast)
    cast.act(case, "reveal", "grid_worker", what="phone", why="上门前电话确认")
    lines = timeline(again(case), cast.acting("resident", case), resident=True)
    assert any("上门前电话确认" in line.text for line in lines)


def test_who_reported_a_confidential_matter_is_revealed_to_the_handling_level_alone(cast: Cast) -> None:
    case = cast.submit("举报占用消防通道", kind="tip_off", visibility="confidential")
    cast.act(case, "accept", "grid_worker")
    cast.act(case, "reveal", "grid_worker", what="phone", why="核实")
    with pytest.raises(Refused):
        cast.act(case, "reveal", "community_officer", what="phone", why="核实")


def test_publishing_needs_a_public_case_and_shows_only_what_a_person_looked_at(cast: Cast) -> None:
    from linli.cases.selectors import public_cases

    case = resolved(cast)
    cast.act(case, "publish", "grid_worker", public_title="楼道灯修复", public_answer="已更换灯泡")
    assert [c.public_title for c in public_cases(cast.community)] == ["楼道灯修复"]
    private = resolved(cast, visibility="private")
    with pytest.raises(Refused):
        cast.act(private, "publish", "grid_worker", public_title="某事", public_answer="已处理")


def test_the_next_grid_the_former_worker_and_a_unit_not_called_may_do_nothing(cast: Cast) -> None:
    case = working(cast)
    for who in ("next_grid_worker", "former_grid_worker", "water_contact", "property_manager", "neighbour"):
        with pytest.raises(Missing):
            cast.act(case, "note", who, text="看看")


def test_the_same_key_for_another_deed_is_refused_in_words(cast: Cast) -> None:
    case = working(cast)
    form = key()
    cast.act(case, "note", "grid_worker", text="一", key=form)
    cast.act(case, "note", "grid_worker", text="一", key=form)
    assert Event.objects.filter(case_id=case.id, name="note").count() == 1
    with pytest.raises(Invalid, match="提交过"):
        cast.act(case, "supervise", "community_officer", until=MORNING + timedelta(days=1), expected="快", key=form)


def test_too_much_text_and_a_wrong_phone_are_said_at_their_fields(cast: Cast) -> None:
    with pytest.raises(Invalid) as long:
        cast.submit("水" * 100_000)
    assert "100000" in long.value.fields["body"]
    with pytest.raises(Invalid) as phone:
        cast.submit(reporter_phone="12")
    assert "phone" in phone.value.fields
    assert not Case.objects.exists()


def test_another_category_offers_the_routing_anew_and_moves_nothing_by_itself(cast: Cast) -> None:
    from linli.cases.domain.table import DEEDS
    from linli.cases.forms import deed_form
    from linli.cases.selectors import routing_of

    water = cast.category()
    Responsibility.objects.create(
        category=water, place=cast.places["district"], organisation=cast.organisations["water"]
    )
    case = working(cast)
    case = cast.act(case, "reclassify", "grid_worker", category_id=water.pk, why="是公共水管")
    assert case.lead_id == cast.id_of("one")
    assert any("青山区水务局" in reason for reason in routing_of(case))
    form = deed_form(DEEDS["dispatch"], case, cast.acting("grid_worker"))
    assert form.initial["to"] == cast.id_of("water")


def test_one_case_that_cannot_be_swept_keeps_no_other_from_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.cases.services import sweeping

    broken, sound = cast.submit(), cast.submit()
    real = sweeping.lapses

    def lapses(facts: Facts) -> list[Lapse]:
        if facts.id == broken.id:
            raise RuntimeError("a case nobody can read")
        return real(facts)

    monkeypatch.setattr(sweeping, "lapses", lapses)
    with at(days=30):
        assert case_sweep() > 0
    assert again(sound).overdue_at is not None and again(broken).overdue_at is None
    assert broken.events.count() == 1  # what was begun of it together with the others is not kept


def test_cases_swept_together_are_told_and_recorded_as_each_by_itself(cast: Cast) -> None:
    together, alone = cast.submit(), cast.submit()
    with at(days=30):
        case_catch_up(alone.community_id, alone.id)
        assert case_sweep() == alone.events.count() - 1
    told = Message.objects.filter(subject_id=alone.id).order_by("id").values_list("kind", "organisation_id")
    assert list(told) == list(
        Message.objects.filter(subject_id=together.id).order_by("id").values_list("kind", "organisation_id")
    )
    for name in ("level", "lead_id", "overdue_at", "next_lapse_at", "version", "state"):
        assert getattr(again(together), name) == getattr(again(alone), name), name
    lines = [(event.name, event.from_state, event.to_state, event.content["said"]) for event in alone.events.all()[1:]]
    assert lines == [(e.name, e.from_state, e.to_state, e.content["said"]) for e in together.events.all()[1:]]


def test_a_page_loaded_before_a_lapse_is_told_so_once_and_can_go_on(cast: Cast) -> None:
    case = working(cast)
    seen = case.version
    with at(days=6):
        with pytest.raises(Changed):
            cast.act(case, "note", "grid_worker", text="看看", version=seen)
        cast.act(case, "note", "grid_worker", text="看看", version=again(case).version)
