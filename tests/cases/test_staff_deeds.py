"""Every deed of staff through its own form, from the button to the event."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from linli.cases.domain.table import DEEDS, Role
from linli.cases.models import Case, Event
from linli.core import clock
from linli.people.models import Account
from linli.places.selectors import Located
from tests.cases.staff import deed_url, done, offered, opened, send
from tests.cast import MORNING, Cast, at

STAFF_ROLES = {Role.LEAD, Role.HANDLER, Role.WAITING, Role.CALLER, Role.CALLED, Role.ABOVE, Role.OUTSIDE}


@pytest.fixture(autouse=True)
def morning() -> Any:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    """A lamp that the first grid's worker leads."""
    return cast.submit("三楼的灯不亮了", urgency="ordinary")


@pytest.fixture
def at_work(cast: Cast, case: Case) -> Case:
    """The same, accepted and the resident contacted."""
    cast.act(case, "accept", "grid_worker")
    return _fresh(cast.act(case, "contact", "grid_worker", how="phone", result="约好下午上门"))


def _fresh(case: Case) -> Case:
    case.refresh_from_db()
    return case


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return SimpleUploadedFile("proof.jpg", out.getvalue(), "image/jpeg")


def _local(**ahead: Any) -> str:
    """What a browser's date field sends for a moment so far ahead."""
    return (MORNING + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def test_accept_and_contact(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    case = done(client, case, "accept", urgency="utility")
    assert (case.state, case.urgency) == ("accepted", "utility")
    case = done(client, case, "contact", how="phone", result="明天上午去看", photos=[_photo()])
    assert case.state == "in_progress" and case.contacted_at
    assert case.attachments.get().kind == "proof"


def test_answer_on_the_spot(cast: Cast, case: Case) -> None:
    case = done(cast.client("grid_worker"), case, "answer", answer="带身份证到社区，电话 027-86000000")
    assert (case.state, case.outcome) == ("resolved", "explained")


def test_reclassify(cast: Cast, at_work: Case) -> None:
    category = cast.category(urgency="utility", parent=cast.category())
    case = done(cast.client("grid_worker"), at_work, "reclassify", category_id=category.pk, why="是停电")
    assert (case.category_id, case.urgency) == (category.pk, "utility")


def test_hand_over_names_only_organisations_of_the_same_level(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    form = client.get(deed_url(at_work, "hand_over")).context["form"]
    assert dict(form.fields["to"].choices).keys() == {"", cast.id_of("two")}
    case = done(client, at_work, "hand_over", to=cast.id_of("two"), why="在二网格")
    assert case.lead_id == cast.id_of("one")
    case = done(cast.client("next_grid_worker"), case, "accept")
    assert case.lead_id == cast.id_of("two")


def test_report_up_and_send_down(cast: Cast, at_work: Case) -> None:
    case = done(cast.client("grid_worker"), at_work, "report_up", why="要换整条线路")
    assert case.lead_id == cast.id_of("community")
    officer = cast.client("community_officer")
    form = officer.get(deed_url(case, "send_down")).context["form"]
    assert dict(form.fields["to"].choices).keys() == {"", cast.id_of("one")}
    case = done(officer, case, "send_down", to=cast.id_of("one"), expected="先装临时灯", why="网格能办")
    assert case.lead_id == cast.id_of("one")


def test_dispatch_object_and_decide(cast: Cast, at_work: Case) -> None:
    worker, manager = cast.client("grid_worker"), cast.client("property_manager")
    choices = dict(worker.get(deed_url(at_work, "dispatch")).context["form"].fields["to"].choices)
    assert cast.id_of("property") in choices and cast.id_of("water") in choices
    assert not {cast.id_of("two"), cast.id_of("street"), cast.id_of("community")} & choices.keys()
    case = done(worker, at_work, "dispatch", to=cast.id_of("property"), task="换灯", act_by=_local(days=1))
    assert case.handlers.get().act_by == MORNING + timedelta(days=1)
    assert offered(manager, case) >= {"accept", "object", "note"}
    case = done(manager, case, "object", why="是市政的灯")
    page = worker.get(deed_url(case, "decide_objection"))
    assert "是市政的灯" in page.content.decode()
    part = case.handlers.get()
    case = done(worker, case, "decide_objection", handler_id=part.id, uphold="yes", why="确实", to=cast.id_of("water"))
    assert [h.organisation_id for h in case.handlers.filter(ended_at=None)] == [cast.id_of("water")]


def test_whistle_arrive_report_and_rate(cast: Cast, at_work: Case) -> None:
    done(cast.client("grid_worker"), at_work, "report_up", why="涉及多个部门")
    case = done(cast.client("community_officer"), _fresh(at_work), "report_up", why="涉及多个部门")
    street = cast.client("street_officer")
    fire, housing = cast.id_of("fire"), cast.id_of("housing")
    calls = {
        "calls_0": fire,
        "calls_1": "查消防",
        "calls_2": housing,
        "calls_3": "查违建",
        "calls_4": "",
        "calls_5": "",
    }
    case = done(street, case, "whistle", **calls, arrive_by=_local(hours=3))
    assert {(h.organisation_id, h.task) for h in case.handlers.filter(part="whistled")} == {
        (fire, "查消防"),
        (housing, "查违建"),
    }
    contact = cast.client("fire_contact")
    case = done(contact, case, "arrive")
    case = done(contact, case, "report", done="已清理", photos=[_photo()])
    part = case.handlers.get(organisation=fire)
    case = done(street, case, "rate", handler_id=part.id, verdict="yes")
    case = done(contact, case, "rate", handler_id=part.id, verdict="no", words="不必叫")
    part.refresh_from_db()
    assert (part.came_in_time, part.call_justified) == (True, False)


def test_half_a_call_is_refused_at_its_field(cast: Cast, at_work: Case) -> None:
    done(cast.client("grid_worker"), at_work, "report_up", why="x")
    case = done(cast.client("community_officer"), _fresh(at_work), "report_up", why="x")
    answer = send(cast.client("street_officer"), case, "whistle", calls_0=cast.id_of("fire"), calls_1="")
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"calls"}


def test_ask_extend_and_decide(cast: Cast, at_work: Case) -> None:
    worker, officer = cast.client("grid_worker"), cast.client("community_officer")
    case = done(worker, at_work, "ask", question="哪个单元？")
    assert case.ask_until
    case = done(worker, case, "extend", until=_local(days=10), why="等配件")
    case = done(officer, case, "decide_extension", grant="yes", why="")
    assert case.resolve_by == MORNING + timedelta(days=10)


def test_supervise_and_report(cast: Cast, at_work: Case) -> None:
    case = done(cast.client("street_officer"), at_work, "supervise", until=_local(days=2), expected="尽快")
    assert case.supervised_by_id == cast.id_of("street")
    case = done(cast.client("grid_worker"), case, "report", done="已报修")
    assert case.supervise_by is None


def test_split_and_merge(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    done(client, case, "split", parts_0="楼道灯", parts_1="门禁", parts_2="", parts_3="", parts_4="")
    assert sorted(Case.objects.filter(parent_id=case.id).values_list("body", flat=True)) == ["楼道灯", "门禁"]
    target, same = cast.submit("四楼漏水"), cast.submit("楼上漏水", who="neighbour")
    elsewhere, secret = cast.submit("别处", grid="other"), cast.submit("密", visibility="confidential")
    choices = dict(client.get(deed_url(same, "merge")).context["form"].fields["target_id"].choices)
    assert target.id in choices and not {same.id, elsewhere.id, secret.id} & choices.keys()
    merged = done(client, same, "merge", target_id=target.id, why="同一处")
    assert (merged.state, merged.merged_into_id) == ("merged", target.id)
    assert target.reporters.count() == 2


def test_resolve_with_proof_publish_and_follow_up(cast: Cast, at_work: Case) -> None:
    at_work.category = cast.category(proof_required=True)
    at_work.save(update_fields=["category"])
    client = cast.client("grid_worker")
    words = {"outcome": "solved", "answer": "王建国先生（13812345678）家门口的灯已换好"}
    answer = send(client, at_work, "resolve", **words)
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"photos"}
    assert "的灯已换好" in answer.content.decode()
    case = done(client, at_work, "resolve", **words, photos=[_photo()])
    assert case.state == "resolved"
    form = client.get(deed_url(case, "publish")).context["form"]
    assert form.initial["public_answer"] == "某先生（***）家门口的灯已换好"
    case = done(client, case, "publish", public_title="楼道灯", public_answer="灯已换好")
    assert case.published_at
    reporter = case.reporters.get()
    caller = cast.client("community_officer")
    case = done(caller, case, "follow_up", reporter_id=reporter.id, solved="yes", satisfied="yes", words="谢谢")
    assert case.state == "closed"
    case = done(caller, case, "reopen", why="又坏了")
    assert case.state == "in_progress"


def test_cannot_needs_its_basis(cast: Cast, at_work: Case) -> None:
    answer = send(cast.client("grid_worker"), at_work, "resolve", outcome="cannot", answer="没有预算", basis="")
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"basis"}


def test_reject_fills_in_the_routes_answer_and_never_offers_emergency(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    page = client.get(deed_url(case, "reject"))
    routes = dict(page.context["form"].fields["route"].choices)
    assert "petition" in routes and "emergency" not in routes
    assert set(page.context["answers"]) == set(routes) - {""}
    case = done(client, case, "reject", route="petition", answer="请到法院")
    assert (case.state, case.route) == ("rejected", "petition")


def test_close_is_for_the_level_that_decides_after_a_second_no(cast: Cast, at_work: Case) -> None:
    for _round in range(2):
        cast.act(at_work, "resolve", "grid_worker", outcome="explained", answer="说明了")
        cast.act(at_work, "evaluate", "resident", solved="no", satisfied=False)
        at_work.refresh_from_db()
    assert at_work.contested
    case = done(cast.client("community_officer"), at_work, "close", why="已尽力")
    assert case.state == "closed"


def test_that_a_number_is_a_childs_is_told_to_whoever_asked_for_the_number(cast: Cast) -> None:
    Account.objects.filter(pk=cast.resident.pk).update(child_until=MORNING.date() + timedelta(days=400))
    case = cast.submit("灯不亮", reporter_account=cast.resident, reporter_phone=cast.resident.phone)
    words = "未满14周岁的孩子的号码"
    client, page = cast.client("grid_worker"), reverse("cases:case", args=[case.community_id, case.id])
    assert words not in client.get(page).content.decode()
    done(client, case, "reveal", what="phone", why="约上门时间")
    assert words in client.get(page).content.decode()
    # A colleague who has not asked, and the same page of somebody grown, say nothing of it.
    assert words not in cast.client("community_officer").get(page).content.decode()
    Account.objects.filter(pk=cast.resident.pk).update(child_until=None)
    assert words not in client.get(page).content.decode()


def test_note_and_reveal(cast: Cast) -> None:
    case = cast.submit("灯不亮", reporter_phone="19912345678", reporter_name="王秀兰", address="1栋1502室")
    client = cast.client("grid_worker")
    case = done(client, case, "note", text="钥匙在物业")
    page = reverse("cases:case", args=[case.community_id, case.id])
    before = client.get(page).content.decode()
    assert "199****5678" in before and "19912345678" not in before and "1502" not in before and "王秀兰" not in before
    done(client, case, "reveal", what="phone", why="约上门时间")
    after = client.get(page).content.decode()
    assert 'href="tel:19912345678"' in after and "王秀兰" not in after
    assert "19912345678" not in cast.client("community_officer").get(page).content.decode()
    with at(hours=0.3):
        assert "19912345678" not in client.get(page).content.decode()


def test_every_deed_of_staff_is_tried_here() -> None:
    names = {row.name for row in DEEDS.values() if row.by_hand and row.who & STAFF_ROLES}
    text = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in names if f'"{name}"' not in text} == set()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-05-12T09:00", "已经过去"), ("2096-05-12T09:00", "太远"), ("明天", "样子填写")],
)
def test_a_moment_that_is_past_or_absurd_is_refused_with_words(
    cast: Cast, at_work: Case, typed: str, words: str
) -> None:
    answer = send(cast.client("grid_worker"), at_work, "extend", until=typed, why="等配件")
    assert answer.status_code == 422
    assert words in answer.context["form"].errors["until"][0]
    assert "等配件" in answer.content.decode()


