"""A case that comes in with its history looks like one whose deeds were done here, row for row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from linli.cases.acting import Acting, acting_for_lead
from linli.cases.models import Case, CaseTerms, Event, LikenessKey, Reporter
from linli.cases.services import Draft, case_act, case_catch_up, case_submit
from linli.cases.services.past import Maker, Numbers, Past, past_route, pasts_save
from linli.cases.verify import verify_all
from linli.catalog.models import Category
from linli.core import clock
from linli.core.batch import batch
from linli.insight.models import Change
from linli.places.selectors import Located
from tests.cast import MORNING, Cast

BODY = "楼道灯坏了，晚上看不见\n三单元"


def _past(cast: Cast, **kw: Any) -> Past:
    told: dict[str, Any] = {
        "at": MORNING,
        "title": "楼道灯坏了",
        "body": BODY,
        "located": Located(cast.community, cast.grids["one"], reason="point_in_grid", values={"grid": "一"}),
        "category": Category.objects.get(code="road-lamp"),
        "channel": "replay",
        "key": "311:test:1",
        "foreign_id": "test:1",
        "address": "Beacon St 5",
        "point": (114.4, 30.6),
        "answer": "已更换",
        "contact": "按原始数据的办结时间登记。",
    }
    return Past(**{**told, **kw})


def _through_services(past: Past, deeds: list[tuple[str, datetime, dict[str, Any]]]) -> Case:
    draft = Draft(
        body=past.body,
        title=past.title,
        kind=past.kind,
        category_id=past.category.pk if past.category else None,
        urgency=past.urgency,
        located=past.located,
        address=past.address,
        point=past.point,
        channel=past.channel,
        anonymous=True,
        foreign_id=past.foreign_id,
        promised_by=past.promised_by,
    )
    with clock.at(past.at):
        case = case_submit(draft, acting=Acting(channel=past.channel, is_history=True), key=past.key).case
    for number, (name, at, carried) in enumerate(deeds, start=1):
        with clock.at(at):
            case = case_act(
                case.community_id,
                case.id,
                name,
                acting=acting_for_lead(None, case),
                carried=carried,
                key=f"{past.key}:{number}",
            )
    if case.state == "resolved":
        case_catch_up(case.community_id, case.id, quiet=True)
    return Case.objects.get(pk=case.pk)


OWN = {"id", "case_id", "number", "head", "digest", "signature", "code_digest"}


def _columns(row: Any, own: dict[str, str]) -> dict[str, Any]:
    """The columns of a row, without what is drawn or signed; ids of the case's own rows by their name."""
    found = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in OWN}
    if "recorded_at" in found and found["name"] == "close":
        found["recorded_at"] = "now"
    if "content" in found:
        found["content"] = json.dumps(found["content"], sort_keys=True, ensure_ascii=False)
    text = repr(sorted(found.items()))
    for value, name in own.items():
        text = text.replace(value, name)
    return {"row": re.sub(r"\s+", " ", text)}


def _terms(case: Case) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms FROM cases_caseterms WHERE case_id = %s", [case.id])
        found = str(cursor.fetchone()[0]).replace("'", "")
    return set(found.split()) - {case.number}


def _everything(case: Case) -> dict[str, Any]:
    reporters = list(Reporter.objects.filter(community_id=case.community_id, case_id=case.id))
    own = {str(case.id): "CASE", **{str(row.id): f"REPORTER{n}" for n, row in enumerate(reporters)}}
    rows: dict[str, Any] = {"case": _columns(case, own), "address": case.address, "terms": _terms(case)}
    rows["events"] = [_columns(row, own) for row in case.events.all()]
    rows["reporters"] = [_columns(row, own) | {"code": len(bytes(row.code_digest or b""))} for row in reporters]
    rows["indexed"] = [
        (row.at, row.rules) for row in CaseTerms.objects.filter(community_id=case.community_id, case_id=case.id)
    ]
    return rows


def _wipe() -> None:
    for model in (CaseTerms, LikenessKey, Reporter, Event, Change, Case):
        model._default_manager.all()._raw_delete(model._default_manager.db)  # type: ignore[attr-defined]


