"""On a cluster a statement that names its community goes to one node. Those of the main job do, or cross on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.test import Client

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.models import Case
from linli.cases.services import case_sweep
from linli.insight.tallying.folding import tallies_fold
from linli.insight.tallying.rebuilding import tallies_rebuild
from tests.cast import MORNING, Cast, at, photo
from tests.communities import CROSSING, Watch, unnamed, watched

SPREAD = frozenset({"cases_case", "cases_event", "cases_handler", "insight_tally"})
CASE, EVENT = '"cases_case"', '"cases_event"'


@pytest.mark.parametrize(
    "sql",
    [
        f'SELECT * FROM {CASE} WHERE ({CASE}."community_id" = %s AND {CASE}."id" = %s)',
        f'SELECT 1 FROM {CASE} U0 WHERE U0."community_id" IN (%s, %s)',
        f'UPDATE {CASE} SET "state" = %s WHERE ({CASE}."community_id" = %s)',
        f'INSERT INTO {EVENT} ("community_id", "id") VALUES (%s, %s)',
        f'DELETE FROM {EVENT} WHERE {EVENT}."community_id" = 12',
        (
            f'SELECT * FROM {EVENT} INNER JOIN {CASE} ON ({EVENT}."community_id" = {CASE}."community_id" AND {EVENT}."case_id" = '
            f'{CASE}."id") WHERE {CASE}."community_id" = %s'
        ),
        (
            "SELECT 1 FROM cases_case c WHERE c.community_id = %s AND EXISTS (SELECT 1 FROM cases_handler part WHERE "
            "(part.community_id, part.case_id) = (c.community_id, c.id))"
        ),
        "SELECT 1 FROM cases_case c WHERE (c.community_id, c.id) IN (SELECT column1, column2 FROM (VALUES (1, 2)) wanted)",
        "INSERT INTO insight_tally (community_id, id) VALUES (1, 2) ON CONFLICT (community_id, id) DO UPDATE SET cases = 1",
        f'SELECT EXTRACT(EPOCH FROM {CASE}."resolved_at") FROM {CASE} WHERE {CASE}."community_id" = %s',
        "SELECT * FROM places_division WHERE path = %s",
        "SAVEPOINT cases_case",
    ],
)
def test_what_names_its_community_is_seen_to(sql: str) -> None:
    assert unnamed(sql, SPREAD) == []


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        (f"SELECT * FROM {CASE}", ["cases_case"]),
        (f'SELECT {CASE}."community_id" FROM {CASE} WHERE {CASE}."id" = %s', ["cases_case"]),
        (f'SELECT * FROM {CASE} ORDER BY {CASE}."community_id"', ["cases_case"]),
        (f'SELECT * FROM {CASE}, {EVENT} WHERE {CASE}."community_id" = %s', ["cases_event"]),
        (
            f'SELECT * FROM {EVENT} INNER JOIN {CASE} ON ({EVENT}."case_id" = {CASE}."id") WHERE {CASE}."community_id" = %s',
            ["cases_event"],
        ),
        (
            f"SELECT * FROM {EVENT} e INNER JOIN {CASE} c ON (e.community_id = c.community_id) WHERE c.id = %s",
            ["cases_case", "cases_event"],
        ),
        (
            "SELECT 1 FROM cases_case c WHERE c.community_id = %s AND EXISTS (SELECT 1 FROM cases_handler c WHERE c.case_id = 1)",
            ["cases_handler"],
        ),
        (
            'SELECT 1 FROM cases_case WHERE cases_case.community_id IN (SELECT U0."id" FROM places_division U0 WHERE path = %s)',
            ["cases_case"],
        ),
        (f'UPDATE {CASE} SET "community_id" = {CASE}."community_id"', ["cases_case"]),
        (f"DELETE FROM {EVENT} WHERE id IN (%s)", ["cases_event"]),
    ],
)
def test_what_does_not_is_found(sql: str, tables: list[str]) -> None:
    assert unnamed(sql, SPREAD) == tables


@pytest.mark.parametrize("where", sorted(where for where in CROSSING if not where.endswith(".")))
def test_whoever_crosses_on_purpose_is_there_and_has_a_reason(where: str) -> None:
    module, _, name = where.rpartition(".")
    assert len(CROSSING[where]) > 20
    found = import_module(f"linli.{module}")
    names = {name for one in vars(found).values() for name in (getattr(one, "__dict__", None) or {})}
    assert hasattr(found, name) or name in names


def _main_job(cast: Cast) -> None:
    """From the door to the verdict and the figures, through services and everybody's pages."""
    with at():
        resident = cast.client("resident")
        _look(resident, "/report/", f"/here/{cast.community.code}/", "/here/")
        case = cast.submit("三单元的感应灯不亮，老人上下楼看不见", photos=[photo()])
        cast.submit("三单元楼道的感应灯不亮了，看不见", who="neighbour")
        anonymous = cast.submit("楼上深夜吵闹", who=None, anonymous=True)
        page = f"/staff/cases/{case.community_id}/{case.id}/"
        worker = cast.client("grid_worker")
        _look(worker, *(f"/staff/?box={box}" for box in BOXES), "/staff/?box=place&q=感应灯", page, f"{page}alike/")
        case = cast.act(case, "accept", "grid_worker")
        case = cast.act(case, "contact", "grid_worker", how="phone", result="已联系")
        _look(worker, f"{page}do/answer/")
        case = cast.act(case, "report_up", "grid_worker", why="要换线路")
        case = cast.act(case, "dispatch", "community_officer", to=cast.id_of("water"), task="请更换")
        case = cast.act(case, "extend", "community_officer", until=at_noon(12), why="等配件")
        case = cast.act(case, "supervise", "street_officer", until=at_noon(3), expected="老人多，请加快")
    with at(hours=200):
        case_sweep()
        case = Case.objects.get(community_id=case.community_id, id=case.id)
        case = cast.act(case, "answer", _LEADS[case.level], answer="已更换，请您查看。电话 027-88880000。")
        _look(resident, f"/my/{case.community_id}/{case.id}/", "/my/", "/messages/", "/answers/")
        cast.act(case, "evaluate", "resident", solved="yes", satisfied=True)
        case_sweep()
        for who in ("community_officer", "street_officer", "city_officer"):
            rest = (
                "/staff/search/?q=感应灯",
                "/staff/notices/",
                "/staff/ledger/",
                "/staff/ledger/download/",
                "/messages/",
            )
            _look(cast.client(who), "/staff/?box=place", "/staff/dashboard/", page, *rest)
        token = token_make(cast.accounts["community_officer"], "热线", list(Scope), 30)[1]
        api = {"Authorization": f"Bearer {token}"}
        _look(
            Client(headers=api),
            "/api/v1/cases",
            f"/api/v1/cases/{case.community_id}-{case.id}",
            "/open311/v2/requests.json",
        )
    assert anonymous.state == "submitted"
    tallies_rebuild()
    tallies_fold()