def test_a_photo_that_is_none_loses_no_words(cast: Cast, at_work: Case) -> None:
    broken = SimpleUploadedFile("x.jpg", b"not a photo", "image/jpeg")
    answer = send(cast.client("grid_worker"), at_work, "note", text="现场很乱", photos=[broken])
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"photos"}
    assert "现场很乱" in answer.content.decode()
    assert not Event.objects.filter(case_id=at_work.id, name="note").exists()


def test_a_double_press_is_one_deed(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    form = {**opened(client, at_work, "note"), "text": "一次"}
    for _press in range(3):
        assert client.post(deed_url(at_work, "note"), form).status_code == 302
    assert Event.objects.filter(case_id=at_work.id, name="note").count() == 1


def test_who_comes_second_sees_what_changed_and_may_try_again(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    form = {**opened(client, at_work, "ask"), "question": "哪个单元？"}
    cast.act(at_work, "supervise", "street_officer", until=MORNING + timedelta(days=1), expected="抓紧办")
    answer = client.post(deed_url(at_work, "ask"), form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "抓紧办" in text and "哪个单元？" in text and "仍要提交" in text
    again = answer.context["form"].data
    assert again["key"] != form["key"]
    assert (
        client.post(deed_url(at_work, "ask"), {**form, "key": again["key"], "version": again["version"]}).status_code
        == 302
    )


def test_a_form_sent_after_its_case_was_closed_keeps_the_words(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    form = {**opened(client, at_work, "resolve"), "outcome": "solved", "answer": "写了很久的答复"}
    cast.act(at_work, "withdraw", "resident")
    answer = client.post(deed_url(at_work, "resolve"), form)
    assert answer.status_code == 409
    assert "写了很久的答复" in answer.content.decode() and "存为备注" in answer.content.decode()
    note = answer.context["note"]
    kept = {"key": note.initial["key"], "version": note.initial["version"], "text": note.initial["text"]}
    assert client.post(deed_url(at_work, "note"), kept).status_code == 302


def test_only_what_is_allowed_is_offered_and_the_rest_is_refused_in_words(cast: Cast, case: Case) -> None:
    client = cast.client("grid_worker")
    assert "resolve" not in offered(client, case) and "whistle" not in offered(client, case)
    assert {"accept", "answer", "report_up", "reject"} <= offered(client, case)
    assert client.get(deed_url(case, "resolve")).status_code == 409
    answer = client.post(
        deed_url(case, "resolve"), {**opened(client, case, "note"), "outcome": "solved", "answer": "早了"}
    )
    assert answer.status_code == 403 and "早了" in answer.content.decode()
    for name in ("submit", "rise", "nonsense"):
        assert client.get(deed_url(case, name)).status_code == 404


def test_a_choice_outside_the_list_is_refused(cast: Cast, at_work: Case) -> None:
    answer = send(cast.client("grid_worker"), at_work, "hand_over", to=cast.id_of("other"), why="x")
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"to"}


def test_an_ended_post_can_neither_read_nor_act(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    form = {**opened(client, at_work, "note"), "text": "迟了"}
    post = cast.posts["grid_worker"]
    post.ends_at = MORNING + timedelta(hours=9)
    post.save()
    with at(hours=9.1):
        assert client.get(deed_url(at_work, "note")).status_code == 403
        assert client.post(deed_url(at_work, "note"), form).status_code == 403
    assert not Event.objects.filter(case_id=at_work.id, name="note").exists()


def test_the_identity_behind_a_confidential_report_is_for_the_lead_alone(cast: Cast) -> None:
    case = cast.submit("私收停车费", visibility="confidential", reporter_phone="19912345678", reporter_name="王秀兰")
    page = reverse("cases:case", args=[case.community_id, case.id])
    assert "199****5678" in cast.client("grid_worker").get(page).content.decode()
    above = cast.client("community_officer")
    assert "5678" not in above.get(page).content.decode()
    assert above.get(deed_url(case, "reveal")).status_code == 409


def test_a_long_course_makes_the_page_no_more_queries_than_a_short_one(cast: Cast, at_work: Case) -> None:
    client = cast.client("grid_worker")
    page = reverse("cases:case", args=[at_work.community_id, at_work.id])

    def count() -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    few = count()
    for number in range(30):
        cast.act(at_work, "note", "grid_worker", text=f"第 {number} 条")
    assert count() == few <= 28


def test_the_page_says_why_a_point_without_a_grid_went_to_the_community(cast: Cast) -> None:
    place = Located(cast.community, None, None, None, "point_in_community", 0.6, {})
    case = cast.submit("路面塌了", located=place)
    page = cast.client("community_officer").get(reverse("cases:case", args=[case.community_id, case.id]))
    assert "不在任何网格内" in page.content.decode()


def test_a_grid_cannot_send_down(cast: Cast, at_work: Case) -> None:
    assert "send_down" not in offered(cast.client("grid_worker"), at_work)


def test_htmx_gets_the_form_alone(cast: Cast, case: Case) -> None:
    page = cast.client("grid_worker").get(deed_url(case, "note"), headers={"HX-Request": "true"})
    assert page.status_code == 200 and "<html" not in page.content.decode()