Deeds = Callable[[Past], list[tuple[str, datetime, dict[str, Any]]]]
HOUR = timedelta(hours=1)
CLOSED = MORNING + timedelta(days=2)
COURSES: dict[str, tuple[dict[str, Any], Deeds]] = {
    "still open": ({}, lambda past: []),
    "taken and still open": ({"accepted_at": MORNING + HOUR}, lambda past: [("accept", MORNING + HOUR, {})]),
    "answered": (
        {"ended_at": CLOSED, "promised_by": MORNING + timedelta(days=1)},
        lambda past: [("answer", CLOSED, {"answer": past.answer})],
    ),
    "taken, then solved": (
        {"accepted_at": MORNING + HOUR, "ended_at": CLOSED, "outcome": "solved"},
        lambda past: [
            ("accept", MORNING + HOUR, {}),
            ("contact", CLOSED, {"how": "ledger", "result": past.contact}),
            ("resolve", CLOSED, {"outcome": "solved", "answer": past.answer, "basis": ""}),
        ],
    ),
    "could not be done": (
        {"ended_at": CLOSED, "outcome": "cannot"},
        lambda past: [
            ("accept", CLOSED, {}),
            ("contact", CLOSED, {"how": "ledger", "result": past.contact}),
            ("resolve", CLOSED, {"outcome": "cannot", "answer": past.answer, "basis": past.answer}),
        ],
    ),
    "turned away": (
        {"ended_at": CLOSED, "rejected": True},
        lambda past: [("reject", CLOSED, {"route": past_route(""), "answer": past.answer})],
    ),
}


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("words", [BODY, "有人落水，快救命"])
def test_what_comes_in_is_row_for_row_what_services_leave(cast: Cast, course: str, words: str) -> None:
    told, deeds = COURSES[course]
    past = _past(cast, body=words, **told)
    if words != BODY and course == "turned away":
        deeds = lambda past: [("reject", CLOSED, {"route": "outside_remit", "answer": past.answer})]  # noqa: E731
    expected = _everything(_through_services(past, deeds(past)))
    _wipe()
    with batch():
        made = Maker().make(past, "1234566")
    pasts_save([made])
    assert _everything(Case.objects.get()) == expected
    assert list(verify_all()) == []


def test_a_place_without_anybody_on_duty_then_is_routed_as_it_was_then(cast: Cast) -> None:
    long_ago = MORNING - timedelta(days=3000)
    past = _past(cast, at=long_ago, ended_at=long_ago + HOUR, category=Category.objects.get(code="noise-neighbour"))
    expected = _everything(_through_services(past, [("answer", long_ago + HOUR, {"answer": past.answer})]))
    assert "nobody_on_post" in str(expected["events"][0])
    _wipe()
    with batch():
        pasts_save([Maker().make(past, "1234566")])
    assert _everything(Case.objects.get()) == expected


def test_what_the_figures_note_of_it_adds_up_to_the_notes_of_its_deeds(cast: Cast) -> None:
    from linli.insight.tallying.adding import sums_of_changes

    def noted() -> Any:
        notes = [(row.community_id, row.before, row.after) for row in Change.objects.order_by("id")]
        return [
            {key: {k: n for k, n in counts.items() if n} for key, counts in sums.items() if any(counts.values())}
            for sums in sums_of_changes(notes).values()
        ]

    past = _past(cast, ended_at=CLOSED)
    _through_services(past, [("answer", CLOSED, {"answer": past.answer})])
    assert Change.objects.count() > 1
    expected = noted()
    _wipe()
    with batch():
        pasts_save([Maker().make(past, "1234566")])
    assert Change.objects.count() == 1
    assert noted() == expected


def test_likeness_is_kept_of_recent_cases_alone(cast: Cast) -> None:
    recent = clock.now() - timedelta(days=3)
    with batch():
        maker = Maker()
        one = maker.make(_past(cast, at=recent), "1234566")
        other = maker.make(_past(cast, at=MORNING - timedelta(days=900), key="k2", foreign_id="test:2"), "1234574")
    pasts_save([one, other])
    assert set(LikenessKey.objects.values_list("case_id", flat=True)) == {one.case.id}


def test_what_is_here_already_is_refused_whole(cast: Cast) -> None:
    with batch():
        maker = Maker()
        pasts_save([maker.make(_past(cast), "1234566")])
        again = [maker.make(_past(cast, key="k2", foreign_id="test:2"), "1234574"), maker.make(_past(cast), "1234582")]
    with pytest.raises(IntegrityError):
        pasts_save(again)
    assert Case.objects.count() == 1


def test_numbers_are_drawn_once_each_and_pass_over_those_in_use(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with batch():
        pasts_save([Maker().make(_past(cast), "1000009")])
    drawn = iter(["1000009", "2000008", "2000008", "3000007"])
    monkeypatch.setattr("linli.cases.services.past.draw_number", lambda digits: next(drawn))
    other = cast.places["other_community"].pk
    mine = cast.community.pk
    numbers = Numbers()
    assert numbers.draw([mine, mine, other]) == ["3000007", "2000008", "2000008"]


def test_a_maker_asks_no_more_for_thirty_than_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    past = _past(cast, ended_at=CLOSED)
    with batch():
        maker = Maker()
        maker.make(past, "1234566")
        with django_assert_num_queries(0):
            for number in range(30):
                maker.make(replace(past, key=f"k{number}", foreign_id=f"test:{number}"), "1234574")