BOXES = ("mine", "place", "new", "urgent", "late")
_LEADS = {2: "community_officer", 3: "street_officer", 4: "district_officer", 5: "city_officer"}


def at_noon(days: int) -> datetime:
    """Noon so many days after the morning of the stories."""
    return MORNING + timedelta(days=days, hours=3)


def _look(client: Client, *pages: str) -> None:
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 302), (page, answer.status_code)
        if answer.streaming:
            list(answer.streaming_content)  # type: ignore[call-overload]


@pytest.fixture
def watch(cast: Cast) -> Watch:
    """The main job, watched."""
    with watched() as found:
        _main_job(cast)
    return found


def test_every_statement_of_the_main_job_names_its_community_or_crosses_on_purpose(watch: Watch) -> None:
    assert watch.seen > 200
    assert not watch.strange, "\n".join(watch.strange.values())


def test_the_figures_and_the_ledger_of_a_community_name_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = {"insight.selectors.stock._standing", "notify.selectors.unread_count"}
    monkeypatch.setattr("tests.communities.CROSSING", {name: CROSSING[name] for name in allowed})
    cast.submit()
    client = cast.client("community_officer")
    with watched() as found:
        for page in ("/staff/dashboard/", "/staff/ledger/download/"):
            _look(client, f"{page}?place={cast.community.code}")
    assert found.seen
    assert not found.strange, "\n".join(found.strange.values())


def test_the_watch_would_have_found_one_that_does_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.communities.CROSSING", {})
    with watched() as found:
        case_sweep()
    assert [caller for caller, _ in found.strange] == ["cases.services.sweeping.case_sweep"]
