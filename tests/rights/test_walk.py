"""Everybody walks everywhere: each page, list, count, search, export, file and operation, and meets what the registry says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from linli.cases.selectors import visible
from linli.cases.selectors.sql import Sql
from tests.cast import Cast, at
from tests.rights import scene as scenes
from tests.rights.answers import papers_watched, settled
from tests.rights.scene import SEARCHED, WALKERS, Scene
from tests.rights.walking import Met, NoPlace, addresses, patterns, walk

LEAKING = "tests.rights.leaking"
# Values in the addresses of lists: everything else leads to one thing.
PLAIN = {"json", "xml"}

# Whatever answers nobody who looks (GET) although it is no form that is only sent, and why.
_LEADS_ON = "it leads on to another address, which is walked"
_STEP = "a step on the way: the session holds what came before"
_PAPER = "of a paper receipt, and here none was printed: tests/cases"
_SENT = "of a file that was sent, and here none was: tests/places, tests/ledgers"
_CHILD = "of a child, and none has one of the fifteen for a guardian: tests/privacy/test_children.py"
_BRANCH = "of members and branches, whom nobody of the fifteen is: tests/partners"
NOT_LOOKED_AT: dict[str, str] = {
    "api:hook": "its owner's alone: tests/api/test_hooks.py",
    "api:open311:service": "a category, which is for everybody: tests/api/test_open311.py",
    "api:open311:token": "answers like the request it stands for, which is walked",
    "cases:answer_check": "a hint while a case is answered: tests/cases/test_answer_check.py",
    "cases:categories": "heads of the topmost desk, and the cast has none: tests/cases/test_categories.py",
    "cases:categories_learn": "as cases:categories",
    "cases:categories_use": "as cases:categories",
    "cases:confidential_read": "opened by two people: tests/privacy/test_confidential.py",
    "cases:deed_articles": "a hint while a case is answered: tests/cases/test_articles.py",
    "cases:follow_shown": "a token of the session",
    "cases:grid": _LEADS_ON,
    "cases:receipt": "of what one took in a moment ago: tests/cases/test_staff_intake.py",
    "cases:reported": _STEP,
    "hot:shown": "confirmed issues are for everybody; here none is: tests/hot",
    "knowledge:shown": "what is published is for everybody; here nothing is: tests/knowledge",
    "metrics": "the operator's token: tests/config/test_watching.py",
    "cases:paper": _PAPER,
    "cases:paper_pdf": _PAPER,
    "cases:paper_print": _PAPER,
    "cases:paper_scanned": _PAPER,
    "ledgers:errors": _SENT,
    "ledgers:upload": _SENT,
    "partners:asked": _BRANCH,
    "partners:branch": _BRANCH,
    "partners:branch_members": _BRANCH,
    "partners:branch_register": _BRANCH,
    "partners:home": _LEADS_ON,
    "partners:of_case": _BRANCH,
    "partners:offer": _BRANCH,
    "partners:template": "an empty sheet",
    "people:age": _STEP,
    "people:code": _STEP,
    "people:grown": _STEP,
    "people:guardian": _STEP,
    "people:guardian_code": _STEP,
    "people:passkey": _STEP,
    "people:password": _STEP,
    "people:second": _STEP,
    "people:totp": _STEP,
    "people:wechat": "leads on to WeChat, where it is set up: tests/people/test_wechat.py",
    "people:wechat_back": "WeChat sends people back there: tests/people/test_wechat.py",
    "people:post_photo": "posted for everybody, where there is one: tests/people/test_handing.py",
    "people:roles": "the demo alone",
    "places:door": _LEADS_ON,
    "places:import_errors": _SENT,
    "places:import_report": _SENT,
    "places:map": _LEADS_ON,
    "privacy:child": _CHILD,
    "privacy:child_phone": _CHILD,
    "privacy:child_withdraw": _CHILD,
    "privacy:phone": _STEP,
    "v1:api-root": "there is nothing there",
    "v1:locate": "of places alone, for everybody: tests/api/test_cases.py",
}


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    """Two streets with marked data, on a Wednesday morning."""
    with at(0), papers_watched():
        yield scenes.build(cast)


def leaks(scene: Scene, met: list[Met]) -> list[str]:
    """Return what somebody met and may not, as sentences."""
    found = []
    for who in {one.who for one in met}:
        barred = [marker for marker in scene.markers if not scene.may(who, marker)]
        for one in met:
            if one.who == who:
                told = one.address.path + one.query
                found += [f"{one.where} reads “{m.text}”" for m in barred if m.is_in(one.text) and m.text not in told]
    return sorted(found)


def missed(scene: Scene, met: list[Met]) -> list[str]:
    """Return what somebody may meet, and pages show, and they have not met: the walk would find no leak of it either."""
    found = []
    for who in WALKERS:
        texts = "\n".join(one.text for one in met if one.who == who)
        for marker in scene.markers:
            if marker.shown and scene.may(who, marker) and not marker.is_in(texts):
                found.append(f"{who} never meets “{marker.text}”")
    return found


def unanswered(met: list[Met]) -> set[str]:
    """Return the views that let nobody look, but for those that are only sent to."""
    statuses: dict[str, set[int]] = {}
    for one in met:
        statuses.setdefault(one.address.view, set()).add(one.status)
    return {view for view, seen in statuses.items() if not seen & {200, 405}}


def test_everybody_meets_what_the_registry_says_and_nothing_else(scene: Scene) -> None:
    met = [one for who in WALKERS for one in walk(scene, who, addresses(scene))]
    assert [f"{one.where} fails" for one in met if one.status >= 500] == []
    assert leaks(scene, met) == []
    assert missed(scene, met) == []
    # Let somebody of the cast in there, or say why nobody can be; and say it no longer once somebody is.
    assert "\n".join(sorted(unanswered(met) ^ set(NOT_LOOKED_AT))) == ""


def test_a_view_that_leaks_is_found(scene: Scene, settings: Any) -> None:
    settings.ROOT_URLCONF = LEAKING
    wanted = [one for one in addresses(scene, LEAKING) if one.view in ("every_title", "cases:inbox")]
    found = leaks(scene, list(walk(scene, "next_grid_worker", wanted)))
    assert found and all("/staff/titles/" in one for one in found)
    assert {word for word in ("青鸾阁", "朱雀阁", "玄武阁") if word in "".join(found)} == {"青鸾阁", "朱雀阁", "玄武阁"}


def test_a_selector_that_leaks_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visible, "territories", lambda standing: [Sql("1 = 1")])
    wanted = [one for one in addresses(scene) if one.view in ("cases:case", "v1:case")]
    found = leaks(scene, list(walk(scene, "next_grid_worker", wanted)))
    for view in ("cases:case", "v1:case"):
        assert any(f"({view})" in one for one in found), f"nothing found in {view}"


def test_a_view_with_a_new_part_in_its_address_has_no_place_until_it_is_given_one(scene: Scene) -> None:
    for context in scene.contexts:
        del context["article_id"]
    with pytest.raises(NoPlace, match=r"knowledge:.*article_id"):
        addresses(scene)


def test_every_view_is_on_the_walk(scene: Scene) -> None:
    # Two operations may share an address: what is looked at there is the one that answers GET.
    assert set(patterns()) - {one.view for one in addresses(scene)} == {"v1:case_make"}


@pytest.mark.parametrize(
    "who", ["neighbour", "next_grid_worker", "former_grid_worker", "water_contact", "other_street_officer"]
)
def test_what_may_not_be_seen_is_not_counted(scene: Scene, who: str) -> None:
    wanted = [one for one in addresses(scene) if not set(one.values) - PLAIN and one.rule not in ("public", "metrics")]

    client = scene.cast.client(who)

    def seen() -> dict[str, str]:
        return {one.where: settled(one.text) for one in walk(scene, who, wanted, client) if one.status == 200}

    before = seen()
    scene.cast.submit(f"又有地方{SEARCHED}", "resident", grid="one")
    scene.cast.submit(f"举报{SEARCHED}", "resident", grid="one", kind="tip_off", visibility="confidential")
    after = seen()
    assert [where for where, text in after.items() if before[where] != text] == []
    assert len(after) >= 5
