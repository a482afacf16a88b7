"""What a page offers to one, nobody sends whom no page offers it: every form there is, sent by six who were not shown it.

The walk beside this looks; here is sent. A form that was shown to its rightful sender, filled in as that page filled it, must write
nothing in the hands of the neighbour, the next grid's worker, the former one, a unit that was not called, another community's
head, or nobody. A form that a page of their own offers to them is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from linli.people.domain import Hat
from tests.cast import Cast, at
from tests.rights import scene as scenes
from tests.rights.scene import Scene
from tests.rights.walking import addresses
from tests.web.harvest import forms_of

RIGHTFUL = ("resident", "grid_worker", "property_manager", "community_director", "street_officer")
OTHERS = ("neighbour", "next_grid_worker", "former_grid_worker", "water_contact", "other_community_director", "")
# What any request may write: that it came, how often, in which session.
USUAL = {"django_session", "people_attempt", "people_signedin", "audit_count"}
_WRITES = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
# What is everybody's, whatever thing its address names.
ANYBODYS = {
    "knowledge:feedback": "whoever reads an article says whether it helped",
    "hot:follow": "whoever may read an issue follows it",
}

Sent = dict[str, list[str]]


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    with at(0):
        yield scenes.build(cast)


def client_of(scene: Scene, who: str) -> Client:
    client = scene.cast.client(who or None)
    client.raise_request_exception = False
    return client


def offered(scene: Scene, who: str) -> dict[str, Sent]:
    """Every form that a page with something in its address shows to one of the cast: where it goes, with what."""
    client, found = client_of(scene, who), dict[str, Sent]()
    for address in addresses(scene):
        if address.path.startswith(("/api/", "/open311/", "/static/")):
            continue
        with taken_back():
            answer: Any = client.get(address.path)
        if answer.status_code == 200 and not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            for form in forms_of(answer.content.decode(), address.path):
                parts = urlsplit(form.action)
                found.setdefault(f"{parts.path}?{parts.query}".rstrip("?"), form.fields)
    return found


class taken_back:
    """Undo what is done inside."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(*error)


def written(work: Callable[[], Any]) -> set[str]:
    """Return the tables that something writes, and take it back."""
    found: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if (told := _WRITES.match(sql)) and (many or context["cursor"].rowcount != 0):
            found.add(told[1])
        return answer

    with taken_back(), connection.execute_wrapper(watch):
        work()
    return found - USUAL


def filled(fields: Sent) -> dict[str, Any]:
    """A form as its page shows it, its empty fields with words."""
    return {name: next((one for one in values if one), "请看一下这件事") for name, values in fields.items()}


def about_something(path: str) -> str:
    """The view of an address that names a thing; "" of any other."""
    try:
        here = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return here.view_name if here.kwargs or "?" in path else ""


def forms_about_something(scene: Scene, who: str) -> dict[str, Sent]:
    """Those forms of somebody's pages that name a thing in their address."""
    return {path: fields for path, fields in offered(scene, who).items() if about_something(path)}


def sent(scene: Scene, who: str, forms: dict[str, Sent]) -> dict[str, set[str]]:
    """What each of these forms writes in somebody's hands, where it writes anything."""
    client = client_of(scene, who)
    told = {path: written(lambda p=path, f=fields: client.post(p, filled(f))) for path, fields in forms.items()}  # type: ignore[misc]
    return {path: tables for path, tables in told.items() if tables}


def strange(forms: dict[str, Sent], own: dict[str, Sent]) -> dict[str, Sent]:
    """Those that are neither somebody's own nor everybody's."""
    return {path: each for path, each in forms.items() if path not in own and about_something(path) not in ANYBODYS}


def test_nobody_sends_what_no_page_offers_them(scene: Scene) -> None:
    shown = {who: forms_about_something(scene, who) for who in RIGHTFUL}
    works = sum(len(sent(scene, who, forms)) for who, forms in shown.items())
    assert works >= 60, f"too few forms do anything in the right hands for this to tell anything: {works}"
    every = {path: fields for forms in shown.values() for path, fields in forms.items()}
    found = []
    for who in OTHERS:
        for path, tables in sent(scene, who, strange(every, offered(scene, who))).items():
            found.append(f"{who or 'nobody'} writes {', '.join(sorted(tables))} at {path} ({about_something(path)})")
    assert found == []


def test_a_territory_that_ends_nowhere_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = forms_about_something(scene, "community_director")
    forms = strange(forms, offered(scene, "other_community_director"))
    monkeypatch.setattr(Hat, "covers", lambda self, path, grid_id: True)
    assert len(sent(scene, "other_community_director", forms)) >= 3
