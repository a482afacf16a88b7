"""What do permission checks add to a page? Reading who somebody is, and every question whether they may, in processor time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms

PAGES = ("cases:inbox", "insight:dashboard", "insight:ledger", "people:posts", "people:rights", "notify:messages")


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = parser_of("rights", __doc__)
    parser.add_argument("--delegations", type=int, default=1000, help="how many hold elsewhere; default 1000")
    options = parser.parse_args(argv)
    with own_database(options.database, 20):
        found = _measure(options.delegations)
    show(found, options.json)
    return 0


def _cpu_ms(ask: Callable[[], Any], times: int = 500) -> float:
    """Return the processor time of one call, in milliseconds: the least of five rounds."""
    rounds = []
    for _round in range(5):
        begun = time.process_time()
        for _each in range(times):
            ask()
        rounds.append((time.process_time() - begun) / times * 1000)
    return min(rounds)


def _measure(delegations: int) -> dict[str, Any]:
    import django

    django.setup()
    from linli.people.domain import Right
    from linli.people.models import Delegation, Post
    from linli.people.standing import standing_of

    heads = Post.objects.current().filter(kind__in=("director", "secretary"), organisation__kind="community")
    head = heads.select_related("organisation__place", "account").first()
    worker = Post.objects.current().filter(kind="grid_worker").select_related("organisation__place", "account").first()
    assert head is not None and worker is not None
    found: dict[str, Any] = {}

    def reading(words: str) -> None:
        found[f"standing of a grid worker, {words} (ms)"] = round(_cpu_ms(lambda: standing_of(worker.account)), 3)

    reading("nothing delegated")
    place = worker.organisation.place
    own = {"right": "figures", "place": place, "path": place.path, "by": head, "why": "-"}
    made = Delegation.objects.create(effect="taken", post=worker, **own)
    reading("one right taken")
    made.delete()
    elsewhere = {**own, "path": "9901/", "effect": "taken", "kind": "grid_worker"}
    Delegation.objects.bulk_create([Delegation(**elsewhere) for _each in range(delegations)])
    reading(f"{delegations} delegations elsewhere")
    Delegation.objects.all().delete()
    standing = standing_of(head.account)
    question = _cpu_ms(lambda: standing.may(Right.ADMIN), 5000) / max(len(standing.hats), 1)
    found["one question to one post (ms)"] = round(question, 5)
    read = _cpu_ms(lambda: standing_of(head.account))
    found["standing of a community's head (ms)"] = round(read, 3)
    for page, asked in _questions(head.account).items():
        found[f"{page}: questions"] = asked
        found[f"{page}: all of it (ms)"] = round(read + asked * question, 3)
    found["yardstick_ms"] = yardstick_ms()
    return found


def _questions(account: Any) -> dict[str, int]:
    """Return how often each page asks a post whether it may, for a head."""
    from unittest import mock

    from django.conf import settings
    from django.test import Client, override_settings
    from django.urls import reverse

    from linli.people.domain import Hat

    client, found = Client(), {}
    client.force_login(account)
    plainly = Hat.may
    plain_files = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    for page in PAGES:
        asked = 0

        def counted(hat: Hat, right: Any) -> bool:
            nonlocal asked
            asked += 1
            return plainly(hat, right)

        files = override_settings(STORAGES={**settings.STORAGES, **plain_files})
        with mock.patch.object(Hat, "may", counted), files:
            answer = client.get(reverse(page), headers={"host": "localhost"})
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        found[page] = asked
    return found
