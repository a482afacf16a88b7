"""What is asked: one entry a kind. Sessions are real, signed in beforehand; a form carries its CSRF token and its key."""

from __future__ import annotations

import itertools
import json
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.test import Client

from benchmarks.http.load import Ask, Connection, cookies_of
from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.models import Case
from linli.cases.selectors import cases_visible
from linli.catalog.domain import MOST_TRIES
from linli.catalog.models import TryLimit
from linli.catalog.services import words_changed
from linli.people.models import Account, Post, PostKind
from linli.people.selectors import standing_of
from linli.places.models import Division, DoorCode

RESIDENTS, DESKS, CASES = 40, 6, 200
TOKEN = "b" * 32
"""A CSRF secret: what stands in the cookie and in the form is the same."""
CSRF = "csrftoken"
WORDS = ("电梯", "漏水", "路灯", "噪音", "医保", "停车", "垃圾", "热水器")
MATTERS = (
    "单元门的门禁坏了，谁都能进，晚上不放心，请尽快来修。",
    "楼道里堆满了纸箱和旧家具，消防通道都过不去人。",
    "电梯到五楼就抖，有时候还停半天，老人不敢坐。",
    "楼上卫生间漏水，我家天花板已经发霉，上门说过两次没人管。",
    "请问老年证在哪里办，需要带什么材料？",
    "小区门口的路灯不亮，晚上下班看不见路。",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: its name in the results, what it is, and how it is made.

    `asks` gets a connection for what has to be asked beforehand, and yields requests without end.
    """

    name: str
    about: str
    asks: Callable[[Connection, random.Random], Iterator[Ask]]


def session_of(account: Account) -> str:
    """Sign somebody in; return their cookies."""
    client = Client()
    client.force_login(get_user_model().objects.get(pk=account.pk))
    return cookies_of({"sessionid": client.cookies["sessionid"].value, CSRF: TOKEN})


def desks(level: str, kind: PostKind, most: int) -> list[Account]:
    """Return people on a post at a level's desks that have something to do, in the order of their ids."""
    posts = Post.objects.current().filter(organisation__kind=level, kind=kind).select_related("account")
    return [post.account for post in posts.order_by("organisation_id", "id")[:most]]


def handlers() -> list[Account]:
    """Return those whose inbox and cases are looked at: communities, streets, a district, the city."""
    return [
        *desks("community", PostKind.DIRECTOR, DESKS),
        *desks("street", PostKind.OFFICER, DESKS // 2),
        *desks("district", PostKind.OFFICER, 1),
        *desks("city", PostKind.OFFICER, 1),
    ]


def _reporting() -> tuple[list[str], list[Account]]:
    """Return doors and residents, who may report as often as a measurement takes."""
    top = Division.objects.order_by("-level")[0]
    for kind in ("report_own", "report_program", "door_own"):
        TryLimit.objects.update_or_create(place=top, kind=kind, defaults={"most": MOST_TRIES})
    words_changed()
    doors = DoorCode.objects.filter(revoked_at=None).order_by("id").values_list("token", flat=True)
    return list(doors[:RESIDENTS]), list(
        Account.objects.filter(posts=None).exclude(home=None).order_by("id")[:RESIDENTS]
    )


def create(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """Reports that programs bring for residents, with the token of each."""
    doors, residents = _reporting()
    scopes = [str(Scope.READ), str(Scope.WRITE)]
    tokens = [token_make(account, "bench", scopes, 1)[1] for account in residents]
    for number, (token, door) in enumerate(zip(itertools.cycle(tokens), itertools.cycle(doors), strict=False)):
        said = {"body": f"{dice.choice(MATTERS)}（第{number}次反映）", "place": {"door_code": door}}
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": secrets.token_hex(16),
            "Content-Type": "application/json",
        }
        yield Ask("/api/v1/cases", headers=headers, body=json.dumps(said).encode(), status=201)


def form(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """Reports by residents who scanned the plate at their door."""
    doors, residents = _reporting()
    sessions = [session_of(account) for account in residents]
    for cookies, door in zip(sessions, itertools.cycle(doors), strict=False):
        connection.ask(Ask(f"/d/{door}/", cookies, status=302))
    for number, cookies in enumerate(itertools.cycle(sessions)):
        said = {
            "csrfmiddlewaretoken": TOKEN,
            "key": secrets.token_hex(16),
            "body": f"{dice.choice(MATTERS)}（第{number}次反映）",
            "where": "here",
            "kind": "help",
            "seen": "1",  # what neighbours have reported was shown while it was written
            "name": "王女士",
            "phone": f"199{dice.randrange(10**8):08d}",
        }
        yield Ask("/report/", cookies, said, status=302)


def inbox(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """Fifty rows of what communities, streets, a district and the city can see, in turn."""
    for cookies in itertools.cycle([session_of(account) for account in handlers()]):
        yield Ask("/staff/?box=place", cookies)


def detail(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """Pages of the latest cases of the same desks."""
    pages: list[Ask] = []
    for account in handlers():
        cookies = session_of(account)
        for case in _latest(account):
            pages.append(Ask(f"/staff/cases/{case.community_id}/{case.id}/", cookies))
    dice.shuffle(pages)
    yield from itertools.cycle(pages)


def _latest(account: Account) -> Sequence[Case]:
    found = cases_visible(standing_of(account)).order_by("-submitted_at").only("community_id", "id")
    return list(found[: CASES // DESKS])


def search(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """Words, and now and then a number, in the inbox of the same desks."""
    seekers = [(session_of(account), _latest(account)) for account in handlers()]
    for turn, (cookies, cases) in enumerate(itertools.cycle(seekers)):
        if turn % 4 == 3 and cases:
            number = Case.objects.only("number").get(pk=dice.choice(cases).pk).number
            yield Ask(f"/staff/?box=place&q={number}", cookies)
        else:
            yield Ask(f"/staff/?box=place&q={quote(dice.choice(WORDS))}", cookies)


def dashboard(connection: Connection, dice: random.Random) -> Iterator[Ask]:
    """The figures of the whole city."""
    cookies = session_of(desks("city", PostKind.DIRECTOR, 1)[0])
    while True:
        yield Ask("/staff/dashboard/", cookies)


KINDS = (
    Kind("create", "report by the interface, with a token", create),
    Kind("form", "report by form, signed in", form),
    Kind("inbox", "fifty rows", inbox),
    Kind("detail", "page of a case", detail),
    Kind("search", "words or a number", search),
    Kind("dashboard", "figures of the city", dashboard),
)
"""A further kind is one more entry."""
