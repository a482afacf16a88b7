"""One table over the URL map: who must be refused where. A page without a rule, or without a row here, fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.cases.models import Case
from linli.catalog.models import CalendarDay, Responsibility
from linli.core.access import RULES
from linli.homes.models import Membership
from linli.homes.services import home_claim
from linli.hot.models import HotIssue, Member
from linli.knowledge.models import Article
from linli.notify.models import Notice
from linli.partners.models import Asking, UnitRegistration
from linli.partners.services import helper_ask
from linli.partners.services.asking import Need
from linli.people.selectors import standing_of
from tests.cast import MORNING, Cast, at, photo
from tests.knowledge.articles import written
from tests.partners.stories import at_home, unit, with_units

NOBODY, NEIGHBOUR, NEXT, FORMER, OTHER = (
    "",
    "neighbour",
    "next_grid_worker",
    "former_grid_worker",
    "other_community_director",
)
OUTSIDERS = (NOBODY, NEIGHBOUR, NEXT, FORMER, OTHER)
EVERYBODY = ()  # nobody is refused: the page is public and shows nothing of the case below
SIGNED_OUT = (NOBODY,)
NO_POST = (NOBODY, NEIGHBOUR, FORMER)
NOT_HERE = (NOBODY, NEIGHBOUR, FORMER, OTHER)  # drafts are read by all who write for the community
NO_HEAD = (NOBODY, NEIGHBOUR, FORMER, NEXT)
ALL = OUTSIDERS

TITLE = "三楼老人家里的燃气灶漏气"
SECRETS = (TITLE, "王秀兰", "19900000001", "2976室")
ARTICLE = "还没有人看过的草稿"


@dataclass(frozen=True)
class Scene:
    """What the addresses below speak of: a case in grid one with its photo, and what its community has set."""

    cast: Cast
    case: Case
    notice: Notice
    day: CalendarDay
    responsibility: Responsibility
    article: Article
    issue: HotIssue
    home: Membership
    unit: UnitRegistration
    asking: Asking

    @property
    def ids(self) -> list[object]:
        return [self.case.community_id, self.case.id]

    @property
    def code(self) -> str:
        return self.cast.community.code


Args = Callable[[Scene], list[object]]


@dataclass(frozen=True)
class Row:
    """Who must be refused at an address, and somebody who must be let in (None: depends on what was posted)."""

    refused: tuple[str, ...]
    let_in: str | None
    args: Args = lambda scene: []
    query: Callable[[Scene], str] = lambda scene: ""


def ids(scene: Scene) -> list[object]:
    return scene.ids


def deed(name: str) -> Args:
    return lambda scene: [*scene.ids, name]


def code(*more: object) -> Args:
    return lambda scene: [scene.code, *more]


def entrance(*more: object) -> Args:
    return lambda scene: [scene.code, scene.cast.entrances["one"].pk, *more]


def unit_ids(scene: Scene) -> list[object]:
    return [scene.unit.community_id, scene.unit.id]


def member_ids(scene: Scene) -> list[object]:
    return [scene.asking.community_id, scene.asking.member_id]


def asking_ids(scene: Scene) -> list[object]:
    return [scene.asking.community_id, scene.asking.id]


def of_place(scene: Scene) -> str:
    return f"?place={scene.code}"


ROWS: dict[str, Row] = {
    "web:home": Row(EVERYBODY, ""),
    "web:language": Row(EVERYBODY, None),
    "web:elder": Row(EVERYBODY, None),
    "health": Row(EVERYBODY, ""),
    "ready": Row(EVERYBODY, ""),
    "metrics": Row(ALL, None),
    "web:manifest": Row(EVERYBODY, ""),
    "web:search": Row(NO_POST, "grid_worker", query=lambda s: "?q=燃气灶"),
    "web:rooms": Row(NO_POST, "grid_worker"),
    "web:log": Row(NO_HEAD, "community_director"),
    "web:log_export": Row(NO_HEAD, "community_director"),
    "people:sign_in": Row(EVERYBODY, ""),
    "people:code": Row(EVERYBODY, None),
    "people:code_again": Row(EVERYBODY, None),
    "people:sign_out": Row(EVERYBODY, None),
    "people:age": Row(EVERYBODY, None),
    "people:grown": Row(EVERYBODY, None),
    "people:guardian": Row(EVERYBODY, None),
    "people:guardian_code": Row(EVERYBODY, None),
    "people:guardian_in": Row(EVERYBODY, None),
    "people:guardian_anew": Row(SIGNED_OUT, None),
    "people:privacy": Row(EVERYBODY, ""),
    "people:privacy_children": Row(EVERYBODY, ""),
    "people:me": Row(SIGNED_OUT, "resident"),
    "people:elsewhere": Row(SIGNED_OUT, None),
    "people:password_in": Row(EVERYBODY, ""),
    "people:passkey_in": Row(EVERYBODY, ""),
    "people:wechat": Row(EVERYBODY, None),
    "people:wechat_back": Row(EVERYBODY, None),
    "people:wechat_unbind": Row(SIGNED_OUT, None),
    "people:second": Row(EVERYBODY, None),
    "people:totp": Row(SIGNED_OUT, None),
    "people:passkey": Row(SIGNED_OUT, None),
    "people:recovery": Row(SIGNED_OUT, None),
    "people:factor_remove": Row(SIGNED_OUT, None, lambda s: [1]),
    "people:password": Row(SIGNED_OUT, None),
    "people:password_away": Row(SIGNED_OUT, None),
    "people:factor_rule": Row(ALL, None, code()),
    "people:factors_reset": Row(ALL, "community_director", lambda s: [s.cast.posts["community_officer"].pk]),
    "people:security": Row(SIGNED_OUT, "resident"),
    "people:session_end": Row(SIGNED_OUT, None, lambda s: [1]),
    "cases:paper_scanned": Row(ALL, None, lambda s: ["guessed"]),
    "cases:paper": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "cases:paper_verdict": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "cases:paper_print": Row(ALL, None, ids),  # somebody reported it for themselves: there is no paper of it
    "cases:paper_pdf": Row(ALL, None, ids),
    "cases:paper_make": Row(ALL, None, ids),
    "cases:paper_withdraw": Row(ALL, None, ids),
    "homes:home": Row(SIGNED_OUT, "resident"),
    "homes:leave": Row(SIGNED_OUT, None, lambda s: [1]),
    "homes:family": Row(SIGNED_OUT, "resident"),
    "homes:family_prove": Row(SIGNED_OUT, None, lambda s: [1]),
    "homes:family_end": Row(SIGNED_OUT, None, lambda s: [1]),
    "homes:family_paper": Row(ALL, None, lambda s: [1]),
    "homes:waiting": Row(NO_POST, "grid_worker"),
    "homes:confirm": Row(NO_POST, None),
    "homes:decline": Row(ALL, "grid_worker", lambda s: [s.home.id]),
    "homes:end": Row(ALL, "grid_worker", lambda s: [s.home.id]),
    "cases:confidential": Row(NO_POST, "grid_worker"),
    "cases:confidential_decide": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "cases:confidential_read": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "cases:contact_withdraw": Row(ALL, None, ids),
    "privacy:terms": Row(NO_HEAD, "community_director"),
    "privacy:mine": Row(SIGNED_OUT, "resident"),
    "privacy:prove": Row(SIGNED_OUT, "resident", lambda s: ["copy"]),
    "privacy:copy": Row(SIGNED_OUT, None),
    "privacy:phone": Row(SIGNED_OUT, None),
    "privacy:choice": Row(SIGNED_OUT, None),
    "privacy:leave": Row(SIGNED_OUT, "resident"),
    "privacy:child": Row(SIGNED_OUT, None, lambda s: [1]),
    "privacy:child_agree": Row(SIGNED_OUT, None, lambda s: [1]),
    "privacy:child_copy": Row(SIGNED_OUT, None, lambda s: [1]),
    "privacy:child_phone": Row(SIGNED_OUT, None, lambda s: [1]),
    "privacy:child_part": Row(SIGNED_OUT, None, lambda s: [1]),
    "privacy:child_withdraw": Row(SIGNED_OUT, None, lambda s: [1]),
    "cases:intake_hint": Row(NO_POST, None),
    "cases:categories": Row(ALL, None),
    "cases:categories_learn": Row(ALL, None),
    "cases:categories_use": Row(ALL, None),
    "api:tokens": Row(SIGNED_OUT, "resident"),
    "api:hooks": Row(NO_POST, "community_director"),
    "api:hook": Row(ALL, None, lambda s: [1]),
    "api:hook_end": Row(ALL, None, lambda s: [1]),
    "api:hook_replay": Row(ALL, None, lambda s: [1]),
    "api:token_revoke": Row(ALL, None, lambda s: [1]),
    "people:roles": Row(ALL, None),  # exists in the demo only
    "people:posts": Row(NO_HEAD, "community_director"),
    "people:rights": Row(NO_HEAD, "community_director"),
    "people:rights_own": Row(NO_POST, "grid_worker"),
    "people:delegation_end": Row(ALL, None, lambda s: [1]),
    "people:post_start": Row(ALL, "community_director", lambda s: [s.cast.id_of("community")]),
    "people:post": Row(ALL, "community_director", lambda s: [s.cast.posts["community_officer"].pk]),
    "people:post_deputise": Row(ALL, "community_director", lambda s: [s.cast.posts["community_officer"].pk]),
    "people:post_end": Row(ALL, "community_director", lambda s: [s.cast.posts["community_officer"].pk]),
    "people:post_hand_over": Row(ALL, "community_director", lambda s: [s.cast.posts["community_officer"].pk]),
    "people:post_move": Row(ALL, "community_director", lambda s: [s.cast.posts["grid_worker"].pk]),
    "people:post_edit": Row(ALL, "grid_worker", lambda s: [s.cast.posts["grid_worker"].pk]),
    "people:post_photo": Row(ALL, None, lambda s: [s.cast.posts["former_grid_worker"].pk]),  # ended: posted no more
    "people:nominations": Row(EVERYBODY, "", code()),
    "people:nominate": Row(SIGNED_OUT, "resident", code()),
    "people:objection": Row(ALL, None, lambda s: [1]),
    "people:nominations_staff": Row(ALL, "community_director", code()),
    "people:nomination_decide": Row(ALL, None, lambda s: [1, "post"]),
    "people:objection_answer": Row(ALL, None, lambda s: [1]),
    "leaders:vote": Row(ALL, None, code(1)),  # there is none of that number
    "leaders:cast": Row(ALL, None, code(1)),
    "leaders:votes": Row(ALL, "community_director", code()),
    "leaders:vote_open": Row(ALL, "community_director", code()),
    "leaders:vote_rule": Row(ALL, "community_director", code()),
    "leaders:vote_decide": Row(ALL, None, code(1, "count")),
    "leaders:my_trainings": Row(SIGNED_OUT, "resident"),
    "leaders:sign_up": Row(ALL, None, lambda s: [1]),
    "leaders:here": Row(ALL, None, lambda s: [1]),
    "leaders:trainings": Row(ALL, "community_director", code()),
    "leaders:training": Row(ALL, None, code(1)),
    "leaders:training_decide": Row(ALL, None, code(1, "came")),
    "people:neighbourhoods": Row(ALL, "community_director", code()),
    "people:tree": Row(NO_HEAD, "community_director"),
    "people:posted": Row(EVERYBODY, "", code()),
    "people:desk_open": Row(ALL, "community_director", code()),
    "people:organisation_add": Row(ALL, "community_director", code()),
    "people:organisation_edit": Row(ALL, "community_director", lambda s: [s.cast.id_of("property")]),
    "people:organisation_close": Row(ALL, "community_director", lambda s: [s.cast.id_of("property")]),
    "people:grid_teams": Row(ALL, "community_director", code()),
    "people:grid_start": Row(ALL, "community_director", lambda s: [s.cast.grids["one"].pk]),
    "people:plates": Row(ALL, "community_director", code()),
    "places:door": Row(EVERYBODY, "", lambda s: [s.cast.doors["one"].token]),
    "places:map": Row(NO_HEAD, "community_director"),
    "places:template": Row(NO_HEAD, "community_director", lambda s: ["grids"]),
    "places:community": Row(ALL, "community_director", code()),
    "places:grids": Row(ALL, "community_director", code()),
    "places:import": Row(ALL, "community_director", code()),
    "places:import_report": Row(ALL, None, code(1)),
    "places:import_take": Row(ALL, None, code(1)),
    "places:import_errors": Row(ALL, None, code(1)),
    "places:doors": Row(ALL, "community_director", code()),
    "places:doors_issue": Row(ALL, "community_director", code()),
    "places:door_issue": Row(ALL, "community_director", entrance()),
    "places:door_revoke": Row(ALL, "community_director", entrance()),
    "places:door_qr": Row(ALL, "community_director", entrance("svg")),
    "catalog:limits": Row(ALL, "community_director", query=of_place),
    "catalog:limit": Row(ALL, "community_director", lambda s: ["accept_by"], of_place),
    "catalog:limit_of": Row(ALL, "community_director", lambda s: ["resolve_by", "ordinary"], of_place),
    "catalog:limit_remove": Row(ALL, "community_director", lambda s: ["accept_by"], of_place),
    "catalog:limit_of_remove": Row(ALL, "community_director", lambda s: ["resolve_by", "ordinary"], of_place),
    "catalog:tries": Row(ALL, "community_director", query=of_place),
    "catalog:tries_of": Row(ALL, "community_director", lambda s: ["report_own"], of_place),
    "catalog:tries_remove": Row(ALL, "community_director", lambda s: ["report_own"], of_place),
    "catalog:calendar": Row(ALL, "community_director", query=of_place),
    "catalog:day_remove": Row(ALL, "community_director", lambda s: [s.day.pk], of_place),
    "catalog:responsibilities": Row(ALL, "community_director", query=of_place),
    "catalog:responsibility_remove": Row(ALL, "community_director", lambda s: [s.responsibility.pk], of_place),
    "notify:messages": Row(SIGNED_OUT, "resident"),
    "notify:read": Row(SIGNED_OUT, None),
    "notify:notices": Row(NO_POST, "community_officer"),
    "notify:notice_end": Row(ALL, "community_officer", lambda s: [s.notice.pk]),
    "knowledge:list": Row(EVERYBODY, ""),
    "knowledge:shown": Row(ALL, None, lambda s: [s.article.pk]),  # a draft: nobody reads it
    "knowledge:feedback": Row(ALL, None, lambda s: [s.article.pk]),
    "knowledge:articles": Row(NO_POST, "grid_worker"),
    "knowledge:new": Row(NO_POST, "grid_worker"),
    "knowledge:import": Row(NO_POST, "grid_worker"),
    "knowledge:template": Row(NO_POST, "grid_worker"),
    "knowledge:export": Row(NO_POST, "grid_worker"),
    "knowledge:article": Row(NOT_HERE, "grid_worker", lambda s: [s.article.pk]),
    "knowledge:edit": Row(ALL, "grid_worker", lambda s: [s.article.pk]),
    "knowledge:publish": Row(NOT_HERE, "community_director", lambda s: [s.article.pk]),
    "knowledge:withdraw": Row(NOT_HERE, "community_director", lambda s: [s.article.pk]),
    "knowledge:review": Row(NOT_HERE, "community_director", lambda s: [s.article.pk]),
    "knowledge:versions": Row(NOT_HERE, "grid_worker", lambda s: [s.article.pk]),
    "cases:grid": Row(EVERYBODY, ""),
    "cases:grid_of": Row(EVERYBODY, "", code()),
    "cases:report": Row(EVERYBODY, ""),
    "cases:report_hint": Row(EVERYBODY, None),
    "cases:follow_shown": Row(SIGNED_OUT, None, lambda s: ["made-up"]),
    "cases:unfollow": Row(SIGNED_OUT, None, ids),
    "cases:reported": Row(EVERYBODY, None),
    "cases:my_cases": Row(SIGNED_OUT, "resident"),
    "cases:my_case": Row(ALL, "resident", ids),
    "cases:my_deed": Row(ALL, "resident", deed("withdraw")),
    "cases:case_by_code": Row(EVERYBODY, ""),
    "cases:public_list": Row(EVERYBODY, ""),
    "cases:public_answer": Row(ALL, None, lambda s: [s.case.community_id, s.case.number]),
    "cases:follow": Row(ALL, None, lambda s: [s.case.community_id, s.case.number]),
    "cases:attachment": Row(ALL, "grid_worker", lambda s: [s.case.community_id, s.case.attachments.get().id]),
    "cases:inbox": Row(NO_POST, "grid_worker"),
    "cases:case": Row(ALL, "grid_worker", ids),
    "cases:alike": Row(ALL, "grid_worker", ids),
    "cases:deed": Row(ALL, "grid_worker", deed("note")),
    "cases:deed_articles": Row(ALL, "grid_worker", deed("answer")),
    "cases:answer_check": Row(ALL, None, deed("answer")),  # the case is not accepted: nobody may answer yet
    "cases:article": Row(ALL, None, ids),  # the case is not resolved: nothing is offered
    "cases:intake": Row(NO_POST, "grid_worker"),
    "cases:receipt": Row(ALL, None, ids),
    "ledgers:home": Row(NO_POST, "grid_worker"),
    "ledgers:ledger": Row(ALL, "community_director", code("leaders")),
    "ledgers:template": Row(ALL, "community_director", code("leaders")),
    "ledgers:export": Row(ALL, "community_director", code("leaders")),
    "ledgers:import": Row(ALL, None, code("leaders")),
    "ledgers:upload": Row(ALL, None, code("leaders", 1)),
    "ledgers:take": Row(ALL, None, code("leaders", 1)),
    "ledgers:cancel": Row(ALL, None, code("leaders", 1)),
    "ledgers:errors": Row(ALL, None, code("leaders", 1)),
    "ledgers:resources": Row(NO_POST, "grid_worker"),
    "ledgers:resource_add": Row(ALL, "community_officer", code()),
    "ledgers:kinds": Row(ALL, "community_director", code()),
    "ledgers:resource": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "ledgers:contact": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "ledgers:resource_end": Row(ALL, None, lambda s: [s.case.community_id, 1]),
    "hot:list": Row(EVERYBODY, ""),
    "hot:shown": Row(ALL, None, lambda s: [s.issue.pk]),  # nobody has confirmed it yet
    "hot:follow": Row(ALL, None, lambda s: [s.issue.pk]),
    "hot:topics": Row(EVERYBODY, ""),
    "hot:issues": Row(NO_POST, "grid_worker"),
    "hot:issue": Row(ALL, "grid_worker", lambda s: [s.issue.pk]),
    "hot:deed": Row(ALL, "community_officer", lambda s: [s.issue.pk, "dismiss"]),
    "hot:remove": Row(ALL, "community_officer", lambda s: [s.issue.pk, *s.ids]),
    "hot:of_case": Row(ALL, "grid_worker", ids),
    "partners:mine": Row(SIGNED_OUT, "resident"),
    "partners:choose_home": Row(SIGNED_OUT, "resident"),
    "partners:register_home": Row(SIGNED_OUT, "resident", code()),
    "partners:choose_work": Row(SIGNED_OUT, "resident"),
    "partners:register_work": Row(SIGNED_OUT, "resident", unit_ids),
    "partners:offer": Row(SIGNED_OUT, "building_leader"),
    "partners:pause": Row(SIGNED_OUT, None),
    "partners:withdraw": Row(SIGNED_OUT, None),
    "partners:asked": Row(ALL, "building_leader", asking_ids),
    "partners:home": Row(NO_POST, "grid_worker"),
    "partners:find": Row(NO_POST, "grid_worker"),
    "partners:of_case": Row(ALL, "grid_worker", ids),
    "partners:ask": Row(NOT_HERE, "grid_worker", member_ids),
    "partners:ask_unit": Row(NOT_HERE, "grid_worker", unit_ids),
    "partners:reveal": Row(NOT_HERE, "grid_worker", member_ids),
    "partners:askings": Row(NO_POST, "grid_worker"),
    "partners:asking": Row(NOT_HERE, "grid_worker", asking_ids),
    "partners:units": Row(NO_POST, "grid_worker"),
    "partners:unit": Row(NOT_HERE, "hospital_secretary", unit_ids),
    "partners:unit_decide": Row(NOT_HERE, "community_director", unit_ids),
    "partners:unit_end": Row(NOT_HERE, "community_director", unit_ids),
    "partners:members": Row(NO_POST, "community_officer"),
    "partners:member_decide": Row(NOT_HERE, "community_officer", member_ids),
    "partners:branch": Row(ALL, "hospital_secretary"),
    "partners:branch_register": Row(ALL, "hospital_secretary", lambda s: [s.cast.id_of("hospital")]),
    "partners:branch_members": Row(ALL, "hospital_secretary", unit_ids),
    "partners:figures": Row(NO_POST, "community_officer"),
    "partners:skills": Row(NO_HEAD, "community_director"),
    "partners:skill_retire": Row(ALL, None, lambda s: [1]),  # one that ships
    "partners:import": Row(NO_HEAD, "community_director"),
    "partners:template": Row(NO_HEAD, "community_director", lambda s: ["units"]),
    "insight:dashboard": Row(ALL, "community_officer", query=of_place),
    "insight:ledger": Row(ALL, "community_officer", query=of_place),
    "insight:ledger_download": Row(ALL, "community_officer", query=of_place),
    "insight:ledger_template": Row(NO_POST, "grid_worker"),
}


def _walk(resolver: URLResolver, names: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{names}{pattern.namespace}:" if pattern.namespace else names)
        else:
            yield f"{names}{pattern.name}", pattern


PATTERNS = dict(_walk(get_resolver()))


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    with at(0):
        case = cast.submit(f"{TITLE}，2976室", address="2976室", reporter_name="王秀兰", photos=[photo()])
        notice = Notice.objects.create(
            place=cast.community, title="停水通知", author=cast.community_officer, signed="青和居社区居委会"
        )
        day = CalendarDay.objects.create(place=cast.community, date=MORNING.date(), working=False, name="社区活动")
        responsibility = Responsibility.objects.create(
            category=cast.category(), place=cast.community, organisation=cast.organisations["property"]
        )
        article = written(cast, "grid_worker", owner="one", question=f"{ARTICLE}怎么办")
        issue = HotIssue.objects.create(place=cast.community, grid=cast.grids["one"], title=TITLE)
        Member.objects.create(community_id=case.community_id, case_id=case.id, issue=issue)
        home = home_claim(cast.resident, cast.entrances["one"], door="2976", relation="owner")
        unit_here = unit(with_units(cast))
        helper = at_home(cast, "building_leader")
        asking = helper_ask(helper, Need("请来看看灯", "neighbour"), key="k", acting=standing_of(cast.grid_worker))
        yield Scene(cast, case, notice, day, responsibility, article, issue, home, unit_here, asking)


def test_every_view_has_a_rule_and_a_row() -> None:
    for name, pattern in PATTERNS.items():
        rule = getattr(pattern.callback, "access", None)
        assert rule in RULES, f"{name} has no access rule: put @access(…) on its view"
    # What programs call is tried operation by operation in tests/api.
    pages = [name for name, pattern in PATTERNS.items() if pattern.callback.access != "api"]
    assert sorted(pages) == sorted(ROWS), "a page without a row in this table is tried by nobody who must not see it"


def _answers(scene: Scene, name: str, who: str) -> list[tuple[str, int, str, str]]:
    row = ROWS[name]
    address = reverse(name, args=row.args(scene)) + row.query(scene)
    answers = []
    for method in ("get", "post"):
        client = scene.cast.client(who or None)
        client.raise_request_exception = False
        answer = getattr(client, method)(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        answers.append((method, answer.status_code, answer.headers.get("Location", ""), body.decode(errors="replace")))
    return answers


def _is_refused(status: int, location: str) -> bool:
    return status in (403, 404) or (status == 302 and "/sign-in/" in location)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_whoever_must_not_see_it_is_refused_and_told_nothing(scene: Scene, name: str) -> None:
    row = ROWS[name]
    for who in OUTSIDERS:
        for method, status, location, body in _answers(scene, name, who):
            place = f"{method} {name} by {who or 'nobody'}"
            assert status < 500, f"{place} fails with {status}"
            told = () if scene.case.number in row.args(scene) else (scene.case.number,)
            drafts = () if who == NEXT else (ARTICLE,)
            for secret in (*SECRETS, *told, *drafts):
                assert secret not in body, f"{place} shows {secret}"
            if who in row.refused:
                assert _is_refused(status, location) or status == 405, f"{place} is answered with {status} {location}"
        if who in row.refused:
            statuses = [status for _, status, _, _ in _answers(scene, name, who)]
            assert statuses != [405, 405], f"{name} answers to no method"


@pytest.mark.parametrize("name", sorted(name for name, row in ROWS.items() if row.let_in is not None))
def test_whoever_may_see_it_is_let_in(scene: Scene, name: str) -> None:
    who = ROWS[name].let_in or ""
    statuses = {}
    for method, status, location, _ in _answers(scene, name, who):
        statuses[method] = "refused" if _is_refused(status, location) else status
    assert statuses != {"get": "refused", "post": "refused"}, f"{name} refuses {who or 'everybody'}"
    # 422: let in, and told what the empty form lacks.
    assert any(s in (200, 201, 204, 302, 422) for s in statuses.values()), f"{name} for {who or 'nobody'}: {statuses}"
