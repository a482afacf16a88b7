"""Whatever is sent to a form, by whomever, is answered in words and by a view with a rule: never a 500.

Every address of the URL map that takes POST is tried, each deed of the case in each state besides, as a resident, as staff of
several desks, as somebody whose post has ended and as nobody. What is sent is what the page's own form would send, with
fields that are dropped, doubled, huge, of the wrong type, full of controls, or naming somebody else's rows.

LINLI_FUZZ=1000 sends 25,000 forms; without it a few hundred.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from linli.cases.domain.table import DEEDS
from linli.core.access import RULES
from tests.cast import Cast, at
from tests.test_access import PATTERNS, ROWS, Scene
from tests.test_access import scene as scene
from tests.web.harvest import forms_of

OFTEN = int(os.environ.get("LINLI_FUZZ", "12")) * 25
ROLES = (
    "resident",
    "grid_worker",
    "community_officer",
    "community_director",
    "street_officer",
    "street_director",
    "property_manager",
    "former_grid_worker",
    "other_community_director",
    "",
)
NASTY = (
    "",
    " ",
    "\0",
    "青\0和",
    "\u202e反过来\u2066",
    "-1",
    "0",
    "1",
    "2",
    "99999999999999999999999",
    "9223372036854775808",
    "1e400",
    "nan",
    "٣",
    "²",
    "2026-02-30",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "on",
    "true",
    "[]",
    '{"a": 1}',
    "'; DROP TABLE cases_case; --",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }} %s %(x)s {0}",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "https://169.254.169.254/latest",
    "javascript:alert(1)",
    "👵🏽" * 300,
    "\ud7ff\uffff\ufffe",
    "长" * 6000,
    "a" * 20_000,
)
HUGE = "大" * 300_000


@dataclass(frozen=True)
class Target:
    """An address, and the fields that its form has where some page showed one."""

    address: str
    fields: dict[str, list[str]]
    files: frozenset[str] = frozenset()


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what is done inside, so that the next form finds the neighbourhood as it was."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def addresses(scene: Scene) -> list[str]:
    """Every address with arguments that exist, and each deed on cases in several states."""
    found = [reverse(name, args=row.args(scene)) + row.query(scene) for name, row in ROWS.items()]
    for case in cases(scene.cast):
        ids = [case.community_id, case.id]
        found += [reverse("cases:case", args=ids), reverse("cases:my_case", args=ids)]
        for name in ("cases:deed", "cases:my_deed"):
            found += [reverse(name, args=[*ids, deed]) for deed in DEEDS]
    return sorted(set(found))


def cases(cast: Cast) -> list[Any]:
    """One case each: new, under way, answered, judged."""
    with at(0.1):
        made = [cast.submit(f"第{number}件：水管漏水") for number in range(4)]
        for number, deeds in enumerate(
            ((), ("accept",), ("accept", "contact", "resolve"), ("accept", "contact", "resolve", "evaluate"))
        ):
            for deed in deeds:
                carried = {
                    "contact": {"how": "phone", "result": "已联系"},
                    "resolve": {"outcome": "explained", "answer": "已经修好"},
                    "evaluate": {"solved": "yes", "satisfied": True},
                }.get(deed, {})
                made[number] = cast.act(
                    made[number], deed, "resident" if deed == "evaluate" else "grid_worker", **carried
                )
    return made


def targets(scene: Scene, clients: dict[str, Client]) -> list[Target]:
    """Look at every page as everybody, and note the forms; addresses no form leads to get fields that others have."""
    found: dict[str, Target] = {}
    known = addresses(scene)
    common: dict[str, list[str]] = {}
    shown = [address for address in known if "/do/" not in address]  # deeds are done from the pages of cases
    for client in clients.values():
        for address in shown:
            with taken_back():
                answer = client.get(address)
            if answer.status_code != 200 or answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
                continue
            for form in forms_of(answer.content.decode(), address):
                parts = urlsplit(form.action)
                path = f"{parts.path}?{parts.query}" if parts.query else parts.path
                found.setdefault(path, Target(path, form.fields, frozenset(form.files)))
                for name, values in form.fields.items():
                    common.setdefault(name, values)
    for address in known:
        found.setdefault(address, Target(address, common))
    return [found[path] for path in sorted(found)]


def a_file(dice: Random) -> SimpleUploadedFile:
    """Bytes that call themselves something."""
    name = dice.choice(["a.jpg", "表.xlsx", "x.csv", "../../a.png", "图.geojson", "a" * 300 + ".jpg", ".html"])
    begins = dice.choice(
        [b"", b"\xff\xd8\xff", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b'{"type":', "编号,网格\n".encode()]
    )
    return SimpleUploadedFile(name, begins + dice.randbytes(dice.randrange(200)), "image/jpeg")


def a_text(dice: Random) -> str:
    """Characters from everywhere but the halves of pairs, which no browser can send."""
    points = (
        dice.choice([dice.randrange(0x250), dice.randrange(0xD800), dice.randrange(0xE000, 0x110000)])
        for _ in range(40)
    )
    return "".join(map(chr, points))[: dice.randrange(40)]


def sent(dice: Random, target: Target, foreign: list[str]) -> dict[str, Any]:
    """Make up what is sent: mostly as the form would, with some fields spoiled."""
    spoil = dice.choice([0.0, 0.15, 0.5, 1.0])
    said: dict[str, Any] = {}
    for name, offered in target.fields.items():
        if dice.random() >= spoil:
            text = dice.choice(offered) if offered else ""
            said[name] = text or dice.choice(["", "说明白了", "13900001111", "3", foreign[0]])
            continue
        how = dice.choice(["drop", "nasty", "nasty", "foreign", "twice", "file", "text"])
        if how == "nasty":
            said[name] = dice.choice(NASTY)
        elif how == "foreign":
            said[name] = dice.choice(foreign)
        elif how == "twice":
            said[name] = [dice.choice([*NASTY[:20], *offered]) for _ in range(dice.randint(2, 30))]
        elif how == "file":
            said[name] = a_file(dice)
        elif how == "text":
            said[name] = a_text(dice)
    for name in target.files:
        if dice.random() < 0.5:
            said[name] = a_file(dice)
        else:
            said.pop(name, None)
    if dice.random() < 0.1:
        said[a_text(dice) or "x"] = dice.choice(NASTY)
    if dice.random() < 0.05:
        said[dice.choice([*said, "body"])] = HUGE
    return said


@pytest.mark.django_db
def test_no_form_breaks_a_page(scene: Scene) -> None:
    with at(1):
        clients = {role: scene.cast.client(role or None) for role in ROLES}
        for client in clients.values():
            client.raise_request_exception = False
        aims = targets(scene, clients)
        foreign = [str(row.pk) for row in scene.cast.accounts.values()] + [
            str(row.pk) for row in scene.cast.grids.values()
        ]
        foreign += [str(row.pk) for row in scene.cast.organisations.values()] + [str(scene.case.id), scene.case.number]
        answers: Counter[int] = Counter()
        reached: set[str] = set()
        _try(clients, aims, foreign, answers, reached)
    assert sum(answers.values()) >= OFTEN
    assert {200, 302, 403, 404, 405, 422} <= set(answers) or OFTEN < 1000, answers
    assert not [status for status in answers if status >= 500], answers
    print(f"{sum(answers.values())} forms to {len(reached)} views: {dict(sorted(answers.items()))}")  # noqa: T201 - how many, for who asks with -s


def _try(
    clients: dict[str, Client], aims: list[Target], foreign: list[str], answers: Counter[int], reached: set[str]
) -> None:
    broken: list[str] = []
    by_view: dict[str, list[Target]] = {}
    for aim in aims:
        by_view.setdefault(resolve(urlsplit(aim.address).path).view_name, []).append(aim)

    def note(sender: object, **kwargs: Any) -> None:
        import traceback

        broken.append(traceback.format_exc(limit=-8))

    @seed(int(os.environ.get("LINLI_SEED", "20261123")))
    @settings(
        max_examples=OFTEN,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(dice=st.randoms(use_true_random=True), role=st.sampled_from(ROLES), view=st.sampled_from(sorted(by_view)))
    def tried(dice: Random, role: str, view: str) -> None:
        target = dice.choice(by_view[view])
        said = sent(dice, target, foreign)
        broken.clear()
        with taken_back():
            answer = clients[role].post(target.address, said)
        answers[answer.status_code] += 1
        words = f"{role or 'nobody'} → {target.address} {str(said)[:2000]}: {answer.status_code}\n{''.join(broken)}"
        assert answer.status_code < 500, words
        match = resolve(urlsplit(target.address).path)
        assert getattr(match.func, "access", None) in RULES, f"an answer without a rule: {words}"
        reached.add(match.view_name)
        if answer.status_code >= 400 and answer.status_code != 405:
            assert answer.content.strip(), f"an error without words: {words}"

    got_request_exception.connect(note)
    try:
        tried()
    finally:
        got_request_exception.disconnect(note)


def test_every_page_that_takes_post_is_tried(scene: Scene) -> None:
    tried = {resolve(urlsplit(address).path).view_name for address in addresses(scene)}
    pages = {name for name, pattern in PATTERNS.items() if getattr(pattern.callback, "access", "") != "api"}
    assert pages <= tried
