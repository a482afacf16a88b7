"""Every page by which staff change something leaves a line in the log; one that leaves none says here why."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from linli.api.hooks import network
from linli.api.models import Call, CallState, Hook
from linli.audit.models import Note
from linli.audit.verify import verify_log
from linli.cases.models import Opening
from linli.catalog.domain import Limit
from linli.catalog.services import limit_set, try_limit_set
from linli.homes.services import authority_ask, homes_confirm
from linli.leaders.models import Vote
from linli.leaders.services import training_make, vote_open
from linli.ledgers.models import Resource
from linli.partners.models import MemberRegistration, Skill, UnitRegistration
from linli.people.models import Nomination, Post
from linli.people.selectors import standing_of
from linli.people.services.delegating import delegation_make
from linli.people.services.nominating import nomination_make, nomination_post, objection_make
from linli.places.models import Division, Entrance, Grid, ImportUpload, Neighbourhood
from linli.places.selectors import grids_mark
from tests.cast import MORNING, Cast, at
from tests.knowledge.articles import fields, published
from tests.leaders.stories import street
from tests.ledgers.lists import checked
from tests.ledgers.test_lists import LEADERS, leader
from tests.partners.test_lists import UNITS, written
from tests.test_access import PATTERNS, ROWS, Scene, asking_ids, member_ids, scene, unit_ids  # noqa: F401 - the scene is a fixture

NEW = "13900007777"
HISTORY = "the case's own history has it, signed"
SHOWS = "shows something and writes nothing, whatever the method"

SILENT: dict[str, str] = {
    "cases:deed": HISTORY,
    "cases:alike": HISTORY,
    "cases:intake": HISTORY,
    "hot:of_case": "leads to hot:deed, whose step is noted",
    "cases:intake_hint": SHOWS,
    "cases:answer_check": SHOWS,
    "cases:deed_articles": SHOWS,
    "cases:inbox": SHOWS,
    "cases:case": SHOWS,
    "cases:receipt": SHOWS,
    "web:search": SHOWS,
    "places:map": SHOWS,
    "places:community": SHOWS,
    "places:import": "keeps a file for its sender for a day; taking it over is places:import_take",
    "insight:dashboard": SHOWS,
    "insight:ledger_template": SHOWS,
    "hot:issues": SHOWS,
    "hot:issue": SHOWS,
}


@dataclass
class Press:
    """A form as it is sent: by whom, with what, to which address, and the deed that is in the log then."""

    deed: str
    data: dict[str, Any] = field(default_factory=dict)
    args: list[object] = field(default_factory=list)
    who: str = "community_director"
    query: str = ""
    method: str = "post"


def _sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("list.xlsx", out.getvalue())


def _mayor(cast: Cast) -> str:
    city = cast.organisations["city"]
    Post.objects.create(
        organisation=city, kind="director", account=cast.city_officer, public_name="林静", starts_at=MORNING
    )
    return "city_officer"


def _nominated(s: Scene) -> Any:
    area = Neighbourhood.objects.create(community=s.cast.community, grid=s.cast.grids["one"], kind="area", name="东片")
    return nomination_make(s.cast.resident, area, name="李热心", phone=NEW, by_self=False)


def _objected(s: Scene) -> Any:
    row = nomination_post(_nominated(s), days=5, agreed=True, acting=standing_of(s.cast.community_director))
    return objection_make(row, s.cast.neighbour, "不合适")


def _stood(s: Scene) -> Any:
    """Two stand for leader of a street, and their notice is over."""
    here = street(s.cast)
    Nomination.objects.update(posted_until=MORNING)
    return here


def _voted(s: Scene) -> list[object]:
    with at(0):
        vote = vote_open(_stood(s).nominations, days=3, acting=standing_of(s.cast.community_director))
    Vote.objects.update(ends_at=MORNING)
    return [s.code, vote.id, "count"]


def _trained(s: Scene) -> list[object]:
    given = {"starts_at": MORNING, "ends_at": MORNING + timedelta(hours=2), "kinds": ["area_leader"]}
    head = standing_of(s.cast.community_director)
    return [s.code, training_make(s.cast.community, title="消防", where="二楼", **given, acting=head).id, "came"]


def _opening(s: Scene) -> list[object]:
    case = s.cast.submit("经理收了业主的钱", excluded_ids=[s.cast.property_manager.pk])
    s.cast.client("street_director").post("/staff/confidential/", {"number": case.number, "why": "核查"})
    opening = Opening.objects.get()
    return [opening.community_id, opening.id]


def _asleep(s: Scene) -> Division:
    street = s.cast.places["street"]
    return Division.objects.create(
        code="420107005009", name="新村社区", level=2, parent=street, path=f"{street.path}420107005009/"
    )


def _grid(s: Scene) -> Grid:
    community = s.cast.community
    return Grid.objects.create(community=community, code=f"{community.code}777", name="第7网格")


def _hook(s: Scene) -> Hook:
    return Hook.objects.create(
        owner=s.cast.community_director, place=s.cast.community, name="城运", url="https://x.example.org/", secret="s"
    )


def _failed(s: Scene) -> Hook:
    hook = _hook(s)
    Call.objects.create(community_id=s.case.community_id, case_id=s.case.id, hook=hook, seq=1, state=CallState.FAILED)
    return hook


def _limited(s: Scene, name: str, urgency: str) -> list[object]:
    head = standing_of(s.cast.community_director)
    limit_set(s.cast.community, name, urgency, Limit(60), acting=head)
    return [name, urgency] if urgency else [name]


def _tried(s: Scene) -> list[object]:
    try_limit_set(s.cast.community, "report_own", 9, acting=standing_of(s.cast.community_director))
    return ["report_own"]


def _upload(s: Scene) -> list[object]:
    content = _sheet(("网格名称",), ("第8网格",)).read()
    kept = ImportUpload.objects.create(
        community=s.cast.community,
        kind="grids",
        name="g.xlsx",
        content=content,
        account_id=s.cast.community_director.pk,
    )
    return [s.code, kept.pk]


def _doorless(s: Scene) -> list[object]:
    Entrance.objects.create(building=s.cast.buildings["one"], name="2单元")
    return [s.code]


def _drawn(s: Scene) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [[[114.40, 30.62], [114.41, 30.62], [114.41, 30.625], [114.40, 30.62]]]}
    feature = {"type": "Feature", "properties": {"name": "新网格"}, "geometry": shape}
    said = {"type": "FeatureCollection", "features": [feature]}
    return {"outlines": json.dumps(said), "mark": grids_mark(s.cast.community)}


def _issue(s: Scene) -> list[object]:
    return [s.issue.pk, *s.ids]


def post_of(s: Scene, who: str) -> list[object]:
    return [s.cast.posts[who].pk]


HEAD = {"kind": "director", "phone": NEW, "public_name": "新主任", "name": "新村"}
PERSON = {"public_name": "赵接任", "phone": NEW}
TIMES = {"starts_at": "2026-05-14T08:00", "ends_at": "2026-05-20T08:00"}

TRAINING = {"title": "消防常识", "where": "二楼", "kinds": ["area_leader"], **TIMES, "ends_at": "2026-05-14T10:00"}
WHY_UNTIL = {"why": "楼里的事自己发", "ends_at": "2026-05-20T09:00"}
PEOPLE = (LEADERS, leader())
RESOURCE = {"kind": "room", "name": "会议室", "starts_on": "2026-05-01"}
ASK = {"key": "another", "what": "楼道灯坏了，想请人来看看", "purpose": "neighbour"}


def _lent(s: Scene) -> list[object]:
    until = MORNING + timedelta(days=3)
    head, post = standing_of(s.cast.community_director), s.cast.posts["building_leader"]
    return [delegation_make("given", "notices", post=post, ends_at=until, why="请假", acting=head).pk]


def _lived(s: Scene) -> list[object]:
    homes_confirm([s.home.id], standing_of(s.cast.grid_worker))
    return [s.home.id]


def _taken(s: Scene) -> list[object]:
    case = s.cast.submit(who="grid_worker", reporter_account=None, reporter_phone="13900001234", channel="leader")
    return [case.community_id, case.id]


def _printed(s: Scene) -> list[object]:
    ids = _taken(s)
    s.cast.client("grid_worker").post(reverse("cases:paper_make", args=ids))
    return ids


def _waiting_unit(s: Scene) -> list[object]:
    UnitRegistration.objects.update(state="asked", asks_until=MORNING.date() + timedelta(days=99))
    return unit_ids(s)


def _waiting_member(s: Scene) -> list[object]:
    MemberRegistration.objects.update(state="asked")
    return member_ids(s)


def _own_skill(s: Scene) -> int:
    return Skill.objects.create(place=s.cast.community, name="修自行车").pk


def _units() -> SimpleUploadedFile:
    return SimpleUploadedFile("units.csv", written(UNITS).read())


NOTED: dict[str, Callable[[Scene], Press]] = {
    "cases:confidential": lambda s: Press("confidential_asked", {"number": "1234567890", "why": "核查"}),
    "cases:confidential_decide": lambda s: Press(
        "confidential_decided", {"agree": "0", "key": "k"}, _opening(s), "grid_worker"
    ),
    "cases:categories_learn": lambda s: Press("model_learnt", who=_mayor(s.cast)),
    "cases:categories_use": lambda s: Press("model_used", {"version": ""}, who=_mayor(s.cast)),
    "people:post_start": lambda s: Press("post_started", {**PERSON, "kind": "officer"}, [s.cast.id_of("community")]),
    "people:post_deputise": lambda s: Press("post_started", {**PERSON, **TIMES}, post_of(s, "community_officer")),
    "people:post_end": lambda s: Press("post_ended", {}, post_of(s, "community_officer")),
    "people:post_hand_over": lambda s: Press("post_handed_over", PERSON, post_of(s, "grid_worker")),
    "people:post_move": lambda s: Press("post_moved", {"organisation": s.cast.id_of("two")}, post_of(s, "grid_worker")),
    "people:desk_open": lambda s: Press("desk_opened", HEAD, [_asleep(s).code], "street_director"),
    "people:organisation_add": lambda s: Press("organisation_added", {"kind": "unit", "name": "小学"}, [s.code]),
    "people:organisation_edit": lambda s: Press(
        "organisation_edited", {"kind": "property", "name": "安居"}, [s.cast.id_of("property")]
    ),
    "people:organisation_close": lambda s: Press("organisation_closed", {}, [s.cast.id_of("property")]),
    "people:grid_teams": lambda s: Press("team_made", {}, [_grid(s).community.code]),
    "people:grid_start": lambda s: Press("post_started", {**PERSON, "kind": "grid_worker"}, [_grid(s).pk]),
    "people:nomination_decide": lambda s: Press(
        "nomination_posted", {"days": "5", "agreed": "1"}, [_nominated(s).pk, "post"]
    ),
    "people:objection_answer": lambda s: Press(
        "objection_decided", {"upheld": "no", "reply": "已说明"}, [_objected(s).pk]
    ),
    "leaders:vote_open": lambda s: Press(
        "vote_opened", {"days": "3", "nomination": [one.pk for one in _stood(s).nominations]}, [s.code]
    ),
    "leaders:vote_rule": lambda s: Press("vote_rule_set", {"days": "5", "turnout": "40", "majority": "0"}, [s.code]),
    "leaders:vote_decide": lambda s: Press("vote_counted", {}, _voted(s)),
    "leaders:trainings": lambda s: Press("training_made", TRAINING, [s.code]),
    "leaders:training_decide": lambda s: Press("training_attended", {}, _trained(s)),
    "people:neighbourhoods": lambda s: Press(
        "neighbourhood_set",
        {"area": "东片", "group": "一组", "name": "一邻", "entrance": s.cast.entrances["one"].pk},
        [s.code],
    ),
    "privacy:terms": lambda s: Press("term_set", {"term": "log", "years": "5", "why": "审计要求"}),
    "places:grids": lambda s: Press("grids_drawn", _drawn(s), [s.code]),
    "places:import_take": lambda s: Press("places_imported", {}, _upload(s)),
    "places:doors_issue": lambda s: Press("doors_issued", {}, _doorless(s)),
    "places:door_issue": lambda s: Press("door_issued", {}, [s.code, s.cast.entrances["one"].pk]),
    "places:door_revoke": lambda s: Press("door_revoked", {}, [s.code, s.cast.entrances["one"].pk]),
    "catalog:limit": lambda s: Press("limit_set", {"amount": "3", "unit": "hours"}, ["accept_by"]),
    "catalog:limit_of": lambda s: Press("limit_set", {"amount": "3", "unit": "days"}, ["resolve_by", "ordinary"]),
    "catalog:limit_remove": lambda s: Press("limit_removed", {}, _limited(s, "accept_by", "")),
    "catalog:limit_of_remove": lambda s: Press("limit_removed", {}, _limited(s, "resolve_by", "ordinary")),
    "catalog:tries_of": lambda s: Press("tries_set", {"most": "9"}, ["report_own"]),
    "catalog:tries_remove": lambda s: Press("tries_removed", {}, _tried(s)),
    "catalog:calendar": lambda s: Press("hours_set", {"hours": "08:30-12:00, 14:00-17:30"}),
    "catalog:day_remove": lambda s: Press("day_removed", {}, [s.day.pk]),
    "catalog:responsibilities": lambda s: Press(
        "responsibility_set", {"category": s.cast.category().pk, "organisation": s.cast.id_of("property")}
    ),
    "catalog:responsibility_remove": lambda s: Press("responsibility_removed", {}, [s.responsibility.pk]),
    "notify:notices": lambda s: Press("notice_posted", {"where": f"place-{s.cast.community.pk}", "title": "停水"}),
    "notify:notice_end": lambda s: Press("notice_ended", {}, [s.notice.pk]),
    "knowledge:new": lambda s: Press("article_written", fields(s.cast)),
    "knowledge:edit": lambda s: Press("article_written", fields(s.cast, question="改过的问题？"), [s.article.pk]),
    "knowledge:publish": lambda s: Press("article_published", {}, [s.article.pk]),
    "knowledge:withdraw": lambda s: Press("article_withdrawn", {"why": "过期"}, [published(s.cast).pk]),
    "knowledge:review": lambda s: Press("article_published", {"review_on": "2027-03-01"}, [published(s.cast).pk]),
    "knowledge:import": lambda s: Press(
        "articles_imported",
        {"file": _sheet(("问题", "答案", "小类", "来源"), ("怎么办？", "这样办。", "退休", "社会保险法"))},
    ),
    "knowledge:export": lambda s: Press("articles_exported", method="get"),
    "hot:deed": lambda s: Press("hot_step", {"title": "停电", "description": ""}, [s.issue.pk, "confirm"]),
    "hot:remove": lambda s: Press("hot_step", {"why": "不是一件事"}, _issue(s)),
    "insight:ledger": lambda s: Press("ledger_imported", {"file": _sheet(("内容",), ("路灯不亮了",))}),
    "insight:ledger_download": lambda s: Press("ledger_exported", method="get"),
    "api:hooks": lambda s: Press(
        "hook_made", {"name": "城运", "url": "https://x.example.org/", "place": s.cast.community.pk}
    ),
    "api:hook_end": lambda s: Press("hook_ended", {}, [_hook(s).pk]),
    "api:hook_replay": lambda s: Press("hook_replayed", {}, [_failed(s).pk]),
    "web:log_export": lambda s: Press("log_exported", method="get"),
    "people:rights": lambda s: Press(
        "right_lent", {"effect": "given", "right": "notices", "to": post_of(s, "building_leader")[0], **WHY_UNTIL}
    ),
    "people:delegation_end": lambda s: Press("right_loan_ended", {}, _lent(s)),
    "people:factor_rule": lambda s: Press("factor_rule_set", {"required": "0"}, [s.code]),
    "people:factors_reset": lambda s: Press("factors_reset", {"why": "手机丢了"}, post_of(s, "grid_worker")),
    "homes:confirm": lambda s: Press("home_confirmed", {"home": [s.home.id]}, who="grid_worker"),
    "homes:decline": lambda s: Press("home_declined", {"why": "查无此户"}, [s.home.id], "grid_worker"),
    "homes:end": lambda s: Press("home_ended", {"why": "已搬走"}, _lived(s), "grid_worker"),
    "homes:family_paper": lambda s: Press(
        "authority_confirmed", {"paper": "mandate"}, _asked_by_paper(s), "grid_worker"
    ),
    "ledgers:import": lambda s: Press("list_sent", {"file": _sheet(*PEOPLE)}, [s.code, "leaders"]),
    "ledgers:take": lambda s: Press("list_confirmed", {}, _list(s)),
    "ledgers:cancel": lambda s: Press("list_stopped", {}, _list(s)),
    "ledgers:export": lambda s: Press("list_exported", {}, [s.code, "leaders"], method="get"),
    "ledgers:kinds": lambda s: Press("resource_kinds_set", {"new": "苗圃", "name-room": "场地"}, [s.code]),
    "ledgers:resource_add": lambda s: Press("resource_added", RESOURCE, [s.code], "community_officer"),
    "ledgers:resource": lambda s: Press("resource_edited", RESOURCE, _resource(s), "community_officer"),
    "ledgers:resource_end": lambda s: Press("resource_ended", {}, _resource(s), "community_officer"),
    "ledgers:contact": lambda s: Press("resource_contact_revealed", {"why": "借活动室"}, _resource(s)),
    "cases:paper_make": lambda s: Press("paper_made", {}, _taken(s), "grid_worker"),
    "cases:paper_withdraw": lambda s: Press("paper_withdrawn", {}, _printed(s), "grid_worker"),
    "partners:ask": lambda s: Press("helper_asked", ASK, member_ids(s), "grid_worker"),
    "partners:ask_unit": lambda s: Press("helper_asked", ASK, unit_ids(s), "grid_worker"),
    "partners:asking": lambda s: Press("asking_ended", {"outcome": "helped"}, asking_ids(s), "grid_worker"),
    "partners:reveal": lambda s: Press("member_revealed", {"why": "约上门修灯"}, member_ids(s), "grid_worker"),
    "partners:unit_decide": lambda s: Press("unit_decided", {"decision": "confirm"}, _waiting_unit(s)),
    "partners:unit_end": lambda s: Press("unit_ended", {"words": "不再合作"}, unit_ids(s)),
    "partners:member_decide": lambda s: Press("member_decided", {"confirm": "1"}, _waiting_member(s)),
    "partners:branch_register": lambda s: Press(
        "unit_registered",
        {
            "community": s.cast.community.pk,
            "members": 8,
            "until": "2027-05-12",
            "contact": "方主任",
            "phone": "027-86001111",
            "resources": "会议室",
        },
        [s.cast.id_of("hospital")],
        "hospital_secretary",
    ),
    "partners:skills": lambda s: Press("skill_added", {"name": "修自行车"}),
    "partners:skill_retire": lambda s: Press("skill_retired", {}, [_own_skill(s)]),
    "partners:import": lambda s: Press("partners_imported", {"kind": "units", "file": _units()}),
    # not below /staff/, yet by staff
    "people:post_edit": lambda s: Press("post_edited", {"promise": "随叫随到"}, post_of(s, "grid_worker")),
    "api:tokens": lambda s: Press("token_made", {"name": "城运", "scopes": ["cases:read"], "days": "30"}),
    "cases:confidential_read": lambda s: Press("confidential_read", {}, _agreed(s), "street_director", method="get"),
    "cases:attachment": lambda s: Press(
        "file_opened", {}, [s.case.community_id, s.case.attachments.get().id], "grid_worker", method="get"
    ),
}


def _asked_by_paper(s: Scene) -> list[object]:
    _lived(s)
    until = MORNING.date() + timedelta(days=300)
    row = authority_ask(s.cast.resident, name="王建国", kin="parent", until=until, ground="paper")
    return [row.pk]


def _list(s: Scene) -> list[object]:
    return [s.code, "leaders", checked(s.cast, "leaders", *PEOPLE).pk]


def _resource(s: Scene) -> list[object]:
    row = Resource.objects.create(community=s.cast.community, kind="room", name="活动室", contact="王五", phone=NEW)
    return [row.community_id, row.id]


def _agreed(s: Scene) -> list[object]:
    args = _opening(s)
    s.cast.client("grid_worker").post(reverse("cases:confidential_decide", args=args), {"agree": "1", "key": "k"})
    return args


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(network, "url_check", lambda url: None)
    monkeypatch.setattr("linli.cases.views.staff.categories.too_few_why", lambda often: "")
    with at(1):
        yield


@pytest.mark.parametrize("name", sorted(NOTED))
def test_what_staff_do_is_in_the_log(scene: Scene, name: str) -> None:  # noqa: F811
    press = NOTED[name](scene)
    before = set(Note.objects.values_list("pk", flat=True))
    client = scene.cast.client(press.who)
    answer = getattr(client, press.method)(reverse(name, args=press.args) + press.query, press.data)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    assert answer.status_code in (200, 302), f"{name}: {answer.status_code}"
    made = Note.objects.exclude(pk__in=before)
    assert press.deed in {note.deed for note in made}, f"{name} leaves no line: {[note.deed for note in made]}"
    assert {note.account_id for note in made} == {scene.cast.accounts[press.who].pk}
    assert list(verify_log()) == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_no_page_of_staff_takes_a_form_without_a_line_or_a_reason(scene: Scene, name: str) -> None:  # noqa: F811
    row = ROWS[name]
    address = reverse(name, args=row.args(scene))
    if not address.startswith("/staff/") or name in NOTED or name in SILENT:
        return
    top = PATTERNS[name].callback.access == "top"
    client = scene.cast.client(_mayor(scene.cast) if top else row.let_in or "community_director")
    client.raise_request_exception = False
    status = client.post(address + row.query(scene)).status_code
    assert status == 405, f"{name} takes a form ({status}): note it in the log, or say in SILENT why not"


def test_what_is_silent_says_why_and_is_there() -> None:
    assert set(SILENT) <= set(ROWS)
    assert not set(SILENT) & set(NOTED)
    assert all(SILENT.values())
