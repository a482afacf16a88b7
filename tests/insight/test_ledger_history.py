"""What was over when an old ledger was written comes in as it was, and nobody has to do it again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from linli.cases.acting import acting_for_lead
from linli.cases.models import Case, Event
from linli.cases.services import case_sweep
from linli.cases.verify import verify_all
from linli.core import clock
from linli.core.errors import Refused
from linli.insight.domain.periods import Period
from linli.insight.ledger import ledger_export, ledger_import
from linli.insight.selectors import figures
from linli.notify.models import Delivery, Message
from linli.people.selectors import standing_of
from linli.places.importing.results import ImportResult
from tests.cast import Cast
from tests.insight.rows import local

NOW = local(5, 9, 7)
LONG_AFTER = local(5, 9, 12)
MAY_AND_JUNE = date(2026, 5, 1), date(2026, 6, 30)


def row(number: str = "A1", **kw: Any) -> dict[str, Any]:
    return {
        "编号": number, "提交时间": "2026-05-13 09:30", "内容": f"{number} 楼道灯坏了", "社区": "青和居社区", "网格": "第1网格",
        "电话": "19900000001", "状态": "已办结", "办结时间": "2026-05-14 10:00", "答复": "灯已换好",
    } | kw  # fmt: skip


def sheet(*rows: dict[str, Any]) -> BytesIO:
    book = Workbook()
    page = book.active
    assert page is not None
    head = list(dict.fromkeys(title for one in rows for title in one))
    for line in [head, *([one.get(title) for title in head] for one in rows)]:
        page.append(line)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def take(*rows: dict[str, Any], **kw: Any) -> ImportResult:
    with clock.at(NOW):
        return ledger_import(sheet(*rows), **kw)


def course(case: Case) -> list[tuple[str, datetime]]:
    return list(case.events.values_list("name", "at"))


def test_an_answered_row_is_answered_and_no_sweep_raises_it(cast: Cast) -> None:
    result = take(row())
    case = Case.objects.get()
    assert course(case) == [
        ("submit", local(13, 9.5)),
        ("answer", local(14, 10)),
        ("close", local(21, 10)),
    ]
    assert (case.state, case.answer, case.resolved_at, case.unevaluated) == ("closed", "灯已换好", local(14, 10), True)
    assert "1 行已经有了结果" in result.warnings[0]
    with clock.at(LONG_AFTER):
        assert case_sweep() == 0
    assert list(verify_all()) == []


def test_history_is_told_to_nobody(cast: Cast) -> None:
    take(row(是否解决="已解决", 是否满意="满意"), row("A2", 联系时间="2026-05-13 11:00", 办理结果="已解决"))
    assert not Message.objects.exists() and not Delivery.objects.exists()


def test_a_late_answer_is_late_and_stays_with_its_lead(cast: Cast) -> None:
    take(row(办结时间="2026-06-14 10:00"))
    case = Case.objects.get()
    assert case.lead == cast.organisations["one"] and "rise" not in [name for name, _at in course(case)]
    with clock.at(NOW):
        assert figures(cast.community, *MAY_AND_JUNE).summary.on_time.as_dict()["numerator"] == 0


def test_contact_outcome_and_verdict_come_at_their_times_even_where_proof_is_asked_for(cast: Cast) -> None:
    kind = cast.category(proof_required=True)
    told = {"联系时间": "2026-05-13 11:00", "办理结果": "已解决", "是否解决": "部分解决", "是否满意": "满意"}
    take(row(类别=kind.name, 评价时间="2026-05-15 08:00", **told))
    case = Case.objects.get()
    assert [name for name, _at in course(case)] == ["submit", "accept", "contact", "resolve", "evaluate"]
    reporter = case.reporters.get()
    assert (case.contacted_at, case.outcome, case.state) == (local(13, 11), "solved", "closed")
    assert (reporter.solved, reporter.satisfied, reporter.evaluated_at) == ("partly", True, local(15, 8))
    assert list(verify_all()) == []


def test_reading_it_again_changes_nothing(cast: Cast) -> None:
    rows = [row(), row("A2", 是否解决="未解决", 状态="办理中"), row("A3", 状态="已撤回", 结案时间="2026-05-15 09:00")]
    take(*rows)
    before = Event.objects.count()
    again = take(*rows)
    assert (again.created, again.unchanged, again.rejected) == (0, 3, 0) and Event.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"办结时间": "2026-05-12 10:00"}, "办结时间"),
        ({"办结时间": "2027-05-12 10:00"}, "办结时间"),
        ({"办结时间": ""}, "办结时间"),
        ({"提交时间": ""}, "提交时间"),
        ({"联系时间": "2026-05-12 10:00"}, "联系时间"),
        ({"联系时间": "2026-05-15 10:00"}, "联系时间"),
        ({"是否解决": "已解决", "评价时间": "2026-05-13 10:00"}, "评价时间"),
        ({"承诺时限": "2026-05-12 10:00"}, "承诺时限"),
        ({"状态": "已撤回", "办结时间": ""}, "结案时间"),
        ({"状态": "已并案", "并入": "B9"}, "并入"),
        ({"拆分自": "B9"}, "拆分自"),
        ({"是否解决": "已解决、未解决"}, "是否解决"),
    ],
)
def test_a_row_that_cannot_be_so_is_named_and_the_rest_goes_in(
    cast: Cast, changed: dict[str, Any], column: str
) -> None:
    columns = {"联系时间": "", "是否解决": "", "评价时间": "", "承诺时限": "", "结案时间": "", "并入": "", "拆分自": ""}
    result = take(row() | columns, row("A2") | columns | changed, row("A3") | columns)
    assert (result.created, result.rejected) == (2, 1)
    assert [(error.row, error.column) for error in result.errors] == [(3, column)]
    assert set(Case.objects.values_list("foreign_id", flat=True)) == {"A1", "A3"} and list(verify_all()) == []


def test_not_solved_but_closed_stays_closed(cast: Cast) -> None:
    take(row(状态="已结案", 是否解决="否", 是否满意="不满意"))
    case = Case.objects.get()
    assert (case.state, case.unevaluated, case.reporters.get().solved) == ("closed", False, "no")
    assert [name for name, _at in course(case)] == ["submit", "answer", "close", "follow_up"]


def test_half_a_verdict_is_concluded_and_said(cast: Cast) -> None:
    result = take(row(是否满意="非常满意"))
    assert Case.objects.get().reporters.get().solved == "yes"
    assert any("1 行只写了" in warning for warning in result.warnings)


def test_a_ledger_is_read_in_the_language_it_was_written_in(cast: Cast) -> None:
    take(row(状态="Closed", 是否解决="Partly solved", 是否满意="Not satisfied", 办理结果="Explained"))
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "explained")
    assert (case.reporters.get().solved, case.reporters.get().satisfied) == ("partly", False)


def test_an_answer_under_the_name_of_an_outcome_is_kept(cast: Cast) -> None:
    take(row(答复="", 办理结果="已联系物业更换灯泡"))
    assert Case.objects.get().answer == "已联系物业更换灯泡"


def test_a_row_without_an_answer_says_so(cast: Cast) -> None:
    take(row(答复=""))
    assert "没有写明答复" in Case.objects.get().answer


def test_turned_away_and_taken_back_end_as_they_did(cast: Cast) -> None:
    take(row(状态="不予受理", 答复="请找法院"), row("A2", 状态="已撤回"))
    states = dict(Case.objects.values_list("foreign_id", "state"))
    assert states == {"A1": "rejected", "A2": "withdrawn"}


def test_merged_rows_move_their_reporters_to_the_case_they_went_into(cast: Cast) -> None:
    merged = {"状态": "已并案", "并入": "A1", "办结时间": "", "答复": ""}
    verdicts = {
        "是否解决": "已解决、未解决",
        "是否满意": "满意、不满意",
        "评价时间": "2026-05-14 11:00、2026-05-14 12:00",
    }
    take(
        row("A0", **merged, 结案时间="2026-05-13 12:00"),
        row(状态="办理中", **verdicts),
        row("A2", **merged, 结案时间="2026-05-20 12:00"),
    )
    target = Case.objects.get(foreign_id="A1")
    assert Case.objects.get(foreign_id="A0").merged_into == target
    assert not Case.objects.filter(foreign_id="A2").exists()  # after the answer nothing can be merged
    assert [one.solved for one in target.reporters.all()] == ["yes", "no"]
    assert (target.state, target.reopens) == ("in_progress", 1) and list(verify_all()) == []


def test_the_event_names_who_entered_it_and_not_the_lead(cast: Cast) -> None:
    acting = cast.acting("community_officer", channel="desk")
    take(row(是否解决="已解决"), acting=acting)
    answer, verdict = Event.objects.filter(name__in=("answer", "evaluate")).order_by("seq")
    assert (answer.post, answer.actor, answer.channel) == (
        cast.posts["community_officer"],
        cast.community_officer,
        "ledger",
    )
    assert (verdict.post, verdict.actor) == (None, cast.community_officer)
    assert Case.objects.get().lead == cast.organisations["one"]


def test_nobody_acts_for_a_lead_outside_their_territory(cast: Cast) -> None:
    case = cast.submit()
    for who in ("next_grid_worker", "other_street_officer", "former_grid_worker", "water_contact", "resident"):
        with pytest.raises(Refused):
            acting_for_lead(standing_of(cast.accounts[who]), case)
    assert acting_for_lead(None, case).standing.hats[0].organisation_id == case.lead_id


def test_open_rows_long_past_their_promise_are_announced_before_they_come_in(cast: Cast, tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    is_open = {"状态": "已提交", "办结时间": "", "答复": ""}
    source.write_bytes(sheet(row(**is_open), row("A2", **is_open, 承诺时限="2026-08-01 09:00"), row("A3")).getvalue())
    seen: list[int] = []

    class Said(StringIO):
        def write(self, text: str) -> int:
            if "1 行还没有办结" in text:
                seen.append(Case.objects.count())
            return super().write(text)

    with clock.at(NOW):
        call_command("ledger", "import", str(source), stdout=StringIO(), stderr=Said())
    assert seen == [0] and Case.objects.count() == 3


def moved(cast: Cast) -> BytesIO:
    """The ledger of one community as another would bring it: the same, but for where it was."""
    file = BytesIO()
    with clock.at(NOW):
        ledger_export(file, cast.community, Period(*MAY_AND_JUNE))
    head, *rows = load_workbook(file).worksheets[0].values
    where = {"社区", "社区代码", "网格", "网格代码", "小区", "楼栋"}
    return sheet(*({str(t): v for t, v in zip(head, line, strict=True) if t not in where} for line in rows))


def months(cast: Cast) -> None:
    """May and June, in every way a request can go."""

    def at(day: float) -> Any:
        return clock.at(local(4, 9) + timedelta(days=day))

    def act(case: Case, day: float, deed: str, who: str = "grid_worker", **carried: Any) -> None:
        with at(day):
            cast.act(case, deed, who, **carried)

    def story(day: float, **kw: Any) -> Case:
        with at(day):
            return cast.submit(f"第 {day} 天的诉求", **kw)

    def resolved(case: Case, day: float, outcome: str = "solved", again: bool = False) -> None:
        if not again:
            act(case, day - 0.5, "accept")
            act(case, day - 0.4, "contact", how="phone", result="好")
        act(case, day, "resolve", outcome=outcome, answer="办好了", basis="规定如此")

    def judged(case: Case, day: float, solved: str, satisfied: bool = True, who: str = "resident") -> None:
        act(case, day, "evaluate", who, solved=solved, satisfied=satisfied)

    told = story(0)
    act(told, 0.1, "answer", answer="可以")
    judged(told, 0.2, "yes")
    for day, outcome, verdict in ((1, "solved", "yes"), (2, "partly", "partly"), (3, "cannot", ""), (4, "solved", "")):
        case = story(day)
        resolved(case, day + 2, outcome)
        if verdict:
            judged(case, day + 3, verdict, verdict == "yes")
    reopened = story(5)
    resolved(reopened, 6)
    judged(reopened, 7, "no", False)
    resolved(reopened, 8, again=True)
    judged(reopened, 9, "yes")
    again = story(5.5)
    resolved(again, 6.5)
    judged(again, 7.5, "no", False)
    resolved(again, 8.5, again=True)
    still = story(6)
    resolved(still, 7)
    judged(still, 8, "no", False)
    late = story(9)
    act(late, 16.2, "answer", "community_officer", answer="迟了")
    judged(late, 19, "yes", False)
    gone, turned = story(10), story(11)
    act(gone, 10.5, "withdraw", "resident")
    act(turned, 11.5, "reject", route="petition", answer="请找法院")
    target, source = story(12), story(12.1, who="neighbour")
    act(source, 12.5, "merge", target_id=target.id, why="同一件事")
    resolved(target, 13.5)
    judged(target, 14, "yes")
    judged(target, 14.5, "partly", False, "neighbour")
    story(13)
    with clock.at(NOW):
        case_sweep()


def test_the_figures_of_another_installation_are_what_the_ledger_says(cast: Cast) -> None:
    months(cast)
    file = moved(cast)
    with clock.at(NOW):
        result = ledger_import(file, place=cast.places["other_community"])
        case_sweep()
        here, there = (figures(cast.places[name], *MAY_AND_JUNE) for name in ("community", "other_community"))
    assert (result.rejected, result.created) == (0, here.summary.cases), [str(error) for error in result.errors]
    assert there.summary == here.summary
    assert there.evaluations == here.evaluations
    # A ledger keeps the last round only: who was reopened and then content was reopened nobody knows when.
    assert there.beside | {"reopened": 3} == here.beside and there.beside["reopened"] == 2
    assert there.time_to_contact == here.time_to_contact and there.time_to_resolve == here.time_to_resolve
    assert here.summary.on_time.value not in (None, 0, 1) and here.summary.satisfaction.value not in (None, 0, 1)
    assert list(verify_all()) == []


def test_our_own_ledger_with_its_courses_is_known_already(cast: Cast) -> None:
    months(cast)
    file = BytesIO()
    with clock.at(NOW):
        count = ledger_export(file, cast.community, Period(*MAY_AND_JUNE))
        events = Event.objects.count()
        file.seek(0)
        result = ledger_import(file)
    assert (result.read, result.unchanged, result.rejected) == (count, count, 0), [str(e) for e in result.errors]
    assert Event.objects.count() == events
